"""Cut the text of a .pb file into its three sections of semicolon-separated rows.

Quoting is that of RFC 4180: a field with a semicolon, a quote or a line break inside stands
in double quotes, a quote inside it is doubled. Blank lines are skipped.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from voting.interchange.pabulib_problems import Code, Problems

SECTIONS = ("META", "PROJECTS", "VOTES")

Row = tuple[int, list[str]]
"""The line a row starts on (from 1), and its fields."""


@dataclass(slots=True)
class Section:
    """A section's title line, its column names and its rows.

    `found` counts all rows; `rows` leaves out those with a wrong number of fields.
    """

    name: str
    line: int
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    found: int = 0


def cut_sections(text: str, problems: Problems) -> dict[str, Section]:
    """Return the sections by name; what is missing or out of place goes to `problems`."""
    sections: dict[str, Section] = {}
    current: Section | None = None
    for line, fields in _read_rows(text, problems):
        if len(fields) == 1 and fields[0].strip() in SECTIONS:
            current = Section(fields[0].strip(), line)
            if current.name in sections:
                problems.add(line, Code.REPEATED_SECTION, section=current.name)
            sections.setdefault(current.name, current)
        elif current is None:
            problems.add(line, Code.OUTSIDE_SECTION)
            break
        elif not current.columns:
            current.columns = _read_columns(line, fields, problems)
        else:
            _add_row(current, line, fields, problems)
    _note_missing(sections, problems)
    return sections


def _read_rows(text: str, problems: Problems) -> Iterator[Row]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";", skipinitialspace=True, strict=True
    )
    line = 1
    try:
        for fields in reader:
            if fields:
                yield line, fields
            line = reader.line_num + 1
    except csv.Error:
        problems.add(line, Code.BAD_CSV)


def _add_row(section: Section, line: int, fields: list[str], problems: Problems) -> None:
    section.found += 1
    if len(fields) == len(section.columns):
        section.rows.append((line, fields))
        return
    expected, found = len(section.columns), len(fields)
    problems.add(line, Code.FIELD_COUNT, expected=expected, found=found)


def _read_columns(line: int, fields: list[str], problems: Problems) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in fields)
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        problems.add(line, Code.REPEATED_COLUMN, name)
    return columns


def _note_missing(sections: dict[str, Section], problems: Problems) -> None:
    for name in SECTIONS:
        if name not in sections:
            problems.add(0, Code.MISSING_SECTION, section=name)
        elif not sections[name].columns:
            problems.add(sections[name].line, Code.EMPTY_SECTION, section=name)


def find_columns(
    section: Section, needed: tuple[str, ...], problems: Problems
) -> tuple[int, ...] | None:
    """Return where the needed columns stand; None, and a problem each, if one is missing."""
    missing = [name for name in needed if name not in section.columns]
    for name in missing:
        problems.add(section.line + 1, Code.MISSING_COLUMN, name, section=section.name)
    return None if missing else tuple(section.columns.index(name) for name in needed)
