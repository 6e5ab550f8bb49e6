"""Double-entry accounts of a round's money: every cent leaves one account for another.

An account's balance is its debits minus its credits, in cents. Over all accounts the balances
add up to zero: the trial balance. What a council granted is the credit side of its account.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from voting.domain.results import AreaResult, InitiativeResult, RoundResult

KEPT_ROUNDS = 2


class Book(StrEnum):
    """The kinds of account; `owner` is the id of an area, a buurt or an initiative."""

    COUNCIL = "council"  # an area's grant by the council
    POT = "pot"  # an area's pot
    ENVELOPE = "envelope"  # a buurt's part of the pot
    PAYABLE = "payable"  # what an initiative may still redeem
    PAID = "paid"  # what an initiative has received
    RESERVE = "reserve"  # a buurt's reserve
    EQUALISATION = "equalisation"  # an area's equalisation account


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One account."""

    book: Book
    owner: str


@dataclass(frozen=True, slots=True)
class Entry:
    """`cents` (above zero) go from the account `credit` to the account `debit`."""

    debit: Account
    credit: Account
    cents: int


@dataclass(frozen=True, slots=True)
class AgedReserve:
    """What a buurt has left from one round; rounds of a municipality count 1, 2, 3."""

    area: str
    buurt: str
    round_number: int
    cents: int


def post(result: RoundResult) -> tuple[Entry, ...]:
    """Return the entries that book a round's division: pots, envelopes, payables, reserves."""
    return tuple(entry for area in result.areas for entry in _post_area(area))


def post_correction(old: RoundResult, new: RoundResult) -> tuple[Entry, ...]:
    """Return the entries that turn the books of one result into those of another.

    What moves less is moved back; nothing is struck out.
    """
    moved: dict[tuple[Account, Account], int] = {}
    for result, sign in ((new, 1), (old, -1)):
        for one in post(result):
            pair = (one.credit, one.debit)
            moved[pair] = moved.get(pair, 0) + sign * one.cents
    return tuple(
        Entry(debit=target, credit=source, cents=cents)
        if cents > 0
        else Entry(debit=source, credit=target, cents=-cents)
        for (source, target), cents in sorted(moved.items())
        if cents
    )


def post_payment(initiative: str, cents: int) -> tuple[Entry, ...]:
    """Return the entry for money that an initiative receives."""
    return _move(Account(Book.PAYABLE, initiative), Account(Book.PAID, initiative), cents)


def post_forfeit(initiative: InitiativeResult) -> tuple[Entry, ...]:
    """Return the entry for a winner that cannot deliver: its money to its buurt's reserve.

    Takes the initiative as it was before `forfeit`.
    """
    return post_release(initiative.id, initiative.buurt, initiative.payout_cents)


def post_release(initiative: str, buurt: str, cents: int) -> tuple[Entry, ...]:
    """Return the entry for what an initiative does not redeem: to its buurt's reserve."""
    return _move(Account(Book.PAYABLE, initiative), Account(Book.RESERVE, buurt), cents)


def post_aged(reserves: Iterable[AgedReserve]) -> tuple[Entry, ...]:
    """Return the entries that bring reserves which are too old to their area's equalisation."""
    return tuple(
        entry
        for one in reserves
        for entry in _move(
            Account(Book.RESERVE, one.buurt), Account(Book.EQUALISATION, one.area), one.cents
        )
    )


def split_aged(
    reserves: Iterable[AgedReserve], current_round: int, kept_rounds: int = KEPT_ROUNDS
) -> tuple[tuple[AgedReserve, ...], tuple[AgedReserve, ...]]:
    """Split reserves into those a buurt keeps and those that go to the equalisation account.

    A reserve of round r can be used in rounds r + 1 to r + `kept_rounds`.
    """
    rows = tuple(reserves)
    limit = current_round - kept_rounds
    kept = tuple(one for one in rows if one.round_number >= limit)
    return kept, tuple(one for one in rows if one.round_number < limit)


def draw_trial_balance(entries: Iterable[Entry]) -> dict[Account, int]:
    """Return every account's balance, debits minus credits, sorted; together they are zero."""
    balances: dict[Account, int] = {}
    for entry in entries:
        balances[entry.debit] = balances.get(entry.debit, 0) + entry.cents
        balances[entry.credit] = balances.get(entry.credit, 0) - entry.cents
    return dict(sorted(balances.items()))


def _post_area(area: AreaResult) -> Iterable[Entry]:
    pot = Account(Book.POT, area.id)
    yield from _move(Account(Book.COUNCIL, area.id), pot, area.balance.pot_cents)
    for envelope in area.envelopes:
        own = Account(Book.ENVELOPE, envelope.buurt)
        yield from _move(pot, own, envelope.envelope_cents)
        yield from _move(own, Account(Book.RESERVE, envelope.buurt), envelope.reserve_cents)
    for one in area.initiatives:
        source = Account(Book.ENVELOPE, one.buurt)
        yield from _move(source, Account(Book.PAYABLE, one.id), one.payout_cents)
    equalisation = Account(Book.EQUALISATION, area.id)
    yield from _move(pot, equalisation, area.balance.equalisation_cents)


def _move(source: Account, target: Account, cents: int) -> tuple[Entry, ...]:
    return (Entry(debit=target, credit=source, cents=cents),) if cents else ()
