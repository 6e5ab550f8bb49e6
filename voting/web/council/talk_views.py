"""Views of what a reviewer says to a group: ask, suggest words, estimate, suggest a partner."""

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.proposals import AnswerProblem, AnswersRefused
from voting.domain.errors.refused import Refused
from voting.domain.proposal_fields import SUGGESTIBLE, read_euros
from voting.services import office, reviewing
from voting.services.telling_links import suggest_link
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.review_views import take_review
from voting.web.letters import PageLetters
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import read_standing, take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_fields import name_field


@bp.get("/plans/<reference>/ask")
@allow(Role.REVIEWER)
def show_ask(reference: str) -> ResponseReturnValue:
    """Ask what to ask the group."""
    return show_form(ask_question(take_review(reference)))


@bp.post("/plans/<reference>/ask")
@allow(Role.REVIEWER)
def submit_ask(reference: str) -> ResponseReturnValue:
    """Ask the group something; it has ten working days."""
    question = read_fields("question")["question"]
    form = ask_question(take_review(reference))

    def ask(name: str) -> None:
        reviewing.ask(stores(), PageLetters(), reference, name, question, now())

    return _do(form, reference, "ask", ask)


@bp.get("/plans/<reference>/suggest")
@allow(Role.REVIEWER)
def show_suggest(reference: str) -> ResponseReturnValue:
    """Ask which words to suggest."""
    return show_form(ask_words(take_review(reference)))


@bp.post("/plans/<reference>/suggest")
@allow(Role.REVIEWER)
def submit_suggest(reference: str) -> ResponseReturnValue:
    """Suggest other words for a text; the group takes them over or not."""
    filled = read_fields("field", "words", "reason")
    form = ask_words(take_review(reference))

    def suggest(name: str) -> None:
        texts = (filled["field"], filled["words"], filled["reason"])
        reviewing.suggest(stores(), PageLetters(), reference, name, *texts, now())

    return _do(form, reference, "suggest", suggest)


@bp.get("/plans/<reference>/estimate")
@allow(Role.REVIEWER)
def show_estimate(reference: str) -> ResponseReturnValue:
    """Ask what the plan would cost according to a department."""
    return show_form(ask_estimate(take_review(reference)), {"department": _own_department()})


@bp.post("/plans/<reference>/estimate")
@allow(Role.REVIEWER)
def submit_estimate(reference: str) -> ResponseReturnValue:
    """Write an estimate down; the group sees it."""
    filled = read_fields("department", "amount", "note")
    form = ask_estimate(take_review(reference))
    try:
        office.add_estimate(
            stores(),
            take_hand(),
            reference,
            department=filled["department"],
            cents=read_amount(filled["amount"]),
            note=filled["note"],
            at=now(),
        )
    except Refused as refusal:
        return show_form(form, refusal=refusal)
    return redirect(url_for(".show_review", reference=reference), 303)


@bp.get("/plans/<reference>/partner")
@allow(Role.REVIEWER)
def show_partner(reference: str) -> ResponseReturnValue:
    """Ask with which plan this one could link up."""
    return show_form(ask_partner(take_review(reference)))


@bp.post("/plans/<reference>/partner")
@allow(Role.REVIEWER)
def submit_partner(reference: str) -> ResponseReturnValue:
    """Say that two plans might go well together; the groups decide."""
    filled = read_fields("other", "reason")
    form = ask_partner(take_review(reference))

    def suggest(name: str) -> None:
        suggest_link(stores(), reference, filled["other"].strip(), name, filled["reason"], now())

    return _do(form, reference, "partner", suggest)


def ask_question(view: office.OfficeView) -> Form:
    """The page of a question."""
    lead = _(
        "The group gets a mail and has ten working days. Until the answer the municipality's own"
        " term stands still."
    )
    return _make_form(
        view, _("Ask the group something"), lead, Input("question", _("Question"), "", "text")
    )


def ask_words(view: office.OfficeView) -> Form:
    """The page of other words."""
    lead = _("The municipality never writes in a plan. The group takes the words over or not.")
    filled = [name for name in view.proposal.draft.fields if name in SUGGESTIBLE]
    choices = tuple((name, name_field(name)) for name in filled)
    return _make_form(
        view,
        _("Suggest other words"),
        lead,
        Input("field", _("For which text"), "", "choice", choices),
        Input("words", _("The words"), "", "text"),
        Input("reason", _("Why"), "", "text"),
    )


def ask_estimate(view: office.OfficeView) -> Form:
    """The page of an estimate."""
    lead = _("What the plan would cost the group or the municipality. The group sees it.")
    return _make_form(
        view,
        _("Estimate of the costs"),
        lead,
        Input("department", _("Department")),
        Input("amount", _("Amount in euros"), "", "amount"),
        Input("note", _("What it is for"), "", "text"),
    )


def ask_partner(view: office.OfficeView) -> Form:
    """The page to suggest linking up."""
    lead = _("Both groups read this. They decide themselves, and only within one neighbourhood.")
    return _make_form(
        view,
        _("Suggest to link up"),
        lead,
        Input("other", _("The mark of the other plan"), _("It stands under its name here.")),
        Input("reason", _("Why"), "", "text"),
    )


def read_amount(text: str) -> int:
    """Return an amount in cents; raise AnswersRefused."""
    try:
        return read_euros(text)
    except ValueError as error:
        problem = AnswerProblem("amount", str(error), {})
        raise AnswersRefused((problem,)) from error


def _make_form(view: office.OfficeView, title: str, lead: str, *inputs: Input) -> Form:
    back = url_for(".show_review", reference=view.proposal.reference)
    return Form(title, _("Send"), inputs, lead, back)


def _do(form: Form, reference: str, what: str, act: Callable[[str], None]) -> ResponseReturnValue:
    try:
        with office.reviewing_as(stores(), take_hand(), reference, what, now()) as name:
            act(name)
    except Refused as refusal:
        return show_form(form, refusal=refusal)
    return redirect(url_for(".show_review", reference=reference), 303)


def _own_department() -> str:
    return read_standing().department
