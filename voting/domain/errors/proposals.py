"""Why something about a proposal or its review is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from voting.domain.errors.refused import Refused, refusal


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One thing wrong in what was filled in: the field, a reason code, and the facts."""

    field: str
    code: str
    facts: Mapping[str, str | int]


@refusal
class AnswersRefused(Refused):
    """What was filled in on one page cannot be kept; every reason is given at once."""

    problems: tuple[AnswerProblem, ...]


@refusal
class ProposalIncomplete(Refused):
    """The proposal cannot be handed in yet; every reason is given, with the step's name."""

    problems: tuple[AnswerProblem, ...]


@refusal
class DraftChanged(Refused):
    """Somebody else saved the same answer in the meantime; `theirs` is what stands there now."""

    theirs: tuple[tuple[str, str], ...]
    version: int


@refusal
class ProposalUnknown(Refused):
    """There is no such proposal, or it is not the reader's to see."""


@refusal
class WrongState(Refused):
    """This cannot be done with a proposal in this state."""

    state: str


@refusal
class EntriesClosed(Refused):
    """The round takes no proposals now."""

    phase: str


@refusal
class AnswerFirst(Refused):
    """A proposal is turned down only when its group could answer, until this day."""

    until: date | None


@refusal
class OfficeAndReasonNeeded(Refused):
    """A decision names the office and gives a reason."""


@refusal
class PoliceDivisionNeeded(Refused):
    """A patrol is listed only with a written division of tasks with the police."""


@refusal
class NotSeen(Refused):
    """Something that the group says itself must be seen by the office before it admits."""

    what: str


@refusal
class ThemeNotListed(Refused):
    """The proposal carries a theme of its own, which is not on the round's list."""

    theme: str


@refusal
class SuggestionSettled(Refused):
    """There is no such suggestion, or it was accepted or declined before."""


@refusal
class SuggestionOutdated(Refused):
    """The group changed the text that the suggestion is about, and has not seen both together."""


@refusal
class QuestionSettled(Refused):
    """There is no such question, or it was answered before."""


@refusal
class ListIsFinal(Refused):
    """The list of the round is final, or not being made yet; nothing is added or taken away."""

    phase: str
