"""Why a step of the ceremony around the ballot box is refused on the web."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class TooLargeHere(Refused):
    """So many residents voted that this takes too long for a page; a command does it."""

    issued: int
    most: int


@refusal
class SeedsDiffer(Refused):
    """The words of the draw were read back otherwise than they were typed."""


@refusal
class SharesUnfit(Refused):
    """The trustees' shares do not combine; `share` is which cannot be read, 0 when all can."""

    share: int
