"""Reading a paper list of signatures as an office typed it: a name, a postcode, a house number.

Nothing of a list is taken over unless all of it can be: half a list is found out by nobody.
"""

import csv
from collections.abc import Iterable, Iterator

from voting.domain.errors.support import PaperProblem, PaperRefused
from voting.domain.signatures import identify_on_paper

HEADINGS = {
    "name": "name",
    "naam": "name",
    "postcode": "postcode",
    "number": "number",
    "huisnummer": "number",
}
COLUMNS = ("name", "postcode", "number")
MOST_BYTES = 1024 * 1024
MOST_LINES = 5_000
MOST_TOLD = 100
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read_paper_list(content: bytes) -> tuple[str, ...]:
    """Return what tells each person on the list from others, in the order of the lines.

    UTF-8, `;` or `,`, first line `name;postcode;number` or `naam;postcode;huisnummer`.
    Somebody may be on it twice. Raises PaperRefused with the first hundred problems.
    """
    problems: list[PaperProblem] = []
    people = tuple(_read(content, problems))
    if not people and not problems:
        problems.append(PaperProblem(0, "empty_list", {}))
    if problems:
        left_out = max(0, len(problems) - MOST_TOLD)
        raise PaperRefused(tuple(problems[:MOST_TOLD]), left_out)
    return people


def _read(content: bytes, problems: list[PaperProblem]) -> Iterator[str]:
    if len(content) > MOST_BYTES:
        problems.append(PaperProblem(0, "too_large", {}))
        return
    try:
        text = content.decode().removeprefix(BOM)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problems.append(PaperProblem(line, "not_utf8", {}))
        return
    lines = text.splitlines()
    delimiter = ";" if lines and ";" in lines[0] else ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows = ((reader.line_num, cells) for cells in reader)
    try:
        columns = _read_heading(next(rows, (1, []))[1])
        if columns is None:
            problems.append(PaperProblem(1, "wrong_heading", {}))
        else:
            yield from _read_rows(rows, columns, problems)
    except csv.Error:
        problems.append(PaperProblem(reader.line_num, "broken_csv", {}))


def _read_heading(cells: list[str]) -> list[int] | None:
    names = [HEADINGS.get(cell.strip().casefold(), "") for cell in cells]
    return [names.index(name) for name in COLUMNS] if sorted(names) == sorted(COLUMNS) else None


def _read_rows(
    rows: Iterable[tuple[int, list[str]]], columns: list[int], problems: list[PaperProblem]
) -> Iterator[str]:
    for count, (line, cells) in enumerate(rows, 1):
        if count > MOST_LINES:
            problems.append(PaperProblem(line, "too_many_lines", {"most": MOST_LINES}))
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(COLUMNS):
            problems.append(PaperProblem(line, "column_count", {"got": len(cells)}))
            continue
        name, postcode, number = (cells[column] for column in columns)
        try:
            yield identify_on_paper(name, postcode, number)
        except ValueError as error:
            problems.append(PaperProblem(line, str(error), {}))
