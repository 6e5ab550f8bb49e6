"""A form of a few fields on a page of its own: asked, refused with a reason, nothing lost."""

from dataclasses import dataclass, replace

from flask import abort, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from voting.domain.accounts import LONGEST_EMAIL, LONGEST_NAME, LONGEST_PASSWORD
from voting.domain.errors.people import (
    AddressTaken,
    EmailMalformed,
    GroupUnknown,
    OneTimeCodeUsed,
    OneTimeCodeWrong,
    OwnersOnly,
    PasswordKnown,
    PasswordTooLong,
    PasswordTooShort,
    PasswordWrong,
    SignInSlowed,
    TextMissing,
    TextTooLong,
)
from voting.domain.errors.refused import Refused
from voting.domain.errors.support import ThemeTaken
from voting.web.errors import explain
from voting.web.translating import _

TOKEN = "csrf_token"  # noqa: S105  # the name of the field
FRESH_CODE = "fresh_code"
"""The field with the code before a dangerous act, read before the page reads its own."""
FIELDS_OF: dict[type[Refused], tuple[str, ...]] = {
    EmailMalformed: ("email",),
    AddressTaken: ("email",),
    PasswordTooShort: ("new", "password"),
    PasswordTooLong: ("new", "password"),
    PasswordKnown: ("new", "password"),
    PasswordWrong: ("password",),
    OneTimeCodeWrong: ("code",),
    OneTimeCodeUsed: ("code",),
    TextMissing: ("name", "name_nl"),
    TextTooLong: ("name",),
    ThemeTaken: ("name_nl",),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One question. What is secret is never sent back."""

    name: str
    label: str
    hint: str = ""
    type: str = "text"
    autocomplete: str = "off"
    longest: int = LONGEST_NAME
    value: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A page that asks something: its title, why, the fields, and what the button does."""

    title: str
    button: str
    fields: tuple[Field, ...] = ()
    lead: str = ""
    stop: bool = False
    """Whether the button takes something away for good."""
    back: tuple[str, str] | None = None
    """Where the page belongs to: its name and address; one's account unless told."""


def ask_email(value: str = "", label: str = "") -> Field:
    """Ask an address."""
    return Field(
        "email", label or _("Your e-mail address"), "", "email", "email", LONGEST_EMAIL, value
    )


def ask_password(label: str = "") -> Field:
    """Ask the present password."""
    return Field(
        "password",
        label or _("Your password"),
        "",
        "password",
        "current-password",
        4 * LONGEST_PASSWORD,
    )


def ask_new_password() -> Field:
    """Ask a password to come."""
    hint = _(
        "At least 12 characters. A few words that have nothing to do with each other are good."
    )
    return Field(
        "new", _("Choose a password"), hint, "password", "new-password", 4 * LONGEST_PASSWORD
    )


def ask_name(label: str, value: str = "") -> Field:
    """Ask a name."""
    return Field("name", label, "", "text", "name", LONGEST_NAME, value)


def ask_code() -> Field:
    """Ask a one-time code."""
    return Field("code", _("The code"), "", "text", "one-time-code", 40)


def read_fields(*names: str) -> dict[str, str]:
    """Return what was filled in; 400 for a field that the page did not have."""
    fields = {
        name: values
        for name, values in request.form.lists()
        if name != TOKEN and not (name == FRESH_CODE and g.get("fresh_code_read"))
    }
    if any(name not in names or len(values) != 1 for name, values in fields.items()):
        abort(400)
    return {name: fields.get(name, [""])[0] for name in names}


def show(question: Question, refusal: Refused | None = None, **more: object) -> ResponseReturnValue:
    """Show the page; after a refusal with the reason and with what was filled in."""
    wrong = find_field(question, refusal) if refusal else ""
    fields = tuple(
        field
        if field.type == "password"
        else replace(field, value=request.form.get(field.name, field.value))
        for field in question.fields
    )
    page = render_template(
        "questions/form.html",
        question=replace(question, fields=fields),
        problem=explain(refusal) if refusal else "",
        wrong=wrong,
        **more,
    )
    response = make_response(page, find_status(refusal) if refusal else 200)
    if isinstance(refusal, SignInSlowed):
        response.headers["Retry-After"] = str(refusal.wait_seconds)
    return response


def tell(title: str, text: str, *, status: int = 200, **more: object) -> ResponseReturnValue:
    """Show a page that only says something."""
    return render_template("questions/told.html", title=title, text=text, **more), status


def find_status(refusal: Refused) -> int:
    """Return the HTTP status of a refusal."""
    if isinstance(refusal, GroupUnknown):
        abort(404)
    if isinstance(refusal, OwnersOnly):
        return 403
    return 429 if isinstance(refusal, SignInSlowed) else 422


def find_field(question: Question, refusal: Refused) -> str:
    """Return which field a refusal is about, "" when it is about the whole."""
    names = FIELDS_OF.get(type(refusal), ())
    return next((field.name for field in question.fields if field.name in names), "")
