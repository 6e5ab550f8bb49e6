"""Views with which a visitor asks a group something, without an account or a cookie."""

from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voting.domain.accounts import LONGEST_EMAIL, LONGEST_NAME
from voting.domain.errors.people import EmailMalformed, SignInSlowed, TextMissing, TextTooLong
from voting.domain.errors.refused import Refused
from voting.domain.proposals import State
from voting.services.asking_groups import LONGEST_QUESTION, ask_group, read_question
from voting.services.public_proposals import PublicProposal
from voting.web import current_settings
from voting.web.access import allow_everyone
from voting.web.errors import explain
from voting.web.letters import PageLetters
from voting.web.public.blueprint import bp
from voting.web.public.proposal_views import take_proposal
from voting.web.questions import read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import open_account_keys
from voting.web.stores import stores

FIELDS = ("name", "email", "question")


@bp.get("/<round>/proposals/<reference>/ask")
@allow_everyone
def show_ask(round: str, reference: str) -> ResponseReturnValue:
    """Show the form with which a visitor asks the group something."""
    return _render(_take(round, reference), dict.fromkeys(FIELDS, ""))


@bp.post("/<round>/proposals/<reference>/ask")
@allow_everyone
def submit_ask(round: str, reference: str) -> ResponseReturnValue:
    """Mail the question to who leads the group."""
    found = _take(round, reference)
    typed = read_fields(*FIELDS)
    try:
        ask_group(
            stores(),
            open_account_keys(),
            PageLetters(),
            found,
            read_question(**typed),
            page=current_settings().public_url
            + url_for(".show_proposal", round=round, reference=reference),
            network=request.remote_addr or "",
            at=now(),
        )
    except Refused as refusal:
        return _render(found, typed, refusal)
    return redirect(url_for(".show_asked", round=round, reference=reference), 303)


@bp.get("/<round>/proposals/<reference>/asked")
@allow_everyone
def show_asked(round: str, reference: str) -> ResponseReturnValue:
    """Say that the question was sent."""
    return render_template("public/asked.html", one=_take(round, reference))


def _take(round: str, reference: str) -> PublicProposal:
    found = take_proposal(take_round(round), reference)
    if found.state is State.WITHDRAWN:
        abort(404)
    return found


def _render(
    found: PublicProposal, typed: dict[str, str], refusal: Refused | None = None
) -> ResponseReturnValue:
    wrong = _find_field(refusal)
    shown: dict[str, Any] = {"one": found, "typed": typed, "wrong": wrong}
    page = render_template(
        "public/ask.html",
        **shown,
        problem=explain(refusal) if refusal else "",
        longest={"name": LONGEST_NAME, "email": LONGEST_EMAIL, "question": LONGEST_QUESTION},
    )
    response = make_response(page, _find_status(refusal))
    if isinstance(refusal, SignInSlowed):
        response.headers["Retry-After"] = str(refusal.wait_seconds)
    return response


def _find_field(refusal: Refused | None) -> str:
    if isinstance(refusal, TextMissing | TextTooLong):
        return refusal.field
    return "email" if isinstance(refusal, EmailMalformed) else ""


def _find_status(refusal: Refused | None) -> int:
    if refusal is None:
        return 200
    return 429 if isinstance(refusal, SignInSlowed) else 422
