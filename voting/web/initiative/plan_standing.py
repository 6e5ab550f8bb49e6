"""What the overview says first: where the plan stands, and what that means for its group."""

from dataclasses import dataclass

from voting.domain.grants import State as GrantState
from voting.domain.proposals import State
from voting.domain.rounds import Phase, has_reached
from voting.services.proposals import ProposalView
from voting.services.round_state import RoundState, find_round
from voting.services.viewing_grants import GrantView
from voting.web.i18n import format_day
from voting.web.initiative.grant_next import find_next
from voting.web.initiative.grant_pages import find_grant
from voting.web.standings import find_plan_result, name_standing
from voting.web.stores import stores
from voting.web.translating import _
from voting.web.words_states import say_next


@dataclass(frozen=True, slots=True)
class Standing:
    """Two words, and a sentence."""

    name: str
    text: str


def describe_standing(view: ProposalView) -> Standing:
    """Return where a plan stands: in review, on the list, or what became of it."""
    state = find_round(stores(), view.round)
    grant = find_grant(view)
    name = name_standing(
        state, view.state, view.initiative_id, None if grant is None else grant.state
    )
    if grant is not None:
        return Standing(name, _say_grant(view, grant))
    found = find_plan_result(state, view.initiative_id)
    if found is None:
        return Standing(name, _say_round(view, state))
    return Standing(name, say_result(found[1].payout_cents))


def say_result(payout_cents: int) -> str:
    """Say what a result means before the decision on the money."""
    if not payout_cents:
        return _(
            "Your plan gets no money in this round. It stays in the archive, and you can take it"
            " to a next round."
        )
    return _(
        "The municipality decides on the money when the time to report counting errors is over."
        " You get a mail."
    )


def _say_grant(view: ProposalView, grant: GrantView) -> str:
    if grant.state is GrantState.FINISHED:
        return _("The plan is done and reported. Thank you for it.")
    return find_next(view, grant).text or grant.reason


def _say_round(view: ProposalView, state: RoundState) -> str:
    """Say what comes next before there is a result; a round that was annulled says nothing new."""
    phase = Phase(state.phase)
    if view.state is not State.LISTED or not has_reached(phase, Phase.VOTING):
        return say_next(view.state)
    if phase is Phase.VOTING:
        return _("Residents vote on it now.")
    return _(
        "The vote is over. The result is out on %(day)s.",
        day=format_day(state.plan.times.results_on),
    )
