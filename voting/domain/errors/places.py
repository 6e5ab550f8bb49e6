"""Why an outline or a point on the map is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from voting.domain.errors.refused import Refused, refusal


@dataclass(frozen=True, slots=True)
class OutlineProblem:
    """One thing wrong in a file of outlines: which feature, a reason code, and the facts.

    `feature` counts from 1; 0 means the file as a whole.
    """

    feature: int
    code: str
    facts: Mapping[str, str | int]


@refusal
class OutlinesRefused(Refused):
    """A file of outlines is wrong; nothing of it is used. `left_out` problems are not listed."""

    problems: tuple[OutlineProblem, ...]
    left_out: int = 0


@refusal
class SpotOutside(Refused):
    """The point does not lie within the buurt of the plan."""

    buurt: str


@refusal
class SpotWithoutMap(Refused):
    """There is no outline to choose a point on: no buurt was chosen, or the council gave none."""
