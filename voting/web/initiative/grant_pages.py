"""What the pages about a grant share: finding it, and asking something about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from voting.domain.errors.grants import GrantUnknown, PayeeUnfit, ReportUnfit
from voting.domain.errors.people import OneTimeCodeUsed, OneTimeCodeWrong, PasswordWrong
from voting.domain.errors.refused import Refused
from voting.services.proposals import ProposalView
from voting.services.viewing_grants import GrantView, view_own_grant
from voting.web.errors import explain
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.inputs import Input
from voting.web.questions import find_status
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.words_grants import say_field_problem

ABOUT: dict[type[Refused], str] = {
    OneTimeCodeWrong: "code",
    OneTimeCodeUsed: "code",
    PasswordWrong: "password",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that asks something about a grant. `facts` stand above the inputs."""

    title: str
    button: str
    inputs: tuple[Input, ...]
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[tuple[str, str], ...] = ()


def take_grant(reference: str) -> tuple[ProposalView, GrantView]:
    """Return a plan and its grant, or answer 404: also when they are not the reader's to see."""
    view = take_proposal(reference)
    grant = find_grant(view)
    if grant is None:
        abort(404)
    return view, grant


def find_grant(view: ProposalView) -> GrantView | None:
    """Return the grant of a plan, None before the decision."""
    try:
        return view_own_grant(stores(), view.reference, take_account().id)
    except GrantUnknown:
        return None


def require_lead(view: ProposalView) -> None:
    """Answer 403 to a member who is neither an owner nor the lead."""
    if not view.leads:
        abort(403)


def ask(
    view: ProposalView, asked: Asked, refusal: Refused | None = None, **more: object
) -> ResponseReturnValue:
    """Show the page; after a refusal with every reason, and with what was typed."""
    problems = find_problems(refusal) if refusal else {}
    page = render_template(
        "initiative/ask.html",
        view=view,
        asked=asked,
        typed=request.form if refusal else asked.typed,
        problems=problems,
        problem=explain(refusal) if refusal and not problems else "",
        **more,
    )
    return page, find_status(refusal) if refusal else 200


def find_problems(refusal: Refused) -> dict[str, str]:
    """Return what is wrong by the name of an input; empty when it is about the whole."""
    if isinstance(refusal, PayeeUnfit | ReportUnfit):
        return {one.field: say_field_problem(one) for one in refusal.problems}
    name = ABOUT.get(type(refusal))
    return {name: explain(refusal)} if name else {}


def list_fields(inputs: Sequence[Input]) -> tuple[str, ...]:
    """Return the names that a page can send."""
    return tuple(one.name for one in inputs)
