"""A paper list is taken over whole or not at all, and says what is wrong line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.errors.support import PaperProblem, PaperRefused
from voting.interchange.paper_list import MOST_LINES, read_paper_list

HEAD = "naam;postcode;huisnummer\n"
SOUND = "Bob;1234 AB;1\n"
DAMAGE = {
    "not UTF-8": ((HEAD + "Andr\xe9;1234 AB;1\n").encode("latin-1"), 2, "not_utf8"),
    "no heading": (SOUND.encode(), 1, "wrong_heading"),
    "a column twice": (b"naam;naam;postcode\n" + SOUND.encode(), 1, "wrong_heading"),
    "nothing but a heading": (HEAD.encode(), 0, "empty_list"),
    "nothing at all": (b"", 1, "wrong_heading"),
    "a column too many": (
        (HEAD + SOUND + "Eve;1234 AB;1;06-12345678\n").encode(),
        3,
        "column_count",
    ),
    "a column too few": ((HEAD + "Eve;1234 AB\n").encode(), 2, "column_count"),
    "no name": ((HEAD + ";1234 AB;1\n").encode(), 2, "name_missing"),
    "a name without end": ((HEAD + f"{'x' * 81};1234 AB;1\n").encode(), 2, "name_too_long"),
    "no postcode": ((HEAD + SOUND + "\nEve;12345;1\n").encode(), 4, "not_a_postcode"),
    "no house number": ((HEAD + "Eve;1234 AB;Dorpsstraat\n").encode(), 2, "not_a_number"),
    "a quotation mark": ((HEAD + '"Eve;1234 AB;1\n').encode(), 2, "broken_csv"),
    "a file without end": (HEAD.encode() + b"x" * 1024 * 1024, 0, "too_large"),
    "lines without end": (
        (HEAD + SOUND * (MOST_LINES + 1)).encode(),
        MOST_LINES + 2,
        "too_many_lines",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_list_is_refused_with_line_and_reason(name: str) -> None:
    content, line, code = DAMAGE[name]
    with pytest.raises(PaperRefused) as refused:
        read_paper_list(content)
    (problem,) = refused.value.problems
    assert (problem.line, problem.code) == (line, code)


def test_every_line_that_is_wrong_is_named() -> None:
    lines = HEAD + SOUND + ";1234 AB;1\n" + "Eve;zonder;1\n" + SOUND
    with pytest.raises(PaperRefused) as refused:
        read_paper_list(lines.encode())
    assert refused.value == PaperRefused(
        (PaperProblem(3, "name_missing", {}), PaperProblem(4, "not_a_postcode", {})), 0
    )


def test_after_a_hundred_reasons_the_rest_are_counted() -> None:
    with pytest.raises(PaperRefused) as refused:
        read_paper_list((HEAD + "Eve;zonder;1\n" * 120).encode())
    assert (len(refused.value.problems), refused.value.left_out) == (100, 20)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + SOUND,
        "\ufeffName,Number,Postcode\r\nbob,1,1234ab\r\n",
        'postcode;naam;huisnummer\n"1234 AB";" BOB ";"1"\n\n',
    ],
)
def test_a_list_is_read_however_a_spreadsheet_writes_it(content: str) -> None:
    assert read_paper_list(content.encode()) == ("bob|1234AB|1",)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_refused(content: bytes) -> None:
    for tried in (content, HEAD.encode() + content):
        assert count_people(tried) != 0


def count_people(content: bytes) -> int | None:
    """Return how many people a list holds; None when it is refused."""
    try:
        return len(read_paper_list(content))
    except PaperRefused:
        return None
