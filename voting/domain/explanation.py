"""Why an initiative gets what it gets: facts for the page, taken from the record alone."""

from dataclasses import dataclass
from fractions import Fraction

from voting.domain.results import AreaResult, EnvelopeResult, InitiativeResult, Reason

PAID = (Reason.PAID_IN_FULL, Reason.PAID_IN_PART, Reason.FORFEITED)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A plan in the same buurt that got nothing, with what it would have got, if that is known."""

    initiative: str
    reason: Reason
    rights: int
    minimum_cents: int
    would_get_cents: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The sum behind one payout.

    The envelope, minus the asks of the plans that reach theirs, minus the caps of the plans
    at the price ceiling, leaves `left_cents` for the plans that share the rest; divided by
    their `sharing_rights` that is exactly `worth`, the worth of a right. Rights times worth,
    rounded, is the payout; the very last cents go by the keys of docs/money.md, so it can
    differ by a cent. `worth` None: nobody had to share. `would_get_cents` is the offer that
    was too low for a plan's minimum. Under `ranking`, `rank` counts from 1,
    `left_before_cents` was left when its turn came, and nobody shares.
    """

    initiative: InitiativeResult
    envelope_cents: int
    reserve_cents: int
    ceiling_price: Fraction | None
    full: tuple[str, ...]
    full_cents: int
    at_ceiling: tuple[str, ...]
    at_ceiling_cents: int
    sharing: tuple[str, ...]
    sharing_rights: int
    left_cents: int
    worth: Fraction | None
    price_at_drop: Fraction | None
    would_get_cents: int | None
    rank: int | None
    left_before_cents: int | None
    not_counted: tuple[NotCounted, ...]


def explain_payout(area: AreaResult, initiative_id: str) -> Explanation:
    """Gather the facts behind one initiative's amount. Raises KeyError for an unknown id."""
    one = area.find_initiative(initiative_id)
    envelope = area.find_envelope(one.buurt)
    own = [row for row in area.initiatives if row.buurt == one.buurt]
    paid = [row for row in own if row.awarded_cents]
    capped = [row for row in paid if _reaches_cap(row, area, envelope)]
    full = [row for row in capped if row.cap_cents == row.ask_cents]
    at_ceiling = [row for row in capped if row.cap_cents < row.ask_cents]
    sharing = [row for row in paid if row not in capped] if envelope.price is not None else []
    full_cents = sum(row.cap_cents for row in full)
    at_ceiling_cents = sum(row.cap_cents for row in at_ceiling)
    drops = {drop.initiative: drop for drop in envelope.drops}
    drop = drops.get(one.id)
    rank = envelope.ranking.index(one.id) + 1 if one.id in envelope.ranking else None
    return Explanation(
        initiative=one,
        envelope_cents=envelope.envelope_cents,
        reserve_cents=envelope.reserve_cents,
        ceiling_price=area.ceiling_price,
        full=tuple(row.id for row in full),
        full_cents=full_cents,
        at_ceiling=tuple(row.id for row in at_ceiling),
        at_ceiling_cents=at_ceiling_cents,
        sharing=tuple(row.id for row in sharing),
        sharing_rights=sum(row.rights for row in sharing),
        left_cents=envelope.envelope_cents - full_cents - at_ceiling_cents,
        worth=envelope.price,
        price_at_drop=drop.level if drop else None,
        would_get_cents=_find_offer(one, envelope),
        rank=rank,
        left_before_cents=None if rank is None else _count_left(area, envelope, rank),
        not_counted=tuple(
            NotCounted(
                row.id, row.reason, row.rights, row.minimum_cents, _find_offer(row, envelope)
            )
            for row in own
            if row.reason not in PAID and row.id != one.id
        ),
    )


def _reaches_cap(row: InitiativeResult, area: AreaResult, envelope: EnvelopeResult) -> bool:
    """Tell whether a plan's cap, not the worth of a right, decided its amount."""
    if area.ceiling_price is None:
        return row.awarded_cents == row.cap_cents
    return envelope.price is None or envelope.price * row.rights >= row.cap_cents


def _find_offer(row: InitiativeResult, envelope: EnvelopeResult) -> int | None:
    """Return what a plan would have got: at its drop, or under the price ceiling."""
    if row.reason is Reason.MINIMUM_ABOVE_CEILING:
        return row.cap_cents
    offers = {drop.initiative: drop.offered_cents for drop in envelope.drops}
    return offers.get(row.id)


def _count_left(area: AreaResult, envelope: EnvelopeResult, rank: int) -> int:
    before = set(envelope.ranking[: rank - 1])
    paid = sum(row.awarded_cents for row in area.initiatives if row.id in before)
    return envelope.envelope_cents - paid
