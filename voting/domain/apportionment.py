"""Divide an amount of cents by weights, exactly: Sainte-Lague with floors and ceilings.

Everything about money in a round goes through `apportion`: base packages, envelopes and
payouts. `docs/money.md` gives the definition, the lot and the certificate.
"""

import heapq
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256


def draw_lot(seed: str, identity: str) -> str:
    """Return the lot of an initiative or a buurt: 64 hexadecimal digits, the lower goes first.

    It is SHA-256 over the seed in UTF-8, one zero byte, and the id in UTF-8. The seed of an
    initiative's lot is drawn in public after closing; that of a buurt's lot is the round id.
    """
    return sha256(seed.encode() + b"\x00" + identity.encode()).hexdigest()


def apportion(
    pot: int,
    weights: Sequence[int],
    floors: Sequence[int],
    ceilings: Sequence[int],
    lots: Sequence[str],
) -> list[int]:
    """Divide `pot` cents and return each one's amount in cents, in the order given.

    The meaning: everybody starts at the floor; one cent at a time goes to whoever has a
    weight above zero, room below the ceiling, and the smallest ((2x + 1) / 2w, lot), x being
    the amount so far; it stops when the pot is used up or nobody has room. This returns the
    same without walking over every cent. Raises ValueError when the floors exceed the pot,
    a floor its ceiling, or two lots are equal.
    """
    _check(pot, weights, floors, ceilings, lots)
    level = find_level(pot, weights, floors, ceilings)
    rows = zip(weights, floors, ceilings, strict=True)
    if level is None:
        return [ceiling if weight else floor for weight, floor, ceiling in rows]
    amounts = [
        min(max(_count_cents(level, weight), floor), ceiling) if weight else floor
        for weight, floor, ceiling in rows
    ]
    _move_single_cents(pot, amounts, weights, floors, ceilings, lots)
    return amounts


def find_level(
    pot: int, weights: Sequence[int], floors: Sequence[int], ceilings: Sequence[int]
) -> Fraction | None:
    """Return the smallest level at which min(max(level * weight, floor), ceiling) adds up to pot.

    The level is cents per unit of weight, exact. None means that all ceilings fit in the pot,
    so that no level is needed. Whoever has weight zero stays at the floor.
    """
    rows = list(zip(weights, floors, ceilings, strict=True))
    if sum(ceiling if weight else floor for weight, floor, ceiling in rows) <= pot:
        return None
    total = sum(floors)
    if total >= pot:
        return Fraction(0)
    events = []
    for weight, floor, ceiling in rows:
        if weight:
            events.append((Fraction(floor, weight), -floor, weight))
            events.append((Fraction(ceiling, weight), ceiling, -weight))
    slope = 0
    for place, step, turn in sorted(events):
        if total * place.denominator + place.numerator * slope >= pot * place.denominator:
            break
        total += step
        slope += turn
    return Fraction(pot - total, slope)


def _count_cents(level: Fraction, weight: int) -> int:
    """Count the cents x of this weight whose key (2x + 1) / 2w is at most the level."""
    return (2 * level.numerator * weight + level.denominator) // (2 * level.denominator)


def _move_single_cents(
    pot: int,
    amounts: list[int],
    weights: Sequence[int],
    floors: Sequence[int],
    ceilings: Sequence[int],
    lots: Sequence[str],
) -> None:
    """Give the missing cents, or take back the surplus ones, in the order of the definition.

    The amounts at a level are a prefix of the order in which cents are given, so the next
    (or last) cents in that order are all that is left to do: fewer than there are rows.
    """
    ranks = {lot: rank for rank, lot in enumerate(sorted(lots))}
    missing = pot - sum(amounts)
    sign = 1 if missing > 0 else -1
    bounds = ceilings if missing > 0 else floors

    def key(row: int) -> tuple[Fraction, int, int]:
        cents = Fraction(2 * amounts[row] + sign, 2 * weights[row])
        return sign * cents, sign * ranks[lots[row]], row

    movable = [row for row, weight in enumerate(weights) if weight and amounts[row] != bounds[row]]
    queue = [key(row) for row in movable] if missing else []
    heapq.heapify(queue)
    for _ in range(abs(missing)):
        row = queue[0][2]
        amounts[row] += sign
        if amounts[row] == bounds[row]:
            heapq.heappop(queue)
        else:
            heapq.heapreplace(queue, key(row))


def _check(
    pot: int,
    weights: Sequence[int],
    floors: Sequence[int],
    ceilings: Sequence[int],
    lots: Sequence[str],
) -> None:
    if not len(weights) == len(floors) == len(ceilings) == len(lots):
        raise ValueError("weights, floors, ceilings and lots differ in length")
    if min(weights, default=0) < 0 or min(floors, default=0) < 0:
        raise ValueError("weights and floors are zero or more")
    if any(floor > ceiling for floor, ceiling in zip(floors, ceilings, strict=True)):
        raise ValueError("a floor is above its ceiling")
    if sum(floors) > pot:
        raise ValueError("the floors together exceed the pot")
    if len(set(lots)) != len(lots):
        raise ValueError("two lots are equal")
