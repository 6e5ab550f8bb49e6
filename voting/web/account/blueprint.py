"""The part of the site for who has an account."""

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from voting.web.signed_in import PART, find_account

bp = Blueprint("account", __name__, url_prefix=f"/{PART}")
bp.context_processor(lambda: {"account": find_account()})


@bp.errorhandler(Unauthorized)
def ask_to_sign_in(_error: Unauthorized) -> ResponseReturnValue:
    """Let somebody sign in first, and remember where they were going."""
    if request.method == "GET":
        session["next"] = request.path
    return redirect(url_for("account.show_sign_in"), 303)
