"""The workspace of the municipality, for staff.

A login without its second step gets to the page that switches it on, and nowhere else. Whoever
of the staff is turned away, by role or by a form without its token, stands in the staff log.
"""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden, HTTPException

from voting.services.staff_log import note_refused
from voting.web.errors import show_error
from voting.web.rounds import now
from voting.web.signed_in import PART, find_account, join_part, read_standing, take_hand
from voting.web.stores import stores
from voting.web.words_redeeming import (
    name_account,
    name_office_stage,
    name_tick,
    say_lacking,
)
from voting.web.words_staff import name_act, name_role, name_status, say_duty

WITHOUT_SECOND_STEP = frozenset(
    {
        "council.show_step",
        "council.submit_step",
        "council.show_join",
        "council.submit_join",
        "council.submit_join_new",
    }
)
bp = Blueprint("council", __name__, url_prefix=f"/{PART}/council")
join_part(bp)
bp.add_app_template_filter(name_role, "staff_role")
bp.add_app_template_filter(say_duty, "staff_duty")
bp.add_app_template_filter(name_act, "staff_act")
bp.add_app_template_filter(name_status, "request_status")
bp.add_app_template_filter(name_office_stage, "office_stage")
bp.add_app_template_filter(name_account, "ledger_account")
bp.add_app_template_filter(name_tick, "tick_name")
bp.add_app_template_filter(say_lacking, "lacking")


@bp.before_request
def lead_to_second_step() -> ResponseReturnValue | None:
    """Send staff without a second step to the page that switches it on."""
    standing = read_standing()
    if not standing.member or standing.proved or request.endpoint in WITHOUT_SECOND_STEP:
        return None
    return redirect(url_for("council.show_step"), 303)


@bp.errorhandler(Forbidden)
def note_wrong_role(error: Forbidden) -> Any:
    """Note that a member of staff asked for a page of other roles."""
    return _turn_away("RoleNeeded", error)


@bp.errorhandler(CSRFError)
def note_missing_token(error: CSRFError) -> Any:
    """Note that a form came without its token."""
    return _turn_away("CSRF", error)


def _turn_away(why: str, error: HTTPException) -> Any:
    if find_account() and read_standing().member:
        facts = {"page": request.endpoint or "", "method": request.method}
        note_refused(stores(), take_hand().who, "page", why, now(), facts)
    return show_error(error)
