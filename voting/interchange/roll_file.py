"""Reading the roll: one line per entitled resident, an opaque reference and a voting area.

Only the civil registry office, outside this system, knows whose reference it is. So a third
column is refused, and so are references that look like citizen service numbers, that have a
space or a comma as names and addresses do, or that occur twice: a letter is for one person.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from voting.domain.areas import VotingArea
from voting.domain.errors.files import FileProblem, RollRefused
from voting.interchange.roll_spool import Roll, RollRow
from voting.interchange.round_problems import Place, Problems
from voting.interchange.service_numbers import NumberGuard

__all__ = ["Roll", "RollPreview", "RollRow", "preview_roll", "read_roll"]

LONGEST_REFERENCE = 40
LONGEST_LINE = 2_000
MOST_LISTED = 100

_HEADINGS = {"reference": "reference", "kenmerk": "reference", "area": "area", "gebied": "area"}
_FORMULA_STARTS = ("=", "+", "-", "@")
_MARKS = frozenset("-._/:")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RollPreview:
    """What a roll holds, before anything is done with it.

    `columns` are the headings as they stand, `entitled` the sound rows by area slug, also for
    areas without any; `left_out` problems are not listed.
    """

    columns: tuple[str, ...]
    entitled: Mapping[str, int]
    problems: tuple[FileProblem, ...]
    left_out: int


def read_roll(source: Path | BinaryIO, areas: Sequence[VotingArea]) -> Roll:
    """Return all rows of a roll, or refuse all of it; the caller closes the roll.

    UTF-8 with or without byte order mark, `;` or `,`, first line `reference;area` or
    `kenmerk;gebied`. An area is written as its slug or its name. Memory does not grow with it.

    Raises:
        RollRefused: with the first hundred problems, each with its line.
    """
    reader = _read(source, areas)
    try:
        reader.raise_if_any()
    except RollRefused:
        reader.roll.close()
        raise
    return reader.roll


def preview_roll(source: Path | BinaryIO, areas: Sequence[VotingArea]) -> RollPreview:
    """Return what a roll holds and what is wrong with it; nothing is refused or written."""
    reader = _read(source, areas)
    with reader.roll as roll:
        counts = dict.fromkeys((area.slug for area in areas), 0) | roll.count_areas()
    return RollPreview(reader.columns, counts, reader.list_problems(), reader.left_out)


def _read(source: Path | BinaryIO, areas: Sequence[VotingArea]) -> "_RollReader":
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
    return reader


def _list_names(areas: Sequence[VotingArea]) -> dict[str, str]:
    names = {area.name.casefold(): area.slug for area in areas}
    return names | {area.slug: area.slug for area in areas}


@dataclass(slots=True)
class _RollReader:
    file: str
    slugs: Mapping[str, str]
    roll: Roll = field(default_factory=Roll)
    columns: tuple[str, ...] = ()
    guards: Mapping[str, NumberGuard] = field(default_factory=dict)
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
        heading = stream.readline(LONGEST_LINE + 1).removeprefix(_BOM)
        if len(heading) > LONGEST_LINE:
            self.add(1, "roll_line_too_long", most=LONGEST_LINE)
            return
        try:
            text = heading.decode("utf-8")
        except UnicodeDecodeError:
            self.add(1, "not_utf8")
            return
        delimiter = ";" if ";" in text else ","
        columns = self._read_heading(text.strip().split(delimiter))
        if columns is not None:
            self.guards = {column: NumberGuard() for column in columns}
            self._read_rows(stream, delimiter, columns)
            self._guard_numbers()

    def _read_heading(self, cells: list[str]) -> list[str] | None:
        written = [cell.strip().strip('"').strip() for cell in cells]
        while written and not written[-1]:
            written.pop()
        self.columns = tuple(written)
        names = [name.lower() for name in written]
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
        lines = self._decode_lines(stream)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        self.line = 2
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error:
                self.add(self.line, "broken_csv")
            else:
                self._take_cells([cell.strip() for cell in cells], columns)
            self.line = reader.line_num + 2
        if not self.problems.found and not len(self.roll):
            self.add(0, "roll_empty")

    def _decode_lines(self, stream: BinaryIO) -> Iterator[str]:
        """Give each line; one that cannot be read is named, and empty. Stops at an endless one."""
        number = 1
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                self.add(number, "roll_line_too_long", most=LONGEST_LINE)
                return
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError:
                self.add(number, "not_utf8")
                yield "\n"

    def _take_cells(self, cells: list[str], columns: list[str]) -> None:
        if not any(cells):
            return
        if len(cells) < 2 or any(cells[2:]):
            self.add(self.line, "column_count", expected=2, got=len(cells))
            return
        for column, cell in zip(columns, cells, strict=False):
            self.guards[column].look_at(cell, self.line)
        self._take_row(**dict(zip(columns, cells, strict=False)))

    def _take_row(self, reference: str, area: str) -> None:
        slug = self.slugs.get(area) or self.slugs.get(area.casefold())
        code, facts = _find_fault(reference)
        first = self.roll.add(self.line, reference, slug if not code else None)
        if not code and first != self.line:
            code, facts = "roll_duplicate", {"value": reference, "first": first}
        if code:
            self.add(self.line, code, "reference", **facts)
        if not area:
            self.add(self.line, "empty", "area")
        elif slug is None:
            self._add_unknown_area(area)

    def _add_unknown_area(self, value: str) -> None:
        if self._has_room():
            here = Place(self.file, self.line, "area")
            self.problems.add_unknown(here, "unknown_area", value[:80], self.slugs)

    def _guard_numbers(self) -> None:
        for column, guard in self.guards.items():
            if guard.alarmed:
                here = Place(self.file, guard.first, column)
                self.problems.add(here, "roll_looks_like_bsn", got=guard.passing)

    def list_problems(self) -> tuple[FileProblem, ...]:
        return tuple(sorted(self.problems.found, key=lambda problem: problem.line))

    def raise_if_any(self) -> None:
        if self.problems.found:
            raise RollRefused(self.list_problems(), self.left_out)


def _find_fault(reference: str) -> tuple[str, dict[str, str | int]]:
    if not reference:
        return "empty", {}
    if len(reference) > LONGEST_REFERENCE:
        return "roll_reference_too_long", {"got": len(reference), "most": LONGEST_REFERENCE}
    if reference.startswith(_FORMULA_STARTS):
        return "roll_formula", {"value": reference}
    if not reference.isprintable():
        return "roll_unprintable", {}
    if not all(one.isalnum() or one in _MARKS for one in reference):
        return "roll_characters", {"value": reference}
    return "", {}
