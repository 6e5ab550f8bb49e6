"""The page about a plan's money: what the residents gave it, the decision, and how it goes on."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.explanation import explain_payout
from voting.services.owing_reports import list_owed
from voting.services.proposals import ProposalView
from voting.services.round_state import find_round
from voting.web.access import Role, allow
from voting.web.errors import explain
from voting.web.i18n import format_euros
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.grant_next import find_next
from voting.web.initiative.grant_pages import find_grant
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.initiative.plan_standing import say_result
from voting.web.reasons import tell_why
from voting.web.signed_in import take_account
from voting.web.standings import find_plan_result
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_grant_states import name_grant_state


@overview_part(5)
def tell_owed(view: ProposalView) -> Part | None:
    """Tell a group early that it must report before it hands in."""
    if view.state != "draft":
        return None
    for one in list_owed(stores(), take_account().id):
        if one.group_name == view.group_name:
            url = url_for("initiative.show_grant", reference=one.proposal)
            return Part(_("First report on your earlier plan"), explain(one.refusal), url, True)
    return None


@overview_part(6)
def tell_grant(view: ProposalView) -> Part | None:
    """Tell what a plan got, once the result is out."""
    state = find_round(stores(), view.round)
    found = find_plan_result(state, view.initiative_id)
    if found is None:
        return None
    url = url_for("initiative.show_grant", reference=view.reference)
    grant = find_grant(view)
    if grant is None:
        amount = format_euros(found[1].payout_cents)
        return Part(_("The result"), _("Your plan gets %(amount)s.", amount=amount), url)
    todo = bool(find_next(view, grant).url)
    return Part(_("The money for your plan"), name_grant_state(grant.state), url, todo)


@bp.get("/<reference>/grant")
@allow(Role.PERSON)
def show_grant(reference: str) -> ResponseReturnValue:
    """Show rights, amount and why, the decision, the payee, the tranches, and what comes next."""
    view = take_proposal(reference)
    state = find_round(stores(), view.round)
    found = find_plan_result(state, view.initiative_id)
    if found is None:
        return redirect(url_for(".show_plan", reference=reference), 303)
    area, one = found
    names = {buurt.slug: buurt.name for place in view.plan.voting_areas for buurt in place.buurten}
    grant = find_grant(view)
    return render_template(
        "initiative/grant.html",
        view=view,
        one=one,
        says=say_result(one.payout_cents),
        story=tell_why(explain_payout(area, one.id), view.plan.money, names[one.buurt]),
        grant=grant,
        milestones={part.position: part.milestone for part in grant.tranches} if grant else {},
        next=find_next(view, grant) if grant else None,
        ground=view.plan.refusal_grounds[grant.ground - 1] if grant and grant.ground else None,
        why_url=url_for(
            "public.show_why", round=view.round, area=area.id, buurt=one.buurt, id=one.id
        ),
    )
