"""The record of a round's money: what everybody got, and everything needed to see why.

Amounts are cents; prices and levels are cents per right, exact. `results_json` writes and
reads it; `docs/money.md` describes every field.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from voting.domain.allocation_redemption import Drop
from voting.domain.errors.money import NothingToForfeit
from voting.domain.packages import BaseAmount, BaseShare


class Reason(StrEnum):
    """Why an initiative gets what it gets."""

    PAID_IN_FULL = "paid_in_full"
    PAID_IN_PART = "paid_in_part"
    BELOW_THRESHOLD = "below_threshold"
    MINIMUM_ABOVE_CEILING = "minimum_above_ceiling"
    MINIMUM_NOT_REACHED = "minimum_not_reached"
    DOES_NOT_FIT = "does_not_fit"
    NO_RIGHTS = "no_rights"
    WITHDRAWN = "withdrawn"
    FORFEITED = "forfeited"
    NOT_OPENED = "not_opened"


class AreaStatus(StrEnum):
    """Whether the slips of a voting area were opened; with too few issuances they are not."""

    OPENED = "opened"
    TOO_FEW_ISSUANCES = "too_few_issuances"


@dataclass(frozen=True, slots=True)
class InitiativeResult:
    """One initiative: its rights, its money and the reason.

    `cap_cents` is the most it may get: the ask, or less under the price ceiling.
    `awarded_cents` is what the rule gave; `payout_cents` is the same unless forfeited.
    """

    id: str
    buurt: str
    sector: str
    theme: str
    rights: int
    ask_cents: int
    minimum_cents: int
    cap_cents: int
    lot: str
    awarded_cents: int
    payout_cents: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Total:
    """The initiatives of one sector or theme: how many, their rights, their payout in cents.

    Rights on a withdrawn initiative weigh nothing, here either.
    """

    name: str
    initiatives: int
    rights: int
    payout_cents: int


@dataclass(frozen=True, slots=True)
class EnvelopeResult:
    """A buurt's envelope and what happened in it.

    `rights` are those that fill the envelope; `price` is the exact worth of a right, None when
    everybody left got the most they may get. From `price_low` to `price_high` (None: no end)
    lie the prices at which rights times price, rounded to the cent, gives every payout.
    `ranking` is the order of the `ranking` rule, otherwise empty.
    """

    buurt: str
    key_weight: int
    share: Fraction
    rights: int
    floor_cents: int
    ceiling_cents: int
    envelope_cents: int
    paid_cents: int
    reserve_cents: int
    price: Fraction | None
    price_low: Fraction
    price_high: Fraction | None
    drops: tuple[Drop, ...]
    ranking: tuple[str, ...]
    sectors: tuple[Total, ...]
    themes: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Pots minus paid minus reserve minus equalisation: `difference_cents` is always zero."""

    pot_cents: int
    paid_cents: int
    reserve_cents: int
    equalisation_cents: int

    @property
    def difference_cents(self) -> int:
        """Return what the balance does not explain."""
        return self.pot_cents - self.paid_cents - self.reserve_cents - self.equalisation_cents


@dataclass(frozen=True, slots=True)
class AreaResult:
    """A voting area's division. `ceiling_price` None: the rule (`ranking`) knows no ceiling.

    `rights_counted` are on initiatives that stand, `rights_withdrawn` on withdrawn ones.
    """

    id: str
    status: AreaStatus
    entitled: int
    rights_counted: int
    rights_withdrawn: int
    ceiling_price: Fraction | None
    lot_order: tuple[str, ...]
    buurt_lot_order: tuple[str, ...]
    envelopes: tuple[EnvelopeResult, ...]
    initiatives: tuple[InitiativeResult, ...]
    sectors: tuple[Total, ...]
    themes: tuple[Total, ...]
    balance: Balance

    def find_initiative(self, initiative_id: str) -> InitiativeResult:
        """Return an initiative's result; KeyError when it is not in this area."""
        for one in self.initiatives:
            if one.id == initiative_id:
                return one
        raise KeyError(initiative_id)

    def find_envelope(self, buurt: str) -> EnvelopeResult:
        """Return a buurt's envelope; KeyError when it is not in this area."""
        for one in self.envelopes:
            if one.buurt == buurt:
                return one
        raise KeyError(buurt)


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The whole round: base package, voting areas, and the balance over all of them."""

    round_id: str
    seed: str
    base_shares: tuple[BaseShare, ...]
    base_totals: tuple[BaseAmount, ...]
    areas: tuple[AreaResult, ...]
    themes: tuple[Total, ...]
    balance: Balance

    @property
    def base_cents(self) -> int:
        """Return the whole base package as far as it is money."""
        return sum(one.amount_cents for one in self.base_totals)


def add_totals(rows: tuple[InitiativeResult, ...], field: str) -> tuple[Total, ...]:
    """Add up initiatives by their `field` ("sector" or "theme"), sorted by its name."""
    names = sorted({getattr(row, field) for row in rows})
    return tuple(
        _add_total(name, [row for row in rows if getattr(row, field) == name]) for name in names
    )


def merge_totals(parts: tuple[tuple[Total, ...], ...]) -> tuple[Total, ...]:
    """Add up totals of several areas by name, sorted by name."""
    rows = [total for part in parts for total in part]
    return tuple(
        Total(
            name,
            sum(row.initiatives for row in rows if row.name == name),
            sum(row.rights for row in rows if row.name == name),
            sum(row.payout_cents for row in rows if row.name == name),
        )
        for name in sorted({row.name for row in rows})
    )


def add_balances(balances: tuple[Balance, ...]) -> Balance:
    """Add up balances, account by account."""
    return Balance(
        sum(one.pot_cents for one in balances),
        sum(one.paid_cents for one in balances),
        sum(one.reserve_cents for one in balances),
        sum(one.equalisation_cents for one in balances),
    )


def forfeit(area: AreaResult, initiative_id: str) -> AreaResult:
    """Take an initiative's money away because it cannot deliver: it goes to its buurt's reserve.

    Nothing is counted again and nobody else's amount changes. Raises NothingToForfeit.
    """
    old = area.find_initiative(initiative_id)
    if not old.payout_cents:
        raise NothingToForfeit(old.id, old.reason)
    new = replace(old, payout_cents=0, reason=Reason.FORFEITED)
    rows = tuple(new if row is old else row for row in area.initiatives)
    envelopes = tuple(
        _move_to_reserve(envelope, old.payout_cents, rows)
        if envelope.buurt == old.buurt
        else envelope
        for envelope in area.envelopes
    )
    balance = replace(
        area.balance,
        paid_cents=area.balance.paid_cents - old.payout_cents,
        reserve_cents=area.balance.reserve_cents + old.payout_cents,
    )
    return replace(
        area,
        initiatives=rows,
        envelopes=envelopes,
        sectors=add_totals(rows, "sector"),
        themes=add_totals(rows, "theme"),
        balance=balance,
    )


def _move_to_reserve(
    envelope: EnvelopeResult, cents: int, rows: tuple[InitiativeResult, ...]
) -> EnvelopeResult:
    own = tuple(row for row in rows if row.buurt == envelope.buurt)
    return replace(
        envelope,
        paid_cents=envelope.paid_cents - cents,
        reserve_cents=envelope.reserve_cents + cents,
        sectors=add_totals(own, "sector"),
        themes=add_totals(own, "theme"),
    )


def _add_total(name: str, rows: list[InitiativeResult]) -> Total:
    rights = sum(row.rights for row in rows if row.reason is not Reason.WITHDRAWN)
    return Total(name, len(rows), rights, sum(row.payout_cents for row in rows))
