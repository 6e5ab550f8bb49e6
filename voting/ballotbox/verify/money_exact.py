"""Exact checks that need no second implementation of the division.

An apportionment is right exactly when its bounds and its sum hold and the key of the last cent
of every holder lies below the key of the next cent of every taker. A level is right exactly
when the fills at that level add up to the pot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an apportionment: who, weight, bounds and amount in cents, and the lot."""

    id: str
    weight: int
    floor: int
    ceiling: int
    amount: int
    lot: str


def hash_lot(seed: str, identity: str) -> str:
    """Return SHA-256 over seed, a zero byte and the id, in hexadecimal."""
    return sha256(seed.encode() + b"\x00" + identity.encode()).hexdigest()


def find_wrong_division(pot: int, rows: Sequence[Row]) -> tuple[str, str, str] | None:
    """Return where an apportionment fails (who, expected, got), or None when it is right."""
    for row in rows:
        ceiling = row.ceiling if row.weight else row.floor
        if not row.floor <= row.amount <= ceiling:
            return row.id, f"{row.floor}..{ceiling}", str(row.amount)
    most = sum(row.ceiling if row.weight else row.floor for row in rows)
    total, given = min(pot, most), sum(row.amount for row in rows)
    if given != total:
        return "sum", str(total), str(given)
    holders = [row for row in rows if row.amount > row.floor]
    takers = [row for row in rows if row.weight and row.amount < row.ceiling]
    if not holders or not takers:
        return None
    last = max((Fraction(2 * row.amount - 1, 2 * row.weight), row.lot) for row in holders)
    after = min((Fraction(2 * row.amount + 1, 2 * row.weight), row.lot) for row in takers)
    if last < after:
        return None
    return "cents", f"last cent key below {after[0]}", str(last[0])


def is_level(level: Fraction, pot: int, weights: Sequence[int], caps: Sequence[int]) -> bool:
    """Tell whether min(level * weight, cap) adds up to exactly `pot`."""
    above, below = level.numerator, level.denominator
    fills = (min(above * w, cap * below) for w, cap in zip(weights, caps, strict=True))
    return sum(fills) == pot * below


def read_fraction(text: str) -> Fraction:
    """Return the fraction of a checked "n/d" string."""
    above, below = text.split("/")
    return Fraction(int(above), int(below))


def write_fraction(value: Fraction | None) -> str:
    """Return "n/d" in lowest terms; "none" for None."""
    return "none" if value is None else f"{value.numerator}/{value.denominator}"


def floor_of(value: Fraction) -> int:
    """Return the whole part of a fraction that is zero or more."""
    return value.numerator // value.denominator


def mix_weights(share: Fraction, first: Sequence[int], second: Sequence[int]) -> list[int]:
    """Return whole weights in proportion to share * first/sum + (1 - share) * second/sum."""
    first_sum, second_sum = sum(first), sum(second)
    if not second_sum:
        return list(first)
    if not first_sum:
        return list(second)
    part, whole = share.numerator, share.denominator
    return [
        part * a * second_sum + (whole - part) * b * first_sum
        for a, b in zip(first, second, strict=True)
    ]
