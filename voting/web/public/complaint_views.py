"""Views to report a counting error while the result is checked, and the public register."""

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.domain.accounts import LONGEST_EMAIL
from voting.domain.complaints import LONGEST_COMPLAINT, TAKES_COMPLAINTS, Proof
from voting.domain.errors.complaints import ReceiptUnreadable
from voting.domain.errors.people import EmailMalformed, SignInSlowed, TextMissing, TextTooLong
from voting.domain.errors.refused import Refused
from voting.domain.rounds import Phase, has_reached
from voting.services.complaining import Complained, complain, list_complaints
from voting.services.round_state import RoundState
from voting.web.access import allow_everyone
from voting.web.errors import explain
from voting.web.i18n import current_language
from voting.web.logging import quiet
from voting.web.public.blueprint import bp
from voting.web.questions import read_fields
from voting.web.rounds import now, take_round
from voting.web.security import keep_nowhere
from voting.web.signed_in import open_account_keys
from voting.web.stores import stores

FIELDS = ("text", "receipt", "email")


@bp.get("/<round>/reports")
@allow_everyone
def show_complaints(round: str) -> ResponseReturnValue:
    """Show every report of a counting error and its answer."""
    state = _take_published(round)
    return render_template(
        "public/complaints.html",
        complaints=list_complaints(stores(), state),
        takes=_takes(state),
        areas={area.slug: area.name for area in state.plan.voting_areas},
        proofs=Proof,
    )


@bp.get("/<round>/report")
@allow_everyone
@quiet
@keep_nowhere
def show_complain(round: str) -> ResponseReturnValue:
    """Show the form to report a counting error."""
    state = _take_published(round)
    if not _takes(state):
        return redirect(url_for(".show_complaints", round=state.slug), 303)
    return _render(dict.fromkeys(FIELDS, ""))


@bp.post("/<round>/report")
@allow_everyone
@quiet
@keep_nowhere
def submit_complain(round: str) -> ResponseReturnValue:
    """Take the report; what a receipt proves is told at once."""
    state = _take_published(round)
    typed = read_fields(*FIELDS)
    said = Complained(**typed, language=current_language())
    try:
        taken = complain(
            stores(),
            open_account_keys(),
            state,
            said,
            network=request.remote_addr or "",
            at=now(),
        )
    except Refused as refusal:
        return _render(typed, refusal)
    address = url_for(".show_complaints", round=state.slug, _anchor=f"report-{taken.number}")
    return redirect(address, 303)


def _take_published(round: str) -> RoundState:
    state = take_round(round)
    return state if has_reached(Phase(state.phase), Phase.PUBLISHED) else abort(404)


def _takes(state: RoundState) -> bool:
    return state.phase in TAKES_COMPLAINTS and now() < state.plan.times.checking_until


def _render(typed: dict[str, str], refusal: Refused | None = None) -> ResponseReturnValue:
    page = render_template(
        "public/complain.html",
        typed=typed,
        problem=explain(refusal) if refusal else "",
        wrong=_find_field(refusal),
        longest={"text": LONGEST_COMPLAINT, "email": LONGEST_EMAIL},
    )
    response = make_response(page, _find_status(refusal))
    if isinstance(refusal, SignInSlowed):
        response.headers["Retry-After"] = str(refusal.wait_seconds)
    return response


def _find_field(refusal: Refused | None) -> str:
    if isinstance(refusal, TextMissing | TextTooLong):
        return refusal.field
    if isinstance(refusal, ReceiptUnreadable):
        return "receipt"
    return "email" if isinstance(refusal, EmailMalformed) else ""


def _find_status(refusal: Refused | None) -> int:
    if refusal is None:
        return 200
    return 429 if isinstance(refusal, SignInSlowed) else 422
