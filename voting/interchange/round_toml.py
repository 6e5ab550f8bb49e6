"""Reading a round's TOML file so that every problem names the line of its key."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from voting.domain.texts import Text
from voting.interchange.round_notation import MOST_CENTS, Misread, read_amount, read_fraction
from voting.interchange.round_problems import Place, Problems, clean_text
from voting.interchange.round_toml_lines import Path, find_lines

Value = TypeVar("Value")

YEARS = range(2000, 2200)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file: its values, where it stands, and the lines of its keys."""

    file: str
    path: Path
    values: Mapping[str, Any]
    lines: Mapping[Path, int]
    problems: Problems

    def place(self, key: str | None = None) -> Place:
        """Return the place of a key, or of the nearest table around it that has a line."""
        path = self.path if key is None else (*self.path, key)
        name = ".".join(str(part) for part in path if isinstance(part, str)) or None
        while path and path not in self.lines:
            path = path[:-1]
        return Place(self.file, self.lines.get(path, 1), name)

    def check_keys(self, *known: str) -> None:
        """Note every key that is not among `known`."""
        for key in self.values:
            if key not in known:
                self.problems.add_unknown(self.place(key), "unknown_key", key, known)

    def has(self, key: str) -> bool:
        """Tell whether the key is written in the file."""
        return key in self.values

    def table(self, key: str) -> "Table":
        """Return the table under `key`; an empty one if there is none."""
        values = self.values.get(key, {})
        if not isinstance(values, dict):
            self.problems.add(self.place(key), "table_expected")
            values = {}
        return Table(self.file, (*self.path, key), values, self.lines, self.problems)

    def tables(self, key: str) -> list["Table"]:
        """Return the tables written as `[[key]]`."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            self.problems.add(self.place(key), "tables_expected", value=key)
            return []
        make = Table
        path = (*self.path, key)
        return [
            make(self.file, (*path, number), one, self.lines, self.problems)
            for number, one in enumerate(values)
        ]

    def text(self, key: str, otherwise: str | None = None) -> str:
        """Return a text; without `otherwise` it must be there and not be empty."""
        if key not in self.values and otherwise is not None:
            return otherwise
        value = self._typed(key, str, "text_expected", "")
        if key in self.values and not value and isinstance(self.values[key], str):
            self.problems.add(self.place(key), "empty")
        return clean_text(value, self.place(key), self.problems)

    def both_languages(self, key: str) -> Text:
        """Return a text of which at least one language must be there; a bare one is Dutch."""
        if isinstance(self.values.get(key), str):
            return Text(self.text(key))
        table = self.table(key)
        table.check_keys("nl", "en")
        text = Text(table.text("nl", ""), table.text("en", ""))
        if not text and isinstance(self.values.get(key, {}), dict):
            self.problems.add(self.place(key), "no_text_in_either_language")
        return text

    def whole(self, key: str, otherwise: int, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`; `otherwise` if it is not written."""
        if key not in self.values:
            return otherwise
        value = self._typed(key, int, "number_expected", otherwise)
        if not least <= value <= most:
            self.problems.add(self.place(key), "out_of_range", value=value, least=least, most=most)
            return otherwise
        return value

    def choice(self, key: str, choices: Mapping[str, Value], otherwise: Value) -> Value:
        """Return what a word stands for; `otherwise` if it is not written."""
        written = self.text(key, "")
        if written and written not in choices:
            self.problems.add_unknown(self.place(key), "unknown_choice", written, choices.keys())
        return choices.get(written, otherwise)

    def flag(self, key: str) -> bool:
        """Return true or false; false if it is not written."""
        return key in self.values and self._typed(key, bool, "flag_expected", False)

    def amount(self, key: str) -> int:
        """Return the cents of an amount in euros, a whole number or a text."""
        value = self._value(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            if value * 100 <= MOST_CENTS:
                return value * 100
            self.problems.add(self.place(key), "amount_too_large", value=value)
            return 0
        return self._read(key, value, read_amount, "bad_amount", 0)

    def fraction(self, key: str, otherwise: Fraction) -> Fraction:
        """Return a share such as "1/2" or "10%"; `otherwise` if it is not written."""
        if key not in self.values:
            return otherwise
        value = self.values[key]
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return self._read(key, value, read_fraction, "bad_fraction", otherwise)

    def day(self, key: str) -> date:
        """Return a date such as 2026-12-15."""
        value = self._value(key)
        if type(value) is date:
            return value
        if value is not None:
            self.problems.add(self.place(key), "date_expected")
        return NEVER.date()

    def moment(self, key: str, zone: ZoneInfo) -> datetime:
        """Return a time in UTC; one without an offset is the clock of `zone`."""
        value = self._value(key)
        if not isinstance(value, datetime) or value.year not in YEARS:
            if value is not None:
                self.problems.add(self.place(key), "time_expected")
            return NEVER
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        local = value.replace(tzinfo=zone)
        twice = local.utcoffset() != local.replace(fold=1).utcoffset()
        if twice:
            self.problems.add(self.place(key), "time_on_clock_change", zone=zone.key)
        return local.astimezone(UTC)

    def _value(self, key: str) -> Any:
        if key not in self.values:
            self.problems.add(self.place(key), "missing_key", value=key)
        return self.values.get(key)

    def _typed(self, key: str, kind: type[Value], code: str, otherwise: Value) -> Value:
        value = self._value(key)
        if type(value) is kind:
            return value
        if value is not None:
            self.problems.add(self.place(key), code)
        return otherwise

    def _read(
        self, key: str, value: Any, read: Callable[[str], Value], code: str, otherwise: Value
    ) -> Value:
        if value is None:
            return otherwise
        try:
            if not isinstance(value, str):
                raise Misread(code)
            return read(value)
        except Misread as misread:
            self.problems.add(self.place(key), misread.code, value=str(value))
            return otherwise


def read_toml(source: str, file: str, problems: Problems) -> Table:
    """Return the file's top table; refuse at once if it is not TOML."""
    try:
        values = tomllib.loads(source)
    except (ValueError, RecursionError) as error:  # also too many digits, too deep a nesting
        line = _AT_LINE.search(str(error))
        last = source.count("\n") + 1
        problems.add(Place(file, int(line[1]) if line else last), "broken_toml", detail=str(error))
        problems.raise_if_any()
        raise  # not reached: a problem was just noted
    return Table(file, (), values, dict(find_lines(source.splitlines())), problems)
