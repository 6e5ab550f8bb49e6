"""Views of reports on grants: accepting, sending back, and the office's own."""

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.reporting import read_report
from voting.services import reporting_back
from voting.services.treasury import paying_as
from voting.services.viewing_grants import GrantView
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.grant_views import take_grant
from voting.web.council.inputs import Form, Input, show_form
from voting.web.letters import PageLetters
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_hand
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/grants/<grant>/accept-report")
@allow(Role.TREASURER)
def show_report_accept(grant: str) -> ResponseReturnValue:
    """Say what accepting the report that waits does."""
    return show_form(ask_acceptance(take_grant(grant)))


@bp.post("/grants/<grant>/accept-report")
@allow(Role.TREASURER)
def submit_report_accept(grant: str) -> ResponseReturnValue:
    """Accept the report that waits."""
    read_fields()
    form = ask_acceptance(take_grant(grant))

    def accept(name: str) -> None:
        reporting_back.accept_report(stores(), PageLetters(), grant, name, now())

    return _do(form, grant, "accept", accept)


@bp.get("/grants/<grant>/return-report")
@allow(Role.TREASURER)
def show_report_return(grant: str) -> ResponseReturnValue:
    """Ask what is missing in the report that waits."""
    return show_form(ask_return(take_grant(grant)))


@bp.post("/grants/<grant>/return-report")
@allow(Role.TREASURER)
def submit_report_return(grant: str) -> ResponseReturnValue:
    """Send the report that waits back to the group."""
    reason = read_fields("reason")["reason"]
    form = ask_return(take_grant(grant))

    def send_back(name: str) -> None:
        reporting_back.return_report(stores(), PageLetters(), grant, reason, name, now())

    return _do(form, grant, "return", send_back)


@bp.get("/grants/<grant>/own-report")
@allow(Role.TREASURER)
def show_own_report(grant: str) -> ResponseReturnValue:
    """Ask the report on a plan that the municipality carried out."""
    return show_form(ask_own_report(take_grant(grant)))


@bp.post("/grants/<grant>/own-report")
@allow(Role.TREASURER)
def submit_own_report(grant: str) -> ResponseReturnValue:
    """Report on a plan that the municipality carried out."""
    filled = read_fields("text", "spent")
    form = ask_own_report(take_grant(grant))

    def report(name: str) -> None:
        told = read_report(filled["text"], filled["spent"])
        reporting_back.report_own_work(stores(), grant, told, name, now())

    return _do(form, grant, "report", report)


def ask_acceptance(view: GrantView) -> Form:
    """The page before a report is accepted."""
    lead = _(
        "Of a milestone: its part of the money can be paid then. Of the closing report: the grant"
        " is finished, and what was not spent goes to the reserve or is asked back."
    )
    return Form(_("Accept the report"), _("Accept"), (), lead, _back(view))


def ask_return(view: GrantView) -> Form:
    """The page to send a report back."""
    lead = _("The group reads the reason and reports anew.")
    reason = Input("reason", _("What is missing"), "", "text")
    return Form(_("Send the report back"), _("Send back"), (reason,), lead, _back(view))


def ask_own_report(view: GrantView) -> Form:
    """The page of the office's own report."""
    lead = _("Everybody reads what was done and what it cost.")
    inputs = (
        Input("text", _("What was done"), "", "text"),
        Input("spent", _("Spent in all, in euros"), "", "amount"),
    )
    return Form(_("Report on this plan"), _("Report"), inputs, lead, _back(view))


def _back(view: GrantView) -> str:
    return url_for(".show_grant", grant=view.reference)


def _do(form: Form, grant: str, what: str, act: Callable[[str], None]) -> ResponseReturnValue:
    try:
        with paying_as(stores(), take_hand(), what, now(), {"grant": grant}) as name:
            act(name)
    except Refused as refusal:
        return show_form(form, refusal=refusal)
    return redirect(url_for(".show_grant", grant=grant), 303)
