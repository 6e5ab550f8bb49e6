"""Putting the proposals that were admitted on a round's list, while it is being made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.plan import Initiative, InitiativeLink, Preference
from voting.db.models.proposals import Proposal
from voting.db.models.rounds import Round
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.proposals import ListIsFinal
from voting.domain.errors.running import PlansUndecided
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import UNDECIDED
from voting.domain.rounds import Phase
from voting.domain.texts import Text
from voting.services.list_units import Unit, find_units, write_columns
from voting.services.proposals import LINKING, read_fields
from voting.services.round_course import lock_round
from voting.services.round_state import RoundState


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids that came on the list, and those that left it."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


def list_proposals(stores: Stores, state: RoundState) -> Listed:
    """Bring a round's list in line with what was admitted, withdrawn, linked and undone since.

    Plans that link up are one initiative as soon as all of them were admitted; until then those
    that were admitted stand on the list by themselves. It can be repeated: what is on the list
    already stays as it is. Raises ListIsFinal when the round is not in review.
    """
    with holding_list(stores, state) as round_row:
        if round_row.phase != Phase.REVIEW:
            raise ListIsFinal(round_row.phase)
        return bring_in_line(stores, state, round_row)


@contextmanager
def holding_list(stores: Stores, state: RoundState) -> Iterator[Round]:
    """Hold a round and all of its proposals alone until the transaction ends.

    Nobody decides, withdraws, links up or undoes meanwhile.
    """
    with transaction(stores.register) as register:
        take_lock(register, LINKING)
        yield lock_round(register, state.id)


def finish_list(stores: Stores, state: RoundState, round_row: Round) -> Listed:
    """Bring a held list in line for the last time; raise PlansUndecided."""
    waiting = find_undecided(stores, state)
    if waiting:
        raise PlansUndecided(tuple(waiting))
    return bring_in_line(stores, state, round_row)


def find_undecided(stores: Stores, state: RoundState) -> list[Text]:
    """Return the titles of what was handed in and neither admitted nor turned down."""
    query = select(Proposal).where(
        Proposal.round_id == state.id, Proposal.state.in_([one.value for one in UNDECIDED])
    )
    rows = stores.register.scalars(query.order_by(Proposal.decide_by, Proposal.reference))
    return [Draft(read_fields(row)).text("title") for row in rows]


def bring_in_line(stores: Stores, state: RoundState, round_row: Round) -> Listed:
    """Bring a held list in line with what was admitted and what is linked at this moment."""
    register = stores.register
    present = _find_present(register, state.id)
    wanted = {unit.id: unit for unit in find_units(stores, state)}
    gone = [id for id, rows in present.items() if not _stands(stores, wanted.get(id), rows)]
    places = {id: _remove(register, state.id, id, present[id]) for id in gone}
    new = [unit for id, unit in wanted.items() if id not in present or id in places]
    for unit in new:
        _add(stores, state, unit, places.get(unit.id))
    if new or gone:
        round_row.version += 1
    return Listed(tuple(unit.id for unit in new), tuple(gone))


def _find_present(register: Session, round_id: RoundId) -> dict[str, list[Proposal]]:
    """Return what is on the list because of a proposal, with the proposals it was made of."""
    query = select(Proposal).where(
        Proposal.round_id == round_id, Proposal.initiative_id.is_not(None)
    )
    present: dict[str, list[Proposal]] = {}
    for row in register.scalars(query.order_by(Proposal.made_at, Proposal.reference)):
        present.setdefault(row.initiative_id or "", []).append(row)
    return present


def _stands(stores: Stores, unit: Unit | None, rows: Sequence[Proposal]) -> bool:
    """Tell whether what was made of these proposals is on the list just as it should be."""
    if unit is None or [part.row.id for part in unit.parts] != [row.id for row in rows]:
        return False
    if len(rows) == 1:
        return True
    listed = stores.register.get_one(Initiative, (rows[0].round_id, unit.id))
    columns = write_columns(stores, unit)
    return all(getattr(listed, name) == value for name, value in columns.items())


def _add(stores: Stores, state: RoundState, unit: Unit, place: int | None) -> None:
    register = stores.register
    last = register.scalar(
        select(func.max(Initiative.position)).where(Initiative.round_id == state.id)
    )
    behind = 0 if last is None else last + 1
    position = behind if place is None else place
    key = {"round_id": state.id, "id": unit.id, "position": position, "listing": "listed"}
    register.add(Initiative(**key, **write_columns(stores, unit)))
    register.flush()
    for part in unit.parts:
        part.row.initiative_id = unit.id
    for number, earlier in enumerate(unit.earlier_ids):
        link = {"round_id": state.id, "initiative_id": unit.id, "position": number}
        register.add(InitiativeLink(**link, earlier_id=earlier))
    register.flush()


def _remove(register: Session, round_id: RoundId, id: str, rows: Sequence[Proposal]) -> int:
    """Take an initiative off the list; return its place there."""
    place = register.get_one(Initiative, (round_id, id)).position
    for table in (InitiativeLink, Preference):
        register.execute(delete(table).where(table.round_id == round_id, table.initiative_id == id))
    register.execute(delete(Initiative).where(Initiative.round_id == round_id, Initiative.id == id))
    for row in rows:
        row.initiative_id = None
    return place
