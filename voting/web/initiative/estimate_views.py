"""What the departments of the municipality think that a plan costs, for its group."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from voting.services.office import list_estimates
from voting.services.proposals import ProposalView
from voting.web.access import Role, allow
from voting.web.i18n import format_whole_euros
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.stores import stores
from voting.web.translating import _


@bp.get("/<reference>/estimates")
@allow(Role.PERSON)
def show_estimates(reference: str) -> ResponseReturnValue:
    """Show the estimate of each department."""
    view = take_proposal(reference)
    found = list_estimates(stores(), reference)
    return render_template("initiative/estimates.html", view=view, estimates=found)


@overview_part(15)
def tell_estimates(view: ProposalView) -> Part | None:
    """Tell what the departments estimated together."""
    found = list_estimates(stores(), view.reference)
    if not found:
        return None
    text = _("Together %(sum)s.", sum=format_whole_euros(sum(one.cents for one in found)))
    url = url_for(".show_estimates", reference=view.reference)
    return Part(_("What the municipality thinks it costs"), text, url)
