"""Views of the conversation with the municipality, and of the history of changes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.proposals import SuggestionOutdated
from voting.domain.errors.refused import Refused
from voting.domain.proposals import find_objection_day
from voting.domain.reviewing import (
    CONVERSATION,
    HISTORY,
    Kind,
    find_open_questions,
    find_open_suggestions,
)
from voting.domain.working_days import find_day
from voting.services import reviewing
from voting.services.proposals import ProposalView
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.inputs import read_number
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _, ngettext
from voting.web.words_fields import name_field, write_field


@bp.get("/<reference>/talk")
@allow(Role.PERSON)
def show_talk(reference: str) -> ResponseReturnValue:
    """Show what was said, asked, suggested and decided."""
    return _render(take_proposal(reference))


@bp.post("/<reference>/answers/<int:position>")
@allow(Role.PERSON)
def submit_answer(reference: str, position: int) -> ResponseReturnValue:
    """Answer a question."""
    text = read_fields("text")["text"]
    view = take_proposal(reference)
    try:
        reviewing.answer(stores(), take_account().id, reference, position, text, now())
    except Refused as refusal:
        return _render(view, position, explain(refusal)), 422
    return redirect(url_for(".show_talk", reference=reference, _anchor=f"event-{position}"), 303)


@bp.post("/<reference>/suggestions/<int:position>")
@allow(Role.PERSON)
def submit_suggestion(reference: str, position: int) -> ResponseReturnValue:
    """Accept a suggestion or decline it."""
    filled = read_fields("text", "choice", "version")
    view, version = take_proposal(reference), read_number(filled["version"])
    if filled["choice"] not in ("accept", "decline"):
        return _render(view, position, _("Choose one of the answers.")), 422
    try:
        reviewing.settle_suggestion(
            stores(),
            take_account().id,
            reference,
            position,
            accept=filled["choice"] == "accept",
            text=filled["text"],
            version=version,
            at=now(),
        )
    except SuggestionOutdated as refusal:
        return _render(take_proposal(reference), position, explain(refusal)), 409
    except Refused as refusal:
        return _render(view, position, explain(refusal)), 422
    return redirect(url_for(".show_talk", reference=reference, _anchor=f"event-{position}"), 303)


@bp.get("/<reference>/history")
@allow(Role.PERSON)
def show_history(reference: str) -> ResponseReturnValue:
    """Show who changed what and when, the newest first."""
    view = take_proposal(reference)
    return render_template(
        "initiative/history.html",
        view=view,
        events=[event for event in reversed(view.events) if event.kind in HISTORY],
        name_field=name_field,
        write_field=write_field,
    )


def _render(view: ProposalView, wrong: int | None = None, problem: str = "") -> str:
    return render_template(
        "initiative/talk.html",
        view=view,
        events=[event for event in view.events if event.kind in CONVERSATION],
        questions={event.position for event in find_open_questions(view.events)},
        suggestions={event.position for event in find_open_suggestions(view.events)},
        object_by={
            event.position: find_objection_day(find_day(event.at))
            for event in view.events
            if event.kind is Kind.TURNED_DOWN
        },
        wrong=wrong,
        problem=problem,
        typed=request.form.get("text", ""),
        name_field=name_field,
        write_field=write_field,
    )


@overview_part(10)
def tell_talk(view: ProposalView) -> Part | None:
    """Tell what waits in the conversation."""
    if not any(event.kind in CONVERSATION for event in view.events):
        return None
    open_count = len(find_open_questions(view.events)) + len(find_open_suggestions(view.events))
    text = (
        ngettext("%(count)s thing waits", "%(count)s things wait", open_count, count=open_count)
        if open_count
        else _("Nothing waits for you.")
    )
    url = url_for(".show_talk", reference=view.reference)
    return Part(_("Conversation with the municipality"), text, url, todo=bool(open_count))


@overview_part(90)
def tell_history(view: ProposalView) -> Part | None:
    """Lead to the history of changes."""
    changes = sum(event.kind is Kind.CHANGED for event in view.events)
    if not changes:
        return None
    url = url_for(".show_history", reference=view.reference)
    text = ngettext("%(count)s change", "%(count)s changes", changes, count=changes)
    return Part(_("Who changed what"), text, url)
