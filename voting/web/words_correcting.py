"""Why a correction of a result is refused."""

from voting.domain.errors.correcting import (
    ChangeUnreadable,
    CorrectedAboveIssued,
    CorrectedBelowZero,
    CorrectionHalfDone,
    CorrectionReasonNeeded,
    InitiativeNotCounted,
    NothingToCorrect,
)
from voting.web.errors import words_for
from voting.web.i18n import format_number
from voting.web.translating import _


@words_for(NothingToCorrect)
def say_nothing_to_correct(_refusal: NothingToCorrect) -> str:
    """Say that a correction must change something."""
    return _("This changes no number. Say how many rights a plan must get more or less.")


@words_for(CorrectionReasonNeeded)
def say_reason_needed(_refusal: CorrectionReasonNeeded) -> str:
    """Ask for the reason."""
    return _("Say why the result is corrected, in Dutch and in English. Everybody can read it.")


@words_for(InitiativeNotCounted)
def say_not_counted(refusal: InitiativeNotCounted) -> str:
    """Say that this plan is not in that count."""
    return _(
        "The plan %(initiative)s was not counted in %(area)s.",
        initiative=refusal.initiative,
        area=refusal.area,
    )


@words_for(CorrectedBelowZero)
def say_below_zero(refusal: CorrectedBelowZero) -> str:
    """Say that a count cannot be below zero."""
    return _(
        "The plan %(initiative)s has %(rights)s rights; %(less)s less is not possible.",
        initiative=refusal.initiative,
        rights=format_number(refusal.rights),
        less=format_number(-refusal.change),
    )


@words_for(CorrectedAboveIssued)
def say_above_issued(refusal: CorrectedAboveIssued) -> str:
    """Say that there cannot be more rights than were issued."""
    return _(
        "Then %(area)s would have %(rights)s rights, but only %(most)s were given out.",
        area=refusal.area,
        rights=format_number(refusal.rights),
        most=format_number(refusal.most),
    )


@words_for(CorrectionHalfDone)
def say_half_done(refusal: CorrectionHalfDone) -> str:
    """Say that an earlier correction has to be finished first."""
    return _(
        "An earlier correction was cut short: it stands in the log as entry %(entry)s. Enter that"
        " one once more, with the same words; then this one.",
        entry=refusal.entry,
    )


@words_for(ChangeUnreadable)
def say_change_unreadable(_refusal: ChangeUnreadable) -> str:
    """Say how a difference is written."""
    return _("Write a whole number, such as 2 for two more or -2 for two less.")
