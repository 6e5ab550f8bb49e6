"""Why an act of those who run a round is refused."""

from datetime import datetime

from voting.domain.errors.refused import Refused, refusal
from voting.domain.texts import Text


@refusal
class RoundUnknown(Refused):
    """There is no round of this name; an empty name means that there is none at all."""

    slug: str


@refusal
class SeveralRounds(Refused):
    """There are several rounds: say which one."""

    slugs: tuple[str, ...]


@refusal
class RoundExists(Refused):
    """There is a round of this name already."""

    slug: str


@refusal
class OpeningIsAnAct(Refused):
    """Voting begins by opening the round, which checks and freezes it; not by advancing."""


@refusal
class PlansUndecided(Refused):
    """The list is not final while plans wait for a decision; `titles` are theirs."""

    titles: tuple[Text, ...]


@refusal
class PlanFrozen(Refused):
    """The round is open or past it: its plan, roll and keys no longer change."""

    phase: str


@refusal
class TwoPeopleNeeded(Refused):
    """This act takes two different people, both named."""

    by: str
    confirmed_by: str


@refusal
class FileInTheWay(Refused):
    """The file or folder to write exists already, and it is never overwritten."""

    name: str


@refusal
class RollThere(Refused):
    """The round has a roll already."""

    rows: int


@refusal
class RollAreaUnknown(Refused):
    """A row of the roll names a voting area that the round does not have."""

    row: int
    area: str


@refusal
class SealKeysUnfit(Refused):
    """The file of public keys is not of this round; a reason code."""

    reason: str


@refusal
class AlreadyWithdrawn(Refused):
    """The plan was withdrawn before."""

    id: str


@refusal
class CheckingNotOver(Refused):
    """A round is final only when its checking period is over."""

    until: datetime


@refusal
class ResultsNotYet(Refused):
    """The result is not published before its day."""

    results_on: datetime


@refusal
class NotCounted(Refused):
    """There is no result to publish yet."""


@refusal
class OpeningInterrupted(Refused):
    """The log begins with another set-up than this round's: it cannot be opened as it is."""
