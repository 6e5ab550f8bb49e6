"""Views to look up one's own slips after the count. Nothing that is typed is stored."""

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from voting.domain.errors.casting import TooManyTries
from voting.domain.errors.counting import BoxNotClosed, KeysNotReleased
from voting.domain.errors.refused import Refused
from voting.services.checking import is_slip_code, look_up, make_letter_card
from voting.services.round_state import RoundState
from voting.web.access import allow_everyone
from voting.web.errors import explain
from voting.web.keys import open_keys
from voting.web.logging import quiet
from voting.web.resident.blueprint import bp
from voting.web.resident.forms import LONGEST_CODE, CheckForm
from voting.web.rounds import now, shows_slips, take_round
from voting.web.security import keep_nowhere
from voting.web.stores import stores


@bp.get("/<round>/check")
@allow_everyone
@quiet
@keep_nowhere
def show_check(round: str) -> ResponseReturnValue:
    """Show the field for a slip's code or the letter's code."""
    return _render(take_round(round))


@bp.post("/<round>/check")
@allow_everyone
@quiet
@keep_nowhere
def submit_check(round: str) -> ResponseReturnValue:
    """Show how the slips of this code were counted."""
    state = take_round(round)
    typed = read_code()
    if not shows_slips(state):
        return _render(state), 409
    try:
        found = look_up(stores(), open_keys(), state, typed, network=find_network(), at=now())
    except Refused as refusal:
        return _refuse(state, typed, refusal)
    return _render(state, slips=found, letter="" if is_slip_code(typed) else typed)


@bp.post("/<round>/card.txt")
@allow_everyone
@quiet
@keep_nowhere
def submit_card(round: str) -> ResponseReturnValue:
    """Send the signed card with which a letter's owner checks everything at home."""
    state = take_round(round)
    typed = read_code()
    try:
        card = make_letter_card(
            stores(), open_keys(), state, typed, network=find_network(), at=now()
        )
    except Refused as refusal:
        return _refuse(state, typed, refusal)
    response = make_response(card.lines())
    response.content_type = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{state.slug}-card.txt"'
    return response


def read_code() -> str:
    """Return what was typed, cut off where no code can be that long."""
    return (CheckForm(request.form).code.data or "")[:LONGEST_CODE]


def find_network() -> str:
    """Return the network of the request; it is counted when a code is wrong, never else."""
    return request.remote_addr or ""


def _refuse(state: RoundState, typed: str, refusal: Refused) -> ResponseReturnValue:
    if isinstance(refusal, KeysNotReleased | BoxNotClosed):
        return _render(state), 409
    status = 429 if isinstance(refusal, TooManyTries) else 422
    return _render(state, typed=typed, problem=explain(refusal)), status


def _render(state: RoundState, **shown: object) -> str:
    g.own_choice = True
    plans = {one.id: one for one in state.plan.initiatives}
    usual = {"typed": "", "problem": "", "slips": (), "letter": ""}
    return render_template(
        "resident/check.html", plans=plans, can_check=shows_slips(state), **(usual | shown)
    )
