"""Views of the questions: one a screen, each answer saved by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.proposals import AnswerProblem, AnswersRefused, DraftChanged, WrongState
from voting.domain.proposal_fields import MOST_LINES, Step
from voting.domain.proposals import POSSIBLE, Act, find_unfinished, list_steps
from voting.services import proposing
from voting.services.proposals import ProposalView
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.initiative.comparing import Difference, list_differences
from voting.web.initiative.finding import take_proposal, take_step
from voting.web.initiative.inputs import (
    count_rows,
    find_parts,
    list_names,
    read_number,
    write_typed,
)
from voting.web.initiative.overview_views import render_overview
from voting.web.initiative.step_questions import ask_step
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.words_fields import name_field
from voting.web.words_proposals import say_problem

ONE_LINE_MORE, AND_STOP = "line", "stop"


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the inputs of a question, on which version, and what is wrong with it."""

    typed: Mapping[str, str]
    version: int
    rows: int = 0
    problems: Sequence[AnswerProblem] = ()
    differences: Sequence[Difference] = field(default_factory=tuple)
    refusal: str = ""


@bp.get("/<reference>/steps/<step>")
@allow(Role.PERSON)
def show_step(reference: str, step: str) -> ResponseReturnValue:
    """Ask one question."""
    view, asked = take_proposal(reference), take_step(step)
    if view.state not in POSSIBLE[Act.EDIT]:
        return redirect(url_for(".show_plan", reference=reference), 303)
    problems = _find_doubts(view, asked)
    return _render(view, asked, Filled(write_typed(view.draft, asked), view.version, 0, problems))


@bp.post("/<reference>/steps/<step>")
@allow(Role.PERSON)
def submit_step(reference: str, step: str) -> ResponseReturnValue:
    """Save the answer, and go on or stop; or give another line to fill in."""
    view, asked = take_proposal(reference), take_step(step)
    filled = read_fields("version", "rows", "go", *list_names(asked))
    typed = {name: filled[name] for name in list_names(asked)}
    version, rows = read_number(filled["version"]), read_number(filled["rows"] or "0")
    if filled["go"] == ONE_LINE_MORE:
        return _render(view, asked, Filled(typed, version, rows + 1))
    try:
        saved = proposing.save_step(
            stores(), take_account().id, reference, asked, typed, version, now()
        )
    except AnswersRefused as refusal:
        return _render(view, asked, Filled(typed, version, rows, refusal.problems)), 422
    except DraftChanged as refusal:
        return _show_both(view, asked, typed, refusal), 409
    except WrongState as refusal:
        return render_overview(take_proposal(reference), explain(refusal)), 409
    return redirect(_find_next(saved, asked, filled["go"]), 303)


def _show_both(
    view: ProposalView, step: Step, typed: Mapping[str, str], refusal: DraftChanged
) -> str:
    """Show what somebody else saved beside what the reader typed; nothing is lost."""
    fresh = take_proposal(view.reference)
    differences = list_differences(fresh, step, typed)
    filled = Filled(typed, refusal.version, differences=differences, refusal=explain(refusal))
    return _render(fresh, step, filled)


def _render(view: ProposalView, step: Step, filled: Filled) -> str:
    question = ask_step(step, view)
    rows = {
        one.name: count_rows(one.name, filled.typed, filled.rows)
        for one in question.inputs
        if one.kind == "list"
    }
    steps = list_steps(view.draft, view.bounds)
    return render_template(
        "initiative/step.html",
        view=view,
        step=step,
        question=question,
        typed=filled.typed,
        version=filled.version,
        rows=rows,
        problems=say_once(filled.problems),
        differences=filled.differences,
        refusal=filled.refusal,
        columns=find_parts,
        most_lines=MOST_LINES,
        name_field=name_field,
        other_open=any(filled.typed.get(one.name) for one in question.inputs if one.aside),
        place=steps.index(step) + 1 if step in steps else 0,
        places=len(steps),
    )


def say_once(problems: Sequence[AnswerProblem]) -> dict[str, str]:
    """Return the first sentence about each field."""
    said: dict[str, str] = {}
    for problem in problems:
        said.setdefault(problem.field, say_problem(problem))
    return said


def _find_doubts(view: ProposalView, step: Step) -> tuple[AnswerProblem, ...]:
    """Return what is wrong with an answer that was saved; what is merely missing is not."""
    problem = find_unfinished(view.draft, view.bounds, view.plan).get(step)
    return (problem,) if problem and problem.code != "missing" else ()


def _find_next(view: ProposalView, step: Step, go: str) -> str:
    overview = url_for(".show_plan", reference=view.reference)
    if go == AND_STOP:
        return overview
    if _find_doubts(view, step):
        return url_for(".show_step", reference=view.reference, step=step.value)
    steps = list_steps(view.draft, view.bounds)
    after = steps[steps.index(step) + 1 :] if step in steps else ()
    if not after:
        return overview
    return url_for(".show_step", reference=view.reference, step=after[0].value)
