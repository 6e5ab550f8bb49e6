"""Reading about linking up: neighbours, talks, and which plans became one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from voting.db.base import RoundId
from voting.db.models.linking_up import LinkUp, LinkUpEvent, LinkUpHint, LinkUpMember
from voting.db.models.people import Group, Person
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.linking_up import LinkUpUnknown
from voting.domain.joint_plans import JointPlan, join_plans, propose_texts
from voting.domain.linking_up import (
    LINKABLE,
    LinkedPlan,
    LinkKind,
    LinkState,
    LinkUpId,
    find_agreeing,
    write_terms,
)
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import TAKES_ANSWERS
from voting.domain.rounds import Phase, RoundPlan
from voting.services.link_rows import (
    find_link_in_force,
    find_members,
    find_open_links,
    holds,
    load_agreements,
    load_link_parts,
    load_state,
    read_plan,
    read_texts,
)
from voting.services.proposals import find_proposal, load_bounds, read_fields, speaks_for
from voting.services.support import count_joint_support


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the talk; `group_name` is whose plan it was done for."""

    kind: LinkKind
    at: datetime
    group_name: str
    person_name: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as a member of one of its groups sees it.

    `leads` tells whether the reader speaks for the group; `agreed` holds the references of the
    plans whose lead agreed to `terms`, which are what stands here now. `joint` is the plan that
    would be on the list, its texts empty while nobody wrote them. `supporters` signed for one of
    the plans or for several, and count once.
    """

    id: LinkUpId
    state: LinkState
    version: int
    texts: Mapping[str, str]
    own: LinkedPlan
    plans: tuple[LinkedPlan, ...]
    joint: JointPlan
    terms: str
    agreed: frozenset[str]
    leads: bool
    can_change: bool
    supporters: int
    plan: RoundPlan
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A plan in the same buurt that was handed in; `partners` are the groups it is linked with."""

    plan: LinkedPlan
    same_sector: bool
    same_theme: bool
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """That an office thinks of another plan; never more than a thought."""

    reference: str
    group_name: str
    draft: Draft
    office: str
    text: str


@dataclass(frozen=True, slots=True)
class Maker:
    """A plan of which an initiative on the list was made."""

    reference: str
    group_name: str
    draft: Draft


def view_link(stores: Stores, person: PersonId, reference: str, link: LinkUpId) -> LinkView:
    """Return a link of one's plan; raise ProposalUnknown or LinkUpUnknown."""
    register = stores.register
    row = find_proposal(register, reference, person)
    if register.get(LinkUpMember, (link, row.id)) is None:
        raise LinkUpUnknown
    found = register.get_one(LinkUp, link, populate_existing=True)
    plans = tuple(part.plan for part in load_link_parts(stores, found))
    state = load_state(stores, row.round_id)
    texts = read_texts(found) or propose_texts(plans)
    terms = write_terms(found.version, plans)
    return LinkView(
        id=found.id,
        state=LinkState(found.state),
        version=found.version,
        texts=texts,
        own=next(plan for plan in plans if plan.reference == reference),
        plans=plans,
        joint=join_plans(plans, texts),
        terms=terms,
        agreed=find_agreeing(terms, load_agreements(register, found.id)),
        leads=speaks_for(register, row, person),
        can_change=Phase(state.phase) in TAKES_ANSWERS,
        supporters=count_joint_support(register, find_members(register, found.id)),
        plan=state.plan,
        lines=_load_lines(stores, found.id),
    )


def list_links(stores: Stores, person: PersonId, reference: str) -> list[LinkView]:
    """Return the open links of one's plan, the newest first; raise ProposalUnknown."""
    row = find_proposal(stores.register, reference, person)
    open_links = find_open_links(stores.register, row.id)
    return [view_link(stores, person, reference, link.id) for link in open_links]


def find_neighbours(stores: Stores, person: PersonId, reference: str) -> list[Neighbour]:
    """Return the plans of other groups in the same buurt, those most alike on top.

    Alike is the same sector or theme. Raises ProposalUnknown. The number of queries is constant.
    """
    register = stores.register
    own = find_proposal(register, reference, person)
    bounds = load_bounds(register, own.round_id, load_state(stores, own.round_id).plan)
    mine = read_plan(own, "", bounds)
    rows = register.execute(
        select(Proposal, Group.name)
        .join(Group, Group.id == Proposal.group_id)
        .where(
            Proposal.round_id == own.round_id,
            Proposal.buurt == own.buurt,
            Proposal.group_id != own.group_id,
            Proposal.state.in_([state.value for state in LINKABLE]),
        )
        .order_by(Proposal.made_at, Proposal.reference)
    )
    partners = _load_partners(stores, own.round_id)
    found = [
        _compare(mine, read_plan(row, name, bounds), partners.get(row.reference, ()))
        for row, name in rows
    ]
    return sorted(found, key=lambda one: -(one.same_sector + one.same_theme))


def list_partners(stores: Stores, reference: str) -> list[Maker]:
    """Return the other plans of the agreed link that a plan is in; none when it stands alone."""
    row = stores.register.scalar(select(Proposal).where(Proposal.reference == reference))
    link = find_link_in_force(stores.register, row.id) if row else None
    if link is None:
        return []
    parts = load_link_parts(stores, link)
    return [
        Maker(part.plan.reference, part.plan.group_name, part.plan.draft)
        for part in parts
        if part.plan.reference != reference and holds(stores.register, link, parts)
    ]


def list_makers(stores: Stores, round_id: RoundId, initiative: str) -> list[Maker]:
    """Return the proposals that an initiative on the list was made of, in order; one query."""
    rows = stores.register.execute(
        select(Proposal, Group.name)
        .join(Group, Group.id == Proposal.group_id)
        .where(Proposal.round_id == round_id, Proposal.initiative_id == initiative)
        .order_by(Proposal.made_at, Proposal.reference)
    )
    return [Maker(row.reference, name, Draft(read_fields(row))) for row, name in rows]


def list_hints(stores: Stores, person: PersonId, reference: str) -> list[Hint]:
    """Return the plans that an office thinks go well with one's own; raise ProposalUnknown."""
    own = find_proposal(stores.register, reference, person)
    rows = stores.register.execute(
        select(LinkUpHint, Proposal, Group.name)
        .join(
            Proposal,
            or_(
                (LinkUpHint.other_id == Proposal.id) & (LinkUpHint.proposal_id == own.id),
                (LinkUpHint.proposal_id == Proposal.id) & (LinkUpHint.other_id == own.id),
            ),
        )
        .join(Group, Group.id == Proposal.group_id)
        .where(Proposal.state.in_([state.value for state in LINKABLE]))
        .order_by(LinkUpHint.at.desc(), LinkUpHint.id)
    )
    return [
        Hint(row.reference, name, Draft(read_fields(row)), hint.office, hint.text)
        for hint, row, name in rows
    ]


def _compare(mine: LinkedPlan, other: LinkedPlan, partners: tuple[str, ...]) -> Neighbour:
    same = {
        name: bool(mine.draft.word(name)) and mine.draft.word(name) == other.draft.word(name)
        for name in ("sector", "theme")
    }
    return Neighbour(other, same["sector"], same["theme"], partners)


def _load_partners(stores: Stores, round_id: RoundId) -> dict[str, tuple[str, ...]]:
    """Return the names of the groups each linked plan of a round is linked with."""
    rows = stores.register.execute(
        select(LinkUpMember.link_id, Proposal.reference, Group.name)
        .join(Proposal, Proposal.id == LinkUpMember.proposal_id)
        .join(Group, Group.id == Proposal.group_id)
        .where(Proposal.round_id == round_id, LinkUpMember.in_force.is_(True))
        .order_by(Proposal.made_at, Proposal.reference)
    ).all()
    return {
        reference: tuple(name for other, ref, name in rows if other == link and ref != reference)
        for link, reference, _name in rows
    }


def _load_lines(stores: Stores, link: LinkUpId) -> tuple[Line, ...]:
    rows = stores.register.execute(
        select(LinkUpEvent, Group.name, Person.name)
        .join(Proposal, Proposal.id == LinkUpEvent.proposal_id)
        .join(Group, Group.id == Proposal.group_id)
        .outerjoin(Person, Person.id == LinkUpEvent.person)
        .where(LinkUpEvent.link_id == link)
        .order_by(LinkUpEvent.position)
    )
    return tuple(
        Line(LinkKind(row.kind), row.at, group, name or "", row.text) for row, group, name in rows
    )
