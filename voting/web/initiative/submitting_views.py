"""Views of handing a plan in: the act, the dated copy, and withdrawing."""

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.proposals import (
    TAKES_ENTRIES,
    State,
    can_withdraw,
    find_decision_day,
    find_minimum,
    find_unfinished,
)
from voting.domain.reviewing import find_copy
from voting.domain.working_days import find_day
from voting.services import proposing
from voting.services.photos import list_shown
from voting.services.proposals import LONGEST_SAID, ProposalView
from voting.services.round_state import find_round
from voting.services.support import find_threshold
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.i18n import local
from voting.web.initiative.blueprint import bp
from voting.web.initiative.copies import make_copy, write_copy
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.overview_views import render_overview
from voting.web.initiative.previewing import find_buurt, find_theme, list_missing, make_initiative
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
    open_draft = view.state is State.DRAFT and view.phase in TAKES_ENTRIES
    if not open_draft or find_unfinished(view.draft, view.bounds, view.plan):
        return redirect(url_for(".show_plan", reference=reference), 303)
    return render_template(
        "initiative/hand_in.html",
        view=view,
        decide_by=find_decision_day(find_day(now())),
        threshold=find_threshold(stores(), find_round(stores(), view.round)),
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
    """Show the plan as residents will see it, and what is missing for that."""
    view = take_proposal(reference)
    missing = list_missing(view)
    one = None if missing else make_initiative(view)
    open_draft = view.state is State.DRAFT and view.phase in TAKES_ENTRIES
    return render_template(
        "initiative/preview.html",
        view=view,
        one=one,
        missing=missing,
        theme=find_theme(view),
        buurt=find_buurt(view),
        ready=format_month(one.ready) if one and one.ready else "",
        minimum_cents=find_minimum(view.draft, view.bounds),
        months={step.month: format_month(step.month) for step in view.draft.milestones},
        photos=describe_photos(list_shown(stores(), reference, take_account().id), reference),
        map=describe_spot(find_round(stores(), view.round), view.draft),
        can_submit=view.leads and open_draft and not missing,
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
    view = take_proposal(reference)
    if not can_withdraw(view.state, view.phase):
        return redirect(url_for(".show_plan", reference=reference), 303)
    return show(_ask_withdraw(view))


@bp.post("/<reference>/withdraw")
@allow(Role.PERSON)
def submit_withdraw(reference: str) -> ResponseReturnValue:
    """Withdraw the plan."""
    reason = read_fields("reason")["reason"]
    view = take_proposal(reference)
    try:
        proposing.withdraw_proposal(stores(), take_account().id, reference, reason, now())
    except Refused as refusal:
        return show(_ask_withdraw(view), refusal)
    return redirect(url_for(".show_plan", reference=reference), 303)


def _ask_withdraw(view: ProposalView) -> Question:
    """Say what goes, and what everybody can still read, before the button."""
    public = find_copy(view.events) is not None
    lead = _(
        "The plan leaves the round and cannot come back in it. Your group keeps what it wrote."
    )
    stays = (
        _(
            "Everybody can still read the plan, with what was asked and answered, and that you"
            " withdrew it. You can take its photos away yourself."
        )
        if public
        else _("Nobody but your group saw it, and that stays so.")
    )
    why = _("Everybody can read this too. Name nobody.") if public else _("Your group reads it.")
    field = Field("reason", _("Why? You need not say."), why, longest=LONGEST_SAID)
    back = (local(view.draft.text("title")) or _("Your plan"), _plan_url(view))
    title, button = _("Withdraw your plan"), _("Withdraw")
    return Question(title, button, (field,), f"{lead} {stays}", stop=True, back=back)


def _plan_url(view: ProposalView) -> str:
    return url_for(".show_plan", reference=view.reference)
