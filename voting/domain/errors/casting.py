"""Why a vote is refused, and why a code is not issued again."""

from datetime import datetime

from voting.domain.errors.refused import Refused, refusal


@refusal
class CodeMistyped(Refused):
    """What was typed cannot be a voting code: wrong length, character or check character."""


@refusal
class CodeUnknown(Refused):
    """The code is well formed, but not of this round."""


@refusal
class CodeRevoked(Refused):
    """The code was replaced by a newer letter."""


@refusal
class TooManyTries(Refused):
    """Too many wrong codes from one network; a right code is never refused for this."""

    wait_seconds: int


@refusal
class CodeOfOtherArea(Refused):
    """The code belongs to another voting area than the plans that were chosen; both slugs."""

    code_area: str
    chosen_area: str


@refusal
class RoundNotOpen(Refused):
    """Voting has not begun."""

    opens: datetime


@refusal
class RoundClosed(Refused):
    """Voting is over."""

    closed: datetime
    results_on: datetime


@refusal
class RoundAnnulled(Refused):
    """The round was annulled; nobody votes in it any more."""


@refusal
class TooManyRights(Refused):
    """More rights are given than a resident has."""

    given: int
    allowed: int


@refusal
class NegativeRights(Refused):
    """A plan is given less than zero rights."""

    id: str


@refusal
class NothingChosen(Refused):
    """No plan is given any right."""


@refusal
class UnknownInitiative(Refused):
    """There is no such plan in this round."""

    id: str


@refusal
class InitiativeOfOtherArea(Refused):
    """The plan belongs to another voting area; its slug."""

    id: str
    area: str


@refusal
class InitiativeWithdrawn(Refused):
    """The plan was withdrawn during voting."""

    id: str


@refusal
class UnknownArea(Refused):
    """There is no such voting area in this round."""

    area: str


@refusal
class AttemptMalformed(Refused):
    """The look-over page's random attempt is missing or broken: it must be shown again."""


@refusal
class AlreadyVoted(Refused):
    """This code has a vote in the box; only a cast that names these slip hashes replaces it."""

    replaces: tuple[str, ...]


@refusal
class TooManyReplacements(Refused):
    """The vote of this code was replaced as often as it may be; what is in stands."""

    most: int


@refusal
class SlipsUnreadable(Refused):
    """A slip of this code lies spoiled in the box, so it cannot be replaced."""


@refusal
class PaperAfterVote(Refused):
    """A paper form cannot replace a vote that is in."""


@refusal
class RightsIssuedElsewhere(Refused):
    """The rights of this code were issued before, on other values."""


@refusal
class CommitmentBroken(Refused):
    """The roll row does not open what the log says about it; the letter must be re-issued."""


@refusal
class ReferenceUnknown(Refused):
    """No resident of this round has this reference."""

    reference: str


@refusal
class RightsAlreadyIssued(Refused):
    """A letter cannot be re-issued once rights were issued on it: the vote stands."""

    reference: str


@refusal
class ReissueCapReached(Refused):
    """As many letters were re-issued as the round allows."""

    cap: int
