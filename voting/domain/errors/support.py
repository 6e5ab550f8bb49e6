"""Why something about signatures for a plan or a theme is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from voting.domain.errors.refused import Refused, refusal


@dataclass(frozen=True, slots=True)
class PaperProblem:
    """One thing wrong on a paper list as it was typed in: the line, a reason code, the facts.

    Line 0 is the file as a whole.
    """

    line: int
    code: str
    facts: Mapping[str, str | int]


@refusal
class SubjectUnknown(Refused):
    """There is nothing to sign of this name, or it is not for the public to see."""


@refusal
class SigningClosed(Refused):
    """No signature is given or withdrawn here now: the list is final, or the plan is decided on."""


@refusal
class SupportMissing(Refused):
    """There are fewer signatures than it takes."""

    has: int
    needs: int


@refusal
class ThemeTaken(Refused):
    """There is a theme, or a petition for one, of this name in the round."""

    name: str


@refusal
class PetitionsFull(Refused):
    """Somebody began as many petitions in this round as one person may."""

    most: int


@refusal
class PaperRefused(Refused):
    """A paper list was not taken over, not even in part; the first problems, and how many more."""

    problems: tuple[PaperProblem, ...]
    left_out: int
