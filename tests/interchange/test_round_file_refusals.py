"""Wrong files are refused with file, line, column and reason, all problems at once."""

from pathlib import Path

import pytest

from tests.interchange.round_folder import LISTS, TOML, find_problems
from voting.domain.errors.files import FileProblem, RoundFileRefused
from voting.interchange.round_file import read_round

FIRST_ROW = "P1;haven;layout;spelen;Ouders;residents;mixed;Speeltuin;Playground"


def line_of(text: str, part: str) -> int:
    """Return the line of the first occurrence, counted from 1."""
    return text[: text.index(part)].count("\n") + 1


def only(problems: tuple[FileProblem, ...]) -> FileProblem:
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [
        ('slug = "proef"', 'slug = "Proef Ronde"', "slug", "bad_slug"),
        ('slug = "proef"', 'slug = "my"', "slug", "reserved_slug"),
        ('slug = "proef"', 'slug = "proef"\nright = 5', "right", "unknown_key_did_you_mean"),
        ('slug = "proef"', 'slug = "proef"\nxyzzy = 5', "xyzzy", "unknown_key"),
        ('slug = "proef"', 'slug = "proef"\nrights = 21', "rights", "out_of_range"),
        ('slug = "proef"', 'slug = "proef"\nrights = "5"', "rights", "number_expected"),
        ('slug = "proef"', 'slug = "proef"\nrights = true', "rights", "number_expected"),
        (
            'slug = "proef"',
            'slug = "proef"\nallow_small_areas = 1',
            "allow_small_areas",
            "flag_expected",
        ),
        ('name = "Proefstad"', 'naam = "Proefstad"', "municipality.naam", None),
        ('name = "Proefstad"', 'name = ""', "municipality.name", "empty"),
        ('name = "Proefstad"', "name = 7", "municipality.name", "text_expected"),
        (
            'name = "Proefstad"',
            'name = "P"\ncbs_code = "GM99"\ndivision_year = 2026',
            "municipality.cbs_code",
            "bad_cbs_code",
        ),
        (
            'name = "Proefstad"',
            'name = "P"\ncbs_code = "GM9999"',
            "municipality.division_year",
            "division_year_missing",
        ),
        ("closes = 2027-06-14T20:00:00", 'closes = "morgen"', "times.closes", "time_expected"),
        ("closes = 2027-06-14T20:00:00", "closes = 2027-06-14", "times.closes", "time_expected"),
        (
            "closes = 2027-06-14T20:00:00",
            "closes = 2027-05-24T09:00:00",
            "times.closes",
            "not_after",
        ),
        (
            "opens = 2027-05-24T09:00:00",
            "opens = 2027-03-28T02:30:00",
            "times.opens",
            "time_on_clock_change",
        ),
        (
            "opens = 2027-05-24T09:00:00",
            "opens = 2026-10-25T02:30:00",
            "times.opens",
            "time_on_clock_change",
        ),
        ('ceiling = "50.000"', "ceiling = 50000.0", "regulation.ceiling", "bad_amount"),
        ('ceiling = "50.000"', 'ceiling = "50,000"', "regulation.ceiling", "bad_amount"),
        ('ceiling = "50.000"', "ceiling = -1", "regulation.ceiling", "bad_amount"),
        ('ceiling = "50.000"', "ceiling = true", "regulation.ceiling", "bad_amount"),
        (
            'ceiling = "50.000"',
            "ceiling = 999999999999999",
            "regulation.ceiling",
            "amount_too_large",
        ),
        (
            "decision_date = 2027-01-12",
            'decision_date = "12 januari"',
            "regulation.decision_date",
            "date_expected",
        ),
        ("decision_date = 2027-01-12\n", "", "regulation.decision_date", "missing_key"),
        (
            'reference = "Regeling 7"',
            'reference = "R"\nurl = "http://x.example"',
            "regulation.url",
            "https_expected",
        ),
        ('desk = "Stadhuis"', "desk = {}", "contact.desk", "no_text_in_either_language"),
        (
            'desk = "Stadhuis"',
            'desk = { de = "Rathaus", nl = "x" }',
            "contact.desk.de",
            "unknown_key",
        ),
        ('desk = "Stadhuis"', "desk = 3", "contact.desk", "table_expected"),
        ('areas = "areas.csv"', 'areas = "../areas.csv"', "files.areas", "file_elsewhere"),
        ('areas = "areas.csv"', 'areas = "/etc/passwd"', "files.areas", "file_elsewhere"),
        ('pot = "12.500,50"', 'pot = "12.500,5"', "voting_area.pot", "bad_amount"),
        ('slug = "west"', 'slug = "oost"', "voting_area.slug", None),
        ("[contact]", "[seal]\nthreshold = 2\nshares = 5\n[contact]", "seal.threshold", None),
        ("[contact]", '[money]\nphi = "150%"\n[contact]', "money.phi", "above_all"),
        ("[contact]", "[money]\nkappa = 1000000000\n[contact]", "money.kappa", "bad_fraction"),
        ("[contact]", '[money]\nphi = "0,0000001%"\n[contact]', "money.phi", "bad_fraction"),
        ("[contact]", "[money]\nphi = -1\n[contact]", "money.phi", "bad_fraction"),
        ("[contact]", "[money]\nphi = true\n[contact]", "money.phi", "bad_fraction"),
        (
            "opens = 2027-05-24T09:00:00",
            "opens = 0001-01-01T00:00:00",
            "times.opens",
            "time_expected",
        ),
        ("[contact]", "[money]\nphi = 0.5\n[contact]", "money.phi", "bad_fraction"),
        ("[contact]", '[money]\nphi = "1/0"\n[contact]', "money.phi", "bad_fraction"),
        ("[contact]", '[money]\nkappa = "1/2"\n[contact]', "money.kappa", "below_one"),
        ("[contact]", "[money]\ntarget_turnout = 0\n[contact]", "money.target_turnout", "zero"),
        (
            "[contact]",
            '[money]\nrule = "verzilverin"\n[contact]',
            "money.rule",
            "unknown_choice_did_you_mean",
        ),
        (
            "[contact]",
            "[base_formula.layout]\nbudget = 1\nfloor = 1\nresident_share = 1\n[contact]",
            "base_formula.layout",
            "formula_and_amounts",
        ),
        (
            "[contact]",
            "[base_formula.social]\nbudget = 1\nfloor = 1\nresident_share = 1\n[contact]",
            "base_formula.social.floor",
            "floors_exceed_budget",
        ),
        (
            "[contact]",
            "[[refusal_grounds]]\n[contact]",
            "refusal_grounds",
            "no_text_in_either_language",
        ),
        ("[contact]", 'refusal_grounds = "nee"\n[contact]', "regulation.refusal_grounds", None),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, column: str, code: str | None
) -> None:
    toml = TOML.replace(old, new, 1)
    found = [one for one in find_problems(tmp_path, toml=toml) if one.column == column]
    problem = found[0]
    assert problem.file == "round.toml"
    if code:
        assert problem.code == code
    key = column.rsplit(".", 1)[-1]
    lines = toml.splitlines()
    assert key in lines[problem.line - 1] or code in {"missing_key", "division_year_missing"}


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "code"),
    [
        ("areas", "haven;Haven;oost", "Haven!;Haven;oost", "buurt", "bad_slug"),
        ("areas", "haven;Haven;oost", "haven;Haven;noord", "area", "unknown_area"),
        ("areas", "haven;Haven;oost", "haven;Haven;oosten", "area", "unknown_area_did_you_mean"),
        ("areas", "dorp;Dorp;west", "haven;Dorp;west", "buurt", "duplicate"),
        ("areas", "800;100", "0;100", "population", "zero"),
        ("areas", "800;100", "8,5;100", "population", "bad_number"),
        ("areas", "800;100", "-8;100", "population", "bad_number"),
        ("areas", "800;100", "100000001;100", "population", "number_too_large"),
        ("areas", "800;100", "800;1000001", "need_index", "number_too_large"),
        ("themes", "groen;Groen", "spelen;Groen", "theme", "duplicate"),
        ("themes", "bewoners;51", "bewoners;50", "signatures", "too_few_signatures"),
        ("themes", "bewoners;51", "bewoners;", "signatures", "empty"),
        ("themes", "party;;yes", "party;;graag", "priority", "yes_or_no"),
        ("themes", "Spelen;Playing", ";", "name_nl", "no_text_in_either_language"),
        ("initiatives", "P2;dorp", "P1;dorp", "id", "duplicate"),
        ("initiatives", "P2;dorp", "P 2;dorp", "id", "bad_id"),
        ("initiatives", "P2;dorp", "P2;stad", "buurt", "unknown_buurt"),
        ("initiatives", "P2;dorp", "P2;dor", "buurt", "unknown_buurt_did_you_mean"),
        ("initiatives", "veiligheid;groen", "veiligheid;groenn", "theme", None),
        ("initiatives", "veiligheid;groen", "veilig;groen", "sector", None),
        ("initiatives", "bewoners;overheid", "bewoners;marsmannen", "provider", "unknown_choice"),
        ("initiatives", "800,50;800,50", "800,50;800,51", "minimum", "minimum_above_ask"),
        ("initiatives", "800,50;800,50", "800,50;200,12", "minimum", "minimum_below_share"),
        ("initiatives", "800,50;800,50", "800,50;", "minimum", "empty"),
        ("initiatives", "800,50;800,50", "0;0", "ask", "zero"),
        ("initiatives", "800,50;800,50", "800.50;100", "ask", "bad_amount"),
        ("initiatives", "800,50;800,50", "gratis;1", "ask", "bad_amount"),
        ("initiatives", "2027-10", "oktober", "ready", "bad_month"),
        ("initiatives", "2027-10", "2027-13", "ready", "bad_month"),
        ("initiatives", "P7 P8", "P1", "linked_from", "linked_still_listed"),
        ("initiatives", "P7 P8", "P7, P8", "linked_from", "bad_id"),
        ("initiatives", "Speeltuin;Playground", "S" * 61 + ";", "title_nl", "title_too_long"),
        ("initiatives", "Speeltuin;Playground", ";", "title_nl", "no_text_in_either_language"),
        ("initiatives", "Speeltuin;", "Spe\u202eeltuin;", "title_nl", "control_character"),
        ("initiatives", "Speeltuin;", "Spe\x00eltuin;", "title_nl", "control_character"),
        ("initiatives", ";Ouders;", ";;", "group", "empty"),
        ("base", "haven;layout;1.000", "haven;layout;", "amount", "amount_or_service"),
        ("base", "layout;1.000;;", "layout;1.000;Vegen;", "amount", "amount_or_service"),
        ("base", "public;Politie", ";Politie", "provider", "empty"),
        ("base", "haven;safety", "maan;safety", "buurt", "unknown_buurt"),
        ("preferences", "haven;1;P1", "haven;2;P1", "rank", "rank_out_of_order"),
        (
            "preferences",
            "haven;1;P1",
            "haven;1;P9",
            "initiative",
            "unknown_initiative",
        ),
        ("preferences", "dorp;1;P2", "haven;2;P2", "buurt", "initiative_elsewhere"),
        ("preferences", "dorp;1;P2", "haven;2;P1", "initiative", "duplicate"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line_and_column(
    tmp_path: Path, file: str, old: str, new: str, column: str, code: str | None
) -> None:
    text = LISTS[f"{file}.csv"]
    assert old in text
    changed = {f"{file}_csv": text.replace(old, new, 1)}
    problems = find_problems(tmp_path, **changed)
    problem = next(one for one in problems if one.column == column)
    assert problem.file == f"{file}.csv"
    assert problem.line == line_of(text, old)
    if code:
        assert problem.code == code


def test_a_duplicate_names_the_first_line_too(tmp_path: Path) -> None:
    rows = LISTS["areas.csv"].replace("dorp;Dorp;west", "haven;Dorp;west")
    problem = find_problems(tmp_path, areas_csv=rows)[0]
    assert problem.facts == {"value": "haven", "first": 2}


def test_a_sector_of_a_buurt_has_one_amount_and_any_number_of_services(tmp_path: Path) -> None:
    rows = LISTS["base.csv"]
    service = "haven;safety;;Een politiebureau;A police station;public;Politie\n"
    assert find_problems(tmp_path, base_csv=rows + service) == ()
    problem = only(find_problems(tmp_path, base_csv=rows + "haven;inrichting;5;;;;\n"))
    assert (problem.line, problem.column, problem.code) == (4, "amount", "duplicate")


def test_a_rank_that_skips_one_is_told_what_belongs_there(tmp_path: Path) -> None:
    rows = LISTS["preferences.csv"].replace("haven;1;P1", "haven;3;P1")
    problem = only(find_problems(tmp_path, preferences_csv=rows))
    assert (problem.code, problem.facts) == ("rank_out_of_order", {"expected": 1})


def test_a_title_of_sixty_and_a_minimum_of_a_quarter_are_allowed(tmp_path: Path) -> None:
    rows = LISTS["initiatives.csv"].replace("Speeltuin;", "S" * 60 + ";")
    rows = rows.replace("9.000;4.500", "9.000;2.250")
    assert find_problems(tmp_path, initiatives_csv=rows) == ()


def test_a_typing_error_in_a_key_gets_a_suggestion(tmp_path: Path) -> None:
    problems = find_problems(tmp_path, toml=TOML.replace("results_on", "result_on"))
    unknown = next(one for one in problems if one.code == "unknown_key_did_you_mean")
    assert unknown.facts == {"value": "result_on", "nearest": "results_on"}
    assert {one.code for one in problems} == {"unknown_key_did_you_mean", "missing_key"}


@pytest.mark.parametrize(
    ("heading", "column", "code"),
    [
        ("buurt;name;area;population", "need_index", "missing_column"),
        ("buurt;naam;area;population;need_index", "naam", "unknown_column_did_you_mean"),
        ("buurt;name;area;population;need_index;bsn", "bsn", "unknown_column"),
        ("buurt;name;name;area;population;need_index", "name", "duplicate_column"),
    ],
)
def test_a_list_has_its_columns(tmp_path: Path, heading: str, column: str, code: str) -> None:
    rows = LISTS["areas.csv"].replace("buurt;name;area;population;need_index", heading)
    problem = next(one for one in find_problems(tmp_path, areas_csv=rows) if one.column == column)
    assert (problem.file, problem.line, problem.code) == ("areas.csv", 1, code)


def test_a_row_with_too_few_or_too_many_columns_is_named(tmp_path: Path) -> None:
    rows = LISTS["areas.csv"].replace("800;100", "800").replace("1.200;90", "1.200;90;7")
    problems = [one for one in find_problems(tmp_path, areas_csv=rows) if one.line]
    counts = [one for one in problems if one.code == "column_count"]
    assert [(one.line, one.facts["got"]) for one in counts] == [(2, 6), (3, 4)]


def test_lines_are_counted_across_texts_of_several_lines(tmp_path: Path) -> None:
    rows = LISTS["initiatives.csv"].replace("A playground.;;", 'A playground.;"a\nb\nc";')
    rows = rows.replace("800,50;800,50", "800.50;1")
    assert only(find_problems(tmp_path, initiatives_csv=rows)).line == 5


def test_lines_are_counted_across_toml_texts_of_several_lines(tmp_path: Path) -> None:
    desk = 'desk = """\n[times]\nopens = 3\n"""\nfax = 1'
    toml = TOML.replace('desk = "Stadhuis"', desk)
    problem = only(find_problems(tmp_path, toml=toml))
    assert (problem.column, problem.line) == ("contact.fax", line_of(toml, "fax = 1"))


def test_the_second_of_two_areas_is_found_by_its_own_line(tmp_path: Path) -> None:
    toml = TOML.replace("pot = 20000", 'pot = "veel"')
    assert only(find_problems(tmp_path, toml=toml)).line == line_of(toml, 'pot = "veel"')


def test_a_quotation_mark_that_stays_open_is_named(tmp_path: Path) -> None:
    rows = LISTS["initiatives.csv"].replace("P2;dorp", 'P2;"dorp')
    problems = find_problems(tmp_path, initiatives_csv=rows)
    assert [(one.line, one.code) for one in problems if one.file == "initiatives.csv"] == [
        (3, "broken_csv")
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_list_in_another_encoding_is_refused_with_its_line(tmp_path: Path, encoding: str) -> None:
    rows = LISTS["areas.csv"].replace("Dorp", "Dörp").encode(encoding)
    problem = find_problems(tmp_path, areas_csv=rows)[0]
    expected = 3 if encoding == "cp1252" else 1
    assert (problem.file, problem.line, problem.code) == ("areas.csv", expected, "not_utf8")


def test_an_empty_list_is_refused(tmp_path: Path) -> None:
    problem = find_problems(tmp_path, themes_csv="")[0]
    assert (problem.file, problem.line, problem.code) == ("themes.csv", 0, "empty_file")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    toml = TOML.replace('themes = "themes.csv"', 'themes = "thema.csv"')
    problem = find_problems(tmp_path, toml=toml)[0]
    assert (problem.file, problem.code) == ("thema.csv", "file_missing")
    with pytest.raises(RoundFileRefused):
        read_round(tmp_path / "nergens.toml")


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        (TOML.replace('slug = "proef"', "slug = proef"), 1),
        (TOML.replace("[contact]", "[contact"), line_of(TOML, "[contact]")),
        (TOML + 'slug = "proef"\nslug = "west"\n', None),
        (TOML + "x = " + "[" * 5_000, None),
        (TOML + "x = " + "9" * 5_000, None),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(
    tmp_path: Path, toml: str, line: int | None
) -> None:
    problem = only(find_problems(tmp_path, toml=toml))
    assert problem.code == "broken_toml"
    if line:
        assert problem.line == line


def test_a_round_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    problem = only(
        find_problems(tmp_path, toml=TOML.replace("Stadhuis", "Stadhüis").encode("cp1252"))
    )
    assert (problem.code, problem.line) == ("not_utf8", line_of(TOML, "Stadhuis"))


def test_a_sixth_priority_theme_is_refused(tmp_path: Path) -> None:
    rows = LISTS["themes.csv"] + "".join(f"t{one};T;T;party;;ja\n" for one in range(5))
    problem = only(find_problems(tmp_path, themes_csv=rows))
    assert (problem.line, problem.code) == (8, "too_many_priorities")


def test_buurt_codes_belong_to_the_municipality(tmp_path: Path) -> None:
    areas = LISTS["areas.csv"].replace("need_index", "need_index;cbs_code")
    areas = areas.replace("1.200;90", "1.200;90;BU12340000").replace("800;100", "800;100;")
    toml = TOML.replace('"Proefstad"', '"Proefstad"\ncbs_code = "GM9999"\ndivision_year = 2026')
    problem = only(find_problems(tmp_path, areas_csv=areas, toml=toml))
    assert (problem.code, problem.facts) == ("cbs_code_elsewhere", {"value": "BU12340000"})


def test_a_list_that_cannot_be_read_does_not_make_everything_else_wrong(tmp_path: Path) -> None:
    problem = only(find_problems(tmp_path, areas_csv=b"\xff"))
    assert (problem.file, problem.code) == ("areas.csv", "not_utf8")


def test_all_problems_are_told_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    problems = find_problems(
        tmp_path,
        toml=TOML.replace("20000", '"veel"').replace('slug = "proef"', 'slug = "P"'),
        themes_csv=LISTS["themes.csv"].replace("51", "50"),
        initiatives_csv=LISTS["initiatives.csv"].replace("9.000", "9.00").replace("P2;", "?;"),
    )
    found = [(one.file, one.line, one.code) for one in problems]
    assert {code for _, _, code in found} >= {"bad_slug", "bad_amount", "too_few_signatures"}
    toml_lines = [line for file, line, _ in found if file == "round.toml"]
    assert toml_lines == sorted(toml_lines)
    list_lines = [line for file, line, _ in found if file == "initiatives.csv"]
    assert list_lines == [2, 3]
