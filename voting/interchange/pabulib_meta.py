"""Read the META section: keys and values, and the amounts and counts among them."""

import re
from collections.abc import Callable
from types import MappingProxyType

from voting.interchange.pabulib_ballots import BallotLimits
from voting.interchange.pabulib_problems import Code, Problems
from voting.interchange.pabulib_round import VoteType
from voting.interchange.pabulib_sections import Section, find_columns

# A full stop and at most two decimals that count: "1,000" could be one or a thousand.
_AMOUNT = re.compile(r"(\d{1,13})(?:\.(\d{1,2})0*)?", re.ASCII)
_COUNT = re.compile(r"\d{1,15}", re.ASCII)


def read_cents(value: str) -> int | None:
    """Return an amount such as "2500" or "2500.5" in cents, None if it is no such amount."""
    match = _AMOUNT.fullmatch(value.strip())
    if match is None:
        return None
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def read_count(value: str) -> int | None:
    """Return a whole number from 0, None if `value` is not one."""
    return int(value) if _COUNT.fullmatch(value.strip()) else None


class Meta:
    """The META section; asking for a value notes a problem at its line if it is wrong."""

    def __init__(self, section: Section, problems: Problems) -> None:
        self._problems = problems
        self._title_line = section.line
        self._lines: dict[str, int] = {}
        values: dict[str, str] = {}
        places = find_columns(section, ("key", "value"), problems)
        for line, fields in section.rows if places else ():
            key, value = (fields[place].strip() for place in places or ())
            if key in values:
                problems.add(line, Code.REPEATED_KEY, key, first_line=self._lines[key])
            values.setdefault(key, value)
            self._lines.setdefault(key, line)
        self.values = MappingProxyType(values)

    def line(self, key: str) -> int:
        """Return the line a key stands on, the title's if it is missing."""
        return self._lines.get(key, self._title_line)

    def read_budget(self) -> int:
        """Return the budget in cents."""
        return self._amount("budget") or 0 if self._require("budget") else 0

    def read_required_count(self, key: str) -> int | None:
        """Return a count the format requires."""
        return self._count(key) if self._require(key) else None

    def check_count(self, key: str, found: int) -> None:
        """Hold a count that the format says must match against what the file has."""
        stated = self.read_required_count(key)
        if stated is not None and stated != found:
            self._problems.add(self.line(key), Code.COUNT_MISMATCH, key, stated=stated, found=found)

    def read_vote_type(self) -> VoteType | None:
        """Return how people voted, None if that is missing or not read here."""
        if not self._require("vote_type"):
            return None
        value, line = self.values["vote_type"], self.line("vote_type")
        if value in set(VoteType):
            return VoteType(value)
        self._problems.add(line, Code.UNSUPPORTED_VOTE_TYPE, "vote_type", value=value)
        return None

    def read_limits(self, vote_type: VoteType) -> BallotLimits:
        """Return what one ballot may hold, with the format's defaults."""
        if vote_type is VoteType.CHOOSE_ONE:
            return BallotLimits(vote_type, max_length=1)
        if vote_type is VoteType.APPROVAL:
            return BallotLimits(
                vote_type,
                min_length=self._count_or("min_length", 1),
                max_length=self._count("max_length"),
                min_sum_cost_cents=self._amount("min_sum_cost") or 0,
                max_sum_cost_cents=self._amount("max_sum_cost"),
            )
        return BallotLimits(
            vote_type,
            min_length=self._count_or("min_length", 1),
            max_length=self._count("max_length"),
            min_points=self._count_or("min_points", 0),
            max_points=self._count("max_points"),
            min_sum_points=self._count_or("min_sum_points", 0),
            max_sum_points=self.read_required_count("max_sum_points"),
        )

    def _require(self, key: str) -> bool:
        stated = bool(self.values.get(key))
        if not stated:
            self._problems.add(self.line(key), Code.MISSING_KEY, key)
        return stated

    def _count(self, key: str) -> int | None:
        return self._read(key, read_count, Code.NOT_A_COUNT)

    def _count_or(self, key: str, default: int) -> int:
        count = self._count(key)
        return default if count is None else count

    def _amount(self, key: str) -> int | None:
        return self._read(key, read_cents, Code.NOT_AN_AMOUNT)

    def _read(self, key: str, read: Callable[[str], int | None], wrong: Code) -> int | None:
        """Return a key's value, None if the key is absent or empty or its value is wrong."""
        value = self.values.get(key)
        if not value:
            return None
        number = read(value)
        if number is None:
            self._problems.add(self.line(key), wrong, key, value=value)
        return number
