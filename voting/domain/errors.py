"""Why something is refused: facts only, no sentences.

`web/errors.py` and the command line turn these into sentences in both languages.
Everyone appends under a heading of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
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


# --- Casting, closing, opening ---


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


# --- Running rounds, rolls and results ---


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


# --- Accounts and groups ---


@refusal
class EmailMalformed(Refused):
    """This is no e-mail address."""

    email: str


@refusal
class TextMissing(Refused):
    """A field that is needed is empty; the field's name."""

    field: str


@refusal
class TextTooLong(Refused):
    """A field holds more characters than it may."""

    field: str
    length: int
    longest: int


@refusal
class PasswordTooShort(Refused):
    """The password has fewer characters than it must."""

    length: int
    shortest: int


@refusal
class PasswordTooLong(Refused):
    """The password has more characters than it may."""

    length: int
    longest: int


@refusal
class PasswordKnown(Refused):
    """The password is among the first that anybody would try."""


@refusal
class SignInWrong(Refused):
    """Address and password do not belong together; which of them is wrong is not said."""


@refusal
class PasswordWrong(Refused):
    """Somebody who is signed in gave another password than their own."""


@refusal
class SignInSlowed(Refused):
    """There were too many tries; the next one is taken after this many seconds."""

    wait_seconds: int


@refusal
class OneTimeCodeWrong(Refused):
    """This is neither a one-time code of now nor an unused recovery code."""


@refusal
class OneTimeCodeUsed(Refused):
    """This one-time code was used before."""


@refusal
class LinkUnknown(Refused):
    """The link is not one of ours, or not a whole one, or was replaced by a newer one."""


@refusal
class LinkUsed(Refused):
    """The link was used before; each works once."""


@refusal
class LinkExpired(Refused):
    """The link is too old."""

    expired: datetime


@refusal
class AddressTaken(Refused):
    """Another account has this address by now. Only told to who owns the address."""


@refusal
class SecondStepOn(Refused):
    """The second step is on already, or was never begun: there is nothing to switch on."""


@refusal
class GroupUnknown(Refused):
    """There is no such group, or it is not the reader's to see."""


@refusal
class NotAMember(Refused):
    """This person is not in the group."""


@refusal
class AlreadyMember(Refused):
    """This person is in the group already, or handed over to themselves."""


@refusal
class OwnersOnly(Refused):
    """Only an owner of the group may do this."""


@refusal
class LastOwner(Refused):
    """The group would be left without an owner."""


@refusal
class LeadNeeded(Refused):
    """The group would be left without a lead: another one is appointed first."""


@refusal
class GroupFull(Refused):
    """The group has as many members as it may have."""

    most: int


@refusal
class GroupsNeedOwner(Refused):
    """The account cannot go: it is the only owner of these groups, which have other members."""

    groups: tuple[str, ...]


# --- Proposals and their review ---


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
class ThemeNotListed(Refused):
    """The proposal carries a theme of its own, which is not on the round's list."""

    theme: str


@refusal
class SuggestionSettled(Refused):
    """There is no such suggestion, or it was accepted or declined before."""


@refusal
class QuestionSettled(Refused):
    """There is no such question, or it was answered before."""


@refusal
class ListIsFinal(Refused):
    """The list of the round is final, or not being made yet; nothing is added or taken away."""

    phase: str
