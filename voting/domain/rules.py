"""What a council decides about a round's money, frozen when voting opens.

Amounts are cents, shares and levels are exact fractions. `docs/money.md` names every
parameter; `rules_json` writes and reads these as JSON.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.domain.errors.money import InvalidMoneyInput

LARGEST = 2**53 - 1  # the largest whole number that every JSON reader keeps exact
LARGEST_TERM = 10**9 - 1  # numerator and denominator of a parameter have at most nine digits
ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,63}")


class Rule(StrEnum):
    """How rights become euros."""

    REDEMPTION = "redemption"
    FIXED_PRICE = "fixed_price"
    RANKING = "ranking"


class Variant(StrEnum):
    """What `ranking` does with the first initiative that does not fit in what is left."""

    SKIP = "skip"
    STOP = "stop"
    PARTIAL_LAST = "partial_last"


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """The parameters of one round.

    `rights` per resident; an initiative with fewer rights than `threshold` gets nothing.
    `target_turnout` above 0 and at most 1 sets the price ceiling. `sigma` mixes key and rights
    in the envelopes (1: key only); `phi` (at most 1) and `kappa` (at least 1, None: no bound)
    are the band around the key share. The two minimum shares bound what a proposer may ask as
    minimum, as a share of the ask; the form checks them, the division does not use them.
    Raises InvalidMoneyInput.
    """

    rule: Rule = Rule.REDEMPTION
    variant: Variant = Variant.SKIP
    rights: int = 5
    threshold: int = 0
    target_turnout: Fraction = Fraction(1, 10)
    sigma: Fraction = Fraction(0)
    phi: Fraction = Fraction(1, 2)
    kappa: Fraction | None = Fraction(3, 2)
    minimum_share_floor: Fraction = Fraction(1, 4)
    minimum_share_ceiling: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        require_whole("rules.rights", self.rights, 1, 1000)
        require_whole("rules.threshold", self.threshold)
        require_share("rules.target_turnout", self.target_turnout)
        if not self.target_turnout:
            raise InvalidMoneyInput("rules.target_turnout", "0/1", "above_zero")
        for name in ("sigma", "phi", "minimum_share_floor", "minimum_share_ceiling"):
            require_share(f"rules.{name}", getattr(self, name))
        if self.minimum_share_floor > self.minimum_share_ceiling:
            raise InvalidMoneyInput(
                "rules.minimum_share_floor", str(self.minimum_share_floor), "at_most_its_ceiling"
            )
        if self.kappa is not None:
            require_terms("rules.kappa", self.kappa)
            if self.kappa < 1:
                raise InvalidMoneyInput("rules.kappa", str(self.kappa), "at_least_one")

    @property
    def price_turnout(self) -> Fraction:
        """Return the turnout that sets the price ceiling: all of it under `fixed_price`."""
        return Fraction(1) if self.rule is Rule.FIXED_PRICE else self.target_turnout


@dataclass(frozen=True, slots=True)
class BuurtInput:
    """A buurt of a voting area and the weight of its share in the council's key."""

    id: str
    key_weight: int

    def __post_init__(self) -> None:
        require_id("buurt.id", self.id)
        require_whole("buurt.key_weight", self.key_weight, 1)


@dataclass(frozen=True, slots=True)
class InitiativeInput:
    """An initiative on the final list: what it asks and the least it can work with, in cents."""

    id: str
    buurt: str
    sector: str
    theme: str
    ask_cents: int
    minimum_cents: int
    withdrawn: bool = False

    def __post_init__(self) -> None:
        for name in ("id", "buurt", "sector", "theme"):
            require_id(f"initiative.{name}", getattr(self, name))
        require_whole("initiative.ask_cents", self.ask_cents, 1)
        require_whole("initiative.minimum_cents", self.minimum_cents, 0, self.ask_cents)

    @property
    def floor_cents(self) -> int:
        """Return the least that is worth paying: the minimum, and one cent at least."""
        return max(1, self.minimum_cents)


@dataclass(frozen=True, slots=True)
class AreaInput:
    """A voting area: its pot in cents, its entitled residents, its buurten and initiatives."""

    id: str
    pot_cents: int
    entitled: int
    buurten: tuple[BuurtInput, ...]
    initiatives: tuple[InitiativeInput, ...]

    def __post_init__(self) -> None:
        require_id("area.id", self.id)
        require_whole("area.pot_cents", self.pot_cents)
        require_whole("area.entitled", self.entitled, 1)
        if not self.buurten:
            raise InvalidMoneyInput("area.buurten", self.id, "at_least_one")
        require_distinct("area.buurten", [buurt.id for buurt in self.buurten])
        require_distinct("area.initiatives", [one.id for one in self.initiatives])
        known = {buurt.id for buurt in self.buurten}
        for initiative in self.initiatives:
            if initiative.buurt not in known:
                raise InvalidMoneyInput("initiative.buurt", initiative.buurt, "a_buurt_of_the_area")


def require_id(field: str, value: str) -> None:
    """Raise InvalidMoneyInput unless `value` is 1 to 63 of A-Z a-z 0-9 . _ - only."""
    if not ID_PATTERN.fullmatch(value):
        raise InvalidMoneyInput(field, value, "an_id")


def require_whole(field: str, value: int, least: int = 0, most: int = LARGEST) -> None:
    """Raise InvalidMoneyInput unless `value` lies within its bounds."""
    if not least <= value <= most:
        raise InvalidMoneyInput(field, str(value), f"{least}..{most}")


def require_terms(field: str, value: Fraction) -> None:
    """Raise InvalidMoneyInput when numerator or denominator has more than nine digits."""
    if max(abs(value.numerator), value.denominator) > LARGEST_TERM:
        raise InvalidMoneyInput(field, str(value), "at_most_nine_digits")


def require_share(field: str, value: Fraction) -> None:
    """Raise InvalidMoneyInput unless `value` is from 0 to 1."""
    require_terms(field, value)
    if not 0 <= value <= 1:
        raise InvalidMoneyInput(field, str(value), "0..1")


def require_distinct(field: str, values: list[str]) -> None:
    """Raise InvalidMoneyInput when a value stands there twice."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise InvalidMoneyInput(field, value, "only_once")
        seen.add(value)
