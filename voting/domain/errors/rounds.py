"""Why a round does not take a step: its phases, its times, what it lacks to open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voting.domain.errors.refused import Refused, refusal


@refusal
class PhaseSkipped(Refused):
    """A round takes its phases one by one."""

    old: str
    new: str


@refusal
class PhaseReversed(Refused):
    """A round never goes back to an earlier phase."""

    old: str
    new: str


@refusal
class RoundEnded(Refused):
    """The round is final or annulled; nothing about it changes any more."""

    phase: str


@refusal
class AnnulmentTooEarly(Refused):
    """Before voting opens there is nothing to annul."""

    phase: str


@refusal
class ClosingHasPassed(Refused):
    """The closing time can be moved only before it passes."""

    closes: datetime
    at: datetime


@refusal
class ExtensionNotLater(Refused):
    """Closing early does not exist: a new closing time is later than the old one."""

    closes: datetime
    asked: datetime


@refusal
class ExtensionWithoutTimezone(Refused):
    """A time without a time zone is not a time."""

    asked: datetime


@dataclass(frozen=True, slots=True)
class OpeningProblem:
    """One reason why a round cannot open yet: a code and the facts its sentence needs."""

    code: str
    facts: Mapping[str, str | int]


@refusal
class CannotOpen(Refused):
    """The round cannot open; every reason is given at once."""

    problems: tuple[OpeningProblem, ...]
