"""The rows of a roll while it is read: in a file that vanishes, so that memory does not grow.

A roll is used only when all of it is right, so its rows wait somewhere until the last is seen.
SQLite keeps a database without a name in a temporary file that no other program finds.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class RollRow:
    """One entitled resident: a reference that means nothing here, and a voting area's slug."""

    reference: str
    area: str


@dataclass(slots=True)
class Roll:
    """The rows of a roll in their order; to be closed, as `with` does."""

    _file: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))

    def __post_init__(self) -> None:
        """Make the table; nothing is ever committed."""
        self._file.execute(
            "CREATE TABLE row"
            " (line INTEGER PRIMARY KEY, key TEXT UNIQUE, reference TEXT, area TEXT)"
        )

    def __enter__(self) -> Self:
        """Give the roll."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of it."""
        self.close()

    def __len__(self) -> int:
        """Return how many residents are on it."""
        found: int = self._file.execute("SELECT count(area) FROM row").fetchone()[0]
        return found

    def __iter__(self) -> Iterator[RollRow]:
        """Give the rows in their order."""
        query = "SELECT reference, area FROM row WHERE area IS NOT NULL ORDER BY line"
        with closing(self._file.cursor()) as cursor:
            for reference, area in cursor.execute(query):
                yield RollRow(reference, area)

    def close(self) -> None:
        """Drop the rows."""
        self._file.close()

    def add(self, line: int, reference: str, area: str | None) -> int:
        """Keep a row, without an area when that is wrong; return the line it stood on first.

        Two references that differ in capitals only are the same: whoever joins them with
        addresses may not see the difference.
        """
        key = reference.casefold()
        row = (line, key, reference, area)
        if self._file.execute("INSERT OR IGNORE INTO row VALUES (?, ?, ?, ?)", row).rowcount:
            return line
        first: int = self._file.execute("SELECT line FROM row WHERE key = ?", (key,)).fetchone()[0]
        return first

    def count_areas(self) -> dict[str, int]:
        """Return how many residents each voting area has, by slug; none where there is nobody."""
        query = "SELECT area, count(*) FROM row WHERE area IS NOT NULL GROUP BY area ORDER BY area"
        return dict(self._file.execute(query).fetchall())


@dataclass(slots=True)
class DrawnNumbers:
    """Numbers that were drawn, kept as a roll is; to be closed, as `contextlib.closing` does."""

    _file: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))

    def __post_init__(self) -> None:
        """Make the table; nothing is ever committed."""
        self._file.execute("CREATE TABLE drawn (number INTEGER PRIMARY KEY)")

    def add(self, number: int) -> bool:
        """Keep a number; return whether it was drawn for the first time."""
        added = self._file.execute("INSERT OR IGNORE INTO drawn VALUES (?)", (number,))
        return bool(added.rowcount)

    def close(self) -> None:
        """Drop the numbers."""
        self._file.close()
