"""Write tables as CSV: for Dutch Excel, and by the book (RFC 4180).

Dutch Excel opens a double-clicked file well when it has semicolons, decimal commas and a byte
order mark. RFC 4180 has commas; with it go decimal points and no mark. Both end lines in CRLF
and are UTF-8.

Spreadsheets run a cell that begins like a formula. Such a text gets an apostrophe in front
(OWASP, "CSV Injection"); negative numbers that we write ourselves are no texts and stay.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | Decimal | None
"""A text (guarded), a whole number, an amount with its decimals, or nothing."""

# The signs a formula begins with, their full-width forms, and what spreadsheets skip over.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How a CSV file is written; `language` is that of its column names, "nl" or "en"."""

    delimiter: str
    decimal_mark: str
    encoding: str
    language: str


DUTCH_EXCEL = CsvDialect(";", ",", "utf-8-sig", "nl")
RFC_4180 = CsvDialect(",", ".", "utf-8", "en")


def write_csv(rows: Iterable[Sequence[Cell]], dialect: CsvDialect) -> bytes:
    """Return the rows, column names first, as the content of a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerows([show_cell(cell, dialect) for cell in row] for row in rows)
    return text.getvalue().encode(dialect.encoding)


def show_cell(cell: Cell, dialect: CsvDialect) -> str:
    """Return a cell as it stands in the file, before quoting."""
    if isinstance(cell, str):
        return guard_text(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", dialect.decimal_mark)
    return "" if cell is None else str(cell)


def guard_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def to_euros(cents: int) -> Decimal:
    """Return an amount of cents as euros with two decimals, exactly."""
    return Decimal(cents).scaleb(-2)
