"""Writing .pb files: they read back, and they lead back to nobody."""

from collections import Counter
from pathlib import Path

import pytest

from voting.interchange.pabulib import PabulibProject, PabulibRound, parse_pabulib, read_pabulib
from voting.interchange.pabulib_write import make_totals, render_pabulib, write_pabulib

FILES = Path(__file__).parent / "files"
SOUND = ["approval", "choose-1", "cumulative", "threshold", "no-skip", "partial-last", "ties"]


def count_ballots(pabulib: PabulibRound) -> Counter[tuple[tuple[str, int], ...]]:
    return Counter(tuple(sorted(choices.items())) for _, choices in pabulib.ballots)


@pytest.mark.parametrize("name", SOUND)
def test_a_file_reads_back_as_it_was_written(name: str, tmp_path: Path) -> None:
    before = read_pabulib(FILES / f"{name}.pb")
    write_pabulib(before, tmp_path / "copy.pb")
    after = read_pabulib(tmp_path / "copy.pb")
    assert after.meta == before.meta
    assert after.projects == before.projects
    assert after.budget_cents == before.budget_cents
    assert count_ballots(after) == count_ballots(before)


def test_voters_get_new_ids_and_stand_in_the_order_of_those() -> None:
    before = read_pabulib(FILES / "cumulative.pb")
    first, second = (parse_pabulib(render_pabulib(before), "x") for _ in range(2))
    ids = [{voter for voter, _ in one.ballots} for one in (before, first, second)]
    assert not ids[0] & ids[1]
    assert not ids[1] & ids[2]
    assert [voter for voter, _ in first.ballots] == sorted(ids[1])


def test_age_and_sex_are_not_written() -> None:
    text = render_pabulib(read_pabulib(FILES / "cumulative.pb"))
    assert "voter_id;vote;points\n" in text
    assert "age" not in text
    assert "sex" not in text


def test_the_most_points_stand_first() -> None:
    text = render_pabulib(read_pabulib(FILES / "bom-crlf.pb"))
    assert ";L1/02/X,L1/07/X;4,1\n" in text


def make_project(name: str, rights: int, selected: int) -> PabulibProject:
    return PabulibProject(name, f"Plan {name}", 125_050, None, rights, selected, {})


def test_our_own_rounds_are_exported_as_one_row_a_right() -> None:
    meta = {"description": "Buurtrechten", "country": "Netherlands", "comment": "#1: Fictional."}
    projects = [make_project("a", 3, 1), make_project("b", 0, 0), make_project("c", 2, 1)]
    totals = make_totals("area", meta, 500_000, projects)
    after = parse_pabulib(render_pabulib(totals), "area.pb")
    assert after.count_points() == {"a": 3, "b": 0, "c": 2}
    assert after.differing_tallies() == {}
    assert after.official_winners() == frozenset({"a", "c"})
    assert len(after.ballots) == 5
    assert after.meta["max_sum_points"] == "1"
    assert after.meta["comment"].startswith("#1: Fictional. #2: Every row of VOTES is one right")
    assert after.projects[0].cost_cents == 125_050


def test_a_round_without_a_single_right_can_be_exported() -> None:
    totals = make_totals("area", {}, 100, [make_project("a", 0, 0)])
    assert parse_pabulib(render_pabulib(totals), "x").ballots == ()
