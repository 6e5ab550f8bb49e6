"""Views of the final list and of the official preference."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from voting.domain.areas import Buurt
from voting.domain.errors.money import FloorsExceedBudget, InvalidMoneyInput
from voting.domain.errors.office import PreferenceWrong
from voting.domain.errors.refused import Refused
from voting.domain.errors.running import PlansUndecided
from voting.domain.rounds import Phase, has_reached
from voting.services import listing, preferring
from voting.services.acts import hash_catalogue, hash_plan
from voting.services.round_state import RoundState
from voting.web.access import Role, allow
from voting.web.council.blueprint import bp
from voting.web.council.inputs import Form, Input, show_form
from voting.web.council.links import Link, round_link
from voting.web.errors import explain
from voting.web.i18n import local
from voting.web.questions import find_status, read_fields
from voting.web.rounds import now, take_round
from voting.web.signed_in import take_hand
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words import write_mark

SEEING = (Role.ROUND_MANAGER, Role.REVIEWER, Role.PUBLISHER, Role.GRIFFIER, Role.AUDITOR)


@round_link(20, *SEEING)
def _link_list(state: RoundState) -> Link | None:
    return Link(_("The list"), url_for("council.show_list", round=state.slug))


@bp.get("/rounds/<round>/list")
@allow(*SEEING)
def show_list(round: str) -> ResponseReturnValue:
    """Show what the opening would freeze: every plan, the preference, and the marks."""
    return render_list(take_round(round))


@bp.post("/rounds/<round>/list")
@allow(Role.ROUND_MANAGER)
def submit_list(round: str) -> ResponseReturnValue:
    """Bring the list in line with what was admitted and withdrawn."""
    read_fields()
    state = take_round(round)
    try:
        listing.list_proposals(stores(), state)
    except Refused as refusal:
        return render_list(state, refusal)
    return redirect(url_for(".show_list", round=round), 303)


@bp.get("/rounds/<round>/preference/<buurt>")
@allow(Role.ROUND_MANAGER)
def show_preference(round: str, buurt: str) -> ResponseReturnValue:
    """Ask in which order the municipality prefers the plans of a neighbourhood."""
    state = take_round(round)
    place = take_buurt(state, buurt)
    return show_form(ask_preference(state, place), write_ranks(state, buurt))


@bp.post("/rounds/<round>/preference/<buurt>")
@allow(Role.ROUND_MANAGER)
def submit_preference(round: str, buurt: str) -> ResponseReturnValue:
    """Record the official preference, before the opening."""
    state = take_round(round)
    place = take_buurt(state, buurt)
    ids = [one.id for one in state.plan.initiatives if one.buurt == buurt]
    filled = read_fields(*(f"rank-{id}" for id in ids))
    try:
        chosen = read_ranks({id: filled[f"rank-{id}"] for id in ids})
        preferring.record_preference(stores(), take_hand(), state, buurt, chosen, now())
    except Refused as refusal:
        return show_form(ask_preference(state, place), refusal=refusal)
    return redirect(url_for(".show_list", round=round), 303)


def render_list(state: RoundState, refusal: Refused | None = None) -> ResponseReturnValue:
    """Show the list, perhaps with the reason why something was refused."""
    names = {one.id: one for one in state.plan.initiatives}
    page = render_template(
        "council/list.html",
        state=state,
        problem=explain(refusal) if refusal else "",
        waiting=say_waiting(state) if state.phase is Phase.REVIEW else "",
        catalogue=write_mark(hash_catalogue(state)),
        everything=mark_everything(state),
        preferences={
            one.buurt: [names[id] for id in one.initiatives if id in names]
            for one in state.plan.preferences
        },
        can_list=state.phase is Phase.REVIEW,
        is_open=state.phase is Phase.ANNULLED or has_reached(state.phase, Phase.VOTING),
    )
    return page, find_status(refusal) if refusal else 200


def say_waiting(state: RoundState) -> str:
    """Say which plans keep the list from being final, "" when there are none."""
    titles = listing.find_undecided(stores(), state)
    return explain(PlansUndecided(tuple(titles))) if titles else ""


def mark_everything(state: RoundState) -> str:
    """Return the mark of all that opening would freeze, "" while the money cannot be divided."""
    try:
        return write_mark(hash_plan(state))
    except (InvalidMoneyInput, FloorsExceedBudget):
        return ""


def take_buurt(state: RoundState, slug: str) -> Buurt:
    """Return a neighbourhood of the round, or answer 404."""
    buurten = (one for area in state.plan.voting_areas for one in area.buurten)
    return next((one for one in buurten if one.slug == slug), None) or abort(404)


def ask_preference(state: RoundState, buurt: Buurt) -> Form:
    """The page of the official preference."""
    lead = _(
        "The municipality's own order, 1 for the first. It is published beside the result of the"
        " residents and decides nothing. Plans without a number are not in it."
    )
    inputs = tuple(
        Input(f"rank-{one.id}", local(one.title) or one.id)
        for one in state.plan.initiatives
        if one.buurt == buurt.slug
    )
    title = _("Preference of the municipality: %(buurt)s", buurt=buurt.name)
    return Form(title, _("Save"), inputs, lead, url_for(".show_list", round=state.slug))


def write_ranks(state: RoundState, buurt: str) -> dict[str, str]:
    """Return the preference that stands, as the form sends it."""
    return {
        f"rank-{id}": str(rank)
        for one in state.plan.preferences
        if one.buurt == buurt
        for rank, id in enumerate(one.initiatives, 1)
    }


def read_ranks(typed: dict[str, str]) -> list[str]:
    """Return ids in the order of their numbers 1, 2, 3 and so on; raise PreferenceWrong."""
    ranked: dict[str, str] = {}
    for id, text in typed.items():
        if not text.strip():
            continue
        if text.strip() in ranked:
            raise PreferenceWrong(id)
        ranked[text.strip()] = id
    wanted = [str(place) for place in range(1, len(ranked) + 1)]
    if set(ranked) != set(wanted):
        raise PreferenceWrong(next(iter(ranked.values())))
    return [ranked[place] for place in wanted]
