"""The worked example of docs/money.md, figure by figure."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.domain.money_cases import EXAMPLE, EXAMPLE_AREA, EXAMPLE_BASE, EXAMPLE_RIGHTS
from voting.domain.allocation import allocate, allocate_round, find_ceiling_price, mark_withdrawn
from voting.domain.errors.money import InvalidMoneyInput, NothingToForfeit
from voting.domain.explanation import explain_payout
from voting.domain.packages import BaseAmount, compute_base, fill_envelopes
from voting.domain.results import AreaStatus, Reason, Total, forfeit
from voting.domain.rules import MoneyRules, Rule, Variant


@pytest.fixture(scope="module")
def area():
    return allocate_round(EXAMPLE, {"west": EXAMPLE_RIGHTS}, "seed").areas[0]


def test_the_base_package_of_safety():
    shares = compute_base(EXAMPLE_BASE, "round-1")
    assert [s.floor_cents for s in shares] == [4_000_000] * 3
    assert [s.resident_cents for s in shares] == [5_184_000, 3_456_000, 2_160_000]
    assert [s.need_cents for s in shares] == [3_073_518, 2_276_680, 1_849_802]
    assert [s.amount_cents for s in shares] == [12_257_518, 9_732_680, 8_009_802]
    assert sum(s.amount_cents for s in shares) == 30_000_000
    people = EXAMPLE_BASE.buurten
    per_resident = [s.amount_cents // b.population for s, b in zip(shares, people, strict=True)]
    assert [round(Fraction(cents, 100)) for cents in per_resident] == [102, 122, 160]


def test_base_amounts_and_formulas_add_up_by_sector_and_buurt():
    result = allocate_round(EXAMPLE, {"west": EXAMPLE_RIGHTS}, "seed")
    assert result.base_totals == (
        BaseAmount("safety", "A", 12_257_518),
        BaseAmount("safety", "B", 9_732_780),
        BaseAmount("safety", "C", 8_009_802),
        BaseAmount("social", "A", 250_000),
    )
    assert result.base_cents == 30_250_100


def test_the_price_ceiling_and_the_nominal_worth_of_a_right():
    assert find_ceiling_price(EXAMPLE.rules, EXAMPLE_AREA) == 3840
    fixed = replace(EXAMPLE.rules, rule=Rule.FIXED_PRICE)
    assert find_ceiling_price(fixed, EXAMPLE_AREA) == 480


def test_the_band_and_the_envelopes(area):
    rows = area.envelopes
    assert [e.floor_cents for e in rows] == [1_359_840, 954_274, 685_884]
    assert [e.ceiling_cents for e in rows] == [4_079_522, 2_862_823, 2_057_654]
    assert [e.envelope_cents for e in rows] == [4_079_522, 1_234_594, 685_884]
    assert [e.rights for e in rows] == [2980, 700, 300]


def test_without_a_band_money_follows_the_rights():
    rules = replace(EXAMPLE.rules, phi=Fraction(0), kappa=None)
    filled = fill_envelopes(rules, EXAMPLE_AREA, {"A": 3000, "B": 700, "C": 300}, "round-1")
    assert [e.cents for e in filled] == [4_500_000, 1_050_000, 450_000]


def test_every_payout_and_its_reason(area):
    got = {one.id: (one.payout_cents, one.reason) for one in area.initiatives}
    assert got == {
        "A1": (1_500_000, Reason.PAID_IN_FULL),
        "A2": (2_000_000, Reason.PAID_IN_FULL),
        "A3": (500_000, Reason.PAID_IN_FULL),
        "A4": (0, Reason.MINIMUM_NOT_REACHED),
        "A5": (0, Reason.BELOW_THRESHOLD),
        "B1": (881_853, Reason.PAID_IN_PART),
        "B2": (352_741, Reason.PAID_IN_PART),
        "C1": (400_000, Reason.PAID_IN_FULL),
    }


def test_the_drop_with_its_exact_level(area):
    (drop,) = area.find_envelope("A").drops
    assert drop.initiative == "A4"
    assert drop.level == Fraction(2_079_522, 1130)  # 1,840.28 cents per right
    assert drop.offered_cents == 423_265


def test_the_price_in_b(area):
    envelope = area.find_envelope("B")
    assert envelope.price == Fraction(1_234_594, 700)  # 1,763.7057 cents per right
    assert envelope.price_low <= envelope.price <= envelope.price_high
    assert area.find_envelope("A").price is None


def test_the_reserves_and_the_balance(area):
    assert [e.reserve_cents for e in area.envelopes] == [79_522, 0, 285_884]
    assert area.balance.pot_cents == 6_000_000
    assert area.balance.paid_cents == 5_634_594
    assert area.balance.reserve_cents == 365_406
    assert area.balance.equalisation_cents == 0
    assert area.balance.difference_cents == 0


def test_theme_and_sector_totals(area):
    assert Total("care", 2, 700, 1_234_594) in area.themes
    assert Total("art", 1, 20, 0) in area.themes
    assert sum(theme.rights for theme in area.themes) == sum(EXAMPLE_RIGHTS.values())
    assert area.find_envelope("A").sectors == (
        Total("education", 1, 230, 0),
        Total("physical", 2, 1850, 2_000_000),
        Total("safety", 1, 900, 2_000_000),
        Total("social", 1, 20, 0),
    )


def test_why_the_duo_bike_gets_this_amount(area):
    why = explain_payout(area, "B1")
    assert (why.envelope_cents, why.full, why.full_cents) == (1_234_594, (), 0)
    assert why.sharing == ("B1", "B2")
    assert (why.left_cents, why.sharing_rights) == (1_234_594, 700)
    assert why.worth == Fraction(why.left_cents, why.sharing_rights)
    assert round(why.worth * 500) == why.initiative.payout_cents


def test_why_the_homework_class_gets_nothing(area):
    why = explain_payout(area, "A4")
    assert why.would_get_cents == 423_265
    assert why.price_at_drop == Fraction(2_079_522, 1130)
    assert why.full == ("A1", "A2", "A3")
    assert [(row.initiative, row.reason) for row in why.not_counted] == [
        ("A5", Reason.BELOW_THRESHOLD)
    ]


def test_the_sum_on_the_page_holds_with_plans_at_the_price_ceiling():
    rules = replace(EXAMPLE.rules, target_turnout=Fraction(1, 4))  # ceiling 1,920 per right
    area = allocate(EXAMPLE_AREA, EXAMPLE_RIGHTS, "seed", rules, "round-1")
    why = explain_payout(area, "A2")
    assert why.at_ceiling == ("A2",)
    assert why.at_ceiling_cents == 1_728_000 == why.initiative.cap_cents
    assert why.worth is None


def test_ranking_pays_whole_asks_from_the_top_of_each_envelope():
    rules = MoneyRules(rule=Rule.RANKING, threshold=25)
    area = allocate(EXAMPLE_AREA, EXAMPLE_RIGHTS, "seed", rules, "round-1")
    paid = {one.id: one.payout_cents for one in area.initiatives if one.payout_cents}
    assert paid == {
        "A1": 1_500_000,
        "A2": 2_000_000,
        "A3": 500_000,
        "B1": 1_000_000,
        "C1": 400_000,
    }
    assert area.find_envelope("A").ranking == ("A1", "A2", "A3", "A4")
    why = explain_payout(area, "A4")
    assert (why.rank, why.left_before_cents) == (4, 79_522)
    assert why.initiative.reason is Reason.DOES_NOT_FIT


@pytest.mark.parametrize(
    ("variant", "paid"),
    [
        (Variant.SKIP, {"A1": 50, "A3": 30}),
        (Variant.STOP, {"A1": 50}),
        (Variant.PARTIAL_LAST, {"A1": 50, "A2": 45}),
    ],
)
def test_the_variants_differ_at_the_first_misfit(variant, paid):
    plans = {"A1": (50, 9), "A2": (60, 8), "A3": (30, 7)}
    area = replace(
        EXAMPLE_AREA,
        pot_cents=95,
        buurten=EXAMPLE_AREA.buurten[:1],
        initiatives=tuple(
            replace(EXAMPLE_AREA.initiatives[0], id=name, ask_cents=ask, minimum_cents=ask)
            for name, (ask, _) in plans.items()
        ),
    )
    rights = {name: count for name, (_, count) in plans.items()}
    rules = MoneyRules(rule=Rule.RANKING, variant=variant)
    result = allocate(area, rights, "seed", rules, "round-1")
    assert {one.id: one.payout_cents for one in result.initiatives if one.payout_cents} == paid


def test_an_area_that_was_not_opened_keeps_its_pot_as_reserve():
    area = allocate_round(EXAMPLE, {}, "seed").areas[0]
    assert area.status is AreaStatus.TOO_FEW_ISSUANCES
    assert {one.reason for one in area.initiatives} == {Reason.NOT_OPENED}
    assert area.balance.reserve_cents == area.balance.pot_cents == 6_000_000
    assert [e.envelope_cents for e in area.envelopes] == [2_719_682, 1_908_549, 1_371_769]


def test_rights_on_a_withdrawn_plan_weigh_nothing():
    money = mark_withdrawn(EXAMPLE, frozenset({"A1"}))
    area = allocate_round(money, {"west": EXAMPLE_RIGHTS}, "seed").areas[0]
    one = area.find_initiative("A1")
    assert (one.rights, one.payout_cents, one.reason) == (1400, 0, Reason.WITHDRAWN)
    assert area.find_envelope("A").rights == 1580
    assert (area.rights_counted, area.rights_withdrawn) == (2600, 1400)


def test_a_winner_that_cannot_deliver_leaves_its_money_to_the_reserve(area):
    after = forfeit(area, "B1")
    assert after.find_initiative("B1").reason is Reason.FORFEITED
    assert after.find_initiative("B1").awarded_cents == 881_853
    assert after.find_initiative("B2") == area.find_initiative("B2")
    assert after.find_envelope("B").reserve_cents == 881_853
    assert after.balance.difference_cents == 0
    with pytest.raises(NothingToForfeit):
        forfeit(after, "B1")


def test_rights_on_an_unknown_plan_are_refused():
    with pytest.raises(InvalidMoneyInput):
        allocate_round(EXAMPLE, {"west": {"Z9": 1}}, "seed")
    with pytest.raises(InvalidMoneyInput):
        allocate_round(EXAMPLE, {"east": {}}, "seed")
