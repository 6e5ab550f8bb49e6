"""Why something about linking up plans is refused."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class LinkUpUnknown(Refused):
    """There is no such talk about linking up, or it is not the reader's to see."""


@refusal
class LinkUpOver(Refused):
    """This cannot be done with a link in this state."""

    state: str


@refusal
class LinkUpExists(Refused):
    """These plans are talking about linking up already; `link` is its id."""

    link: bytes


@refusal
class OtherBuurt(Refused):
    """The plans are for different buurten, or for different rounds."""


@refusal
class GroupTwice(Refused):
    """One group would be in the link with two plans."""


@refusal
class TooManyPlans(Refused):
    """More plans would be linked than may be."""

    most: int


@refusal
class LinkedElsewhere(Refused):
    """One of the plans is linked with others by now, who are not in this talk."""


@refusal
class JointTextsMissing(Refused):
    """Nobody wrote yet what the joint plan is called and is about."""


@refusal
class TermsChanged(Refused):
    """The joint plan changed since the page was shown; an agreement counts for what was read."""


@refusal
class JointAskAbovePot(Refused):
    """Together the plans ask more than there is for their voting area."""

    ask_cents: int
    pot_cents: int
