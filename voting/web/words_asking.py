"""Why a question of a visitor does not reach a group."""

from voting.domain.errors.asking import GroupSilent
from voting.web.errors import words_for
from voting.web.translating import _


@words_for(GroupSilent)
def say_silent(_refusal: GroupSilent) -> str:
    """Nobody is there any more."""
    return _("Nobody of this group answers questions any more.")
