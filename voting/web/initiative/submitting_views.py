"""Views of handing a plan in: the act, the dated copy, and withdrawing."""

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.proposals import State, find_decision_day, find_unfinished
from voting.domain.working_days import find_day
from voting.services import proposing
from voting.services.photos import list_shown
from voting.services.proposals import LONGEST_SAID
from voting.services.round_state import find_round
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.initiative.copies import make_copy, write_copy
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.overview_views import render_overview
from voting.web.initiative.previewing import find_buurt, find_theme, make_initiative
from voting.web.letters import PageLetters
from voting.web.maps import describe_spot
from voting.web.photos import describe_photos
from voting.web.questions import Field, Question, find_status, read_fields, show
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words import format_month


@bp.get("/<reference>/hand-in")
@allow(Role.PERSON)
def show_hand_in(reference: str) -> ResponseReturnValue:
    """Say what is handed in, what happens next and by when; ask to confirm."""
    view = take_proposal(reference)
    if view.state is not State.DRAFT or find_unfinished(view.draft, view.bounds, view.plan):
        return redirect(url_for(".show_plan", reference=reference), 303)
    return render_template(
        "initiative/hand_in.html", view=view, decide_by=find_decision_day(find_day(now()))
    )


@bp.post("/<reference>/hand-in")
@allow(Role.PERSON)
def submit_hand_in(reference: str) -> ResponseReturnValue:
    """Hand the plan in."""
    read_fields()
    view = take_proposal(reference)
    try:
        proposing.submit_proposal(stores(), PageLetters(), take_account().id, reference, now())
    except Refused as refusal:
        return render_overview(view, explain(refusal)), find_status(refusal)
    return redirect(url_for(".show_plan", reference=reference), 303)


@bp.get("/<reference>/preview")
@allow(Role.PERSON)
def show_preview(reference: str) -> ResponseReturnValue:
    """Show the plan exactly as residents will see it."""
    view = take_proposal(reference)
    if find_unfinished(view.draft, view.bounds, view.plan):
        return redirect(url_for(".show_plan", reference=reference), 303)
    one = make_initiative(view)
    return render_template(
        "initiative/preview.html",
        view=view,
        one=one,
        theme=find_theme(view),
        buurt=find_buurt(view),
        ready=format_month(one.ready) if one.ready else "",
        photos=describe_photos(list_shown(stores(), reference, take_account().id), reference),
        map=describe_spot(find_round(stores(), view.round), view.draft),
    )


@bp.get("/<reference>/copy")
@allow(Role.PERSON)
def show_copy(reference: str) -> ResponseReturnValue:
    """Show the dated copy of what was handed in."""
    view = take_proposal(reference)
    copy = make_copy(view) or abort(404)
    return render_template("initiative/copy.html", view=view, copy=copy)


@bp.get("/<reference>/copy.txt")
@allow(Role.PERSON)
def download_copy(reference: str) -> ResponseReturnValue:
    """Send the dated copy as plain text."""
    copy = make_copy(take_proposal(reference)) or abort(404)
    response = Response(write_copy(copy), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{reference}.txt"'
    return response


@bp.get("/<reference>/withdraw")
@allow(Role.PERSON)
def show_withdraw(reference: str) -> ResponseReturnValue:
    """Ask whether the reader is sure, and perhaps why."""
    take_proposal(reference)
    return show(_ask_withdraw())


@bp.post("/<reference>/withdraw")
@allow(Role.PERSON)
def submit_withdraw(reference: str) -> ResponseReturnValue:
    """Withdraw the plan."""
    reason = read_fields("reason")["reason"]
    take_proposal(reference)
    try:
        proposing.withdraw_proposal(stores(), take_account().id, reference, reason, now())
    except Refused as refusal:
        return show(_ask_withdraw(), refusal)
    return redirect(url_for(".show_plan", reference=reference), 303)


def _ask_withdraw() -> Question:
    lead = _(
        "The plan leaves the round and cannot come back in it. What was written stays with your"
        " group."
    )
    field = Field("reason", _("Why? You need not say."), longest=LONGEST_SAID)
    return Question(_("Withdraw your plan"), _("Withdraw"), (field,), lead, stop=True)
