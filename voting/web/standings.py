"""How it stands with a plan, in two words: its review, and after the result its money."""

from voting.domain.grants import State as GrantState
from voting.domain.proposals import State
from voting.domain.results import AreaResult, InitiativeResult
from voting.domain.rounds import Phase, has_reached
from voting.services.round_state import RoundState
from voting.web.i18n import format_euros
from voting.web.outcomes import find_outcome
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_grant_states import name_grant_state
from voting.web.words_states import name_state


def find_plan_result(
    state: RoundState, initiative_id: str | None
) -> tuple[AreaResult, InitiativeResult] | None:
    """Return what the published result says of a plan on the list, with its area."""
    if initiative_id is None or not has_reached(Phase(state.phase), Phase.PUBLISHED):
        return None
    outcome = find_outcome(stores(), state)
    if outcome is None:
        return None
    return next(
        (
            (area, one)
            for area in outcome.result.areas
            for one in area.initiatives
            if one.id == initiative_id
        ),
        None,
    )


def name_standing(
    state: RoundState, review: State, initiative_id: str | None, grant: GrantState | None
) -> str:
    """Return where a plan stands: the newest of review, result and grant."""
    if grant is not None:
        return name_grant_state(grant)
    found = find_plan_result(state, initiative_id)
    if found is None:
        return name_state(review)
    cents = found[1].payout_cents
    if not cents:
        return _("No money in this round")
    return _("Gets %(amount)s", amount=format_euros(cents))
