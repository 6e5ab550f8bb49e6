"""Divide one envelope by the round's rule, and record what happened in it."""

from collections.abc import Sequence
from dataclasses import replace

from voting.domain.allocation_ranking import Candidate, pay_by_rank, rank_candidates
from voting.domain.allocation_redemption import (
    Claim,
    Settlement,
    settle_claims,
)
from voting.domain.packages import Envelope
from voting.domain.results import EnvelopeResult, InitiativeResult, Reason, add_totals
from voting.domain.rules import MoneyRules, Rule


def takes_part(row: InitiativeResult, buurt: str) -> bool:
    """Tell whether an initiative takes part in the division of this buurt's envelope."""
    return row.buurt == buurt and row.reason is Reason.DOES_NOT_FIT


def settle_envelope(
    rules: MoneyRules, cents: int, running: Sequence[InitiativeResult]
) -> Settlement:
    """Divide the envelope's cents over the initiatives that take part, by the round's rule."""
    if rules.rule is not Rule.RANKING:
        claims = [
            Claim(row.id, row.rights, max(1, row.minimum_cents), row.cap_cents, row.lot)
            for row in running
        ]
        return settle_claims(cents, claims)
    ranked = rank_candidates(
        [Candidate(row.id, row.rights, row.ask_cents, row.lot) for row in running]
    )
    order = tuple(one.id for one in ranked)
    amounts = pay_by_rank(cents, ranked, rules.variant)
    return Settlement(dict(zip(order, amounts, strict=True)), ranking=order)


def pay(row: InitiativeResult, settlement: Settlement) -> InitiativeResult:
    """Write amount and reason into the row of an initiative that took part."""
    if row.id not in settlement.awards:
        return replace(row, reason=Reason.MINIMUM_NOT_REACHED)
    cents = settlement.awards[row.id]
    if not cents:
        return row
    reason = Reason.PAID_IN_FULL if cents == row.ask_cents else Reason.PAID_IN_PART
    return replace(row, awarded_cents=cents, payout_cents=cents, reason=reason)


def record_envelope(
    envelope: Envelope, settlement: Settlement, own: tuple[InitiativeResult, ...]
) -> EnvelopeResult:
    """Return an envelope's record; `own` are all initiatives of its buurt, paid or not."""
    paid = sum(row.payout_cents for row in own)
    return EnvelopeResult(
        buurt=envelope.buurt.id,
        key_weight=envelope.buurt.key_weight,
        share=envelope.share,
        rights=envelope.rights,
        floor_cents=envelope.floor_cents,
        ceiling_cents=envelope.ceiling_cents,
        envelope_cents=envelope.cents,
        paid_cents=paid,
        reserve_cents=envelope.cents - paid,
        price=settlement.price,
        price_low=settlement.price_low,
        price_high=settlement.price_high,
        drops=settlement.drops,
        ranking=settlement.ranking,
        sectors=add_totals(own, "sector"),
        themes=add_totals(own, "theme"),
    )
