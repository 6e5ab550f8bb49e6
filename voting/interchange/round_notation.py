"""How a council officer writes amounts, shares and numbers; read exactly, never as a float.

Amounts are euros in Dutch notation: a point only before each group of three digits, a comma
only before exactly two digits of cents. So `12500`, `12.500` and `12.500,00` are the same,
and `12,500`, `12.50` and `12500.00` are refused because they could mean two things.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

MOST_CENTS = 10**15
MOST_PEOPLE = 10**8
LARGEST_TERM = 10**9 - 1

_AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d\d|-))?", re.ASCII)
_RATIO = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})", re.ASCII)
_PERCENTAGE = re.compile(r"(\d{1,9})(?:,(\d{1,6}))?\s*%", re.ASCII)
_WHOLE = re.compile(r"\d{1,15}", re.ASCII)
_MONTH = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Misread(Exception):
    """A value is not written as it should be; `code` names the reason."""

    code: str


def read_amount(written: str) -> int:
    """Return the cents of an amount in euros, such as `12.500,00`, `12500` or `€ 800,-`."""
    bare = written.replace("\u00a0", " ").strip().removeprefix("€").strip()
    match = _AMOUNT.fullmatch(bare)
    if match is None or len(bare) > 24:
        raise Misread("bad_amount")
    euros, cents = match.groups()
    total = int(euros.replace(".", "")) * 100 + int(cents if cents and cents != "-" else 0)
    if total > MOST_CENTS:
        raise Misread("amount_too_large")
    return total


def read_fraction(written: str) -> Fraction:
    """Return a share written as `1/2`, `10%`, `12,5%` or a whole number; nine digits at most."""
    share = _read_any_fraction(written.strip())
    if share is None or not has_few_digits(share):
        raise Misread("bad_fraction")
    return share


def has_few_digits(share: Fraction) -> bool:
    """Tell whether numerator and denominator have at most nine digits, as the money rules ask."""
    return max(share.numerator, share.denominator) <= LARGEST_TERM


def _read_any_fraction(bare: str) -> Fraction | None:
    if ratio := _RATIO.fullmatch(bare):
        return Fraction(int(ratio[1]), int(ratio[2])) if int(ratio[2]) else None
    if percentage := _PERCENTAGE.fullmatch(bare):
        decimals = percentage[2] or ""
        return Fraction(int(percentage[1] + decimals), 100 * 10 ** len(decimals))
    return Fraction(int(bare)) if _WHOLE.fullmatch(bare) else None


def read_whole(written: str) -> int:
    """Return a whole number of zero or more; points between groups of three are allowed."""
    bare = written.strip()
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", bare, re.ASCII):
        bare = bare.replace(".", "")
    if _WHOLE.fullmatch(bare) is None:
        raise Misread("bad_number")
    return int(bare)


def read_people(written: str) -> int:
    """Return a count of people, or another weight of at most a hundred million."""
    number = read_whole(written)
    if number > MOST_PEOPLE:
        raise Misread("number_too_large")
    return number


def read_need(written: str) -> int:
    """Return a need index; 100 is average, a million the most."""
    number = read_whole(written)
    if number > MOST_PEOPLE // 100:
        raise Misread("number_too_large")
    return number


def read_month(written: str) -> str:
    """Return a month written as `2027-05`."""
    if _MONTH.fullmatch(written.strip()) is None:
        raise Misread("bad_month")
    return written.strip()
