"""Why a correction of a result is refused."""

from voting.domain.errors.refused import Refused, refusal


@refusal
class NothingToCorrect(Refused):
    """A correction changes something: no number of rights would differ."""


@refusal
class CorrectionReasonNeeded(Refused):
    """A correction says why, in Dutch and in English."""


@refusal
class InitiativeNotCounted(Refused):
    """This initiative was not counted in this voting area, so there is nothing to correct."""

    area: str
    initiative: str


@refusal
class CorrectedBelowZero(Refused):
    """An initiative would have fewer rights than none."""

    initiative: str
    rights: int
    change: int


@refusal
class CorrectedAboveIssued(Refused):
    """A voting area would have more rights than were issued there."""

    area: str
    rights: int
    most: int


@refusal
class CorrectionHalfDone(Refused):
    """Another correction stands in the log, at this entry, and must be repeated first."""

    entry: int


@refusal
class ChangeUnreadable(Refused):
    """What was typed for a plan is no whole number of rights, such as 2 or -2."""

    field: str
