"""What happened to a proposal, in words for both sides."""

from datetime import date

from flask_babel import lazy_gettext as __

from voting.domain.reviewing import Kind
from voting.web.translating import _
from voting.web.words import format_date

NAMES = {
    Kind.BEGUN: __("Begun"),
    Kind.CHANGED: __("Changed"),
    Kind.SUBMITTED: __("Handed in"),
    Kind.TAKEN_UP: __("The review began"),
    Kind.QUESTION: __("Question"),
    Kind.ANSWER: __("Answer"),
    Kind.SUGGESTION: __("Suggestion"),
    Kind.ACCEPTED: __("Suggestion accepted"),
    Kind.DECLINED: __("Suggestion declined"),
    Kind.LISTED: __("Decision: the plan is possible"),
    Kind.TURNED_DOWN: __("Decision: the plan does not come on the list"),
    Kind.WITHDRAWN: __("Withdrawn"),
    Kind.ENTERED: __("Filled in by the municipality for the group"),
    Kind.CONFIRMED: __("Confirmed by the group"),
    Kind.PHOTO_ADDED: __("Photo added"),
    Kind.PHOTO_REMOVED: __("Photo removed"),
    Kind.LINKED: __("Linked up"),
    Kind.UNLINKED: __("Linking up undone"),
    Kind.BACK_IN_REVIEW: __("In review again: alone it has too few signatures"),
    Kind.COPIED: __("Copied from an earlier round"),
}


def name_event(kind: Kind) -> str:
    """Return what happened in a few words."""
    return str(NAMES[kind])


def say_objection(until: date) -> str:
    """Say how long a group can object to a decision (Awb 6:7), and how."""
    return _(
        "Do you disagree? You can object until %(day)s: write to the mayor and aldermen, say"
        " against which decision and why, with your name, address, the date and your signature."
        " It costs nothing.",
        day=format_date(until),
    )
