"""Ending a link, or what was agreed in it, with what that means for its plans."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from voting.db.models.linking_up import LinkUp
from voting.db.models.proposals import Proposal
from voting.domain.accounts import PersonId
from voting.domain.linking_up import LinkState
from voting.domain.proposals import Act, ProposalId, State, find_decision_day
from voting.domain.reviewing import Kind
from voting.domain.signatures import SubjectKind, find_needed
from voting.domain.working_days import find_day
from voting.services.link_rows import Part, drop_agreements, put_in_force
from voting.services.proposals import note_event, take_step
from voting.services.support import count_joint_support, load_threshold


def end_link(
    register: Session,
    link: LinkUp,
    parts: Sequence[Part],
    state: LinkState,
    at: datetime,
    *,
    by: ProposalId,
    person: PersonId | None = None,
) -> None:
    """Bring a link to another state in which nothing is agreed.

    Where it was agreed, every plan's history says that it stands alone again. Everybody may read
    that, so it names the other groups and gives no reason. An admission that rested on who signed
    for the others is taken back.
    """
    was_agreed = link.state == LinkState.AGREED
    link.state = state.value
    drop_agreements(register, link)
    if not was_agreed:
        return
    put_in_force(register, link, on=False)
    for part in parts:
        others = [one.plan.group_name for one in parts if one is not part]
        own = person if part.row.id == by else None
        note_event(register, part.row, Kind.UNLINKED, at, person=own, text="\n".join(others))
        _require_own_support(register, part.row, at)


def _require_own_support(register: Session, row: Proposal, at: datetime) -> None:
    """Bring an admitted plan back in review when too few signed for it alone."""
    needed = find_needed(SubjectKind.PROPOSAL, load_threshold(register, row.round_id))
    signed = count_joint_support(register, [row.id])
    if row.state != State.LISTED or needed is None or signed >= needed:
        return
    take_step(row, Act.TAKE_BACK)
    row.decide_by = find_decision_day(find_day(at))
    note_event(register, row, Kind.BACK_IN_REVIEW, at, old=str(signed), new=str(needed))
