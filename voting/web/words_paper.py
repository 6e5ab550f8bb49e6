"""Why a paper form is not entered or cast: for officers."""

from datetime import UTC, date, datetime, time

from voting.domain.errors.paper import (
    EntriesDiffer,
    FormDone,
    FormNotEntered,
    PaperTooLate,
    PlanNumberUnknown,
    ReasonMissing,
    SecondPersonNeeded,
    TooManyBoxes,
)
from voting.web.errors import words_for
from voting.web.i18n import format_day
from voting.web.translating import _


@words_for(PaperTooLate)
def say_too_late(refusal: PaperTooLate) -> str:
    """After the last day."""
    return _(
        "This form came in on %(received)s. The last day for paper was %(deadline)s, so it does "
        "not count.",
        received=_write(refusal.received),
        deadline=_write(refusal.deadline),
    )


@words_for(PlanNumberUnknown)
def say_number_unknown(refusal: PlanNumberUnknown) -> str:
    """No such plan."""
    return _(
        "Box %(box)s says %(number)s, but the plans of this area go from 1 to %(last)s.",
        box=refusal.box,
        number=refusal.number,
        last=refusal.last,
    )


@words_for(TooManyBoxes)
def say_too_many(refusal: TooManyBoxes) -> str:
    """More boxes than rights."""
    return _(
        "There are %(got)s plans on this form, and there may be %(most)s.",
        got=refusal.got,
        most=refusal.most,
    )


@words_for(FormNotEntered)
def say_not_entered(refusal: FormNotEntered) -> str:
    """The first entry is missing."""
    return _(
        "Form %(number)s of batch %(batch)s was not entered a first time yet.",
        number=refusal.number,
        batch=refusal.batch,
    )


@words_for(FormDone)
def say_done(refusal: FormDone) -> str:
    """Cast, or set aside."""
    words = {
        "cast": _("Form %(number)s of batch %(batch)s is in the ballot box already."),
        "set_aside": _("Form %(number)s of batch %(batch)s was set aside."),
    }
    return words[refusal.state] % {"number": refusal.number, "batch": refusal.batch}


@words_for(SecondPersonNeeded)
def say_second_person(refusal: SecondPersonNeeded) -> str:
    """Somebody else."""
    return _("%(by)s entered this form first. Somebody else enters it again.", by=refusal.by)


@words_for(EntriesDiffer)
def say_differ(refusal: EntriesDiffer) -> str:
    """Which fields."""
    if refusal.fields == ("code",):
        return _(
            "The code differs from the first entry. Look at the form together; who was wrong "
            "enters it anew. Nothing is cast."
        )
    return _(
        "These boxes differ from the first entry: %(boxes)s. Look at the form together; who was "
        "wrong enters it anew. Nothing is cast.",
        boxes=", ".join(refusal.fields),
    )


@words_for(ReasonMissing)
def say_reason(_refusal: ReasonMissing) -> str:
    """Who, and why."""
    return _("Say who does this, and for what reason a form is set aside.")


def _write(day: date) -> str:
    return format_day(datetime.combine(day, time(12), UTC))
