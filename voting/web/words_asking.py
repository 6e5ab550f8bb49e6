"""Why a question of a visitor does not reach a group."""

from voting.domain.errors.asking import GroupSilent
from voting.web.errors import words_for
from voting.web.translating import _


@words_for(GroupSilent)
def say_silent(_refusal: GroupSilent) -> str:
    """A group on paper, or one that stopped."""
    return _("This group cannot be reached by mail. Call the municipality with your question.")
