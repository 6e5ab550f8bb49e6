"""What can be wrong with a Pabulib file, gathered so that all of it is told at once."""

from enum import StrEnum
from typing import NoReturn

from voting.domain.errors.files import FileProblem, PabulibRefused

MOST_LISTED = 100


class Code(StrEnum):
    """Reason codes of a refused .pb file."""

    NOT_UTF8 = "pabulib_not_utf8"
    BAD_CSV = "pabulib_bad_csv"
    OUTSIDE_SECTION = "pabulib_outside_section"
    MISSING_SECTION = "pabulib_missing_section"
    REPEATED_SECTION = "pabulib_repeated_section"
    EMPTY_SECTION = "pabulib_empty_section"
    MISSING_COLUMN = "pabulib_missing_column"
    REPEATED_COLUMN = "pabulib_repeated_column"
    FIELD_COUNT = "pabulib_field_count"
    MISSING_KEY = "pabulib_missing_key"
    REPEATED_KEY = "pabulib_repeated_key"
    NOT_AN_AMOUNT = "pabulib_not_an_amount"
    NOT_POSITIVE = "pabulib_not_positive"
    NOT_A_COUNT = "pabulib_not_a_count"
    UNSUPPORTED_VOTE_TYPE = "pabulib_unsupported_vote_type"
    COUNT_MISMATCH = "pabulib_count_mismatch"
    EMPTY_ID = "pabulib_empty_id"
    DUPLICATE_PROJECT = "pabulib_duplicate_project"
    DUPLICATE_VOTER = "pabulib_duplicate_voter"
    UNKNOWN_PROJECT = "pabulib_unknown_project"
    REPEATED_CHOICE = "pabulib_repeated_choice"
    POINTS_COUNT = "pabulib_points_count"
    NEGATIVE_POINTS = "pabulib_negative_points"
    TOO_FEW_PROJECTS = "pabulib_too_few_projects"
    TOO_MANY_PROJECTS = "pabulib_too_many_projects"
    TOO_FEW_POINTS = "pabulib_too_few_points"
    TOO_MANY_POINTS = "pabulib_too_many_points"
    POINTS_OUT_OF_RANGE = "pabulib_points_out_of_range"
    COST_OUT_OF_RANGE = "pabulib_cost_out_of_range"
    TOO_MANY_RIGHTS = "pabulib_too_many_rights"


class Problems:
    """The problems found so far in one file; the first hundred are kept, all are counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._listed: list[FileProblem] = []
        self._found = 0

    def add(self, line: int, code: Code, column: str | None = None, **facts: str | int) -> None:
        """Note a problem at `line` (from 1; 0 is the whole file)."""
        self._found += 1
        if len(self._listed) < MOST_LISTED:
            self._listed.append(FileProblem(self.file, line, column, code.value, facts))

    def raise_if_any(self) -> None:
        """Refuse the file if anything was found."""
        if self._found:
            self.refuse()

    def refuse(self) -> NoReturn:
        """Refuse the file with what was found, in the order of its lines.

        Raises:
            PabulibRefused: with the problems, and how many more were left out.
        """
        listed = sorted(self._listed, key=lambda problem: problem.line)
        raise PabulibRefused(tuple(listed), self._found - len(listed))
