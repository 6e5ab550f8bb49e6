"""Real rounds of real cities: our count is the official count, our winners are theirs.

The files have no stated licence, so they are no part of the project: point PABULIB_DIR at a
folder with them (github.com/pabulib/pabulib_files, folder pb_files).
"""

import os
from fractions import Fraction
from pathlib import Path

import pytest

from voting.domain.allocation import allocate
from voting.domain.rules import MoneyRules, Rule
from voting.interchange.pabulib import PabulibRound, parse_pabulib, read_pabulib
from voting.interchange.pabulib_money import ROUND, make_area
from voting.interchange.pabulib_rules import NotOurs, StatedRanking, greedy_rule
from voting.interchange.pabulib_write import render_pabulib

HOME = Path(__file__).parents[2]
FOLDER = HOME / os.environ.get("PABULIB_DIR", "../shared/data/pabulib")
FILES = sorted(FOLDER.glob("*.pb"))
WHY = f"no Pabulib files in {FOLDER}: set PABULIB_DIR to a folder with .pb files"

pytestmark = pytest.mark.skipif(not FILES, reason=WHY)
# An empty list of parameters would skip too, but silently.
every_file = pytest.mark.parametrize("path", FILES or [Path("absent")], ids=lambda path: path.stem)


def is_ranked(pabulib: PabulibRound) -> bool:
    """Tell whether the file has official winners and a rule of the greedy kind."""
    greedy = pabulib.meta.get("rule", "").startswith("greedy")
    return greedy and pabulib.official_winners() is not None


@every_file
def test_every_official_tally_is_reproduced_to_the_vote(path: Path) -> None:
    pabulib = read_pabulib(path)
    assert any(project.official_tally is not None for project in pabulib.projects)
    assert pabulib.differing_tallies() == {}


def test_the_ranking_pays_the_official_winners_of_every_file_that_has_them() -> None:
    rounds = [pabulib for path in FILES if is_ranked(pabulib := read_pabulib(path))]
    assert rounds, "no file here has both a greedy rule and a column selected"
    for pabulib in rounds:
        stated = greedy_rule(pabulib.meta)
        assert isinstance(stated, StatedRanking), pabulib.source
        rules = MoneyRules(rule=Rule.RANKING, variant=stated.variant, threshold=stated.threshold)
        area = make_area(pabulib, len(pabulib.ballots), Fraction(1))
        result = allocate(area, pabulib.count_points(), "any seed", rules, ROUND)
        paid = frozenset(one.id for one in result.initiatives if one.payout_cents)
        assert paid == pabulib.official_winners(), pabulib.source
        assert all(one.payout_cents in (0, one.ask_cents) for one in result.initiatives)
        assert result.balance.difference_cents == 0


@every_file
def test_a_file_written_out_and_read_again_says_the_same(path: Path) -> None:
    before = read_pabulib(path)
    after = parse_pabulib(render_pabulib(before), path.name)
    assert after.meta == before.meta
    assert after.projects == before.projects
    assert after.budget_cents == before.budget_cents
    choices = [
        sorted(sorted(choices.items()) for _, choices in one.ballots) for one in (before, after)
    ]
    assert choices[0] == choices[1]
    assert not {voter for voter, _ in before.ballots} & {voter for voter, _ in after.ballots}


def test_files_with_a_budget_for_each_category_name_no_winners_we_would_owe() -> None:
    for pabulib in map(read_pabulib, FILES):
        if "budget_per_category" in pabulib.meta:
            assert greedy_rule(pabulib.meta) is NotOurs.OWN_BUDGETS
            assert pabulib.official_winners() is None
