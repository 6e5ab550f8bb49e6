"""Views to look up one's own slips after the count. Nothing that is typed is stored."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from voting.domain.errors import Refused
from voting.services.round_state import RoundState
from voting.web.access import allow_everyone
from voting.web.errors import explain
from voting.web.keys import open_keys
from voting.web.logging import quiet
from voting.web.resident.blueprint import bp
from voting.web.resident.forms import LONGEST_CODE, CheckForm
from voting.web.rounds import shows_slips, take_round
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
    from voting.services.checking import look_up

    typed = (CheckForm(request.form).code.data or "")[:LONGEST_CODE]
    if not shows_slips(state):
        return _render(state), 409
    try:
        found = look_up(stores(), open_keys(), state, typed)
    except Refused as refusal:
        return _render(state, typed=typed, problem=explain(refusal)), 422
    return _render(state, slips=found)


def _render(state: RoundState, **shown: object) -> str:
    g.own_choice = True
    plans = {one.id: one for one in state.plan.initiatives}
    usual = {"typed": "", "problem": "", "slips": ()}
    return render_template(
        "resident/check.html", plans=plans, can_check=shows_slips(state), **(usual | shown)
    )
