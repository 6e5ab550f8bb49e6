"""Views of the own second step: without it staff gets nowhere else."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.services.fresh_codes import give_code
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.errors import explain
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now
from voting.web.signed_in import open_account_keys, read_standing, take_hand
from voting.web.stores import stores


@bp.get("/step")
@allow(Role.PERSON)
def show_step() -> ResponseReturnValue:
    """Say how it stands with the second step, and ask a code when this login lacks one."""
    if not read_standing().member:
        abort(404)
    return render_template("council/step.html", problem="")


@bp.post("/step")
@allow(Role.PERSON)
def submit_step() -> ResponseReturnValue:
    """Give this login its second step."""
    if not read_standing().member:
        abort(404)
    code = read_fields("code")["code"]
    try:
        give_code(stores(), open_account_keys(), take_hand(), code, now())
    except Refused as refusal:
        page = render_template("council/step.html", problem=explain(refusal))
        return page, find_status(refusal)
    return redirect(url_for(".show_home"), 303)
