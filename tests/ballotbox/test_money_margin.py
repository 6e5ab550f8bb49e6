"""The yardstick beside issued-but-not-cast rights."""

from fractions import Fraction

from hypothesis import given

from tests.domain.money_cases import EXAMPLE, EXAMPLE_RIGHTS, REDEMPTIONS, make_initiative, rounds
from voting.ballotbox.verify.money_margin import find_smallest_margin
from voting.domain.allocation import RoundMoney, allocate_round
from voting.domain.money_json import rules_to_json, to_json
from voting.domain.rules import AreaInput, BuurtInput, MoneyRules, Rule


def find(money, tally):
    areas = to_json(allocate_round(money, tally, "seed"))["areas"]
    return [find_smallest_margin(rules_to_json(money.rules), area) for area in areas]


def test_seven_more_rights_would_have_funded_the_art_route():
    assert find(EXAMPLE, {"west": EXAMPLE_RIGHTS}) == [7]


def test_the_margin_of_a_dropped_plan_comes_from_its_level():
    plans = (make_initiative("A1", 100, 0), make_initiative("A2", 100, 50))
    area = AreaInput("a", 99, 1, (BuurtInput("A", 1),), plans)
    rules = MoneyRules(rights=1, target_turnout=Fraction(1, 1000), phi=Fraction(1))
    # dropped at 99/20 cents per right, where ten rights offer 49.5 and eleven are enough
    assert find(RoundMoney("r", rules, (area,)), {"a": {"A1": 10, "A2": 10}}) == [1]


def test_a_ranking_counts_the_lead_over_the_first_plan_that_did_not_fit():
    plans = (make_initiative("A1", 60, 0), make_initiative("A2", 60, 0))
    area = AreaInput("a", 99, 1, (BuurtInput("A", 1),), plans)
    money = RoundMoney("r", MoneyRules(rule=Rule.RANKING), (area,))
    assert find(money, {"a": {"A1": 10, "A2": 7}}) == [3]


def test_an_unopened_area_has_no_margin():
    assert find(EXAMPLE, {}) == [None]


@given(rounds(REDEMPTIONS))
def test_a_margin_is_at_least_one_right(case):
    assert all(margin is None or margin >= 1 for margin in find(*case))


@given(rounds())
def test_every_rule_has_a_margin_of_at_least_one_right(case):
    assert all(margin is None or margin >= 1 for margin in find(*case))
