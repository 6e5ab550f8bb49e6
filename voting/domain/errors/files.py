"""Why a file is refused: of a round, of a roll, of Pabulib."""

from collections.abc import Mapping
from dataclasses import dataclass

from voting.domain.errors.refused import Refused, refusal


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong in a file: where it stands, a reason code, and the facts.

    `line` counts from 1; 0 means the file as a whole. `column` is the name of a CSV
    column or of a TOML key, None if the problem concerns the whole line.
    """

    file: str
    line: int
    column: str | None
    code: str
    facts: Mapping[str, str | int]


@refusal
class RoundFileRefused(Refused):
    """A round file or a CSV it names is wrong; every problem is given at once."""

    problems: tuple[FileProblem, ...]


@refusal
class RollRefused(Refused):
    """A roll file is wrong; nothing of it is imported. `left_out` problems are not listed."""

    problems: tuple[FileProblem, ...]
    left_out: int


@refusal
class PabulibRefused(Refused):
    """A .pb file is wrong; nothing of it is used. `left_out` more problems are not listed."""

    problems: tuple[FileProblem, ...]
    left_out: int
