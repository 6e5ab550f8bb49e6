"""Writing .pb files: they read back, and they lead back to nobody."""

from collections import Counter
from pathlib import Path

import pytest

from tests.interchange.result_records import make_record
from voting.interchange.pabulib import PabulibProject, PabulibRound, parse_pabulib, read_pabulib
from voting.interchange.pabulib_write import (
    make_area_totals,
    make_totals,
    render_pabulib,
    write_pabulib,
)

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


def test_an_area_of_a_result_is_exported_with_its_rights_and_winners() -> None:
    (area,) = make_record()["areas"]
    meta = {"description": "Buurtrechten", "currency": "EUR", "rule": "unknown"}
    totals = make_area_totals(area, {"a": "Speeltuin; en meer"}, meta)
    after = parse_pabulib(render_pabulib(totals), "noord.pb")
    assert after.budget_cents == 2_000_001
    assert after.count_points() == {"a": 40, "b": 30, "c": 0}
    assert after.official_winners() == frozenset(
        one["id"] for one in area["initiatives"] if one["payout_cents"]
    )
    assert after.projects[0].name == "Speeltuin; en meer"
    assert after.projects[2].labels == {"category": "veilig", "neighborhood": "plein"}


def test_keys_and_columns_stand_in_the_order_of_the_format() -> None:
    meta = {"comment": "#1: x", "currency": "EUR", "unit": "Zonnedorp", "description": "d"}
    lines = render_pabulib(make_totals("area", meta, 100, [make_project("a", 1, 1)])).splitlines()
    keys = [line.split(";")[0] for line in lines[2 : lines.index("PROJECTS")]]
    assert keys == [
        *("description", "unit", "num_projects", "num_votes", "budget", "vote_type"),
        *("max_sum_points", "currency", "comment"),
    ]
    assert lines[lines.index("PROJECTS") + 1] == "project_id;cost;votes;score;name;selected"
