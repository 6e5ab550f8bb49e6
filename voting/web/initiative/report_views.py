"""Reporting on a milestone, and at the end, with photos."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.grants import State
from voting.domain.payees import PayeeKind
from voting.domain.photos import CLOSING, Occasion, Stage
from voting.domain.reporting import Report, find_remaining, read_report
from voting.services import reporting_back
from voting.services.proposals import ProposalView
from voting.services.viewing_grants import GrantView, TrancheView
from voting.web.access import Role, allow
from voting.web.i18n import format_whole_euros
from voting.web.initiative.blueprint import bp
from voting.web.initiative.grant_pages import Asked, ask, list_fields, take_grant
from voting.web.initiative.inputs import Input, ask_amount, write_plain_euros
from voting.web.initiative.photo_albums import describe_album
from voting.web.initiative.photo_pages import take_album
from voting.web.photos import describe_photos
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/<reference>/grant/report/<int:position>")
@allow(Role.PERSON)
def show_report(reference: str, position: int) -> ResponseReturnValue:
    """Ask how a milestone went and what was spent."""
    view, grant = take_grant(reference)
    if _is_own_work(grant):
        return redirect(url_for(".show_grant", reference=reference), 303)
    asked = _ask_milestone(grant, _take_tranche(grant, position))
    return _show(view, asked, Occasion(Stage.MILESTONE, position))


@bp.post("/<reference>/grant/report/<int:position>")
@allow(Role.PERSON)
def submit_report(reference: str, position: int) -> ResponseReturnValue:
    """Hand the report on a milestone in."""
    view, grant = take_grant(reference)
    asked = _ask_milestone(grant, _take_tranche(grant, position))
    typed = read_fields(*list_fields(asked.inputs))
    try:
        report = read_report(typed["text"], typed["spent"])
        reporting_back.report_milestone(
            stores(), take_account().id, reference, position, report, now()
        )
    except Refused as refusal:
        return _show(view, asked, Occasion(Stage.MILESTONE, position), refusal)
    return redirect(url_for(".show_grant", reference=reference), 303)


@bp.get("/<reference>/grant/closing")
@allow(Role.PERSON)
def show_closing(reference: str) -> ResponseReturnValue:
    """Ask what the plan brought and what it cost."""
    view, grant = take_grant(reference)
    if grant.state is not State.PAYING or _is_own_work(grant):
        return redirect(url_for(".show_grant", reference=reference), 303)
    return _show(view, _ask_closing(grant), CLOSING)


@bp.post("/<reference>/grant/closing")
@allow(Role.PERSON)
def submit_closing(reference: str) -> ResponseReturnValue:
    """Hand the closing report in."""
    view, grant = take_grant(reference)
    asked = _ask_closing(grant)
    typed = read_fields(*list_fields(asked.inputs))
    try:
        report = read_report(typed["text"], typed["spent"])
        reporting_back.report_closing(stores(), take_account().id, reference, report, now())
    except Refused as refusal:
        return _show(view, asked, CLOSING, refusal)
    return redirect(url_for(".show_grant", reference=reference), 303)


def _is_own_work(grant: GrantView) -> bool:
    """Tell whether the municipality carries it out, and reports: the grant's page says so."""
    return grant.payee is not None and grant.payee.kind is PayeeKind.MUNICIPALITY


def _show(
    view: ProposalView, asked: Asked, occasion: Occasion, refusal: Refused | None = None
) -> ResponseReturnValue:
    """Show the page with the photos that go along."""
    album = take_album(view.reference, occasion)
    return ask(
        view,
        asked,
        refusal,
        album=describe_album(view.reference, occasion),
        photos=describe_photos(album.photos, view.reference),
    )


def _take_tranche(grant: GrantView, position: int) -> TrancheView:
    found = next((one for one in grant.tranches if one.position == position), None)
    if found is None or found.advance:
        abort(404)
    return found


def _list_facts(grant: GrantView) -> tuple[tuple[str, str], ...]:
    spent = grant.reports[-1].spent_cents if grant.reports else 0
    granted = grant.purse.granted_cents
    return (
        (_("Granted"), format_whole_euros(granted)),
        (_("Paid so far"), format_whole_euros(grant.purse.paid_cents)),
        (_("Spent, by your last report"), format_whole_euros(spent)),
        (_("Remaining"), format_whole_euros(find_remaining(granted, spent))),
    )


def _find_typed(grant: GrantView, tranche: int | None) -> dict[str, str]:
    """Return the last report on this, to go on from when it was sent back."""
    own = [one for one in grant.reports if one.tranche == tranche]
    return _write(Report(own[-1].text, own[-1].spent_cents)) if own else {}


def _write(report: Report) -> dict[str, str]:
    return {"text": report.text, "spent": write_plain_euros(report.spent_cents)}


def _ask_spent() -> Input:
    hint = _("In euros, counted from the start. Keep the bills; the municipality may ask for them.")
    return ask_amount("spent", _("What was spent of the grant so far?"), hint)


def _ask_milestone(grant: GrantView, tranche: TrancheView) -> Asked:
    text = Input("text", _("What did you do?"), _("Everybody can read this later."), "text")
    return Asked(
        tranche.milestone,
        _("Hand the report in"),
        (text, _ask_spent()),
        _("When the report is in order, %(amount)s is paid.",
          amount=format_whole_euros(tranche.cents)),
        _list_facts(grant),
        _find_typed(grant, tranche.position),
    )  # fmt: skip


def _ask_closing(grant: GrantView) -> Asked:
    text = Input("text", _("What did the plan bring?"), _("Everybody can read this later."), "text")
    return Asked(
        _("Closing report"),
        _("Hand the report in"),
        (text, _ask_spent()),
        _("A few lines are enough: what was made or done, who profits, and what you would do"
          " differently."),
        _list_facts(grant),
        _find_typed(grant, None),
    )  # fmt: skip
