"""Forty ways in which a roll comes in damaged: each is refused with the row and its reason."""

import io

import pytest

from tests.interchange.test_roll_file import AREAS, numbers_that_pass
from voting.domain.errors.files import RollRefused
from voting.interchange.roll_file import preview_roll, read_roll
from voting.web.words_round_file import tell_file_problem

HEAD = "reference;area\n"
SOUND = HEAD + "A-1;oost\nA-2;het-westen\n"
BSN = "".join(f"{number};oost\n" for number in numbers_that_pass(40))
DOTTED = "".join(f"{n[:3]}.{n[3:6]}.{n[6:]};oost\n" for n in numbers_that_pass(40))
PREFIXED = "".join(f"NL{number};oost\n" for number in numbers_that_pass(40))

DAMAGE: dict[str, tuple[str | bytes, int, str]] = {
    # The file as a whole
    "nothing in it": ("", 0, "empty_file"),
    "only white space": (" \n", 0, "empty_file"),
    "only a heading": (HEAD, 0, "roll_empty"),
    "only empty rows": (HEAD + ";\n\n;;\n", 0, "roll_empty"),
    "a spreadsheet, not a CSV": (b"PK\x03\x04\x14\x00\xff\xfe[Content_Types].xml", 1, "not_utf8"),
    "UTF-16": (SOUND.encode("utf-16"), 1, "not_utf8"),
    "lines of an old Mac, longer than a line": ("r;a\r" * 600, 1, "roll_line_too_long"),
    # The heading
    "no heading": ("A-1;oost\nA-2;oost\n", 1, "roll_heading"),
    "the hint of a spreadsheet above it": ("sep=;\n" + SOUND, 1, "roll_heading"),
    "one column": ("reference\nA-1\n", 1, "roll_heading"),
    "the same heading twice": ("reference;reference\nA-1;oost\n", 1, "roll_heading"),
    "a heading in another language": ("Referenz;Gebiet\nA-1;oost\n", 1, "roll_heading"),
    "tabs between the columns": (SOUND.replace(";", "\t"), 1, "roll_heading"),
    "a column of names": ("reference;area;naam\nA-1;oost;Jansen\n", 1, "roll_extra_column"),
    "a column of households": ("kenmerk;gebied;huishouden\nA;oost;1\n", 1, "roll_extra_column"),
    # The form of a row
    "a row that was cut off": (SOUND + "A-3", 4, "column_count"),
    "a third cell": (SOUND + "A-3;oost;Jansen\n", 4, "column_count"),
    "commas in one row": (SOUND + "A-3,oost\n", 4, "column_count"),
    "a quote that never ends": (SOUND + '"A-3;oost\nA-4;oost\n', 4, "broken_csv"),
    "text after a quote": (SOUND + '"A-3"x;oost\n', 4, "broken_csv"),
    "a Latin-1 letter": ((SOUND + "Jos\u00e9;oost\n").encode("cp1252"), 4, "not_utf8"),
    "half of a UTF-8 letter": ((SOUND + "é").encode()[:-1] + b";oost\n", 4, "not_utf8"),
    "a row without end": (SOUND + "A" * 5_000 + ";oost\n", 4, "roll_line_too_long"),
    # The reference
    "no reference": (SOUND + ";oost\n", 4, "empty"),
    "a reference of 41 characters": (SOUND + "x" * 41 + ";oost\n", 4, "roll_reference_too_long"),
    "a formula": (SOUND + "=1+1;oost\n", 4, "roll_formula"),
    "a telephone number": (SOUND + "+31612345678;oost\n", 4, "roll_formula"),
    "an error of a spreadsheet": (SOUND + "#N/A;oost\n", 4, "roll_characters"),
    "a number a spreadsheet shortened": (SOUND + '"1,23457E+11";oost\n', 4, "roll_characters"),
    "a name": (SOUND + "Jan Jansen;oost\n", 4, "roll_characters"),
    "an address of mail": (SOUND + "jan@example.org;oost\n", 4, "roll_characters"),
    "two people in one cell": (SOUND + '"A-3, A-4";oost\n', 4, "roll_characters"),
    "a NUL": (SOUND + "A\x003;oost\n", 4, "roll_unprintable"),
    "an invisible space": (SOUND + "A\u200b3;oost\n", 4, "roll_unprintable"),
    "letters that run backwards": (SOUND + "\u202eA-3;oost\n", 4, "roll_unprintable"),
    "a letter that was lost on the way": (SOUND + "A\ufffd3;oost\n", 4, "roll_characters"),
    "the same person twice": (SOUND + "A-1;oost\n", 4, "roll_duplicate"),
    "the same reference in other capitals": (SOUND + "a-1;oost\n", 4, "roll_duplicate"),
    "the heading once more": (SOUND + HEAD, 4, "unknown_area"),
    # The area
    "no area": (SOUND + "A-3;\n", 4, "empty"),
    "an area of another round": (SOUND + "A-3;noord\n", 4, "unknown_area"),
    "an area with a typing error": (SOUND + "A-3;ooost\n", 4, "unknown_area_did_you_mean"),
    # Citizen service numbers
    "service numbers for references": (HEAD + BSN, 2, "roll_looks_like_bsn"),
    "service numbers with dots": (HEAD + DOTTED, 2, "roll_looks_like_bsn"),
    "service numbers behind letters": (HEAD + PREFIXED, 2, "roll_looks_like_bsn"),
}


def test_there_are_forty_kinds_at_least() -> None:
    assert len(DAMAGE) >= 40
    assert len({str(content) for content, _, _ in DAMAGE.values()}) == len(DAMAGE)


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_roll_is_refused_with_the_row_and_its_reason(kind: str) -> None:
    text, line, code = DAMAGE[kind]
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(RollRefused) as refusal:
        read_roll(io.BytesIO(content), AREAS)
    problem = refusal.value.problems[0]
    assert (problem.line, problem.code) == (line, code)
    assert tell_file_problem(problem, "nl") != tell_file_problem(problem, "en")
    assert preview_roll(io.BytesIO(content), AREAS).problems == refusal.value.problems


def test_every_damaged_row_is_told_and_not_only_the_first() -> None:
    rows = [
        text.removeprefix(SOUND)
        for text, line, _ in DAMAGE.values()
        if isinstance(text, str) and line == 4 and text.startswith(SOUND)
    ]
    whole = [row for row in rows if "\n" in row and "never" not in row and len(row) < 100]
    whole = [row for row in whole if not row.startswith('"A-3;oost')]
    with pytest.raises(RollRefused) as refusal:
        read_roll(io.BytesIO((SOUND + "".join(whole)).encode()), AREAS)
    assert len({problem.line for problem in refusal.value.problems}) == len(whole) >= 19


def test_a_preview_counts_what_is_sound_and_tells_what_is_not() -> None:
    preview = preview_roll(io.BytesIO((SOUND + "A-3;noord\nA-4;oost\n").encode()), AREAS)
    assert preview.columns == ("reference", "area")
    assert preview.entitled == {"oost": 2, "het-westen": 1}
    assert [(one.line, one.code) for one in preview.problems] == [(4, "unknown_area")]
    assert preview.left_out == 0
