"""Reading the roll: one line per entitled resident, an opaque reference and a voting area.

Only the civil registry office, outside this system, knows whose reference it is. So a third
column is refused, and so are references that look like citizen service numbers.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from voting.domain.areas import VotingArea
from voting.domain.errors.files import RollRefused
from voting.interchange.round_problems import Place, Problems

LONGEST_REFERENCE = 40
MOST_LISTED = 100

_HEADINGS = {"reference": "reference", "kenmerk": "reference", "area": "area", "gebied": "area"}
_FORMULA_STARTS = ("=", "+", "-", "@")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RollRow:
    """One entitled resident: a reference that means nothing here, and a voting area's slug."""

    reference: str
    area: str


class _NotUtf8(Exception):
    """A line is not UTF-8."""


def read_roll(source: Path | BinaryIO, areas: Sequence[VotingArea]) -> tuple[RollRow, ...]:
    """Return all rows of a roll, or refuse all of it.

    UTF-8 with or without byte order mark, `;` or `,`, first line `reference;area` or
    `kenmerk;gebied`. An area is written as its slug or its name.

    Raises:
        RollRefused: with the first hundred problems, each with its line.
    """
    name = source.name if isinstance(source, Path) else str(getattr(source, "name", "roll"))
    reader = _RollReader(Path(name).name, _list_names(areas))
    try:
        opened: AbstractContextManager[BinaryIO] = (
            source.open("rb") if isinstance(source, Path) else nullcontext(source)
        )
        with opened as stream:
            reader.read(stream)
    except OSError:
        reader.add(0, "file_missing")
    reader.raise_if_any()
    return tuple(reader.rows)


def _list_names(areas: Sequence[VotingArea]) -> dict[str, str]:
    names = {area.name.casefold(): area.slug for area in areas}
    return names | {area.slug: area.slug for area in areas}


@dataclass(slots=True)
class _RollReader:
    file: str
    slugs: Mapping[str, str]
    rows: list[RollRow] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    line: int = 1
    left_out: int = 0

    def add(self, line: int, code: str, column: str | None = None, **facts: str | int) -> None:
        if self._has_room():
            self.problems.add(Place(self.file, line, column), code, **facts)

    def _has_room(self) -> bool:
        full = len(self.problems.found) >= MOST_LISTED
        self.left_out += full
        return not full

    def read(self, stream: BinaryIO) -> None:
        heading = stream.readline().removeprefix(_BOM)
        try:
            text = heading.decode("utf-8")
        except UnicodeDecodeError:
            self.add(1, "not_utf8")
            return
        delimiter = ";" if ";" in text else ","
        columns = self._read_heading(text.strip().split(delimiter))
        if columns is not None:
            self._read_rows(stream, delimiter, columns)
            self._guard_numbers()

    def _read_heading(self, cells: list[str]) -> list[str] | None:
        names = [cell.strip().strip('"').strip().lower() for cell in cells]
        while names and not names[-1]:
            names.pop()
        columns = [_HEADINGS.get(name, "") for name in names]
        if not names:
            self.add(0, "empty_file")
        elif len(names) > 2 and {"reference", "area"} <= set(columns):
            self.add(
                1, "roll_extra_column", value=names[columns.index("")] if "" in columns else ""
            )
        elif sorted(columns) != ["area", "reference"]:
            self.add(1, "roll_heading", value=";".join(names)[:80])
        else:
            return columns
        return None

    def _read_rows(self, stream: BinaryIO, delimiter: str, columns: list[str]) -> None:
        reference, area = columns.index("reference"), columns.index("area")
        reader = csv.reader(_decode_lines(stream), delimiter=delimiter, strict=True)
        self.line = 2
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    self._read_row([cell.strip() for cell in cells], reference, area)
                self.line = reader.line_num + 2
        except _NotUtf8:
            self.add(reader.line_num + 2, "not_utf8")
        except csv.Error:
            self.add(self.line, "broken_csv")
        if not self.rows and not self.problems.found:
            self.add(0, "roll_empty")

    def _read_row(self, cells: list[str], reference: int, area: int) -> None:
        if len(cells) < 2 or any(cells[2:]):
            self.add(self.line, "column_count", expected=2, got=len(cells))
            return
        sound = self._check_reference(cells[reference])
        slug = self.slugs.get(cells[area]) or self.slugs.get(cells[area].casefold())
        if not cells[area]:
            self.add(self.line, "empty", "area")
        elif slug is None:
            self._add_unknown_area(cells[area])
        elif sound:
            self.rows.append(RollRow(cells[reference], slug))

    def _add_unknown_area(self, value: str) -> None:
        if self._has_room():
            here = Place(self.file, self.line, "area")
            self.problems.add_unknown(here, "unknown_area", value, self.slugs)

    def _check_reference(self, reference: str) -> bool:
        code, facts = _find_fault(reference)
        first = self.lines.setdefault(reference, self.line)
        if not code and first != self.line:
            code, facts = "roll_duplicate", {"value": reference, "first": first}
        if code:
            self.add(self.line, code, "reference", **facts)
        return not code

    def _guard_numbers(self) -> None:
        suspects = [one for one in self.lines if one.isascii() and one.isdigit()]
        suspects = [one for one in suspects if len(one) in {8, 9}]
        passing = [one for one in suspects if passes_eleven_test(one)]
        if exceeds_chance(len(passing), len(suspects)):
            here = Place(self.file, self.lines[passing[0]], "reference")
            self.problems.add(here, "roll_looks_like_bsn", got=len(passing))

    def raise_if_any(self) -> None:
        if self.problems.found:
            listed = sorted(self.problems.found, key=lambda problem: problem.line)
            raise RollRefused(tuple(listed), self.left_out)


def _find_fault(reference: str) -> tuple[str, dict[str, str | int]]:
    if not reference:
        return "empty", {}
    if len(reference) > LONGEST_REFERENCE:
        return "roll_reference_too_long", {"got": len(reference), "most": LONGEST_REFERENCE}
    if reference.startswith(_FORMULA_STARTS):
        return "roll_formula", {"value": reference}
    if not reference.isprintable():
        return "roll_unprintable", {}
    return "", {}


def _decode_lines(stream: BinaryIO) -> Iterator[str]:
    for line in stream:
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _NotUtf8 from error


def passes_eleven_test(digits: str) -> bool:
    """Tell whether 8 or 9 digits pass the eleven-test of the citizen service number (BSN)."""
    nine = [int(digit) for digit in digits.zfill(9)]
    total = sum(weight * digit for weight, digit in zip(range(9, 1, -1), nine, strict=False))
    return any(nine) and (total - nine[8]) % 11 == 0


def exceeds_chance(passing: int, suspects: int) -> bool:
    """Tell whether more numbers pass than chance explains: one in eleven, four deviations.

    Three or more that all pass are too many as well.
    """
    if passing == suspects:
        return suspects >= 3
    surplus = 11 * passing - suspects
    return surplus > 0 and surplus**2 > 16 * 10 * suspects
