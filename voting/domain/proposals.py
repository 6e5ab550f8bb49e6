"""A proposal: its states, who may do what in each, and when it is complete.

draft → submitted → in review ⇄ questions → listed | turned down; withdrawn from any of these.
The group's words are the group's: an office asks and suggests, and never writes in them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NewType

from voting.domain.accounts import PersonId
from voting.domain.errors.people import OwnersOnly
from voting.domain.errors.proposals import (
    AnswerProblem,
    EntriesClosed,
    ListIsFinal,
    ProposalIncomplete,
    WrongState,
)
from voting.domain.groups import Duty, GroupRole, Members, find_member
from voting.domain.proposal_fields import ONLY_IF, SHORT_FORM, Draft, Step
from voting.domain.rounds import Phase, RoundPlan
from voting.domain.texts import fold
from voting.domain.themes import Theme
from voting.domain.working_days import (
    add_working_days,
    find_working_day,
    subtract_working_days,
)

ProposalId = NewType("ProposalId", bytes)
"""A proposal: 16 random bytes."""
ANSWER_DAYS = 10
"""Working days to answer a question, before a proposal can be turned down."""
REMINDER_DAYS = 2
"""Working days before the last one, a group is reminded that its answer is due."""
DECISION_DAYS = 56
"""Days for a decision (Awb 4:13: a reasonable term, eight weeks). Waiting for an answer stops
the clock (Awb 4:15)."""
OBJECTION_DAYS = 42
"""Days to object to a decision (Awb 6:7: six weeks)."""
SHORT_FORM_CENTS = 2_500_00
"""The amount up to which six questions are enough, unless the council sets another."""
TAKES_ENTRIES = (Phase.PREPARATION, Phase.ENTRIES)
TAKES_ANSWERS = (*TAKES_ENTRIES, Phase.REVIEW)


class State(StrEnum):
    """Where a proposal is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    QUESTIONS = "questions"
    LISTED = "listed"
    TURNED_DOWN = "turned_down"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What can be done with a proposal."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    TAKE_UP = "take_up"
    ASK = "ask"
    ANSWER = "answer"
    SUGGEST = "suggest"
    SETTLE = "settle"
    LIST = "list"
    TURN_DOWN = "turn_down"
    TAKE_BACK = "take_back"
    """Undo that it was admitted: what that rested on is gone."""


OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.QUESTIONS)
REVIEWING = (State.IN_REVIEW, State.QUESTIONS)
UNDECIDED = (State.SUBMITTED, *REVIEWING)
"""What was handed in and waits for a decision; no list is final while there is any."""
POSSIBLE: Mapping[Act, tuple[State, ...]] = {
    Act.EDIT: (State.DRAFT, State.QUESTIONS),
    Act.SUBMIT: (State.DRAFT,),
    Act.WITHDRAW: (*OPEN_STATES, State.LISTED),
    Act.TAKE_UP: (State.SUBMITTED,),
    Act.ASK: REVIEWING,
    Act.ANSWER: (State.QUESTIONS,),
    Act.SUGGEST: REVIEWING,
    Act.SETTLE: REVIEWING,
    Act.LIST: (State.IN_REVIEW,),
    Act.TURN_DOWN: REVIEWING,
    Act.TAKE_BACK: (State.LISTED,),
}
OWNERS_ACTS = frozenset({Act.SUBMIT, Act.WITHDRAW})
"""What an owner or the lead does for the group; any member may do the rest."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the council set: the short form's amount, and the least and most a minimum may be."""

    short_form_cents: int = SHORT_FORM_CENTS
    floor: Fraction = Fraction(1, 4)
    ceiling: Fraction = Fraction(1)


def find_state_after(act: Act, state: State) -> State:
    """Return the state after an act; raise WrongState when it is not possible now."""
    if state not in POSSIBLE[act]:
        raise WrongState(state.value)
    after = {
        Act.SUBMIT: State.SUBMITTED,
        Act.WITHDRAW: State.WITHDRAWN,
        Act.TAKE_UP: State.IN_REVIEW,
        Act.ASK: State.QUESTIONS,
        Act.LIST: State.LISTED,
        Act.TURN_DOWN: State.TURNED_DOWN,
        Act.TAKE_BACK: State.IN_REVIEW,
    }
    return after.get(act, state)


def can_withdraw(state: State, phase: Phase) -> bool:
    """Tell whether a proposal can be withdrawn: one on the list only until that is final."""
    return state in POSSIBLE[Act.WITHDRAW] and (state is not State.LISTED or phase in TAKES_ANSWERS)


def require_member(members: Members, person: PersonId, act: Act) -> None:
    """Raise NotAMember, or OwnersOnly when only an owner or the lead does this."""
    member = find_member(members, person)
    if act in OWNERS_ACTS and not (member.role is GroupRole.OWNER or member.duty is Duty.LEAD):
        raise OwnersOnly


def require_entries(phase: Phase) -> None:
    """Raise EntriesClosed unless the round takes new and changed proposals."""
    if phase not in TAKES_ENTRIES:
        raise EntriesClosed(phase.value)


def require_open_list(phase: Phase) -> None:
    """Raise ListIsFinal when the list of the round is final: nothing is decided or linked then."""
    if phase not in TAKES_ANSWERS:
        raise ListIsFinal(phase.value)


def find_answer_day(asked: date) -> date:
    """Return the last day for an answer to a question asked on this day."""
    return add_working_days(asked, ANSWER_DAYS)


def find_reminder_day(answer_by: date) -> date:
    """Return the day from which a group is reminded that its answer is due."""
    return subtract_working_days(answer_by, REMINDER_DAYS)


def find_decision_day(submitted: date) -> date:
    """Return the day by which the office decides on a proposal."""
    return submitted + timedelta(days=DECISION_DAYS)


def find_objection_day(decided: date) -> date:
    """Return the last day to object to a decision sent on this day.

    Six weeks from the day after it (Awb 6:7, 6:8); a term that would end on a day off ends on
    the next working day (Algemene termijnenwet, article 1).
    """
    return find_working_day(decided + timedelta(days=OBJECTION_DAYS))


def list_steps(draft: Draft, bounds: Bounds) -> tuple[Step, ...]:
    """Return the questions this group must answer, in order.

    Below the council's amount these are six, and those that the answers themselves call for.
    """
    short = is_short(draft, bounds)
    return tuple(
        step
        for step in Step
        if (draft.ticked(ONLY_IF[step]) if step in ONLY_IF else step in SHORT_FORM or not short)
    )


def is_short(draft: Draft, bounds: Bounds) -> bool:
    """Tell whether six questions are enough for what is asked."""
    return draft.ask_cents <= bounds.short_form_cents


def find_minimum(draft: Draft, bounds: Bounds) -> int:
    """Return the least the plan can be done with; without an answer, all a group may need."""
    given = draft.cents("minimum_cents")
    return given if given is not None else int(bounds.ceiling * draft.ask_cents)


def check_complete(draft: Draft, bounds: Bounds, plan: RoundPlan) -> None:
    """Raise ProposalIncomplete, with all reasons, unless the proposal can be handed in."""
    steps = list_steps(draft, bounds)
    problems = tuple(
        problem
        for step, problem in _find_problems(draft, bounds, plan)
        if step in steps or step is Step.MINIMUM
    )
    if problems:
        raise ProposalIncomplete(problems)


def find_unfinished(draft: Draft, bounds: Bounds, plan: RoundPlan) -> dict[Step, AnswerProblem]:
    """Return the first thing that each unfinished step lacks."""
    steps = (*list_steps(draft, bounds), Step.MINIMUM)
    found: dict[Step, AnswerProblem] = {}
    for step, problem in _find_problems(draft, bounds, plan):
        if step in steps:
            found.setdefault(step, problem)
    return found


def _find_problems(
    draft: Draft, bounds: Bounds, plan: RoundPlan
) -> Iterator[tuple[Step, AnswerProblem]]:
    yield from _check_words(draft)
    yield from _check_place(draft, plan)
    yield from _check_money(draft, bounds, plan)
    needed = {
        Step.PEOPLE: ("origin", "provider"),
        Step.ADULT: ("parent", "parent_agrees", "payee"),
        Step.MILESTONES: ("milestones",),
    }
    for step, names in needed.items():
        for name in names:
            if not draft.word(name):
                yield _say(step, name, "missing")
    if not draft.text("upkeep"):
        yield _say(Step.UPKEEP, "upkeep_nl", "missing")
    if draft.cents("minimum_cents") is None and not is_short(draft, bounds):
        yield _say(Step.MINIMUM, "minimum_cents", "missing")


def _say(step: Step, field: str, code: str, **facts: str | int) -> tuple[Step, AnswerProblem]:
    return step, AnswerProblem(field, code, {"step": step.value, **facts})


def _check_words(draft: Draft) -> Iterator[tuple[Step, AnswerProblem]]:
    """One language is enough, but then for all three: no page is half in one, half in another."""
    if draft.languages:
        return
    started = "en" if draft.word("title_en") and not draft.word("title_nl") else "nl"
    for name, step in (
        ("title", Step.TITLE),
        ("summary", Step.TITLE),
        ("description", Step.STORY),
    ):
        if not draft.word(f"{name}_{started}"):
            yield _say(step, f"{name}_{started}", "missing")


def _check_place(draft: Draft, plan: RoundPlan) -> Iterator[tuple[Step, AnswerProblem]]:
    buurten = {buurt.slug for area in plan.voting_areas for buurt in area.buurten}
    if draft.word("buurt") not in buurten:
        yield _say(Step.PLACE, "buurt", "missing")
    if not draft.word("sector"):
        yield _say(Step.SUBJECT, "sector", "missing")
    themes = {theme.slug for theme in plan.themes}
    if draft.word("theme") not in themes and not draft.word("own_theme"):
        yield _say(Step.SUBJECT, "theme", "missing")


def _check_money(
    draft: Draft, bounds: Bounds, plan: RoundPlan
) -> Iterator[tuple[Step, AnswerProblem]]:
    ask = draft.ask_cents
    if not draft.lines:
        yield _say(Step.COSTS, "costs-0-what", "missing")
        return
    if ask <= 0:
        yield _say(Step.COSTS, "own_cents", "nothing_asked")
        return
    pot = find_pot(draft, plan)
    if pot is not None and ask > pot:
        yield _say(Step.COSTS, "costs-0-amount", "above_pot", pot_cents=pot)
    minimum = draft.cents("minimum_cents")
    if minimum is None:
        return
    if minimum > ask:
        yield _say(Step.MINIMUM, "minimum_cents", "minimum_above_ask", ask_cents=ask)
    elif not bounds.floor * ask <= minimum <= bounds.ceiling * ask:
        least, most = -int(-bounds.floor * ask // 1), int(bounds.ceiling * ask)
        facts = {"least_cents": least, "most_cents": most}
        yield _say(Step.MINIMUM, "minimum_cents", "minimum_outside", **facts)


def find_pot(draft: Draft, plan: RoundPlan) -> int | None:
    """Return all the money there is for a proposal's voting area; None while it has no buurt."""
    for area in plan.voting_areas:
        if draft.word("buurt") in {buurt.slug for buurt in area.buurten}:
            return area.pot_cents
    return None


def find_listed_theme(draft: Draft, plan: RoundPlan) -> Theme | None:
    """Return the theme on the round's list that is called as a plan's own theme."""
    own = fold(draft.word("own_theme"))
    names = ((theme, (theme.name.nl, theme.name.en)) for theme in plan.themes)
    return next((theme for theme, both in names if own and own in map(fold, both)), None)
