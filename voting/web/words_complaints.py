"""Why a complaint about the count is refused, or its answer."""

from voting.domain.errors.complaints import (
    ComplaintAnswered,
    ComplaintsClosed,
    ComplaintUnknown,
    ReceiptUnreadable,
)
from voting.web.errors import words_for
from voting.web.i18n import format_day
from voting.web.translating import _


@words_for(ComplaintsClosed)
def say_closed(refusal: ComplaintsClosed) -> str:
    """Say until when complaints could be made."""
    return _(
        "The time to report a counting error is over; it ended on %(day)s. Nothing was sent.",
        day=format_day(refusal.until),
    )


@words_for(ReceiptUnreadable)
def say_unreadable(_refusal: ReceiptUnreadable) -> str:
    """Say what to do about a receipt that cannot be read."""
    return _(
        "This is not a whole receipt of this round. Paste all of the text of the file, from the"
        " first line to the last."
    )


@words_for(ComplaintUnknown)
def say_unknown(refusal: ComplaintUnknown) -> str:
    """Say that there is no such complaint."""
    return _("There is no report with number %(number)s.", number=refusal.number)


@words_for(ComplaintAnswered)
def say_answered(refusal: ComplaintAnswered) -> str:
    """Say that it was answered already."""
    return _(
        "Report %(number)s was answered already; what was published stays.", number=refusal.number
    )
