"""What the forms of choosing and casting may hold. No cookie and no session belong to them."""

import re
import secrets

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField

from voting.domain.initiatives import is_initiative_id

PREFIX = "rights-"
COUNT = re.compile(r"-?\d{1,3}", re.ASCII)
ATTEMPT = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
LONGEST_CODE = 40
LONGEST_SLIP_CODE = 40


class CastForm(Form):
    """The one form that casts: the code, the page it came from, and what it replaces."""

    code = StringField(default="")
    attempt = StringField(default="")


class CheckForm(Form):
    """A slip's code, or the code from the letter."""

    code = StringField(default="")


class ReceiptForm(Form):
    """The receipt's two lines, to be sent back as a file."""

    promise = StringField(default="")
    signature = StringField(default="")


def read_cast_form() -> CastForm:
    """Read the casting form; the code is cut off where no code can be that long."""
    form = CastForm(request.form)
    form.code.data = (form.code.data or "")[:LONGEST_CODE]
    return form


def read_replaces() -> tuple[str, ...]:
    """Return the slip hashes that this vote replaces, as the form names them."""
    return tuple(request.form.getlist("replaces"))


def read_selection(fields: MultiDict[str, str]) -> dict[str, int] | None:
    """Return the rights per initiative; None when the form holds something else than that."""
    selection: dict[str, int] = {}
    for name, values in fields.lists():
        if not name.startswith(PREFIX):
            continue
        id = name.removeprefix(PREFIX)
        if len(values) != 1 or COUNT.fullmatch(values[0]) is None or not is_initiative_id(id):
            return None
        selection[id] = int(values[0])
    return selection


def make_attempt() -> str:
    """Return a new random number of a look-over page: 16 bytes in base64url."""
    return secrets.token_urlsafe(16)


def keep_attempt(attempt: str | None) -> str:
    """Return the attempt of a page that is shown again, or a new one when it is broken."""
    return attempt if attempt and ATTEMPT.fullmatch(attempt) else make_attempt()
