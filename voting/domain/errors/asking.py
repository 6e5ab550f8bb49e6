"""Why a question of a visitor does not reach a group."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class GroupSilent(Refused):
    """Nobody in the group takes questions: it is closed, or its plan is withdrawn."""
