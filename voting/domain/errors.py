"""Why something is refused: facts only, no sentences.

`web/errors.py` and the command line turn these into sentences in both languages.
Everyone appends under a heading of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar, cast, dataclass_transform


class Refused(Exception):
    """Something was asked that the rules do not allow; the fields say what and why."""

    def __str__(self) -> str:
        """Return the facts for a log or a test, never for a reader."""
        return repr(self)


RefusedClass = TypeVar("RefusedClass", bound=type[Refused])


@dataclass_transform(frozen_default=True, eq_default=True)
def refusal(cls: RefusedClass) -> RefusedClass:
    """Make a `Refused` subclass a frozen dataclass that can still be raised anywhere.

    A plain frozen dataclass cannot pass through `contextlib.contextmanager`, which sets
    `__traceback__` on the exception: the refusal would become a FrozenInstanceError.
    """
    frozen: Any = dataclass(frozen=True)(cls)
    facts = {field.name for field in fields(frozen)}

    def set_attribute(self: Refused, name: str, value: Any) -> None:
        if name in facts:
            raise AttributeError(f"{cls.__name__}.{name} is a fact and cannot change")
        Exception.__setattr__(self, name, value)

    frozen.__setattr__ = set_attribute
    return cast(RefusedClass, frozen)


# --- The round: phases and times ---


@refusal
class PhaseSkipped(Refused):
    """A round takes its phases one by one."""

    old: str
    new: str


@refusal
class PhaseReversed(Refused):
    """A round never goes back to an earlier phase."""

    old: str
    new: str


@refusal
class RoundEnded(Refused):
    """The round is final or annulled; nothing about it changes any more."""

    phase: str


@refusal
class AnnulmentTooEarly(Refused):
    """Before voting opens there is nothing to annul."""

    phase: str


@refusal
class ClosingHasPassed(Refused):
    """The closing time can be moved only before it passes."""

    closes: datetime
    at: datetime


@refusal
class ExtensionNotLater(Refused):
    """Closing early does not exist: a new closing time is later than the old one."""

    closes: datetime
    asked: datetime


@refusal
class ExtensionWithoutTimezone(Refused):
    """A time without a time zone is not a time."""

    asked: datetime


@dataclass(frozen=True, slots=True)
class OpeningProblem:
    """One reason why a round cannot open yet: a code and the facts its sentence needs."""

    code: str
    facts: Mapping[str, str | int]


@refusal
class CannotOpen(Refused):
    """The round cannot open; every reason is given at once."""

    problems: tuple[OpeningProblem, ...]


# --- Round files and rolls ---


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing wrong in a file: where it stands, a reason code, and the facts.

    `line` counts from 1; 0 means the file as a whole. `column` is the name of a CSV
    column or of a TOML key, None if the problem concerns the whole line.
    """

    file: str
    line: int
    column: str | None
    code: str
    facts: Mapping[str, str | int]


@refusal
class RoundFileRefused(Refused):
    """A round file or a CSV it names is wrong; every problem is given at once."""

    problems: tuple[FileProblem, ...]


@refusal
class RollRefused(Refused):
    """A roll file is wrong; nothing of it is imported. `left_out` problems are not listed."""

    problems: tuple[FileProblem, ...]
    left_out: int


# --- Pabulib files ---


@refusal
class PabulibRefused(Refused):
    """A .pb file is wrong; nothing of it is used. `left_out` more problems are not listed."""

    problems: tuple[FileProblem, ...]
    left_out: int


# --- Money: rules, inputs and results ---


@refusal
class InvalidMoneyInput(Refused):
    """A parameter, an amount or an id of a round's money is outside its bounds.

    `field` is the path of the value, such as "rules.phi"; `expected` is a reason code.
    """

    field: str
    value: str
    expected: str


@refusal
class FloorsExceedBudget(Refused):
    """The guaranteed floors of a sector add up to more than its budget; cents."""

    sector: str
    floors_cents: int
    budget_cents: int


@refusal
class NothingToForfeit(Refused):
    """Only an initiative that is to be paid can lose its money."""

    initiative: str
    reason: str
