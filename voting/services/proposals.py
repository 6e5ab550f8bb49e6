"""Reading and changing a proposal's rows; what the group and the office do is built on this."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.db.base import RoundId
from voting.db.models.people import Group, Membership, Person
from voting.db.models.proposals import Proposal, ProposalEvent, ProposalRules
from voting.db.models.rounds import Round
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import PersonId, read_line
from voting.domain.errors.proposals import ProposalUnknown
from voting.domain.groups import Duty, GroupId, GroupRole
from voting.domain.proposal_fields import Draft, Fields
from voting.domain.proposals import (
    SHORT_FORM_CENTS,
    Act,
    Bounds,
    State,
    find_state_after,
    require_open_list,
)
from voting.domain.reviewing import Event, Kind
from voting.domain.rounds import Phase, RoundPlan
from voting.services.round_state import find_round

LINKING = "linking up"
"""The lock on what holds several plans together, taken before the lock on any one of them."""
LONGEST_SAID = 4000


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal as its group and the office see it.

    `leads` tells whether the reader is an owner or the lead; an office is neither.
    """

    reference: str
    state: State
    version: int
    draft: Draft
    group_id: GroupId
    group_name: str
    leads: bool
    round: str
    phase: Phase
    plan: RoundPlan
    bounds: Bounds
    decide_by: date | None
    answer_by: date | None
    initiative_id: str | None
    events: tuple[Event, ...]


def read_fields(row: Proposal) -> dict[str, str]:
    """Return a proposal's fields."""
    fields: dict[str, str] = canonical.load(row.fields.encode())
    return fields


def write_fields(fields: Fields) -> str:
    """Return fields as they are stored; empty ones are left out."""
    return canonical.dump({name: text for name, text in fields.items() if text}).decode()


def read_copy(event: Event) -> Draft:
    """Return what was handed in, from the event that holds its dated copy."""
    fields: dict[str, str] = canonical.load(event.new.encode())
    return Draft(fields)


def load_bounds(register: Session, round_id: RoundId, plan: RoundPlan) -> Bounds:
    """Return what the council decided about the proposals of a round."""
    rules = register.get(ProposalRules, round_id)
    return Bounds(
        rules.short_form_cents if rules else SHORT_FORM_CENTS,
        plan.money.minimum_share_floor,
        plan.money.minimum_share_ceiling,
    )


def set_short_form(stores: Stores, round_id: RoundId, cents: int) -> None:
    """Set the amount up to which six questions are enough."""
    with transaction(stores.register) as register:
        rules = register.get(ProposalRules, round_id) or ProposalRules(round_id=round_id)
        rules.short_form_cents = cents
        register.add(rules)


def view_proposal(stores: Stores, reference: str, person: PersonId | None) -> ProposalView:
    """Return a proposal as a member of its group sees it; None is the office.

    Raises ProposalUnknown, also for a proposal that is not the reader's to see.
    """
    register = stores.register
    row = find_proposal(register, reference, person)
    state = find_round(stores, register.get_one(Round, row.round_id).slug)
    return ProposalView(
        reference=row.reference,
        state=State(row.state),
        version=row.version,
        draft=Draft(read_fields(row)),
        group_id=row.group_id,
        group_name=register.get_one(Group, row.group_id).name,
        leads=person is not None and speaks_for(register, row, person),
        round=state.slug,
        phase=Phase(state.phase),
        plan=state.plan,
        bounds=load_bounds(register, row.round_id, state.plan),
        decide_by=row.decide_by,
        answer_by=row.answer_by,
        initiative_id=row.initiative_id,
        events=load_events(register, row),
    )


def find_proposal(register: Session, reference: str, person: PersonId | None) -> Proposal:
    """Return a proposal's row; None is the office. Raises ProposalUnknown."""
    query = select(Proposal).where(Proposal.reference == reference)
    row = register.scalar(query, execution_options={"populate_existing": True})
    if row is None or (person is not None and _find_membership(register, row, person) is None):
        raise ProposalUnknown
    return row


@contextmanager
def changing_proposal(
    stores: Stores, reference: str, person: PersonId | None, *, linked: bool = False
) -> Iterator[tuple[Session, Proposal]]:
    """Hold a proposal alone until the transaction ends; raise ProposalUnknown.

    `linked` also holds what it is linked with: for a change that a link rests on.
    """
    with transaction(stores.register) as register:
        take_lock(register, LINKING, shared=not linked)
        take_lock(register, f"proposal {reference}")
        yield register, find_proposal(register, reference, person)


@contextmanager
def reviewing_proposal(
    stores: Stores, reference: str, person: PersonId | None, *, linked: bool = False
) -> Iterator[tuple[Session, Proposal]]:
    """Hold a proposal alone while its round's list can still change.

    Raises ProposalUnknown or ListIsFinal.
    """
    with changing_proposal(stores, reference, person, linked=linked) as (register, row):
        query = select(Round.phase).where(Round.id == row.round_id)
        require_open_list(Phase(register.scalars(query).one()))
        yield register, row


def load_events(register: Session, row: Proposal) -> tuple[Event, ...]:
    """Return everything that happened to a proposal, in order."""
    query = (
        select(ProposalEvent, Person.name)
        .outerjoin(Person, Person.id == ProposalEvent.person)
        .where(ProposalEvent.proposal_id == row.id)
        .order_by(ProposalEvent.position)
    )
    return tuple(_read_event(event, name or "") for event, name in register.execute(query))


def note_event(
    register: Session, row: Proposal, kind: Kind, at: datetime, **facts: Any
) -> ProposalEvent:
    """Add an event to a locked proposal; flushes. `facts` are columns, empty when left out."""
    query = select(ProposalEvent.position).where(ProposalEvent.proposal_id == row.id)
    last = register.scalar(query.order_by(ProposalEvent.position.desc()).limit(1))
    words = dict.fromkeys(("office", "field", "old", "new", "text"), "")
    event = ProposalEvent(
        proposal_id=row.id,
        position=0 if last is None else last + 1,
        kind=kind.value,
        at=at,
        version=row.version,
        **(words | facts),
    )
    if kind is Kind.SUBMITTED:
        row.handed_in_at = at
    register.add(event)
    register.flush()
    return event


def take_step(row: Proposal, act: Act) -> None:
    """Bring a locked proposal to the state after `act`; raise WrongState."""
    row.state = find_state_after(act, State(row.state)).value
    row.version += 1


def change_fields(
    register: Session, row: Proposal, new: Fields, at: datetime, **facts: Any
) -> Sequence[str]:
    """Put `new` in a locked proposal, an event for each field that changes; return those."""
    old = read_fields(row)
    changed = [name for name in new if new[name] != old.get(name, "")]
    if changed:
        row.version += 1
        row.fields = write_fields(old | dict(new))
    for name in changed:
        note_event(
            register,
            row,
            Kind.CHANGED,
            at,
            field=name,
            old=old.get(name, ""),
            new=new[name],
            **facts,
        )
    return changed


def read_said(field: str, text: str, longest: int = LONGEST_SAID) -> str:
    """Return what somebody wrote, its lines kept; raise TextMissing or TextTooLong."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    read_line(field, " ".join(lines), longest)
    return "\n".join(lines)


def _find_membership(register: Session, row: Proposal, person: PersonId) -> Membership | None:
    return register.get(Membership, (row.group_id, person), populate_existing=True)


def speaks_for(register: Session, row: Proposal, person: PersonId) -> bool:
    """Tell whether somebody is an owner or the lead of a proposal's group."""
    own = _find_membership(register, row, person)
    return own is not None and (own.role == GroupRole.OWNER or own.duty == Duty.LEAD)


def _read_event(row: ProposalEvent, name: str) -> Event:
    return Event(
        position=row.position,
        kind=Kind(row.kind),
        at=row.at,
        version=row.version,
        person=row.person,
        person_name=name,
        office=row.office,
        field=row.field,
        old=row.old,
        new=row.new,
        text=row.text,
        about=row.about,
    )
