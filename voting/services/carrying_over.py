"""Reserves that a buurt kept for two rounds go to the equalisation account of its voting area.

What moves is booked in the round that it was left of: that round's reserve is empty then, so a
second time moves nothing. Rounds count from their opening; annulled ones do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.plan import Buurt
from voting.db.models.reserves import ReserveMove
from voting.db.models.rounds import Area, Round
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.redeeming import CarryTooEarly, NothingToCarry
from voting.domain.errors.staff import RequestChanged
from voting.domain.ledger import AgedReserve, Book, post_aged, split_aged
from voting.domain.rounds import Phase, has_reached
from voting.services.grants import lock_grants
from voting.services.ledger_books import draw_balances, load_accounts
from voting.services.publishing import post_entries
from voting.services.round_course import TwoPeople
from voting.services.round_state import RoundState


@dataclass(frozen=True, slots=True, order=True)
class Reserve:
    """What a buurt has left of a round (a slug), in cents."""

    round: str
    area: str
    buurt: str
    cents: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A reserve that went to the equalisation account, and who saw to that."""

    reserve: Reserve
    at: datetime
    by_name: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Reserves:
    """What buurten keep, what is too old, and what was carried over before."""

    kept: tuple[Reserve, ...]
    aged: tuple[Reserve, ...]
    moved: tuple[Moved, ...]


def view_reserves(stores: Stores, state: RoundState) -> Reserves:
    """Return the reserves as they stand for a round."""
    register = stores.register
    rounds = _list_rounds(register)
    kept, aged = _split(register, rounds, state)
    slugs = {row.id: row.slug for row in rounds}
    query = select(ReserveMove).where(ReserveMove.for_round == state.id).order_by(ReserveMove.id)
    moved = tuple(
        Moved(
            Reserve(slugs.get(row.round_id, ""), row.area, row.buurt, row.cents),
            row.at,
            row.by_name,
            row.confirmed_by,
        )
        for row in register.scalars(query)
    )
    return Reserves(_name(rounds, kept), _name(rounds, aged), moved)


def list_aged(stores: Stores, state: RoundState) -> tuple[Reserve, ...]:
    """Return what would be carried over now; raise CarryTooEarly, NothingToCarry."""
    _require_opened(state)
    rounds = _list_rounds(stores.register)
    aged = _name(rounds, _split(stores.register, rounds, state)[1])
    if not aged:
        raise NothingToCarry
    return aged


def carry_over(
    stores: Stores,
    state: RoundState,
    people: TwoPeople,
    at: datetime,
    *,
    shown: Sequence[Reserve] | None = None,
) -> tuple[Reserve, ...]:
    """Bring reserves that are too old, now that this round opened, to the equalisation accounts.

    Doing it again moves nothing. `shown` is what two people agreed on. Returns what moved.
    Raises TwoPeopleNeeded, CarryTooEarly, or RequestChanged when other sums would move.
    """
    people.check()
    _require_opened(state)
    with transaction(stores.register) as register:
        take_lock(register, "reserves")
        rounds = _list_rounds(register)
        for row in sorted(rounds, key=lambda one: one.id):
            lock_grants(register, row.id)
        aged = _split(register, rounds, state)[1]
        named = _name(rounds, aged)
        if shown is not None and tuple(sorted(shown)) != named:
            raise RequestChanged
        for one in aged:
            source = rounds[one.round_number - 1].id
            post_entries(register, source, post_aged((one,)), at)
            register.add(_write_move(source, one, state, people, at))
    return named


def _require_opened(state: RoundState) -> None:
    if state.phase is Phase.ANNULLED or not has_reached(state.phase, Phase.VOTING):
        raise CarryTooEarly


def _list_rounds(register: Session) -> list[Round]:
    """Return the rounds that count, in the order in which they opened."""
    rows = register.scalars(
        select(Round).order_by(Round.opens_at, Round.id),
        execution_options={"populate_existing": True},
    ).all()
    return [
        row
        for row in rows
        if row.phase != Phase.ANNULLED and has_reached(Phase(row.phase), Phase.VOTING)
    ]


def _split(
    register: Session, rounds: Sequence[Round], state: RoundState
) -> tuple[tuple[AgedReserve, ...], tuple[AgedReserve, ...]]:
    numbers = [row.id for row in rounds]
    if state.id not in numbers:
        return (), ()
    found = (
        reserve
        for number, row in enumerate(rounds, start=1)
        if row.phase == Phase.FINAL
        for reserve in _find_reserves(register, row.id, number)
    )
    return split_aged(found, numbers.index(state.id) + 1)


def _find_reserves(register: Session, round_id: RoundId, number: int) -> list[AgedReserve]:
    query = select(Buurt.slug, Area.slug).join(Area, Area.id == Buurt.area_id)
    rows = register.execute(query.where(Buurt.round_id == round_id))
    areas = {row[0]: row[1] for row in rows}
    return [
        AgedReserve(areas[one.account.owner], one.account.owner, number, one.cents)
        for one in draw_balances(register, round_id, load_accounts(register))
        if one.account.book is Book.RESERVE and one.cents > 0
    ]


def _name(rounds: Sequence[Round], reserves: Sequence[AgedReserve]) -> tuple[Reserve, ...]:
    return tuple(
        sorted(
            Reserve(rounds[one.round_number - 1].slug, one.area, one.buurt, one.cents)
            for one in reserves
        )
    )


def _write_move(
    source: RoundId, one: AgedReserve, state: RoundState, people: TwoPeople, at: datetime
) -> ReserveMove:
    return ReserveMove(
        round_id=source,
        buurt=one.buurt,
        area=one.area,
        cents=one.cents,
        for_round=state.id,
        by_name=people.by.strip()[:100],
        confirmed_by=people.confirmed_by.strip()[:100],
        request=people.request,
        at=at,
    )
