"""Views of requests for a second person: what waits, what exactly is asked, yes or no."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.errors.staff import FreshCodeNeeded, RequestUnknown
from voting.domain.four_eyes import PAIRS, Act
from voting.services import acts
from voting.services.four_eyes import RequestView, decline_act, find_request, list_requests
from voting.web.access import STAFF, Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.links import Link, link
from voting.web.errors import explain
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now
from voting.web.signed_in import open_account_keys, read_standing, take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_requests import list_lines
from voting.web.workshop import open_workshop

CONFIRMING = tuple(
    role for role in STAFF if any(role.value in map(str, pair.confirms) for pair in PAIRS.values())
)
"""The roles that can answer some request; each request says which of them."""
READING = (*CONFIRMING, Role.GRIFFIER, Role.AUDITOR)


@link(20, *READING)
def _link_requests() -> Link:
    return Link(_("Acts of two people"), url_for("council.show_requests"))


@bp.get("/requests")
@allow(*READING)
def show_requests() -> ResponseReturnValue:
    """Show every request, the newest first."""
    return render_template("council/requests.html", requests=list_requests(stores(), now()))


@bp.get("/requests/<request_id>")
@allow(*READING)
def show_request(request_id: str) -> ResponseReturnValue:
    """Show exactly what is asked."""
    return render_request(take_request(request_id))


@bp.post("/requests/<request_id>/confirm")
@allow(*CONFIRMING)
@with_fresh_code
def submit_confirm(request_id: str) -> ResponseReturnValue:
    """Confirm what was shown, and do it."""
    view, shown = take_request(request_id), read_fields("shown")["shown"]
    try:
        acts.confirm(open_workshop(), take_hand(), view.id, shown, now())
    except FreshCodeNeeded:
        raise
    except Refused as refusal:
        return render_request(take_request(request_id), refusal)
    return redirect(url_for(".show_request", request_id=view.id), 303)


@bp.post("/requests/<request_id>/resume")
@allow(*CONFIRMING)
def submit_resume(request_id: str) -> ResponseReturnValue:
    """Go on with what was confirmed and then stopped."""
    read_fields()
    view = take_request(request_id)
    try:
        acts.resume(open_workshop(), take_hand(), view.id, now())
    except Refused as refusal:
        return render_request(take_request(request_id), refusal)
    return redirect(url_for(".show_request", request_id=view.id), 303)


@bp.post("/requests/<request_id>/decline")
@allow(*CONFIRMING)
def submit_decline(request_id: str) -> ResponseReturnValue:
    """Decline, with a reason."""
    view, reason = take_request(request_id), read_fields("reason")["reason"]
    try:
        decline_act(stores(), open_account_keys(), take_hand(), view.id, reason, now())
    except Refused as refusal:
        return render_request(take_request(request_id), refusal, typed=reason)
    return redirect(url_for(".show_request", request_id=view.id), 303)


def take_request(id: str) -> RequestView:
    """Return the request of this page, or answer 404."""
    try:
        return find_request(stores(), id, now())
    except RequestUnknown:
        abort(404)


def render_request(
    view: RequestView, refusal: Refused | None = None, typed: str = ""
) -> ResponseReturnValue:
    """Show a request, perhaps with the reason why an answer was refused."""
    own = take_hand().person
    answers = bool(read_standing().roles & PAIRS[view.act].confirms)
    page = render_template(
        "council/request.html",
        view=view,
        lines=list_lines(view),
        problem=explain(refusal) if refusal else "",
        may_confirm=answers and own != view.person and own != view.subject,
        may_decline=answers,
        typed=typed,
    )
    return page, find_status(refusal) if refusal else 200


def name_asking(act: Act) -> str:
    """Return the title of the page on which an act is asked."""
    titles = {
        Act.OPEN: _("Open the round"),
        Act.EXTEND: _("Let voting close later"),
        Act.ANNUL: _("Annul the round"),
        Act.PUBLISH: _("Publish the result"),
        Act.CORRECT: _("Correct the result"),
    }
    return titles[act]
