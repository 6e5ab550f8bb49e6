"""Why a plan that an officer fills in for a group is refused."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class FieldUnknown(Refused):
    """The form has no such field."""

    field: str


@refusal
class NotEntered(Refused):
    """No officer filled this plan in, so its group confirms it by handing it in."""


@refusal
class GroupHasMembers(Refused):
    """The group has members already: they invite others, and confirm by handing in."""
