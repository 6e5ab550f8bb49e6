"""Forms of the council's workspace: what is asked, what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask import render_template, request
from flask.typing import ResponseReturnValue

from voting.domain.errors.correcting import ChangeUnreadable
from voting.domain.errors.grants import (
    GroundNotPrinted,
    PublicReasonNeeded,
    ReclaimTooMuch,
    ReportUnfit,
)
from voting.domain.errors.people import EmailMalformed, TextMissing, TextTooLong
from voting.domain.errors.proposals import AnswersRefused, NotSeen, OfficeAndReasonNeeded
from voting.domain.errors.redeeming import DayMalformed
from voting.domain.errors.refused import Refused
from voting.domain.errors.rounds import ExtensionNotLater
from voting.domain.errors.staff import FreshCodeNeeded, MomentMalformed
from voting.web.errors import explain
from voting.web.questions import find_status

Kind = Literal["line", "text", "amount", "tick", "choice"]

ABOUT: dict[type[Refused] | type[None], str] = {
    EmailMalformed: "email",
    GroundNotPrinted: "ground",
    ReclaimTooMuch: "reclaim",
    MomentMalformed: "closes",
    ExtensionNotLater: "closes",
    OfficeAndReasonNeeded: "reason",
    PublicReasonNeeded: "reason",
}
"""Refusals that are about one input, by its name."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input, as `macros/fields.html` shows it."""

    name: str
    label: str
    hint: str = ""
    kind: Kind = "line"
    choices: tuple[tuple[str, str], ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A page with a form: title, why, inputs, what the button does and the way back.

    `stop` tells that the button takes something away for good; `legend` stands above the ticks;
    `hidden` are names and values that go with it.
    """

    title: str
    button: str
    inputs: tuple[Input, ...] = ()
    lead: str = ""
    back: str = ""
    stop: bool = False
    legend: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


def show_form(
    form: Form, typed: Mapping[str, str] | None = None, refusal: Refused | None = None
) -> ResponseReturnValue:
    """Show a form; after a refusal with the reason beside its input and all that was typed.

    A question for a fresh code is no refusal of the form: it goes on to who asks for it.
    """
    if isinstance(refusal, FreshCodeNeeded):
        raise refusal
    if refusal is not None:
        typed = request.form.to_dict()
    wrong = find_input(form, refusal)
    page = render_template(
        "council/form.html",
        form=form,
        typed=typed or {},
        wrong=wrong,
        problem=explain(refusal) if refusal else "",
    )
    return page, find_status(refusal) if refusal else 200


def find_input(form: Form, refusal: Refused | None) -> str:
    """Return the name of the input that a refusal is about, "" when it is about the whole."""
    if isinstance(refusal, TextMissing | TextTooLong | ChangeUnreadable | DayMalformed):
        field = refusal.field
    elif isinstance(refusal, AnswersRefused | ReportUnfit):
        field = refusal.problems[0].field
    elif isinstance(refusal, NotSeen):
        field = refusal.what
    else:
        field = ABOUT.get(type(refusal), "")
    return field if field in {one.name for one in form.inputs} else ""
