"""The words of the pages for what happens to a proposal."""

from flask_babel import lazy_gettext as __

from voting.domain.proposals import State
from voting.domain.reviewing import Kind

STATES = {
    State.DRAFT: __("draft"),
    State.SUBMITTED: __("handed in"),
    State.IN_REVIEW: __("the municipality is looking at it"),
    State.QUESTIONS: __("the municipality asked something"),
    State.LISTED: __("admitted to the list"),
    State.TURNED_DOWN: __("turned down"),
    State.WITHDRAWN: __("withdrawn"),
}
EVENTS = {
    Kind.SUBMITTED: __("Handed in"),
    Kind.TAKEN_UP: __("The municipality began to look at it"),
    Kind.QUESTION: __("Question"),
    Kind.ANSWER: __("Answer of the group"),
    Kind.LISTED: __("Decision: it may be on the list"),
    Kind.TURNED_DOWN: __("Decision: it does not come on the list"),
    Kind.WITHDRAWN: __("Withdrawn by the group"),
    Kind.LINKED: __("Joined with another plan"),
    Kind.UNLINKED: __("Joined no longer"),
}


def name_state(state: str) -> str:
    """Say where a proposal is."""
    return str(STATES[State(state)])


def name_event(kind: str) -> str:
    """Say what happened to a proposal."""
    return str(EVENTS[Kind(kind)])
