"""Reading the CSV files that a round file names: UTF-8 with or without BOM, `;` or `,`."""

import csv
import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from voting.domain.texts import Text
from voting.interchange.round_notation import Misread
from voting.interchange.round_problems import Place, Problems, clean_text

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)

LARGEST_FILE = 10_000_000


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a file must have and those it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and where it begins."""

    file: str
    line: int
    cells: Mapping[str, str]
    problems: Problems

    def place(self, column: str | None = None) -> Place:
        """Return where a cell of this row stands."""
        return Place(self.file, self.line, column)

    def text(self, column: str) -> str:
        """Return a cell, cleaned; empty if there is none."""
        return clean_text(self.cells.get(column, ""), self.place(column), self.problems)

    def required(self, column: str) -> str:
        """Return a cell that may not be empty."""
        value = self.text(column)
        if not value and not self.cells.get(column, "").strip():
            self.problems.add(self.place(column), "empty")
        return value

    def both_languages(self, name: str, required: bool = False) -> Text:
        """Return the text of the columns `name_nl` and `name_en`."""
        text = Text(self.text(f"{name}_nl"), self.text(f"{name}_en"))
        if required and not text:
            self.problems.add(self.place(f"{name}_nl"), "no_text_in_either_language")
        return text

    def value(self, column: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        """Return what `read` makes of a cell, or note the problem and return `otherwise`."""
        written = self.required(column)
        if not written:
            return otherwise
        try:
            return read(written)
        except Misread as misread:
            self.problems.add(self.place(column), misread.code, value=written)
            return otherwise

    def choice(self, column: str, choices: Mapping[str, Choice], otherwise: Choice) -> Choice:
        """Return the member a cell names, or note the problem and return `otherwise`."""
        written = self.required(column)
        if written and written not in choices:
            names = choices.keys()
            self.problems.add_unknown(self.place(column), "unknown_choice", written, names)
        return choices.get(written, otherwise)

    def check_once(self, column: str, value: str, seen: dict[str, int]) -> None:
        """Note a value that an earlier row has; `seen` holds the lines of those so far."""
        if value in seen:
            self.problems.add(self.place(column), "duplicate", value=value, first=seen[value])
        elif value:
            seen[value] = self.line

    def check_known(self, column: str, value: str, known: Collection[str]) -> None:
        """Note a value that the list it refers to does not have.

        A list that could not be read is named itself; not all that refer to it is wrong.
        """
        if value and known and value not in known:
            self.problems.add_unknown(self.place(column), f"unknown_{column}", value, known)


def decode(content: bytes, file: str, problems: Problems) -> str | None:
    """Return UTF-8 text without its byte order mark, or note on which line it is not UTF-8."""
    if len(content) > LARGEST_FILE:
        problems.add(Place(file, 0), "file_too_large", most=LARGEST_FILE)
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(Place(file, content.count(b"\n", 0, error.start) + 1), "not_utf8")
        return None


def read_table(path: Path, columns: Columns, problems: Problems) -> list[Row]:
    """Return the rows of a CSV file; note every problem of form."""
    try:
        content = path.read_bytes()
    except OSError:
        problems.add(Place(path.name, 0), "file_missing")
        return []
    text = decode(content, path.name, problems)
    if text is None:
        return []
    return _split_rows(text, path.name, columns, problems)


def _split_rows(text: str, file: str, columns: Columns, problems: Problems) -> list[Row]:
    heading = text.split("\n", 1)[0]
    delimiter = ";" if ";" in heading else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            if header is None:
                header = _read_header(cells, Place(file, line), columns, problems)
                if header is None:
                    return []
            elif any(cell.strip() for cell in cells):
                rows += _make_row(cells, header, Place(file, line), problems)
            line = reader.line_num + 1
    except csv.Error:
        problems.add(Place(file, line), "broken_csv")
    if header is None:
        problems.add(Place(file, 0), "empty_file")
    return rows


def _read_header(
    cells: list[str], place: Place, columns: Columns, problems: Problems
) -> list[str] | None:
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = columns.required + columns.optional
    before = len(problems.found)
    for name in dict.fromkeys(names):
        here = Place(place.file, place.line, name)
        if name not in known:
            problems.add_unknown(here, "unknown_column", name, known)
        elif names.count(name) > 1:
            problems.add(here, "duplicate_column", value=name)
    for name in columns.required:
        if name not in names:
            problems.add(Place(place.file, place.line, name), "missing_column", value=name)
    return names if len(problems.found) == before else None


def _make_row(cells: list[str], header: list[str], place: Place, problems: Problems) -> list[Row]:
    surplus = [cell for cell in cells[len(header) :] if cell.strip()]
    if len(cells) < len(header) or surplus:
        problems.add(place, "column_count", expected=len(header), got=len(cells))
        return []
    return [Row(place.file, place.line, dict(zip(header, cells, strict=False)), problems)]
