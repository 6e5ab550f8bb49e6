"""The overview of a plan: every question, what is missing, where it stands, and what comes next."""

from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.proposals import AnswerProblem
from voting.domain.proposal_fields import FIELDS, Step
from voting.domain.proposals import (
    POSSIBLE,
    TAKES_ANSWERS,
    TAKES_ENTRIES,
    Act,
    State,
    can_withdraw,
    find_objection_day,
    find_unfinished,
    list_steps,
)
from voting.domain.reviewing import Event, Kind, find_copy, find_decision
from voting.domain.working_days import find_day
from voting.services.proposals import ProposalView
from voting.services.round_state import find_round
from voting.services.support import find_threshold
from voting.web.access import Role, allow
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.overview_parts import list_parts
from voting.web.initiative.plan_standing import describe_standing
from voting.web.initiative.step_questions import name_step
from voting.web.stores import stores
from voting.web.words_proposals import say_problem

DECIDED = (State.LISTED, State.TURNED_DOWN)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A question on the overview. `problem` says what is wrong or missing, "" when nothing is."""

    step: Step
    name: str
    problem: str
    missing: bool
    """Whether it is merely not filled in yet."""
    begun: bool


@bp.get("/<reference>/")
@allow(Role.PERSON)
def show_plan(reference: str) -> ResponseReturnValue:
    """Show a plan: what is filled in, what is missing, where it stands."""
    return render_overview(take_proposal(reference))


def render_overview(view: ProposalView, problem: str = "") -> str:
    """Show the overview, perhaps with the reason why something was refused."""
    takes_entries = view.phase in TAKES_ENTRIES
    needed = list_steps(view.draft, view.bounds)
    unfinished = find_unfinished(view.draft, view.bounds, view.plan)
    # A minimum that was given must fit, also where none is asked.
    wrong = [step for step in unfinished if step not in needed]
    lines = [_describe(step, view, unfinished) for step in (*needed, *wrong)]
    more = [
        _describe(step, view, {})
        for step in (Step.MINIMUM, Step.MILESTONES, Step.UPKEEP, Step.EFFECTS)
        if step not in (*needed, *wrong)
    ]
    decision = find_decision(view.events) if view.state in DECIDED else None
    return render_template(
        "initiative/plan.html",
        view=view,
        stands=describe_standing(view),
        steps=lines,
        more=more,
        next_url=_find_next(view, unfinished),
        can_edit=view.state in POSSIBLE[Act.EDIT],
        can_submit=takes_entries and view.state is State.DRAFT and not unfinished,
        closed=view.state is State.DRAFT and not takes_entries,
        threshold=_find_threshold(view),
        has_copy=find_copy(view.events) is not None,
        decision=decision,
        entered=next((one for one in view.events if one.kind is Kind.ENTERED), None),
        object_by=_find_objection_day(view, decision),
        can_withdraw=view.leads and can_withdraw(view.state, view.phase),
        is_final=view.leads and view.state is State.LISTED and view.phase not in TAKES_ANSWERS,
        parts=list_parts(view),
        problem=problem,
    )


def _describe(step: Step, view: ProposalView, unfinished: dict[Step, AnswerProblem]) -> StepLine:
    problem = unfinished.get(step)
    return StepLine(
        step,
        name_step(step),
        say_problem(problem) if problem else "",
        problem is not None and problem.code == "missing",
        any(view.draft.word(name) for name in FIELDS[step]),
    )


def _find_threshold(view: ProposalView) -> int | None:
    """Return the council's number for a draft; later the line of the signatures tells it."""
    if view.state is not State.DRAFT or view.phase not in TAKES_ENTRIES:
        return None
    return find_threshold(stores(), find_round(stores(), view.round))


def _find_objection_day(view: ProposalView, decision: Event | None) -> date | None:
    refused = decision is not None and view.state is State.TURNED_DOWN
    return find_objection_day(find_day(decision.at)) if decision and refused else None


def _find_next(view: ProposalView, unfinished: dict[Step, AnswerProblem]) -> str:
    closed = view.state is State.DRAFT and view.phase not in TAKES_ENTRIES
    if not unfinished or closed or view.state not in POSSIBLE[Act.EDIT]:
        return ""
    steps = (*list_steps(view.draft, view.bounds), Step.MINIMUM)
    first = next(step for step in steps if step in unfinished)
    return url_for(".show_step", reference=view.reference, step=first.value)
