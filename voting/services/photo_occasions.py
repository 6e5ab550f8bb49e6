"""When photos can be added: to a plan while it can be changed, to a report while it can be made."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.db.models.grants import Grant
from voting.db.models.proposals import Proposal
from voting.domain import grants
from voting.domain.errors.grants import GrantState, TrancheState
from voting.domain.errors.photos import OccasionUnknown
from voting.domain.errors.proposals import WrongState
from voting.domain.photos import Occasion, Stage
from voting.domain.proposals import POSSIBLE, Act, State
from voting.domain.redeeming import TrancheAct, TrancheStage, find_stage_after
from voting.services.grants import is_its_proposal, load_tranches, lock_grants


def require_open(register: Session, row: Proposal, occasion: Occasion) -> None:
    """Hold a plan's grant, if it is about that, and refuse unless photos can be added now.

    The proposal is held already; nothing that holds a grant waits for a proposal. Raises
    WrongState, OccasionUnknown, GrantState or TrancheState.
    """
    if occasion.stage is not Stage.PLAN:
        lock_grants(register, row.round_id)
    check_open(register, row, occasion)


def is_open(register: Session, row: Proposal, occasion: Occasion) -> bool:
    """Tell whether photos can be added now; raise OccasionUnknown."""
    try:
        check_open(register, row, occasion)
    except (WrongState, GrantState, TrancheState):
        return False
    return True


def check_open(register: Session, row: Proposal, occasion: Occasion) -> None:
    """Refuse as `require_open` does, without holding anything."""
    if occasion.stage is Stage.PLAN:
        if State(row.state) not in POSSIBLE[Act.EDIT]:
            raise WrongState(row.state)
        return
    grant = _find_grant(register, row)
    if occasion.stage is Stage.CLOSING:
        grants.check_act(grants.Act.CLOSE, grants.State(grant.state))
        return
    stages = {
        one.position: TrancheStage(one.stage)
        for one in load_tranches(register, grant)
        if not one.advance
    }
    if occasion.tranche not in stages:
        raise OccasionUnknown
    grants.check_act(grants.Act.REPORT, grants.State(grant.state))
    find_stage_after(TrancheAct.REPORT, stages[occasion.tranche])


def _find_grant(register: Session, row: Proposal) -> Grant:
    query = select(Grant).join(Proposal, is_its_proposal()).where(Proposal.id == row.id)
    grant = register.scalar(query, execution_options={"populate_existing": True})
    if grant is None:
        raise OccasionUnknown
    return grant
