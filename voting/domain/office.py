"""The office's side of a review: which decision a reason is for, what is late, who has a stake."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from voting.domain.errors.office import OwnInterest
from voting.domain.proposals import State

SOON = timedelta(days=7)


class Verdict(StrEnum):
    """How a review ends."""

    ADMIT = "admit"
    TURN_DOWN = "turn_down"


class Urgency(StrEnum):
    """How soon a proposal needs the office, the most urgent first."""

    LATE = "late"
    SOON = "soon"
    OPEN = "open"
    WAITS = "waits"
    """The group is to answer."""
    ENDED = "ended"


ENDED = frozenset({State.LISTED, State.TURNED_DOWN, State.WITHDRAWN})
ORDER = tuple(Urgency)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a proposal's place in the queue depends on."""

    state: State
    decide_by: date | None
    answer_by: date | None


def find_urgency(terms: Terms, on: date) -> Urgency:
    """Tell how soon a proposal needs the office on a day.

    While the group may still answer, the office's own term stands still.
    """
    if terms.state in ENDED:
        return Urgency.ENDED
    if terms.answer_by is not None:
        return Urgency.LATE if terms.answer_by < on else Urgency.WAITS
    if terms.decide_by is None:
        return Urgency.OPEN
    if terms.decide_by < on:
        return Urgency.LATE
    return Urgency.SOON if terms.decide_by <= on + SOON else Urgency.OPEN


def check_disinterested(*, member: bool, declared: bool) -> None:
    """Raise OwnInterest: nobody reviews the plan of a group they are in, or of a relative."""
    if member or declared:
        raise OwnInterest


def count_load(states: Iterable[State]) -> int:
    """Return how many of a reviewer's proposals still take work."""
    return sum(state not in ENDED for state in states)
