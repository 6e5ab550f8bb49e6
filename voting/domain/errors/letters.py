"""Why voting codes or letters are not handed out."""

from datetime import datetime

from voting.domain.errors.refused import Refused, refusal


@refusal
class NoCodes(Refused):
    """No roll was imported, so there are no codes."""


@refusal
class CodesTaken(Refused):
    """The codes were taken before, and nothing of them is left here."""

    at: datetime
    by: str
    confirmed_by: str


@refusal
class CodesBeingTaken(Refused):
    """Two people began to take the codes elsewhere; only there can it go on."""

    at: datetime
    by: str
    confirmed_by: str


@refusal
class FolderInUse(Refused):
    """Another process is filling this folder."""

    name: str


@refusal
class FolderOfOthers(Refused):
    """The folder holds other things than letters of this round."""

    name: str


@refusal
class LetterTooLong(Refused):
    """The letters of a voting area do not fit their page: name, desk or telephone are too long."""

    area: str


@refusal
class CodesNotTaken(Refused):
    """The codes have not been taken, so nobody can have destroyed them yet."""


@refusal
class StatementMissing(Refused):
    """A destruction statement has to say how and when; it is empty or longer than `most`."""

    most: int


@refusal
class AlreadyDestroyed(Refused):
    """It was stated before that the codes were destroyed."""

    at: datetime


@refusal
class CodesNotDestroyed(Refused):
    """Nobody has stated yet that the printed codes were destroyed; so the box stays closed."""
