"""The review as a conversation: what was said and done, in order, and what is still open.

Everything that happens to a proposal is an event, and events are never changed: they are the
history, the conversation and the decisions at once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from voting.domain.accounts import PersonId
from voting.domain.errors.proposals import (
    AnswerFirst,
    NotSeen,
    OfficeAndReasonNeeded,
    QuestionSettled,
    SuggestionOutdated,
    SuggestionSettled,
)
from voting.domain.proposal_fields import Draft, Fields


class Kind(StrEnum):
    """What an event tells."""

    BEGUN = "begun"
    CHANGED = "changed"
    SUBMITTED = "submitted"
    TAKEN_UP = "taken_up"
    QUESTION = "question"
    ANSWER = "answer"
    SUGGESTION = "suggestion"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LISTED = "listed"
    TURNED_DOWN = "turned_down"
    WITHDRAWN = "withdrawn"
    ENTERED = "entered"
    """An officer filled it in for a group, from paper, by telephone or at the desk."""
    CONFIRMED = "confirmed"
    """The group agreed to what an officer filled in."""
    PHOTO_ADDED = "photo_added"
    PHOTO_REMOVED = "photo_removed"
    LINKED = "linked"
    UNLINKED = "unlinked"
    BACK_IN_REVIEW = "back_in_review"
    """It was admitted with the signatures of plans it is not linked with any more."""
    COPIED = "copied"
    """It was copied from a proposal of an earlier round."""


class Seen(StrEnum):
    """What an office says it saw before it admits a plan: the group's own tick is not enough."""

    CONSENT = "consent"
    """The parent's consent to a plan of somebody under 18."""
    DIVISION = "division"
    """The division of tasks between a patrol and the police."""


PHOTO_WORDS = "photo"
"""What a change of the words beside a photo calls its field; no field of the draft is."""
HISTORY = frozenset({Kind.BEGUN, Kind.CHANGED, Kind.PHOTO_ADDED, Kind.PHOTO_REMOVED, Kind.COPIED})
"""What is told in the history of changes and not in the conversation."""
CONVERSATION = frozenset(Kind) - HISTORY
DECISIONS = frozenset({Kind.LISTED, Kind.TURNED_DOWN})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a proposal.

    `person` did it, for the group, or `office` with the name of somebody there. `about` is the
    position of the question or suggestion that this settles. `old` and `new` are a field's text
    before and after; `text` is what was said. On an admission `new` names what the office saw, as
    `Seen`. `version` is the draft's after it.
    """

    position: int
    kind: Kind
    at: datetime
    version: int
    person: PersonId | None = None
    person_name: str = ""
    office: str = ""
    field: str = ""
    old: str = ""
    new: str = ""
    text: str = ""
    about: int | None = None


def find_copy(events: Iterable[Event]) -> Event | None:
    """Return the event that holds the dated copy of what was handed in, the newest one."""
    copies = [event for event in events if event.kind in (Kind.SUBMITTED, Kind.CONFIRMED)]
    return copies[-1] if copies else None


def find_decision(events: Iterable[Event]) -> Event | None:
    """Return the decision on a proposal, the newest one."""
    decisions = [event for event in events if event.kind in DECISIONS]
    return decisions[-1] if decisions else None


def find_open_questions(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the questions without an answer."""
    return _find_unsettled(events, Kind.QUESTION)


def find_open_suggestions(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the suggestions that were neither accepted nor declined."""
    return _find_unsettled(events, Kind.SUGGESTION)


def find_waiting_since(events: Iterable[Event]) -> int | None:
    """Return the position of the question since which an answer is waited for; None without one.

    When a second question came before the first was answered, it is that of the first.
    """
    since: int | None = None
    waiting: set[int] = set()
    for event in events:
        if event.kind is Kind.QUESTION:
            since = event.position if not waiting else since
            waiting.add(event.position)
        elif event.kind is Kind.ANSWER and event.about is not None:
            waiting.discard(event.about)
    return since if waiting else None


def undo_changes(fields: Fields, events: Iterable[Event], since: int) -> dict[str, str]:
    """Return fields as they were at an event, before what was changed after it."""
    was = dict(fields)
    for event in sorted(events, key=lambda one: one.position, reverse=True):
        if event.kind is Kind.CHANGED and event.position > since and event.field != PHOTO_WORDS:
            was[event.field] = event.old
    return was


def take_question(events: Iterable[Event], position: int) -> Event:
    """Return an open question; raise QuestionSettled."""
    for event in find_open_questions(events):
        if event.position == position:
            return event
    raise QuestionSettled


def take_suggestion(events: Iterable[Event], position: int) -> Event:
    """Return an open suggestion; raise SuggestionSettled."""
    for event in find_open_suggestions(events):
        if event.position == position:
            return event
    raise SuggestionSettled


def check_seen(events: Iterable[Event], field: str, version: int) -> None:
    """Raise SuggestionOutdated when a field changed after the version that somebody saw."""
    if any(
        one.kind is Kind.CHANGED and one.field == field and one.version > version for one in events
    ):
        raise SuggestionOutdated


def check_decision(office: str, reason: str) -> None:
    """Raise OfficeAndReasonNeeded: nobody decides namelessly, nor without saying why."""
    if not office.strip() or not reason.strip():
        raise OfficeAndReasonNeeded


def list_to_see(draft: Draft) -> tuple[Seen, ...]:
    """Return what an office must see before it admits this plan."""
    needed = {Seen.CONSENT: "young", Seen.DIVISION: "patrol"}
    return tuple(seen for seen, field in needed.items() if draft.ticked(field))


def find_seen(events: Iterable[Event]) -> tuple[Seen, ...]:
    """Return what the office saw when it admitted a plan."""
    decision = find_decision(events)
    return tuple(map(Seen, decision.new.split())) if decision else ()


def check_all_seen(draft: Draft, seen: Collection[str]) -> None:
    """Raise NotSeen unless the office saw all that it must see."""
    for one in list_to_see(draft):
        if one not in seen:
            raise NotSeen(one.value)


def check_heard(events: Sequence[Event], answer_by: date | None, on: date) -> None:
    """Raise AnswerFirst unless the group was asked, and answered or let its days pass."""
    if not any(event.kind is Kind.QUESTION for event in events):
        raise AnswerFirst(None)
    if find_open_questions(events) and answer_by is not None and on <= answer_by:
        raise AnswerFirst(answer_by)


def _find_unsettled(events: Iterable[Event], kind: Kind) -> tuple[Event, ...]:
    events = tuple(events)
    settled = {event.about for event in events if event.about is not None}
    return tuple(event for event in events if event.kind is kind and event.position not in settled)
