"""Reading the agreement, and confirming it with a one-time code."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.grants import State
from voting.services import agreeing
from voting.services.proposals import ProposalView
from voting.services.viewing_grants import GrantView
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.initiative.blueprint import bp
from voting.web.initiative.grant_pages import find_problems, require_lead, take_grant
from voting.web.letters import PageLetters
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now
from voting.web.signed_in import open_account_keys, take_account
from voting.web.stores import stores


@bp.get("/<reference>/grant/agreement")
@allow(Role.PERSON)
def show_agreement(reference: str) -> ResponseReturnValue:
    """Show the agreement, and ask an owner or the lead to confirm it."""
    view, grant = take_grant(reference)
    if grant.agreement is None:
        abort(404)
    return _render(view, grant)


@bp.post("/<reference>/grant/agreement")
@allow(Role.PERSON)
def submit_agreement(reference: str) -> ResponseReturnValue:
    """Confirm the version that was read."""
    filled = read_fields("version", "code")
    view, grant = take_grant(reference)
    require_lead(view)
    version = int(filled["version"]) if filled["version"].isdecimal() else 0
    try:
        agreeing.confirm_agreement(
            stores(), open_account_keys(), PageLetters(), take_account().id, reference, version,
            filled["code"], now(),
        )  # fmt: skip
    except Refused as refusal:
        return _render(view, grant, refusal)
    return redirect(url_for(".show_grant", reference=reference), 303)


def _render(
    view: ProposalView, grant: GrantView, refusal: Refused | None = None
) -> ResponseReturnValue:
    page = render_template(
        "initiative/agreement.html",
        view=view,
        grant=grant,
        agreement=grant.agreement,
        second_step=take_account().second_step,
        can_confirm=view.leads and grant.state is State.PAYEE_KNOWN,
        wrong=bool(refusal and find_problems(refusal)),
        problem=explain(refusal) if refusal else "",
    )
    return page, find_status(refusal) if refusal else 200
