"""Views of a round's grants: who gets money, where each grant stands, and its account number."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.errors.grants import GrantUnknown
from voting.domain.errors.refused import Refused
from voting.domain.grants import POSSIBLE, Act, State
from voting.domain.payees import PayeeKind
from voting.domain.redeeming import TrancheStage
from voting.domain.rounds import Phase
from voting.domain.ticks import Tick, may_tick
from voting.services import granting, ticks, treasury
from voting.services.acting_itself import list_own_actions
from voting.services.round_state import RoundState, find_round
from voting.services.viewing_grants import GrantView, list_grants, view_grant
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.fresh_code import with_fresh_code
from voting.web.council.inputs import Form, show_form
from voting.web.council.links import Link, round_link
from voting.web.errors import explain
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import open_account_keys, take_hand
from voting.web.stores import stores
from voting.web.translating import _

SEEING = (Role.TREASURER, Role.ROUND_MANAGER, Role.PUBLISHER, Role.GRIFFIER, Role.AUDITOR)
"""Who follows the money; only a treasurer acts on it."""


@round_link(80, *SEEING)
def _link_grants(state: RoundState) -> Link | None:
    if state.phase is not Phase.FINAL:
        return None
    return Link(_("Grants"), url_for("council.show_grants", round=state.slug))


@bp.get("/rounds/<round>/grants")
@allow(*SEEING)
def show_grants(round: str) -> ResponseReturnValue:
    """Show who gets money, what was decided, and where the municipality acts itself."""
    state = take_round(round)
    final = state.phase is Phase.FINAL
    names = {one.slug: one.name for area in state.plan.voting_areas for one in area.buurten}
    return render_template(
        "council/grants.html",
        state=state,
        undecided=granting.list_undecided(stores(), state) if final else (),
        plans={one.id: one for one in state.plan.initiatives},
        grants=list_grants(stores(), state.id),
        own_actions=list_own_actions(stores(), state.id),
        names=names,
        waits=waits_for_office,
    )


@bp.get("/grants/<grant>")
@allow(*SEEING)
def show_grant(grant: str) -> ResponseReturnValue:
    """Show a grant: its state, who gets it, what was agreed and paid, and what happened."""
    return render_grant(take_grant(grant))


def render_grant(view: GrantView, refusal: Refused | None = None) -> ResponseReturnValue:
    """Show a grant, perhaps with the reason why something was refused."""
    ticked, lacking = ticks.view_ticks(stores(), view.reference)
    kind = view.payee.kind if view.payee else PayeeKind.PERSON
    page = render_template(
        "council/grant.html",
        view=view,
        problem=explain(refusal) if refusal else "",
        state=take_round_of(view),
        can={act.value for act in Act if view.state in POSSIBLE[act]},
        waits=waits_for_office(view),
        ticked=ticked,
        lacking=lacking,
        to_tick=[
            tick
            for tick in Tick
            if may_tick(tick, kind) and tick not in {done for done, _name, _at in ticked}
        ],
    )
    return page, find_status(refusal) if refusal else 200


@bp.get("/grants/<grant>/account")
@allow(Role.TREASURER)
def show_grant_account(grant: str) -> ResponseReturnValue:
    """Say what looking at an account number takes."""
    return show_form(ask_account(take_grant(grant)))


@bp.post("/grants/<grant>/account")
@allow(Role.TREASURER)
@with_fresh_code
def submit_grant_account(grant: str) -> ResponseReturnValue:
    """Show the whole account number once, after a fresh code; that it was shown is noted."""
    read_fields()
    view = take_grant(grant)
    try:
        keys = open_account_keys()
        number = treasury.reveal_account(stores(), keys, take_hand(), grant, now())
    except Refused as refusal:
        return show_form(ask_account(view), refusal=refusal)
    return render_template("council/account.html", view=view, number=number)


@bp.post("/grants/<grant>/ticks")
@allow(Role.TREASURER)
def submit_grant_tick(grant: str) -> ResponseReturnValue:
    """Record what was looked at before a business is paid."""
    kind = read_fields("tick")["tick"]
    if kind not in set(map(str, Tick)):
        abort(400)
    view = take_grant(grant)
    facts = {"grant": grant, "tick": kind}
    try:
        with treasury.paying_as(stores(), take_hand(), "tick", now(), facts) as name:
            ticks.set_tick(stores(), grant, Tick(kind), name, now())
    except Refused as refusal:
        return render_grant(view, refusal)
    return redirect(url_for(".show_grant", grant=grant), 303)


def take_grant(reference: str) -> GrantView:
    """Return the grant of this page, or answer 404."""
    try:
        return view_grant(stores(), reference)
    except GrantUnknown:
        abort(404)


def take_round_of(view: GrantView) -> RoundState:
    """Return the round of a grant."""
    return find_round(stores(), view.reference.rpartition("-")[0])


def waits_for_office(view: GrantView) -> bool:
    """Tell whether a report waits for an answer of the office."""
    return view.state is State.REPORTED or any(
        one.stage is TrancheStage.REPORTED for one in view.tranches
    )


def ask_account(view: GrantView) -> Form:
    """The page before an account number is shown."""
    lead = _("It is noted who looks at an account number, and the group sees that.")
    back = url_for(".show_grant", grant=view.reference)
    return Form(_("The whole account number"), _("Show it"), (), lead, back)
