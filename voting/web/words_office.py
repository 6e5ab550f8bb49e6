"""Words for the office's side of a review, and why something about it is refused."""

from flask_babel import lazy_gettext as __

from voting.domain.errors.office import OwnInterest, PreferenceWrong, ReasonUnknown
from voting.domain.office import Urgency, Verdict
from voting.domain.reviewing import Seen
from voting.web.errors import words_for
from voting.web.translating import _

URGENCIES = {
    Urgency.LATE: __("too late"),
    Urgency.SOON: __("this week"),
    Urgency.OPEN: __("has time"),
    Urgency.WAITS: __("waits for the group"),
    Urgency.ENDED: __("decided or withdrawn"),
}
VERDICTS = {
    Verdict.ADMIT: __("The plan is possible"),
    Verdict.TURN_DOWN: __("Turn the plan down"),
}


@words_for(OwnInterest)
def say_own_interest(_refusal: OwnInterest) -> str:
    """Somebody else."""
    return _("You are in this group, or said to have a stake in this plan. A colleague reviews it.")


@words_for(ReasonUnknown)
def say_reason_unknown(_refusal: ReasonUnknown) -> str:
    """Not on the list."""
    return _("This reason is not on the list any more. Choose another.")


@words_for(PreferenceWrong)
def say_preference_wrong(_refusal: PreferenceWrong) -> str:
    """Each plan once."""
    return _("Give every plan of the preference its own place: 1, 2, 3 and so on.")


def name_urgency(urgency: Urgency) -> str:
    """Say how soon a plan needs the office."""
    return str(URGENCIES[urgency])


def name_seen(seen: Seen) -> str:
    """Return what a reviewer ticks to have seen."""
    return {
        Seen.CONSENT: _("I saw the consent of the parent or guardian"),
        Seen.DIVISION: _("I saw the division of tasks with the police"),
    }[seen]


def say_to_see(seen: Seen) -> str:
    """Say why something must be seen before a plan is admitted."""
    return {
        Seen.CONSENT: _(
            "Whoever leads the plan is under 18. Only the group says that a parent agrees."
        ),
        Seen.DIVISION: _(
            "This is a neighbourhood patrol. Only the group says what the police agreed to."
        ),
    }[seen]


def name_verdict(verdict: Verdict) -> str:
    """Return what is decided."""
    return str(VERDICTS[verdict])
