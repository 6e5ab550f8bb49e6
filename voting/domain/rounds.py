"""A round: its phases and times, and the plan that describes all of it.

Phases are taken one by one and never back. The plan is frozen when voting opens; afterwards
only two acts exist: extend the closing time before it passes, or annul the round.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from voting.domain.areas import VotingArea
from voting.domain.errors.rounds import (
    AnnulmentTooEarly,
    ClosingHasPassed,
    ExtensionNotLater,
    ExtensionWithoutTimezone,
    PhaseReversed,
    PhaseSkipped,
    RoundEnded,
)
from voting.domain.initiatives import Initiative, Provider, Sector
from voting.domain.packages import BaseAmount, BaseFormula, compute_base
from voting.domain.rules import MoneyRules
from voting.domain.texts import Text
from voting.domain.themes import Theme
from voting.domain.working_days import add_working_days, find_day

CHECKING_DAYS = 10
"""Working days, at least, between the result and the end of the checking period."""


class Phase(StrEnum):
    """The phases of a round, in order; `ANNULLED` stands beside them."""

    PREPARATION = "preparation"
    ENTRIES = "entries"
    REVIEW = "review"
    LIST_FINAL = "list_final"
    VOTING = "voting"
    CLOSED = "closed"
    OPENED = "opened"
    PUBLISHED = "published"
    CHECKING = "checking"
    FINAL = "final"
    ANNULLED = "annulled"


ORDER = tuple(phase for phase in Phase if phase is not Phase.ANNULLED)
_ENDED = frozenset({Phase.FINAL, Phase.ANNULLED})


def has_reached(phase: Phase, milestone: Phase) -> bool:
    """Tell whether a round in `phase` is at or past `milestone`; an annulled one never is."""
    return phase is not Phase.ANNULLED and ORDER.index(phase) >= ORDER.index(milestone)


def advance(phase: Phase) -> Phase:
    """Return the phase after `phase`.

    Raises:
        RoundEnded: the round is final or annulled.
    """
    if phase in _ENDED:
        raise RoundEnded(phase)
    return ORDER[ORDER.index(phase) + 1]


def check_step(old: Phase, new: Phase) -> None:
    """Check that a round in `old` may go to `new`: the next phase, or annulled.

    Raises:
        RoundEnded: `old` is final or annulled.
        AnnulmentTooEarly: `new` is annulled and voting has not begun.
        PhaseSkipped: there are phases between them.
        PhaseReversed: `new` is `old` or before it.
    """
    if old in _ENDED:
        raise RoundEnded(old)
    if new is Phase.ANNULLED:
        if not has_reached(old, Phase.VOTING):
            raise AnnulmentTooEarly(old)
        return
    step = ORDER.index(new) - ORDER.index(old)
    if step > 1:
        raise PhaseSkipped(old, new)
    if step < 1:
        raise PhaseReversed(old, new)


@dataclass(frozen=True, slots=True)
class RoundTimes:
    """When voting opens and closes, when the result is out, and until when it is checked.

    All four are aware UTC times and stand in this order. Voting is open from `opens` up to,
    not including, `closes`. The checking period is for counting errors only.
    """

    opens: datetime
    closes: datetime
    results_on: datetime
    checking_until: datetime


def find_checking_end(times: RoundTimes) -> date:
    """Return the first day on which the checking period may end."""
    return add_working_days(find_day(times.results_on), CHECKING_DAYS)


def lengthen_checking(times: RoundTimes) -> RoundTimes:
    """Return `times` with a checking period that is long enough; a longer one stays as it is."""
    missing = find_checking_end(times) - find_day(times.checking_until)
    longer = times.checking_until + max(missing, timedelta())
    return replace(times, checking_until=longer)


def accepts_votes(phase: Phase, times: RoundTimes, at: datetime) -> bool:
    """Tell whether a vote cast at `at` is in time."""
    return phase is Phase.VOTING and times.opens <= at < times.closes


def extend(times: RoundTimes, closes: datetime, at: datetime) -> RoundTimes:
    """Return `times` with a later closing; what follows it moves along by as much.

    Raises:
        ExtensionWithoutTimezone: the new time is not aware.
        ClosingHasPassed: at `at` the closing time is over already.
        ExtensionNotLater: the new time is not later; closing early does not exist.
    """
    if closes.tzinfo is None:
        raise ExtensionWithoutTimezone(closes)
    if at >= times.closes:
        raise ClosingHasPassed(times.closes, at)
    if closes <= times.closes:
        raise ExtensionNotLater(times.closes, closes)
    longer = closes - times.closes
    return lengthen_checking(
        replace(
            times,
            closes=closes,
            results_on=times.results_on + longer,
            checking_until=times.checking_until + longer,
        )
    )


@dataclass(frozen=True, slots=True)
class Regulation:
    """The published subsidy regulation a round rests on (Awb 4:23, 4:25 to 4:27)."""

    reference: str
    ceiling_cents: int
    decision_date: date
    url: str = ""


FAULT_RULES = Text(
    "Een fout die een stembewijs aantoont, wordt hersteld. Kunnen de bewezen fouten samen groter"
    " zijn dan de kleinste marge, of zijn er meer strookjes dan uitgegeven rechten, dan stemt het"
    " gebied opnieuw. Klachten zonder bewijs worden geteld en bekendgemaakt.",
    "A fault that a receipt proves is corrected. If proven faults could exceed the smallest margin,"
    " or there are more slips than rights issued, the area votes again. Complaints that cannot be"
    " proven are counted and published.",
)
"""What follows from a fault in the count; frozen with the rules, so that no result shapes it."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality as this round names it; the code and its year are optional."""

    name: str
    cbs_code: str | None = None
    division_year: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a resident gets help: a telephone number and a desk."""

    phone: str
    desk: Text


@dataclass(frozen=True, slots=True)
class SealRule:
    """How many of how many trustees open the ballot box."""

    threshold: int = 2
    shares: int = 3


@dataclass(frozen=True, slots=True)
class BaseLine:
    """A line of the base package: for one buurt and sector an amount or a described service.

    Police and schools are not municipal budgets, so a service names who provides it
    (`provider_name`, such as "Politie") and has no amount.
    """

    buurt: str
    sector: Sector
    amount_cents: int | None
    service: Text
    provider: Provider | None
    provider_name: str = ""


@dataclass(frozen=True, slots=True)
class OfficialPreference:
    """The municipality's own order of a buurt's initiatives; published, never overriding."""

    buurt: str
    initiatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Everything a council decides about a round before it opens; amounts are cents.

    `base_lines` and `base_formulas` never cover the same sector with amounts.
    """

    slug: str
    title: Text
    municipality: Municipality
    times: RoundTimes
    regulation: Regulation | None
    contact: Contact
    voting_areas: tuple[VotingArea, ...]
    themes: tuple[Theme, ...]
    initiatives: tuple[Initiative, ...]
    money: MoneyRules = field(default_factory=MoneyRules)
    base_lines: tuple[BaseLine, ...] = ()
    base_formulas: tuple[BaseFormula, ...] = ()
    preferences: tuple[OfficialPreference, ...] = ()
    refusal_grounds: tuple[Text, ...] = ()
    reissue_cap: int = 0
    allow_small_areas: bool = False
    seal: SealRule = field(default_factory=SealRule)

    @property
    def rights(self) -> int:
        """Return how many rights each resident has."""
        return self.money.rights

    def initiatives_in(self, area: VotingArea) -> tuple[Initiative, ...]:
        """Return the initiatives that rights of `area` can be spent on, in file order."""
        buurten = {buurt.slug for buurt in area.buurten}
        return tuple(one for one in self.initiatives if one.buurt in buurten)

    def base_amounts(self, round_id: str) -> tuple[BaseAmount, ...]:
        """Return the base package's amounts, as written or by formula; votes play no part."""
        written = tuple(
            BaseAmount(line.sector, line.buurt, line.amount_cents)
            for line in self.base_lines
            if line.amount_cents is not None
        )
        computed = tuple(
            BaseAmount(share.sector, share.buurt, share.amount_cents)
            for formula in self.base_formulas
            for share in compute_base(formula, round_id)
        )
        return written + computed
