"""Redemption: inside an envelope every right is worth the same, up to what a plan asks.

`fixed_price` is the same division with a target turnout of 100%. The level is the price of a
right in cents, exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.domain.apportionment import apportion
from voting.domain.packages import floor_of


@dataclass(frozen=True, slots=True)
class Claim:
    """One initiative's claim: its rights, the least it takes, the most it may get (cents)."""

    id: str
    rights: int
    floor: int
    cap: int
    lot: str

    def needed_price(self) -> tuple[Fraction, str]:
        """Return the price per right that reaches the minimum, ties by lot."""
        return Fraction(self.floor, self.rights), self.lot


@dataclass(frozen=True, slots=True)
class Drop:
    """An initiative that falls away: the exact level, and the whole cents that it offered."""

    initiative: str
    level: Fraction
    offered_cents: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an envelope pays: cents by initiative, the drops in order, and the price.

    `price` None: all claims got the most they may get, no level was needed. Every price from
    `price_low` to `price_high` (None: no end) explains all amounts. `ranking` is the order of
    the `ranking` rule, which knows neither drops nor prices.
    """

    awards: dict[str, int]
    drops: tuple[Drop, ...] = ()
    price: Fraction | None = None
    price_low: Fraction = Fraction(0)
    price_high: Fraction | None = None
    ranking: tuple[str, ...] = ()


def settle_claims(envelope_cents: int, claims: Sequence[Claim]) -> Settlement:
    """Drop, one by one, who cannot reach the minimum; then divide the envelope over the rest.

    Whoever needs the highest price falls first, so nobody who falls needed a lower price than
    somebody who stays. Every claim has rights and a cap of at least its floor.
    """
    staying = sorted(claims, key=Claim.needed_price)
    by_cap = sorted(staying, key=lambda claim: Fraction(claim.cap, claim.rights))
    drops = []
    price = find_price(envelope_cents, by_cap)
    while staying and price is not None and price * staying[-1].rights < staying[-1].floor:
        last = staying.pop()
        by_cap.remove(last)
        drops.append(Drop(last.id, price, floor_of(price * last.rights)))
        price = find_price(envelope_cents, by_cap)
    amounts = apportion(
        envelope_cents,
        [claim.rights for claim in staying],
        [claim.floor for claim in staying],
        [claim.cap for claim in staying],
        [claim.lot for claim in staying],
    )
    awards = {claim.id: amount for claim, amount in zip(staying, amounts, strict=True)}
    return Settlement(awards, tuple(drops), price, *find_price_interval(staying, amounts))


def find_price_interval(
    claims: Sequence[Claim], amounts: Sequence[int]
) -> tuple[Fraction, Fraction | None]:
    """Return the lowest and highest price that explain every amount; None: no upper end."""
    paid = list(zip(claims, amounts, strict=True))
    lows = [Fraction(2 * cents - 1, 2 * one.rights) for one, cents in paid if cents > one.floor]
    highs = [Fraction(2 * cents + 1, 2 * one.rights) for one, cents in paid if cents < one.cap]
    return max(lows, default=Fraction(0)), min(highs, default=None)


def find_price(envelope_cents: int, by_cap: Sequence[Claim]) -> Fraction | None:
    """Return the level at which min(level * rights, cap) adds up to the envelope.

    `by_cap` is sorted by cap per right. None: all caps fit. The same as `find_level` with
    floors of zero, without sorting again for each drop.
    """
    left = envelope_cents
    rights = sum(claim.rights for claim in by_cap)
    for claim in by_cap:
        if left * claim.rights < claim.cap * rights:
            return Fraction(left, rights)
        left -= claim.cap
        rights -= claim.rights
    return None
