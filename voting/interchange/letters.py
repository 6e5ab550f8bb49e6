"""Printing letters: a batch of residents' letters as one tagged PDF, a page each.

What differs from letter to letter is the code, the reference and the number on the roll; all
else is the same for a voting area, and comes as the sheet's words.
"""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from voting.ballotbox.codes import group_code
from voting.interchange.printing import print_sheet
from voting.interchange.qr import draw_qr, write_svg
from voting.interchange.roll_file import LONGEST_REFERENCE
from voting.interchange.whole_files import write_whole

SHEET = "letter"
HEADING = ("reference", "roll_index", "area", "code", "link")


@dataclass(frozen=True, slots=True, repr=False)
class LetterRow:
    """What is of one resident alone: no repr, since it holds the code."""

    reference: str
    roll_index: int
    code: str


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What all letters of a voting area share.

    `page` is the address a code is used at, `words` what the sheet says.
    """

    area: str
    page: str
    words: Mapping[str, Any]

    def link(self, code: str) -> str:
        """Return the address with the code after a #, which no browser sends."""
        return f"{self.page}#{group_code(code)}"


@dataclass(frozen=True, slots=True, repr=False)
class Batch:
    """Letters that become one PDF; `name` without ending. No repr, since it holds codes."""

    folder: Path
    name: str
    common: LetterWords
    rows: tuple[LetterRow, ...]
    at: datetime


class TooLong(Exception):
    """The words of a letter do not fit its page."""


def try_letter(common: LetterWords, at: datetime) -> None:
    """Lay out a letter with a code that is no one's; raise TooLong when it does not fit."""
    try:
        print_letters(common, [LetterRow("W" * LONGEST_REFERENCE, 9_999_999_999, "WM8Q" * 4)], at)
    except typst.TypstError as error:
        if "too long" not in str(error):
            raise
        raise TooLong from error


def print_letters(common: LetterWords, rows: Sequence[LetterRow], at: datetime) -> bytes:
    """Return one PDF with a page for each row."""
    letters = [
        {
            "reference": row.reference,
            "roll_index": str(row.roll_index),
            "code": group_code(row.code),
            "qr": write_svg(draw_qr(common.link(row.code))),
        }
        for row in rows
    ]
    return print_sheet(SHEET, {**common.words, "letters": letters}, at)


def write_index(rows: Sequence[LetterRow]) -> bytes:
    """Return which page of a batch is whose, as CSV without codes, to join addresses with."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(("page", "reference", "roll_index"))
    writer.writerows((page, row.reference, row.roll_index) for page, row in enumerate(rows, 1))
    return text.getvalue().encode()


def write_codes(common: LetterWords, rows: Sequence[LetterRow]) -> bytes:
    """Return the lines of a mailing house's file, without their heading."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(
        (row.reference, row.roll_index, common.area, group_code(row.code), common.link(row.code))
        for row in rows
    )
    return text.getvalue().encode()


def print_batch(batch: Batch) -> dict[str, Any]:
    """Print one batch and its index; return what the manifest says of them."""
    pdf = print_letters(batch.common, batch.rows, batch.at)
    files = {f"{batch.name}.csv": write_index(batch.rows), f"{batch.name}.pdf": pdf}
    for name, content in files.items():
        write_whole(batch.folder / name, content)
    return {
        "files": list(files),
        "area": batch.common.area,
        "last": batch.rows[-1].reference,
        "letters": len(batch.rows),
        "sha256": hashlib.sha256(pdf).hexdigest(),
    }
