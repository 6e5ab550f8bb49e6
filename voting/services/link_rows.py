"""Reading and changing the rows of plans that link up; the acts on them are built on this.

Who changes a link, or a plan in a way that a link rests on, holds the lock LINKING alone, before
every other lock; all other changes of proposals share it. So nothing here waits for a lock on a
second plan, and no two groups ever decide on half of what the other one did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.db.models.linking_up import LinkUp, LinkUpAgreement, LinkUpEvent, LinkUpMember
from voting.db.models.people import Group
from voting.db.models.proposals import Proposal
from voting.db.models.rounds import Round
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.linking_up import (
    OPEN,
    LinkedPlan,
    LinkKind,
    LinkState,
    LinkUpId,
    is_unanimous,
    write_terms,
)
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import Bounds, ProposalId, State, find_minimum
from voting.services.proposals import load_bounds, read_fields
from voting.services.round_state import RoundState, find_round


@dataclass(frozen=True, slots=True)
class Part:
    """A plan in a link: its row, and what linking up looks at."""

    row: Proposal
    plan: LinkedPlan


def load_state(stores: Stores, round_id: bytes) -> RoundState:
    """Return the round that a plan is for."""
    slug = stores.register.scalars(select(Round.slug).where(Round.id == round_id)).one()
    return find_round(stores, slug)


def load_parts(register: Session, ids: Sequence[ProposalId], bounds: Bounds) -> list[Part]:
    """Return plans with their groups' names, the one that was begun first on top; one query."""
    rows = register.execute(
        select(Proposal, Group.name)
        .join(Group, Group.id == Proposal.group_id)
        .where(Proposal.id.in_(ids))
        .order_by(Proposal.made_at, Proposal.reference),
        execution_options={"populate_existing": True},
    )
    return [Part(row, read_plan(row, name, bounds)) for row, name in rows]


def read_plan(row: Proposal, group_name: str, bounds: Bounds) -> LinkedPlan:
    """Return a proposal as far as linking up looks at it."""
    draft = Draft(read_fields(row))
    return LinkedPlan(
        reference=row.reference,
        round_id=row.round_id,
        group=row.group_id,
        group_name=group_name,
        state=State(row.state),
        made_at=row.made_at,
        draft=draft,
        minimum_cents=find_minimum(draft, bounds),
    )


def load_link_parts(stores: Stores, link: LinkUp) -> list[Part]:
    """Return the plans of a link, in order."""
    bounds = load_bounds(stores.register, link.round_id, load_state(stores, link.round_id).plan)
    return load_parts(stores.register, find_members(stores.register, link.id), bounds)


def read_texts(link: LinkUp) -> dict[str, str]:
    """Return the joint texts; empty ones are left out."""
    fields: dict[str, str] = canonical.load(link.fields.encode())
    return fields


def find_members(register: Session, link: LinkUpId) -> list[ProposalId]:
    """Return the ids of the plans in a link, the one that was begun first on top."""
    query = (
        select(LinkUpMember.proposal_id)
        .join(Proposal, Proposal.id == LinkUpMember.proposal_id)
        .where(LinkUpMember.link_id == link)
        .order_by(Proposal.made_at, Proposal.reference)
    )
    return list(register.scalars(query))


def find_link_in_force(register: Session, proposal: ProposalId) -> LinkUp | None:
    """Return the agreed link that a plan is in."""
    return register.scalar(
        select(LinkUp)
        .join(LinkUpMember, LinkUpMember.link_id == LinkUp.id)
        .where(LinkUpMember.proposal_id == proposal, LinkUpMember.in_force.is_(True))
    )


def find_open_links(register: Session, proposal: ProposalId) -> list[LinkUp]:
    """Return the links of a plan that are talked about or agreed, the newest first."""
    query = (
        select(LinkUp)
        .join(LinkUpMember, LinkUpMember.link_id == LinkUp.id)
        .where(
            LinkUpMember.proposal_id == proposal,
            LinkUp.state.in_([state.value for state in OPEN]),
        )
        .order_by(LinkUp.made_at.desc(), LinkUp.id)
    )
    return list(register.scalars(query, execution_options={"populate_existing": True}))


def load_agreements(register: Session, link: LinkUpId) -> dict[str, str]:
    """Return the terms that were agreed to, by the plan's reference."""
    query = (
        select(Proposal.reference, LinkUpAgreement.terms)
        .join(Proposal, Proposal.id == LinkUpAgreement.proposal_id)
        .where(LinkUpAgreement.link_id == link)
    )
    return {row.reference: row.terms for row in register.execute(query)}


def holds(register: Session, link: LinkUp, parts: Sequence[Part]) -> bool:
    """Tell whether an agreed link's terms are still what everybody agreed to."""
    plans = [part.plan for part in parts]
    terms = write_terms(link.version, plans)
    agreed = link.state == LinkState.AGREED
    return agreed and is_unanimous(terms, load_agreements(register, link.id), plans)


def note_line(
    register: Session,
    link: LinkUp,
    kind: LinkKind,
    at: datetime,
    *,
    proposal: ProposalId,
    person: PersonId | None = None,
    text: str = "",
    told: bool = False,
) -> None:
    """Add a line to the talk; flushes. `proposal` is the plan of who did it.

    `told` when no letter is to be written about it.
    """
    query = select(func.count()).where(LinkUpEvent.link_id == link.id)
    register.add(
        LinkUpEvent(
            link_id=link.id,
            position=register.scalar(query) or 0,
            kind=kind.value,
            at=at,
            proposal_id=proposal,
            person=person,
            text=text,
            told=told,
        )
    )
    register.flush()


def put_in_force(register: Session, link: LinkUp, *, on: bool) -> None:
    """Mark the plans of a link as linked, or as standing alone; flushes."""
    query = select(LinkUpMember).where(LinkUpMember.link_id == link.id)
    for member in register.scalars(query):
        member.in_force = True if on else None
    register.flush()


def drop_agreements(register: Session, link: LinkUp) -> None:
    """Forget what was agreed: it was about something else."""
    register.execute(delete(LinkUpAgreement).where(LinkUpAgreement.link_id == link.id))
