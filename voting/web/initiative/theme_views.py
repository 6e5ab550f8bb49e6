"""A plan with a theme of its own: collect signatures for it, and take it over once it is listed."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.domain.proposals import OPEN_STATES, TAKES_ANSWERS, find_listed_theme
from voting.services import proposing
from voting.services.proposals import ProposalView
from voting.web.access import Role, allow
from voting.web.i18n import local
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.questions import Question, read_fields, show
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _


@overview_part(45)
def tell_own_theme(view: ProposalView) -> Part | None:
    """Say that the plan's own theme is not on the list yet, or that it is by now."""
    own = view.draft.word("own_theme")
    if not own or view.phase not in TAKES_ANSWERS or view.state not in OPEN_STATES:
        return None
    if any(theme.slug == view.draft.word("theme") for theme in view.plan.themes):
        return None
    if find_listed_theme(view.draft, view.plan):
        text = _("Take it over, so that the plan can come on the list.")
        url = url_for("initiative.show_theme", reference=view.reference)
        return Part(_("The theme ‘%(theme)s’ is on the list now", theme=own), text, url, todo=True)
    text = _(
        "Collect more than 50 signatures for it, or choose another theme while you can change the"
        " plan. Before that the plan cannot come on the list."
    )
    url = url_for("initiative.show_own_petitions")
    return Part(_("The theme ‘%(theme)s’ is not on the list yet", theme=own), text, url, todo=True)


@bp.get("/<reference>/theme")
@allow(Role.PERSON)
def show_theme(reference: str) -> ResponseReturnValue:
    """Ask whether the plan takes over the theme that was put on the list."""
    view = take_proposal(reference)
    if find_listed_theme(view.draft, view.plan) is None:
        return redirect(url_for(".show_plan", reference=reference), 303)
    return show(ask_theme(view))


@bp.post("/<reference>/theme")
@allow(Role.PERSON)
def submit_theme(reference: str) -> ResponseReturnValue:
    """Take the theme over."""
    read_fields()
    view = take_proposal(reference)
    try:
        proposing.take_theme(stores(), take_account().id, reference, now())
    except Refused as refusal:
        return show(ask_theme(view), refusal)
    return redirect(url_for(".show_plan", reference=reference), 303)


def ask_theme(view: ProposalView) -> Question:
    """The page with one button."""
    theme = find_listed_theme(view.draft, view.plan)
    name = local(theme.name) if theme else view.draft.word("own_theme")
    lead = _("Residents put this theme on the list. Nothing else in your plan changes.")
    title = _("Use the theme ‘%(theme)s’ for your plan?", theme=name)
    return Question(title, _("Use this theme"), lead=lead)
