"""A .pb file as a round of ours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from voting.domain.areas import is_slug
from voting.domain.errors.files import PabulibRefused
from voting.domain.initiatives import LONGEST_TITLE, Sector, is_initiative_id
from voting.domain.opening import check_can_open
from voting.domain.rounds import RoundTimes
from voting.interchange.pabulib import PabulibProject, PabulibRound, parse_pabulib, read_pabulib
from voting.interchange.pabulib_plan import (
    count_rights,
    list_selections,
    make_slug,
    map_ids,
    to_round_plan,
)

FILES = Path(__file__).parent / "files"
OPENS = datetime(2031, 5, 1, 7, tzinfo=UTC)
TIMES = RoundTimes(OPENS, *(OPENS + timedelta(days=days) for days in (28, 29, 43)))
SOUND = ["approval", "choose-1", "cumulative", "threshold", "ties", "categories", "equal-shares"]


def rename(pabulib: PabulibRound, *ids: str) -> PabulibRound:
    projects = tuple(PabulibProject(one, one, 100, None, None, None, {}) for one in ids)
    return replace(pabulib, projects=projects, ballots=())


@pytest.mark.parametrize("name", SOUND)
def test_the_plan_can_be_opened(name: str) -> None:
    pabulib = read_pabulib(FILES / f"{name}.pb")
    plan = to_round_plan(pabulib, TIMES)
    (area,) = plan.voting_areas
    check_can_open(plan, {area.slug: len(pabulib.ballots)})
    assert area.pot_cents == pabulib.budget_cents
    assert len(plan.initiatives_in(area)) == len(pabulib.projects)
    assert is_slug(plan.slug)


def test_the_pot_the_asks_and_the_minimums_are_those_of_the_file() -> None:
    plan = to_round_plan(read_pabulib(FILES / "approval.pb"), TIMES, minimum_share=Fraction(1, 3))
    assert [(one.ask_cents, one.minimum_cents) for one in plan.initiatives] == [
        (600_000, 200_000),
        (500_000, 166_667),
        (350_050, 116_684),
        (40_000, 13_334),
    ]
    assert [one.theme for one in plan.initiatives] == [
        "public-space",
        "urban-greenery",
        "social",
        "urban-greenery",
    ]
    assert {one.sector for one in plan.initiatives} == {Sector.LAYOUT}


@pytest.mark.parametrize(
    ("name", "rights"), [("approval", 3), ("choose-1", 1), ("cumulative", 5), ("ties", 3)]
)
def test_people_get_as_many_rights_as_the_file_allows(name: str, rights: int) -> None:
    pabulib = read_pabulib(FILES / f"{name}.pb")
    assert to_round_plan(pabulib, TIMES).rights == count_rights(pabulib) == rights


def test_more_rights_than_a_round_has_are_refused() -> None:
    text = (FILES / "cumulative.pb").read_text().replace("max_sum_points;5", "max_sum_points;21")
    with pytest.raises(PabulibRefused) as refusal:
        to_round_plan(parse_pabulib(text, "x.pb"), TIMES)
    assert refusal.value.problems[0].facts == {"found": 21, "limit": 20}


def test_ids_that_no_slip_can_hold_are_changed_and_stay_apart() -> None:
    pabulib = rename(read_pabulib(FILES / "ties.pb"), "L/1", "L-1", "L 1", "..", "ok", "é" * 70)
    ids = map_ids(pabulib)
    assert ids["L-1"] == "L-1"
    assert ids["ok"] == "ok"
    assert len(set(ids.values())) == len(ids)
    assert all(is_initiative_id(one) for one in ids.values())


def test_ballots_become_rights_by_initiative() -> None:
    pabulib = read_pabulib(FILES / "cumulative.pb")
    selections = list(list_selections(pabulib))
    assert selections[0] == {"L1-07-X": 3, "L1-02-X": 2}
    assert len(selections) == len(pabulib.ballots)


def test_a_long_name_is_shortened_for_the_list_only() -> None:
    long = "Een heel lang plan " * 10
    pabulib = rename(read_pabulib(FILES / "ties.pb"), "a")
    named = replace(pabulib, projects=(replace(pabulib.projects[0], name=long),))
    (initiative,) = to_round_plan(named, TIMES).initiatives
    assert len(initiative.title.nl) == LONGEST_TITLE
    assert initiative.summary.nl == long


def test_a_slug_is_made_of_any_name() -> None:
    assert make_slug("Częstochowa, Błeszno", "x") == "czestochowa-beszno"
    assert make_slug("東京", "x") == "x"
    assert is_slug(make_slug("a" * 39 + " b", "x"))
