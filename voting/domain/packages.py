"""The base package and the envelopes of the neighbourhood package.

The base package is fixed before the vote: votes are not an argument of anything about it.
Envelopes divide a voting area's pot over its buurten, within the council's band.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.domain.apportionment import apportion, draw_lot
from voting.domain.errors.money import FloorsExceedBudget, InvalidMoneyInput
from voting.domain.rules import (
    AreaInput,
    BuurtInput,
    MoneyRules,
    require_distinct,
    require_id,
    require_share,
    require_whole,
)


@dataclass(frozen=True, slots=True)
class BaseAmount:
    """A line of the base package that is an amount: cents for one sector in one buurt.

    A described service (police, schools) is a line without an amount and stays in the plan.
    """

    sector: str
    buurt: str
    amount_cents: int

    def __post_init__(self) -> None:
        require_id("base.sector", self.sector)
        require_id("base.buurt", self.buurt)
        require_whole("base.amount_cents", self.amount_cents)


@dataclass(frozen=True, slots=True)
class BuurtNeed:
    """A buurt's population and its need index in this sector (100 is average)."""

    buurt: str
    population: int
    need_index: int

    def __post_init__(self) -> None:
        require_id("base.buurt", self.buurt)
        require_whole("base.population", self.population, 0, 10**8)
        require_whole("base.need_index", self.need_index, 0, 10**6)


@dataclass(frozen=True, slots=True)
class BaseFormula:
    """How a sector's base budget is divided over the buurten.

    Each buurt gets `floor_cents`; of the rest, `resident_share` goes by population and the
    remainder by population times need. With a guarantee per resident (cents, above zero) all
    is divided in one go above max(floor, guarantee times population). The sources with their
    reference dates are printed. Raises InvalidMoneyInput and FloorsExceedBudget.
    """

    sector: str
    budget_cents: int
    floor_cents: int
    resident_share: Fraction
    buurten: tuple[BuurtNeed, ...]
    guarantee_cents: int = 0
    population_source: str = ""
    need_source: str = ""

    def __post_init__(self) -> None:
        require_id("base.sector", self.sector)
        require_whole("base.budget_cents", self.budget_cents)
        require_whole("base.floor_cents", self.floor_cents)
        require_whole("base.guarantee_cents", self.guarantee_cents)
        require_share("base.resident_share", self.resident_share)
        require_distinct("base.buurten", [one.buurt for one in self.buurten])
        if not sum(one.population * one.need_index for one in self.buurten):
            raise InvalidMoneyInput("base.buurten", self.sector, "residents_and_need")
        floors = sum(self.floors())
        if floors > self.budget_cents:
            raise FloorsExceedBudget(self.sector, floors, self.budget_cents)

    def floors(self) -> list[int]:
        """Return the least each buurt gets, in cents."""
        return [
            max(self.floor_cents, self.guarantee_cents * one.population) for one in self.buurten
        ]


@dataclass(frozen=True, slots=True)
class BaseShare:
    """What the formula gives one buurt for one sector: floor, by residents, by need; cents."""

    sector: str
    buurt: str
    floor_cents: int
    resident_cents: int
    need_cents: int

    @property
    def amount_cents(self) -> int:
        """Return the sum of the three parts."""
        return self.floor_cents + self.resident_cents + self.need_cents


def compute_base(formula: BaseFormula, round_id: str) -> tuple[BaseShare, ...]:
    """Divide a sector's base budget over the buurten to the cent; the lot uses the round id.

    With a guarantee per resident there is one division; its part above the floor is all
    counted as `resident_cents`.
    """
    names = [one.buurt for one in formula.buurten]
    lots = [draw_lot(round_id, name) for name in names]
    floors = formula.floors()
    residents = [one.population for one in formula.buurten]
    needs = [one.population * one.need_index for one in formula.buurten]
    if formula.guarantee_cents:
        weights = mix_weights(formula.resident_share, residents, needs)
        ceilings = [formula.budget_cents] * len(names)
        amounts = apportion(formula.budget_cents, weights, floors, ceilings, lots)
        by_people = [amount - floor for amount, floor in zip(amounts, floors, strict=True)]
        by_need = [0] * len(names)
    else:
        rest = formula.budget_cents - sum(floors)
        first = floor_of(formula.resident_share * rest)
        by_people = _divide(first, residents, lots)
        by_need = _divide(rest - first, needs, lots)
    parts = zip(names, floors, by_people, by_need, strict=True)
    return tuple(BaseShare(formula.sector, *part) for part in parts)


def mix_weights(share: Fraction, first: Sequence[int], second: Sequence[int]) -> list[int]:
    """Return whole weights in proportion to share * first/sum + (1 - share) * second/sum.

    An all-zero list hands its part to the other one.
    """
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


@dataclass(frozen=True, slots=True)
class Envelope:
    """A buurt's part of the pot: its key share, its rights, the band, and the amount in cents."""

    buurt: BuurtInput
    share: Fraction
    rights: int
    floor_cents: int
    ceiling_cents: int
    cents: int


def fill_envelopes(
    rules: MoneyRules, area: AreaInput, rights_by_buurt: Mapping[str, int], round_id: str
) -> tuple[Envelope, ...]:
    """Divide the pot over the buurten by rights within the band around the key.

    The rights are those on initiatives that stand and reach the threshold; where there are
    none at all the key decides. What no envelope can take is left out: the voting area's
    equalisation account.
    """
    keys = [buurt.key_weight for buurt in area.buurten]
    rights = [rights_by_buurt.get(buurt.id, 0) for buurt in area.buurten]
    shares = [Fraction(key, sum(keys)) for key in keys]
    floors = [floor_of(rules.phi * area.pot_cents * share) for share in shares]
    ceilings = [
        area.pot_cents
        if rules.kappa is None
        else min(area.pot_cents, floor_of(rules.kappa * area.pot_cents * share))
        for share in shares
    ]
    lots = [draw_lot(round_id, buurt.id) for buurt in area.buurten]
    weights = mix_weights(rules.sigma, keys, rights)
    amounts = apportion(area.pot_cents, weights, floors, ceilings, lots)
    columns = zip(area.buurten, shares, rights, floors, ceilings, amounts, strict=True)
    return tuple(Envelope(*column) for column in columns)


def floor_of(value: Fraction) -> int:
    """Return the whole part of a fraction that is zero or more."""
    return value.numerator // value.denominator


def _divide(pot: int, weights: Sequence[int], lots: Sequence[str]) -> list[int]:
    return apportion(pot, weights, [0] * len(weights), [pot] * len(weights), lots)
