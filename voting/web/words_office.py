"""Why something about the office's side of a review is refused."""

from voting.domain.errors.office import OwnInterest, PreferenceWrong, ReasonUnknown
from voting.web.errors import words_for
from voting.web.translating import _


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
