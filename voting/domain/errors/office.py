"""Why something about the office's side of a review is refused."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class OwnInterest(Refused):
    """The reviewer is in the group, or declared a stake in its plan: somebody else reviews it."""


@refusal
class ReasonUnknown(Refused):
    """There is no such usual reason, or not any more."""


@refusal
class PreferenceWrong(Refused):
    """A list of what the municipality prefers names a plan twice, or one that is not there."""

    initiative: str
