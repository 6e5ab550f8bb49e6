"""The round a page is about: finding it, and what can be done in it now."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import abort, g, request

from voting.domain.areas import VotingArea
from voting.domain.errors.running import RoundUnknown
from voting.domain.initiatives import Initiative
from voting.domain.opening import FEWEST_ENTITLED
from voting.domain.rounds import Phase, RoundPlan, accepts_votes, has_reached
from voting.services.checking import is_counted
from voting.services.round_state import RoundState, find_round
from voting.web import current_settings
from voting.web.choice import read_choice
from voting.web.i18n import current_language
from voting.web.stores import stores


class Status(StrEnum):
    """What a round means to a resident now."""

    SOON = "soon"
    OPEN = "open"
    COUNTING = "counting"
    PUBLISHED = "published"
    ANNULLED = "annulled"


def now() -> datetime:
    """Return the moment of this request, in UTC."""
    at: datetime = g.setdefault("at", datetime.now(UTC))
    return at


def take_round(slug: str | None) -> RoundState:
    """Find the round of this page, None being the current one; 404 when there is none."""
    try:
        state = find_round(stores(), slug)
    except RoundUnknown:
        abort(404)
    g.round_state = state
    return state


def find_status(state: RoundState, at: datetime) -> Status:
    """Tell what a resident can do in a round at `at`."""
    phase = Phase(state.phase)
    if phase is Phase.ANNULLED:
        return Status.ANNULLED
    if has_reached(phase, Phase.PUBLISHED):
        return Status.PUBLISHED
    if accepts_votes(phase, state.plan.times, at) and not state.closing:
        return Status.OPEN
    if at < state.plan.times.opens or not has_reached(phase, Phase.VOTING):
        return Status.SOON
    return Status.COUNTING


def shows_plans(state: RoundState) -> bool:
    """Tell whether the list of plans is public: from the moment it is final."""
    return Phase(state.phase) is Phase.ANNULLED or has_reached(Phase(state.phase), Phase.LIST_FINAL)


def shows_slips(state: RoundState) -> bool:
    """Tell whether the box has been opened and counted, so that slips can be looked up."""
    return is_counted(stores(), state)


def take_area(plan: RoundPlan, slug: str) -> VotingArea:
    """Find a voting area of the round, or answer 404."""
    return find_area(plan, slug) or abort(404)


def find_area(plan: RoundPlan, slug: str) -> VotingArea | None:
    """Find a voting area of the round."""
    return next((area for area in plan.voting_areas if area.slug == slug), None)


def take_initiative(plan: RoundPlan, area: VotingArea, id: str) -> Initiative:
    """Find a plan of the voting area, or answer 404."""
    found = next((one for one in plan.initiatives_in(area) if one.id == id), None)
    return found or abort(404)


def name_buurten(area: VotingArea) -> dict[str, str]:
    """Return the buurten of a voting area: slug to name."""
    return {buurt.slug: buurt.name for buurt in area.buurten}


def describe_round() -> dict[str, Any]:
    """Give every page its round, its status, and the choice that waits to be cast."""
    state: RoundState | None = g.get("round_state")
    own = current_settings().municipality
    noun = own.noun_nl if current_language() == "nl" else own.noun_en
    if state is None:
        nothing = {"round_state": None, "round_status": "", "waiting_choice": None}
        return nothing | {"noun": noun, "town": own.name}
    status = find_status(state, now())
    found: dict[str, Any] = {"round_state": state, "round_status": status.value}
    found["small_areas_below"] = FEWEST_ENTITLED if state.plan.allow_small_areas else None
    names = {"noun": noun, "town": state.plan.municipality.name}
    return found | names | _find_waiting(state, status)


def _find_waiting(state: RoundState, status: Status) -> dict[str, Any]:
    choice = read_choice()
    area = find_area(state.plan, choice.area)
    waits = (
        status is Status.OPEN
        and choice.round == state.slug
        and choice.spent > 0
        and area is not None
        and not (request.blueprint == "resident" and g.get("own_choice"))
    )
    if waits:
        g.keep_nowhere = True  # who shares the browser must not find the choice by going back
    return {"waiting_choice": choice if waits else None, "waiting_area": area}
