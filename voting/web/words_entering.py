"""Why a plan that an officer fills in for a group is refused, in words."""

from voting.domain.errors.entering import FieldUnknown, GroupHasMembers, NotEntered
from voting.web.errors import words_for
from voting.web.translating import _


@words_for(FieldUnknown)
def say_field_unknown(refusal: FieldUnknown) -> str:
    """A name in the file."""
    return _("The form has no field ‘%(field)s’.", field=refusal.field)


@words_for(NotEntered)
def say_not_entered(_refusal: NotEntered) -> str:
    """The group did it itself."""
    return _("The group filled this plan in itself, so it hands it in itself too.")


@words_for(GroupHasMembers)
def say_has_members(_refusal: GroupHasMembers) -> str:
    """Somebody accepted the invitation."""
    return _("The group has members already. They confirm the plan, and invite others.")
