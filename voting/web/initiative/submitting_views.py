"""Views of handing a plan in: the act, the dated copy, and withdrawing."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.proposals import State, find_decision_day, find_unfinished
from voting.domain.working_days import find_day
from voting.services import proposing
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.overview_views import render_overview
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores


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
        proposing.submit_proposal(stores(), take_account().id, reference, now())
    except Refused as refusal:
        return render_overview(view, explain(refusal)), find_status(refusal)
    return redirect(url_for(".show_plan", reference=reference), 303)
