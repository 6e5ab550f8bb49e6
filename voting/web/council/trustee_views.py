"""Views for the trustees' meeting: the steps offline, the ids they need, the keys they bring."""

import json
from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.ballotbox.encoding import b64
from voting.domain.errors.refused import Refused
from voting.domain.errors.running import SealKeysUnfit
from voting.domain.rounds import Phase, has_reached
from voting.services.officers import COUNTING, acting_with_code
from voting.services.round_state import RoundState
from voting.services.running_rounds import describe_ids
from voting.services.sealing_keys import import_seal_keys
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.links import Link, round_link
from voting.web.questions import read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import open_account_keys, take_hand
from voting.web.stores import stores
from voting.web.translating import _

SEEING = (Role.ROUND_MANAGER, Role.PUBLISHER, Role.GRIFFIER, Role.AUDITOR)


@round_link(40, *SEEING)
def _link_trustees(state: RoundState) -> Link | None:
    if is_past(state):
        return None
    return Link(_("The trustees"), url_for("council.show_trustees", round=state.slug))


@bp.get("/rounds/<round>/trustees")
@allow(*SEEING)
def show_trustees(round: str) -> ResponseReturnValue:
    """Show what trustees do, and the keys that are there."""
    state = take_round(round)
    marks = [
        (area.name, b64(state.seal_keys[area.slug]))
        for area in state.plan.voting_areas
        if area.slug in state.seal_keys
    ]
    return render_template(
        "council/trustees.html", state=state, marks=marks, seal=state.plan.seal, past=is_past(state)
    )


@bp.get("/rounds/<round>/ids.json")
@allow(*SEEING)
def show_ids(round: str) -> ResponseReturnValue:
    """Send the public numbers that the trustees' offline command needs."""
    state = take_round(round)
    content = json.dumps(describe_ids(state), indent=2) + "\n"
    headers = {"Content-Disposition": f'attachment; filename="{state.slug}-ids.json"'}
    return Response(content, mimetype="application/json", headers=headers)


@bp.get("/rounds/<round>/seal-keys")
@allow(Role.ROUND_MANAGER)
def show_seal_keys(round: str) -> ResponseReturnValue:
    """Ask the public keys that the trustees made."""
    return show_form(ask_keys(take_round(round)))


@bp.post("/rounds/<round>/seal-keys")
@allow(Role.ROUND_MANAGER)
@with_fresh_code
def submit_seal_keys(round: str) -> ResponseReturnValue:
    """Store the public keys; the page after it shows them, to compare."""
    state, text = take_round(round), read_fields("keys")["keys"]
    shop = (stores(), open_account_keys(), take_hand())
    try:
        facts = read_keys(text)
        with acting_with_code(*shop, "seal_keys", now(), {"round": state.slug}, COUNTING):
            import_seal_keys(stores(), state, facts, "offline", now())
    except Refused as refusal:
        return show_form(ask_keys(state), refusal=refusal)
    return redirect(url_for(".show_trustees", round=round), 303)


def is_past(state: RoundState) -> bool:
    """Tell whether the keys cannot change any more: the round was opened."""
    return state.phase is Phase.ANNULLED or has_reached(state.phase, Phase.VOTING)


def ask_keys(state: RoundState) -> Form:
    """The page to bring the public keys."""
    lead = _(
        "The file seal-keys.json is public and holds no secret. Open it in a plain text editor and"
        " paste all of it. Keys that were there before are replaced."
    )
    inputs = (Input("keys", _("Content of seal-keys.json"), "", "text"),)
    title = _("Bring the trustees' public keys")
    return Form(title, _("Save"), inputs, lead, url_for(".show_trustees", round=state.slug))


def read_keys(text: str) -> dict[str, Any]:
    """Return the content of a public keys file; raise SealKeysUnfit."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        raise SealKeysUnfit("unreadable") from None
    if not isinstance(facts, dict):
        raise SealKeysUnfit("unreadable")
    return facts
