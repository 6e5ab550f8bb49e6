"""Taking a plan that got nothing to a next round."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.refused import Refused
from voting.services import copying, proposing
from voting.services.proposals import ProposalView
from voting.services.round_state import RoundState
from voting.web.access import Role, allow
from voting.web.i18n import local
from voting.web.initiative.blueprint import bp
from voting.web.initiative.finding import take_proposal
from voting.web.initiative.grant_pages import Asked, ask
from voting.web.initiative.inputs import Input, ask_choice
from voting.web.initiative.overview_parts import Part, overview_part
from voting.web.photos import open_files
from voting.web.questions import read_fields
from voting.web.rounds import now
from voting.web.signed_in import take_account
from voting.web.stores import stores
from voting.web.translating import _


@overview_part(90)
def tell_again(view: ProposalView) -> Part | None:
    """Offer to take a plan that got nothing to a next round."""
    me, rounds = take_account().id, _list_rounds(view)
    if not rounds or not copying.can_copy(stores(), me, view.reference):
        return None
    if len(rounds) == 1 and (made := copying.find_copy(stores(), me, view.reference, rounds[0])):
        url, text = url_for("initiative.show_plan", reference=made), local(rounds[0].plan.title)
        return Part(_("Taken to a next round"), text, url)
    url = url_for("initiative.show_again", reference=view.reference)
    return Part(
        _("Take it to a next round"),
        _("With all your answers and photos, to change as you like."),
        url,
    )


@bp.get("/<reference>/again")
@allow(Role.PERSON)
def show_again(reference: str) -> ResponseReturnValue:
    """Ask to which round, where there are several."""
    view = take_proposal(reference)
    rounds = _list_rounds(view)
    if not rounds or not copying.can_copy(stores(), take_account().id, reference):
        return redirect(url_for(".show_plan", reference=reference), 303)
    return ask(view, _ask_again(rounds))


@bp.post("/<reference>/again")
@allow(Role.PERSON)
def submit_again(reference: str) -> ResponseReturnValue:
    """Begin a draft with the answers of this plan."""
    wanted = read_fields("round")["round"]
    view = take_proposal(reference)
    rounds = _list_rounds(view)
    chosen = [one for one in rounds if one.slug == wanted or len(rounds) == 1]
    if not rounds:
        abort(404)
    if not chosen:
        return redirect(url_for(".show_again", reference=reference), 303)
    try:
        new = copying.copy_proposal(
            stores(), open_files(), take_account().id, reference, chosen[0], now()
        )
    except Refused as refusal:
        return ask(view, _ask_again(rounds), refusal)
    return redirect(url_for(".show_plan", reference=new), 303)


def _list_rounds(view: ProposalView) -> list[RoundState]:
    return [one for one in proposing.list_open_rounds(stores()) if one.slug != view.round]


def _ask_again(rounds: list[RoundState]) -> Asked:
    lead = _(
        "You get a new draft with the answers and photos of this plan. This plan stays in the"
        " archive as it is, and the new one leads to it. A plan goes to a round once."
    )
    choices = [(one.slug, local(one.plan.title)) for one in rounds]
    inputs: tuple[Input, ...] = ()
    if len(rounds) > 1:
        inputs = (ask_choice("round", _("For which round?"), choices),)
    return Asked(_("Take it to a next round"), _("Make a new draft"), inputs, lead)
