"""Reading .pb files: what they say, and every way in which they can be wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.errors.files import FileProblem, PabulibRefused
from voting.interchange.pabulib import PabulibRound, VoteType, parse_pabulib, read_pabulib
from voting.interchange.pabulib_write import render_pabulib

FILES = Path(__file__).parent / "files"

META = {"num_projects": "2", "num_votes": "1", "budget": "1000", "vote_type": "cumulative"}


def write_file(
    *,
    meta: dict[str, str] | None = None,
    projects: str = "project_id;cost\n1;400\n2;600\n",
    votes: str = "voter_id;vote;points\na;1;1\n",
) -> str:
    lines = {"max_sum_points": "5", **META, **(meta or {})}
    stated = "".join(f"{key};{value}\n" for key, value in lines.items())
    return f"META\nkey;value\n{stated}PROJECTS\n{projects}VOTES\n{votes}"


def refuse(text: str) -> tuple[FileProblem, ...]:
    with pytest.raises(PabulibRefused) as refusal:
        parse_pabulib(text, "some.pb")
    assert refusal.value.left_out == 0
    return refusal.value.problems


def only_problem(text: str) -> tuple[int, str]:
    (problem,) = refuse(text)
    return problem.line, problem.code


def test_approvals_are_one_point_each() -> None:
    pabulib = read_pabulib(FILES / "approval.pb")
    assert pabulib.vote_type is VoteType.APPROVAL
    assert pabulib.budget_cents == 1_000_000
    assert pabulib.count_points() == {"p1": 4, "p2": 3, "p3": 3, "p4": 2}
    assert pabulib.ballots[3] == ("d", {"p1": 1, "p4": 1})


def test_a_contradicted_official_tally_is_shown_not_hidden() -> None:
    text = (FILES / "approval.pb").read_text().replace("p2;5000;3;", "p2;5000;4;")
    assert parse_pabulib(text, "x").differing_tallies() == {"p2": (4, 3)}


def test_quoted_names_may_hold_semicolons_and_quotes() -> None:
    second = read_pabulib(FILES / "approval.pb").projects[1]
    assert second.name == 'Voedselbos "De Wilg"; deel 2'
    assert second.labels == {"category": "urban greenery,education", "target": "youth"}


def test_a_quoted_line_break_does_not_shift_the_line_numbers() -> None:
    projects = 'project_id;cost;name\n1;400;"two\nlines"\n2;none;x\n'
    assert only_problem(write_file(projects=projects)) == (12, "pabulib_not_an_amount")


def test_costs_are_exact_to_the_cent() -> None:
    pabulib = read_pabulib(FILES / "approval.pb")
    assert [one.cost_cents for one in pabulib.projects] == [600_000, 500_000, 350_050, 40_000]


def test_one_choice_is_read() -> None:
    pabulib = read_pabulib(FILES / "choose-1.pb")
    assert pabulib.count_points() == {"10": 2, "20": 1}
    assert pabulib.official_winners() == frozenset({"10"})


def test_points_are_rights_and_a_voter_of_several_counts_once_in_votes() -> None:
    pabulib = read_pabulib(FILES / "cumulative.pb")
    assert pabulib.count_points() == {"L1/07/X": 8, "L1/02/X": 6, "L1/03/X": 2}
    assert pabulib.count_voters() == {"L1/07/X": 3, "L1/02/X": 2, "L1/03/X": 1}
    assert pabulib.differing_tallies() == {}


def test_nothing_personal_is_kept() -> None:
    kept = repr(read_pabulib(FILES / "cumulative.pb"))
    assert "Somebody" not in kept
    assert "internet" not in kept


def test_a_byte_order_mark_and_crlf_change_nothing() -> None:
    plain, windows = (read_pabulib(FILES / name) for name in ("cumulative.pb", "bom-crlf.pb"))
    assert windows.ballots == plain.ballots
    assert windows.projects == plain.projects
    assert windows.meta == plain.meta


def test_blanks_after_separators_are_no_part_of_a_value() -> None:
    text = write_file().replace(";", "; ")
    assert parse_pabulib(text, "x").ballots == (("a", {"1": 1}),)


def test_a_sum_of_costs_may_reach_its_limit() -> None:
    assert len(read_pabulib(FILES / "knapsack.pb").ballots) == 2


def test_a_ballot_over_its_sum_of_costs_is_refused() -> None:
    text = (FILES / "knapsack.pb").read_text().replace("1;2,1", "1;3,2,1")
    assert only_problem(text) == (17, "pabulib_cost_out_of_range")


def test_an_order_of_preference_is_refused_because_it_holds_no_rights() -> None:
    text = (FILES / "ordinal.pb").read_text()
    (problem,) = refuse(text)
    assert (problem.line, problem.code) == (7, "pabulib_unsupported_vote_type")
    assert problem.facts == {"value": "ordinal"}


def test_all_problems_of_a_file_are_told_at_once() -> None:
    with pytest.raises(PabulibRefused) as refusal:
        read_pabulib(FILES / "wrong.pb")
    told = [(one.line, one.code.removeprefix("pabulib_")) for one in refusal.value.problems]
    assert told == [
        (4, "count_mismatch"),
        (5, "count_mismatch"),
        (6, "not_an_amount"),
        (15, "duplicate_project"),
        (16, "not_an_amount"),
        (17, "not_positive"),
        (20, "too_many_points"),
        (22, "duplicate_voter"),
        (23, "unknown_project"),
        (24, "repeated_choice"),
        (25, "too_many_projects"),
        (26, "negative_points"),
        (27, "points_count"),
        (28, "empty_id"),
        (29, "not_a_count"),
        (30, "field_count"),
        (31, "too_few_projects"),
    ]
    assert {one.file for one in refusal.value.problems} == {"wrong.pb"}


def test_a_ballot_over_its_points_says_how_many_and_how_many_are_allowed() -> None:
    (problem,) = refuse(write_file(votes="voter_id;vote;points\na;1,2;4,5\n"))
    assert problem.facts == {"found": 9, "limit": 5}
    assert problem.column == "points"


def test_a_second_ballot_of_a_voter_names_the_line_of_the_first() -> None:
    text = write_file(meta={"num_votes": "2"}, votes="voter_id;vote;points\na;1;1\na;2;1\n")
    (problem,) = refuse(text)
    assert (problem.line, problem.facts) == (15, {"first_line": 14})


@pytest.mark.parametrize(
    ("meta", "votes", "code"),
    [
        ({"min_length": "2"}, "a;1;5", "too_few_projects"),
        ({"max_points": "2"}, "a;1;3", "points_out_of_range"),
        ({"min_points": "2"}, "a;1;1", "points_out_of_range"),
        ({"min_sum_points": "3"}, "a;1;2", "too_few_points"),
        ({}, "a;1;1.5", "not_a_count"),
        ({}, "a;1;1_0", "not_a_count"),
        ({}, "a;1;٣", "not_a_count"),
        ({}, "a;1,;1,1", "unknown_project"),
    ],
)
def test_a_ballot_outside_the_stated_limits_is_refused(
    meta: dict[str, str], votes: str, code: str
) -> None:
    text = write_file(meta=meta, votes=f"voter_id;vote;points\n{votes}\n")
    assert only_problem(text)[1] == f"pabulib_{code}"


@pytest.mark.parametrize("cost", ["-1", "1e3", "nan", "1.005", "1 000", "€5", "", "12345678901234"])
def test_a_cost_that_is_no_amount_is_refused(cost: str) -> None:
    text = write_file(projects=f"project_id;cost\n1;400\n2;{cost}\n")
    assert only_problem(text)[1] == "pabulib_not_an_amount"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("PROJECTS\nproject_id;cost\n1;400\n2;600\n", "", (0, "pabulib_missing_section")),
        ("VOTES\nvoter_id;vote;points\na;1;1\n", "VOTES\n", (12, "pabulib_empty_section")),
        ("META\n", "", (1, "pabulib_outside_section")),
        ("VOTES\n", "META\nkey;value\nVOTES\n", (12, "pabulib_repeated_section")),
        ("project_id;cost", "id;cost", (9, "pabulib_missing_column")),
        (";points\na;1;1", "\na;1", (13, "pabulib_missing_column")),
        ("key;value", "key;key", (2, "pabulib_repeated_column")),
        ("budget;1000\n", "", (1, "pabulib_missing_key")),
        ("max_sum_points;5\n", "", (1, "pabulib_missing_key")),
        ("budget;1000\n", "budget;1000\nbudget;1000\n", (7, "pabulib_repeated_key")),
        ("max_sum_points;5", "max_sum_points;five", (3, "pabulib_not_a_count")),
        ("1;400", '1;"400', (10, "pabulib_bad_csv")),
    ],
)
def test_a_broken_frame_is_refused(old: str, new: str, problem: tuple[int, str]) -> None:
    text = write_file().replace(old, new, 1)
    assert text != write_file()
    assert problem in [(one.line, one.code) for one in refuse(text)]


def test_bytes_that_are_not_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.pb"
    path.write_bytes(write_file().encode() + "b;Repaircaf\xe9;1\n".encode("latin-1"))
    with pytest.raises(PabulibRefused) as refusal:
        read_pabulib(path)
    (problem,) = refusal.value.problems
    assert (problem.line, problem.code) == (15, "pabulib_not_utf8")


def test_an_empty_file_is_refused() -> None:
    assert {code for _, code in ((one.line, one.code) for one in refuse(""))} == {
        "pabulib_missing_section"
    }


def test_a_thousand_problems_are_counted_but_only_a_hundred_are_listed() -> None:
    votes = "voter_id;vote;points\n" + "".join(f"{voter};9;1\n" for voter in range(1000))
    with pytest.raises(PabulibRefused) as refusal:
        parse_pabulib(write_file(meta={"num_votes": "1000"}, votes=votes), "some.pb")
    assert len(refusal.value.problems) == 100
    assert refusal.value.left_out == 900


def test_a_round_of_a_big_city_is_read_whole() -> None:
    voters = 132_000
    votes = "voter_id;age;vote;points\n" + "".join(
        f"{voter};{voter % 90};1,2;{voter % 5 + 1},0\n" for voter in range(voters)
    )
    text = write_file(meta={"num_votes": str(voters)}, votes=votes)
    pabulib: PabulibRound = parse_pabulib(text, "big.pb")
    assert sum(pabulib.count_points().values()) == voters * 3


SIGNS = st.sampled_from(
    [";", ",", "\n", "\r", '"', " ", "-", "0", "9", "a", "\0", "\ufeff", "META\n", "VOTES\n"]
)


@given(
    st.sampled_from(["cumulative", "approval", "wrong"]), st.integers(0), st.integers(0, 5), SIGNS
)
def test_any_damage_is_refused_or_what_is_read_can_be_written(
    name: str, place: int, cut: int, put: str
) -> None:
    text = (FILES / f"{name}.pb").read_text()
    place %= len(text)
    damaged = text[:place] + put + text[place + cut :]
    try:
        pabulib = parse_pabulib(damaged, "damaged.pb")
    except PabulibRefused:
        return
    again = parse_pabulib(render_pabulib(pabulib), "again.pb")
    assert again.projects == pabulib.projects
    assert again.count_points() == pabulib.count_points()
