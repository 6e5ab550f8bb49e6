"""Why a paper form is not entered or cast."""

from datetime import date

from voting.domain.errors.refused import Refused, refusal


@refusal
class PaperTooLate(Refused):
    """The form came in after the last day for paper."""

    received: date
    deadline: date


@refusal
class PlanNumberUnknown(Refused):
    """A box of the form, counted from 1, names a plan that the list of its area does not have."""

    box: int
    number: int
    last: int


@refusal
class TooManyBoxes(Refused):
    """More boxes were filled in than a resident has rights."""

    got: int
    most: int


@refusal
class FormNotEntered(Refused):
    """This form was not entered a first time, so it cannot be entered again."""

    batch: int
    number: int


@refusal
class FormDone(Refused):
    """This form was cast or set aside before."""

    batch: int
    number: int
    state: str


@refusal
class SecondPersonNeeded(Refused):
    """Who entered a form first may not enter it again; somebody else does."""

    by: str


@refusal
class EntriesDiffer(Refused):
    """The two entries of a form differ: "code", or the numbers of the boxes, from 1."""

    fields: tuple[str, ...]


@refusal
class ReasonMissing(Refused):
    """A form is set aside with a reason, and by somebody."""
