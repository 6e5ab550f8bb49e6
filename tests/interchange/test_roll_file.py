"""A roll is read whole or not at all; names and numbers of people do not come in."""

import io
from pathlib import Path

import pytest

from voting.domain.areas import VotingArea
from voting.domain.errors.files import FileProblem, RollRefused
from voting.interchange.roll_file import RollRow, read_roll
from voting.interchange.service_numbers import exceeds_chance, passes_eleven_test
from voting.web.words_round_file import tell_file_problem

AREAS = (VotingArea("oost", "Oost", 1, ()), VotingArea("het-westen", "Het Westen", 1, ()))
ROLL = "reference;area\nA-1;oost\nA-2;het-westen\n"


def read(text: str | bytes) -> tuple[RollRow, ...]:
    with read_roll(io.BytesIO(text.encode() if isinstance(text, str) else text), AREAS) as roll:
        return tuple(roll)


def problems_of(text: str | bytes) -> tuple[FileProblem, ...]:
    with pytest.raises(RollRefused) as refused:
        read(text)
    for problem in refused.value.problems:
        assert tell_file_problem(problem, "nl") != tell_file_problem(problem, "en")
    return refused.value.problems


def found_in(text: str | bytes) -> list[tuple[int, str]]:
    """Return line and reason of every problem."""
    return [(problem.line, problem.code) for problem in problems_of(text)]


def test_a_roll_gives_a_reference_and_an_area_for_everyone() -> None:
    assert read(ROLL) == (RollRow("A-1", "oost"), RollRow("A-2", "het-westen"))


@pytest.mark.parametrize(
    "spelt",
    [
        ROLL.replace(";", ","),
        "\ufeff" + ROLL,
        "\ufeff" + ROLL.replace(";", ","),
        ROLL.replace("\n", "\r\n"),
        ROLL.replace("reference;area", "kenmerk;gebied"),
        ROLL.replace("reference;area", '"Kenmerk" ; "Gebied"'),
        ROLL.replace("\n", ";;\n"),
        ROLL.rstrip("\n"),
        ROLL + "\n;\n\n",
        ROLL.replace("A-1;oost", ' "A-1" ; oost ').replace(' "A-1" ', '"A-1"'),
        ROLL.replace("het-westen", "HET WESTEN").replace("oost", "Oost"),
        "area;reference\noost;A-1\nhet-westen;A-2\n",
    ],
)
def test_a_registry_office_may_write_it_in_many_ways(spelt: str) -> None:
    assert read(spelt) == read(ROLL)


def test_a_roll_is_read_from_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "rol.csv"
    path.write_text(ROLL, "utf-8")
    with read_roll(path, AREAS) as roll:
        assert len(roll) == 2
        assert roll.count_areas() == {"oost": 1, "het-westen": 1}
        assert tuple(roll) == tuple(roll) == read(ROLL)


def test_a_duplicate_names_both_lines() -> None:
    (problem,) = problems_of(ROLL + "A-3;oost\nA-1;oost\n")
    assert (problem.line, problem.code, problem.column) == (5, "roll_duplicate", "reference")
    assert problem.facts == {"value": "A-1", "first": 2}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A-9;noord", "unknown_area"),
        ("A-9;oosten", "unknown_area_did_you_mean"),
        ("A-9;", "empty"),
        (";oost", "empty"),
        ("x" * 41 + ";oost", "roll_reference_too_long"),
        ("A-9", "column_count"),
        ("A-9;oost;Jansen", "column_count"),
        ("=1+1;oost", "roll_formula"),
        ("+31;oost", "roll_formula"),
        ("-9;oost", "roll_formula"),
        ("@x;oost", "roll_formula"),
        ("A\u200b9;oost", "roll_unprintable"),
        ('"A\n9";oost', "roll_unprintable"),
        ("A\x009;oost", "roll_unprintable"),
        ('"A-9;oost', "broken_csv"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(row: str, code: str) -> None:
    assert found_in(ROLL + row + "\n") == [(4, code)]


def test_a_reference_of_forty_characters_is_the_longest() -> None:
    assert read(ROLL + "x" * 40 + ";oost\n")[-1].reference == "x" * 40


def test_all_wrong_rows_are_told_and_nothing_is_imported() -> None:
    text = ROLL + "A-1;oost\n;oost\nA-4;noord\nA-5;oost\n"
    assert found_in(text) == [(4, "roll_duplicate"), (5, "empty"), (6, "unknown_area")]


def test_after_a_hundred_problems_the_rest_is_only_counted() -> None:
    with pytest.raises(RollRefused) as refused:
        read("reference;area\n" + "A-1;oost\n" * 151)
    assert (len(refused.value.problems), refused.value.left_out) == (100, 50)


@pytest.mark.parametrize("heading", ["A-0;oost", "reference", "reference;gebied;", "naam;area"])
def test_the_first_line_names_the_two_columns(heading: str) -> None:
    text = ROLL.replace("reference;area", heading)
    if heading == "reference;gebied;":
        assert read(text) == read(ROLL)
    else:
        assert found_in(text) == [(1, "roll_heading")]


def test_a_third_column_is_refused_by_name() -> None:
    (problem,) = problems_of("reference;area;naam\nA-1;oost;Jansen\n")
    assert (problem.code, problem.facts) == ("roll_extra_column", {"value": "naam"})


@pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
def test_an_empty_roll_is_refused(text: str) -> None:
    assert found_in(text) == [(0, "empty_file")]


def test_a_roll_with_nobody_on_it_is_refused() -> None:
    assert found_in("reference;area\n\n") == [(0, "roll_empty")]


def test_another_encoding_is_refused_with_its_line() -> None:
    assert found_in((ROLL + "Jos\u00e9;oost\n").encode("cp1252")) == [(4, "not_utf8")]
    assert found_in(ROLL.encode("utf-16")) == [(1, "not_utf8")]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RollRefused) as refused:
        read_roll(tmp_path / "weg.csv", AREAS)
    assert refused.value.problems[0].code == "file_missing"


def numbers_that_pass(count: int) -> list[str]:
    """Return numbers of nine digits that pass the eleven-test; they belong to nobody we know."""
    passing = (f"{number}" for number in range(900_000_000, 999_999_999, 7))
    return [one for _, one in zip(range(count), filter(passes_eleven_test, passing), strict=False)]


def test_the_eleven_test_knows_the_well_known_example() -> None:
    assert passes_eleven_test("111222333")
    assert not passes_eleven_test("111222334")
    assert not passes_eleven_test("000000000")


@pytest.mark.parametrize("others", [0, 100])
def test_references_that_look_like_service_numbers_are_refused(others: int) -> None:
    rows = [f"{one};oost" for one in numbers_that_pass(40)]
    rows += [f"{number};oost" for number in range(300_000_000, 300_000_000 + others)]
    found = found_in("reference;area\n" + "\n".join(rows) + "\n")
    assert found == [(2, "roll_looks_like_bsn")]


def test_a_running_number_of_nine_digits_is_allowed() -> None:
    rows = "".join(f"{number};oost\n" for number in range(300_000_000, 300_002_000))
    assert len(read("reference;area\n" + rows)) == 2_000


@pytest.mark.parametrize(
    ("passing", "suspects", "suspicious"),
    [(0, 0, False), (2, 2, False), (3, 3, True), (1, 11, False), (10, 110, False), (40, 110, True)],
)
def test_chance_lets_one_in_eleven_pass(passing: int, suspects: int, suspicious: bool) -> None:
    assert exceeds_chance(passing, suspects) is suspicious


def test_a_city_district_is_read_whole() -> None:
    text = "reference;area\n" + "".join(f"K{number:06};oost\n" for number in range(130_000))
    rows = read(text)
    assert len(rows) == len({row.reference for row in rows}) == 130_000
