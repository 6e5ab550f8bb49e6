"""Which ranking a file states, and that ours pays the winners it names."""

from fractions import Fraction
from pathlib import Path

import pytest

from voting.domain.allocation import allocate
from voting.domain.results import AreaResult
from voting.domain.rules import MoneyRules, Rule, Variant
from voting.interchange.pabulib import PabulibRound, read_pabulib
from voting.interchange.pabulib_money import ROUND, make_area
from voting.interchange.pabulib_rules import NotOurs, StatedRanking, greedy_rule

FILES = Path(__file__).parent / "files"


def pay(pabulib: PabulibRound) -> AreaResult:
    stated = greedy_rule(pabulib.meta)
    assert isinstance(stated, StatedRanking)
    rules = MoneyRules(rule=Rule.RANKING, variant=stated.variant, threshold=stated.threshold)
    area = make_area(pabulib, len(pabulib.ballots), Fraction(1))
    return allocate(area, pabulib.count_points(), "seed", rules, ROUND)


@pytest.mark.parametrize("name", ["choose-1", "cumulative", "threshold", "no-skip"])
def test_the_winners_a_file_names_are_the_ones_we_pay(name: str) -> None:
    pabulib = read_pabulib(FILES / f"{name}.pb")
    paid = frozenset(one.id for one in pay(pabulib).initiatives if one.payout_cents)
    assert paid == pabulib.official_winners()


def test_a_threshold_is_met_by_exactly_as_many() -> None:
    reasons = {one.id: one.reason for one in pay(read_pabulib(FILES / "threshold.pb")).initiatives}
    assert reasons["c"] == "paid_in_full"
    assert reasons["d"] == "below_threshold"


def test_the_first_that_does_not_fit_may_get_the_rest() -> None:
    paid = {
        one.id: one.payout_cents for one in pay(read_pabulib(FILES / "partial-last.pb")).initiatives
    }
    assert paid == {"a": 700_000, "b": 300_000, "c": 0}


def test_of_equal_plans_the_cheaper_goes_first() -> None:
    result = pay(read_pabulib(FILES / "ties.pb"))
    assert result.find_initiative("cheap").payout_cents == 300_000
    assert result.find_initiative("dear").payout_cents == 0
    twins = [result.find_initiative(name).payout_cents for name in ("twin-1", "twin-2")]
    assert sorted(twins) == [0, 300_000]


def test_the_lot_follows_from_the_id_in_the_file() -> None:
    pabulib = read_pabulib(FILES / "cumulative.pb")
    assert {one.id for one in pay(pabulib).initiatives} == {"L1/07/X", "L1/02/X", "L1/03/X"}


@pytest.mark.parametrize(
    ("meta", "stated"),
    [
        ({"rule": "greedy"}, StatedRanking(Variant.SKIP, 0)),
        ({"rule": "greedy-no-skip"}, StatedRanking(Variant.STOP, 0)),
        (
            {"rule": "greedy-no-skip", "min_project_score_threshold": "50"},
            StatedRanking(Variant.STOP, 50),
        ),
        (
            {"rule": "greedy-threshold", "min_project_score_threshold": "300"},
            StatedRanking(Variant.SKIP, 300),
        ),
        ({"rule": "greedy-threshold"}, NotOurs.THRESHOLD_MISSING),
        ({"rule": "greedy-custom"}, NotOurs.UNEXPLAINED_GREEDY),
        ({"rule": "greedy-exclusive"}, NotOurs.UNEXPLAINED_GREEDY),
        ({"rule": "greedy", "leftover_budget": "Throw a party"}, NotOurs.UNEXPLAINED_LEFTOVER),
        ({"rule": "greedy", "budget_per_neighborhood": "1,2"}, NotOurs.OWN_BUDGETS),
        ({"rule": "unknown"}, NotOurs.NOT_GREEDY),
        ({}, NotOurs.NOT_GREEDY),
    ],
)
def test_a_stated_rule_is_one_of_ours_or_is_said_not_to_be(
    meta: dict[str, str], stated: StatedRanking | NotOurs
) -> None:
    assert greedy_rule(meta) == stated


@pytest.mark.parametrize(
    ("name", "reason"),
    [("categories", NotOurs.OWN_BUDGETS), ("equal-shares", NotOurs.NOT_GREEDY)],
)
def test_a_rule_that_is_not_ours_gets_a_reason(name: str, reason: NotOurs) -> None:
    assert greedy_rule(read_pabulib(FILES / f"{name}.pb").meta) is reason
