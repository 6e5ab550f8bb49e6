"""What a group does next about its grant: one thing at a time, and why."""

from dataclasses import dataclass

from flask import url_for

from voting.domain.grants import State
from voting.domain.payees import PayeeKind
from voting.domain.redeeming import TrancheStage
from voting.services.proposals import ProposalView
from voting.services.viewing_grants import GrantView, TrancheView
from voting.web.translating import _


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, in words, and the button for it; without one the group waits."""

    text: str
    button: str = ""
    url: str = ""


ENDED = {State.FINISHED, State.WITHDRAWN, State.REFUSED}


def find_next(view: ProposalView, grant: GrantView) -> Next:
    """Return what comes next for a grant."""
    if grant.state in ENDED:
        return Next("")
    if grant.payee and grant.payee.kind is PayeeKind.MUNICIPALITY:
        return Next(_("The municipality carries the plan out itself, and will report on it here."))
    if view.leads and view.group_id in grant.wanting:
        url = url_for("initiative.show_confirming_payee", reference=view.reference)
        text = _("The other group of your joint plan filled in who gets the money.")
        return Next(text, _("See whether that is right"), url)
    if grant.state in (State.DECIDED, State.PAYEE_KNOWN):
        return _find_first(view, grant)
    if grant.state is State.REPORTED:
        return Next(_("The municipality looks at your closing report."))
    return _find_report(view, grant)


def _find_first(view: ProposalView, grant: GrantView) -> Next:
    if grant.payee is None:
        if not view.leads:
            return Next(_("An owner or the lead of your group fills in who gets the money."))
        url = url_for("initiative.show_payee_kind", reference=view.reference)
        return Next(_("Tell us who gets the money."), _("Who gets the money?"), url)
    if grant.at_once and grant.wanting_names:
        return Next(
            _(
                "Nothing is paid before the lead of %(groups)s, too, has confirmed who gets the"
                " money.",
                groups=", ".join(grant.wanting_names),
            )
        )
    if grant.at_once:
        return Next(_("The money will be paid soon. You need not do anything."))
    if grant.agreement is None:
        return Next(_("The municipality writes an agreement with your group, and sends a mail."))
    url = url_for("initiative.show_agreement", reference=view.reference)
    return Next(_("The agreement is ready."), _("Read the agreement"), url)


def _find_report(view: ProposalView, grant: GrantView) -> Next:
    waiting = _find_waiting(grant)
    if waiting is not None:
        url = url_for("initiative.show_report", reference=view.reference, position=waiting.position)
        text = _("The next milestone: %(milestone)s.", milestone=waiting.milestone)
        return Next(text, _("Report on it"), url)
    if any(one.stage is TrancheStage.REPORTED for one in grant.tranches):
        return Next(_("The municipality looks at your report."))
    if any(one.stage in (TrancheStage.REDEEMABLE, TrancheStage.LISTED) for one in grant.tranches):
        return Next(_("Money is on its way. You need not do anything."))
    url = url_for("initiative.show_closing", reference=view.reference)
    return Next(
        _("Everything is paid. Is the plan done? Tell what it brought."), _("Closing report"), url
    )


def _find_waiting(grant: GrantView) -> TrancheView | None:
    """Return the tranche to report on, when none before it waits for an answer."""
    for one in grant.tranches:
        if one.stage is TrancheStage.WAITING:
            return one
        if one.stage is TrancheStage.REPORTED:
            return None
    return None
