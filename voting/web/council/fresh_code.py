"""Asking for a fresh one-time code before a dangerous act, with nothing lost of what was sent."""

from functools import wraps
from typing import Any

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from voting.domain.errors.people import SignInSlowed
from voting.domain.errors.refused import Refused
from voting.domain.errors.staff import FreshCodeNeeded
from voting.services.fresh_codes import give_code
from voting.web.access import View
from voting.web.errors import explain
from voting.web.questions import FRESH_CODE, TOKEN, find_status
from voting.web.rounds import now
from voting.web.signed_in import open_account_keys, take_hand
from voting.web.stores import stores


def with_fresh_code(view: View) -> View:
    """Let a view ask for a code when its act needs one, and go on where it was.

    Write it under `@allow`. The act raises FreshCodeNeeded; the page with the code carries every
    field that was sent, and sends them again.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if FRESH_CODE in request.form:
            try:
                code = request.form[FRESH_CODE]
                give_code(stores(), open_account_keys(), take_hand(), code, now())
            except Refused as refusal:
                return ask_fresh_code(refusal)
            g.fresh_code_read = True
        try:
            return view(*args, **kwargs)
        except FreshCodeNeeded:
            return ask_fresh_code()

    return guarded  # type: ignore[return-value]  # wraps keeps the signature


def ask_fresh_code(refusal: Refused | None = None) -> ResponseReturnValue:
    """Show the page that asks for the code, and keeps what was sent."""
    kept = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in (TOKEN, FRESH_CODE)
    ]
    problem = explain(refusal) if refusal else ""
    page = render_template("council/fresh_code.html", kept=kept, problem=problem)
    response = make_response(page, find_status(refusal) if refusal else 422)
    if isinstance(refusal, SignInSlowed):
        response.headers["Retry-After"] = str(refusal.wait_seconds)
    return response
