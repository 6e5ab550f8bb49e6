"""Copying a plan that got nothing to a next round; there is no automatic renewal."""

from datetime import datetime

from voting.db.models.proposals import Proposal
from voting.db.models.rounds import Round
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import NoRenewal, SourceNotOver
from voting.domain.proposals import State, require_entries
from voting.domain.reviewing import Kind
from voting.domain.rounds import Phase, RoundPlan, has_reached
from voting.services.proposals import find_proposal, note_event, read_fields, write_fields
from voting.services.proposing import add_draft
from voting.services.publishing import load_result
from voting.services.round_state import RoundState, find_round

OVER = (State.TURNED_DOWN, State.WITHDRAWN)


def copy_proposal(
    stores: Stores, person: PersonId, reference: str, state: RoundState, at: datetime
) -> str:
    """Begin a draft in another round with the answers of a plan that got nothing.

    Its history names the old one, which stays as it is. A buurt or theme that the new round does
    not have is left open. Returns the new reference. Raises ProposalUnknown, EntriesClosed,
    SourceNotOver, or NoRenewal when the plan got money.
    """
    require_entries(Phase(state.phase))
    source = find_proposal(stores.register, reference, person)
    check_over(stores, source)
    group, fields = source.group_id, _fit(read_fields(source), state.plan)
    with transaction(stores.register) as register:
        row = add_draft(register, person, group, state, at)
        row.fields = write_fields(fields)
        row.version += 1
        note_event(register, row, Kind.COPIED, at, person=person, text=reference)
    return row.reference


def can_copy(stores: Stores, person: PersonId, reference: str) -> bool:
    """Tell whether a plan of somebody's group is over and got nothing; raise ProposalUnknown."""
    try:
        check_over(stores, find_proposal(stores.register, reference, person))
    except (NoRenewal, SourceNotOver):
        return False
    return True


def check_over(stores: Stores, source: Proposal) -> None:
    """Raise SourceNotOver while a plan can still get money, NoRenewal when it got some."""
    if State(source.state) in OVER:
        return
    own = find_round(stores, stores.register.get_one(Round, source.round_id).slug)
    if own.phase is Phase.ANNULLED:
        return
    if not has_reached(own.phase, Phase.PUBLISHED):
        raise SourceNotOver
    if source.initiative_id is not None and _got_money(stores, own, source.initiative_id):
        raise NoRenewal


def _got_money(stores: Stores, state: RoundState, initiative: str) -> bool:
    result = load_result(stores, state)
    return result is not None and any(
        one.id == initiative and one.payout_cents > 0
        for area in result.areas
        for one in area.initiatives
    )


def _fit(fields: dict[str, str], plan: RoundPlan) -> dict[str, str]:
    """Leave out what another round does not have."""
    known = {
        "buurt": {buurt.slug for area in plan.voting_areas for buurt in area.buurten},
        "theme": {theme.slug for theme in plan.themes},
    }
    return {name: text for name, text in fields.items() if name not in known or text in known[name]}
