"""Why a ballot box is not closed, opened, counted or looked into."""

from datetime import datetime

from voting.domain.errors.refused import Refused, refusal


@refusal
class ClosingNotReached(Refused):
    """The box closes when the closing time has passed, not before."""

    closes: datetime


@refusal
class WrongPhase(Refused):
    """This step belongs to another phase of the round."""

    phase: str
    needed: str


@refusal
class BoxNotClosed(Refused):
    """The log has no `close` entry under a signed checkpoint."""


@refusal
class SeedMissing(Refused):
    """The log has no `seed` entry under a signed checkpoint: the lot comes first."""


@refusal
class SeedDrawn(Refused):
    """The seed was drawn before; it cannot be drawn again."""


@refusal
class SeedUnfit(Refused):
    """A seed is a text of 1 to 200 characters."""

    length: int


@refusal
class BoxAlreadyOpened(Refused):
    """The keys of this round were released before."""


@refusal
class KeysNotReleased(Refused):
    """The box has not been opened, or not been counted: there is nothing to show yet."""


@refusal
class SecretDoesNotMatch(Refused):
    """The trustees' secret is not the one of the keys in `setup`."""


@refusal
class BundleUnsound(Refused):
    """The verifier found faults that block this step; each as "check@entry"."""

    findings: tuple[str, ...]


@refusal
class LogFallsShort(Refused):
    """The log is shorter than, or another than, its last checkpoint outside the database.

    A `kept_size` of 0: that checkpoint is gone.
    """

    round: str
    size: int
    kept_size: int


@refusal
class BoxOverfull(Refused):
    """The box holds more slips than rights were issued."""

    round: str
    slips: int
    issued: int


@refusal
class SlipUnknown(Refused):
    """No counted slip has this code; `unopened` are the areas (slugs) that stayed closed."""

    unopened: tuple[str, ...] = ()


@refusal
class LetterNoLongerOpens(Refused):
    """The checking period is over: what joined letters and slips has been destroyed."""
