"""Rounds of money to test with: the worked example, and generated ones."""

from fractions import Fraction

from hypothesis import strategies as st

from voting.domain.allocation import RoundMoney
from voting.domain.packages import BaseAmount, BaseFormula, BuurtNeed
from voting.domain.rules import (
    AreaInput,
    BuurtInput,
    InitiativeInput,
    MoneyRules,
    Rule,
    Variant,
)

EXAMPLE_RULES = MoneyRules(threshold=25, target_turnout=Fraction(1, 8))
EXAMPLE_RIGHTS = {
    "A1": 1400,
    "A2": 900,
    "A3": 450,
    "A4": 230,
    "A5": 20,
    "B1": 500,
    "B2": 200,
    "C1": 300,
}


def make_initiative(name, ask, minimum, *, buurt=None, sector="social", theme="sport"):
    """An initiative whose buurt is the first letter of its id."""
    return InitiativeInput(name, buurt or name[0], sector, theme, ask, minimum)


EXAMPLE_AREA = AreaInput(
    "west",
    6_000_000,
    2_500,
    (BuurtInput("A", 228_000), BuurtInput("B", 160_000), BuurtInput("C", 115_000)),
    (
        make_initiative("A1", 1_500_000, 1_000_000, sector="physical", theme="play"),
        make_initiative("A2", 2_000_000, 800_000, sector="safety", theme="safety"),
        make_initiative("A3", 500_000, 250_000, sector="physical", theme="green"),
        make_initiative("A4", 1_200_000, 600_000, sector="education", theme="learning"),
        make_initiative("A5", 300_000, 100_000, theme="art"),
        make_initiative("B1", 1_000_000, 0, theme="care"),
        make_initiative("B2", 800_000, 300_000, theme="care"),
        make_initiative("C1", 400_000, 150_000, theme="sport"),
    ),
)
EXAMPLE_BASE = BaseFormula(
    "safety",
    30_000_000,
    4_000_000,
    Fraction(3, 5),
    (BuurtNeed("A", 1200, 90), BuurtNeed("B", 800, 100), BuurtNeed("C", 500, 130)),
    population_source="Population register, 1 January 2026",
    need_source="Neighbourhood monitor, 2025",
)
EXAMPLE = RoundMoney(
    "round-1",
    EXAMPLE_RULES,
    (EXAMPLE_AREA,),
    (EXAMPLE_BASE,),
    (BaseAmount("social", "A", 250_000), BaseAmount("safety", "B", 100)),
)

REDEMPTIONS = (Rule.REDEMPTION, Rule.FIXED_PRICE)


@st.composite
def rules(draw, allowed=tuple(Rule)):
    """Parameters of every kind."""
    return MoneyRules(
        rule=draw(st.sampled_from(allowed)),
        variant=draw(st.sampled_from(list(Variant))),
        rights=draw(st.integers(1, 6)),
        threshold=draw(st.sampled_from([0, 0, 1, 5, 20])),
        target_turnout=draw(st.sampled_from([Fraction(1, n) for n in (1, 2, 8, 10, 1000)])),
        sigma=draw(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1)])),
        phi=draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)])),
        kappa=draw(st.sampled_from([None, Fraction(1), Fraction(3, 2), Fraction(4)])),
    )


@st.composite
def areas(draw, name="area", most_buurten=3, most=9, unit=None):
    """A voting area and its tally; small amounts too, where rounding bites."""
    unit = unit or draw(st.sampled_from([1, 7, 1000]))
    buurten = tuple(
        BuurtInput(f"{name}-b{n}", draw(st.integers(1, 9)))
        for n in range(draw(st.integers(1, most_buurten)))
    )
    initiatives, rights = [], {}
    for n in range(draw(st.integers(0, most))):
        ask = draw(st.integers(1, 60)) * unit
        minimum = draw(st.sampled_from([0, ask // 4, ask // 2, ask]))
        one = InitiativeInput(
            f"{name}-i{n}",
            draw(st.sampled_from(buurten)).id,
            draw(st.sampled_from(["physical", "safety"])),
            draw(st.sampled_from(["green", "sport"])),
            ask,
            minimum,
            withdrawn=draw(st.integers(0, 9)) == 0,
        )
        initiatives.append(one)
        rights[one.id] = draw(st.integers(0, 40))
    pot = draw(st.integers(0, 150)) * unit
    area = AreaInput(name, pot, draw(st.integers(1, 200)), buurten, tuple(initiatives))
    return area, rights


@st.composite
def rounds(draw, allowed=tuple(Rule)):
    """A round of one or two areas with its tally; sometimes an area is not opened."""
    own, tally = [], {}
    for n in range(draw(st.integers(1, 2))):
        area, rights = draw(areas(name=f"area{n}"))
        own.append(area)
        if draw(st.integers(0, 6)):
            tally[area.id] = rights
    needs = tuple(
        BuurtNeed(b.id, draw(st.integers(1, 50)), draw(st.integers(50, 150)))
        for area in own
        for b in area.buurten
    )
    formula = BaseFormula(
        "physical",
        draw(st.integers(400, 5000)),
        draw(st.integers(0, 20)),
        draw(st.sampled_from([Fraction(0), Fraction(3, 5), Fraction(1)])),
        needs,
        draw(st.sampled_from([0, 0, 1])),
    )
    amounts = (BaseAmount("safety", own[0].buurten[0].id, 500),)
    return RoundMoney("round-1", draw(rules(allowed)), tuple(own), (formula,), amounts), tally
