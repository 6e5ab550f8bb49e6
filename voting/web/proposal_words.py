"""The words of the pages for what happens to a proposal."""

from flask_babel import lazy_gettext as __

from voting.domain.reviewing import Kind

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
    Kind.BACK_IN_REVIEW: __("In review again: alone it has too few signatures"),
}


def name_event(kind: str) -> str:
    """Say what happened to a proposal."""
    return str(EVENTS[Kind(kind)])
