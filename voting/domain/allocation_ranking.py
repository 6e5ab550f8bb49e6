"""Ranking: most rights first, each initiative the whole of what it asks.

This is what many cities do. Ties: the lower ask first, then the lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voting.domain.rules import Variant


@dataclass(frozen=True, slots=True)
class Candidate:
    """One initiative in the ranking: its rights, its ask in cents, its lot."""

    id: str
    rights: int
    ask: int
    lot: str


def rank_candidates(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Sort by rights, most first, then the lower ask, then the lot."""
    return sorted(candidates, key=lambda one: (-one.rights, one.ask, one.lot))


def pay_by_rank(envelope_cents: int, ranked: Sequence[Candidate], variant: Variant) -> list[int]:
    """Return what each one gets, in the order of the ranking, in cents.

    At the first that does not fit, `skip` goes on to the next one that does, `stop` ends, and
    `partial_last` gives it what is left and ends.
    """
    left = envelope_cents
    amounts = []
    for one in ranked:
        amount = one.ask if one.ask <= left else 0
        if not amount and variant is not Variant.SKIP:
            amount = left if variant is Variant.PARTIAL_LAST else 0
            left = amount  # nothing remains for the ones below
        amounts.append(amount)
        left -= amount
    return amounts
