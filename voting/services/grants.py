"""Reading and changing the rows of grants; what offices and groups do is built on this.

Everything about the grants of one round is done under one lock, so that no two acts on its
money run at once: a round has dozens of grants, not thousands.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from voting.db.base import RoundId
from voting.db.models.grants import (
    Grant,
    GrantAgreement,
    GrantEvent,
    GrantPayee,
    GrantReport,
    GrantRules,
    GrantTranche,
)
from voting.db.models.people import Group, Membership, Person
from voting.db.models.plan import Initiative
from voting.db.models.proposals import Proposal
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import GrantUnknown
from voting.domain.grants import SMALL_CENTS, Act, Happening, Purse, State, check_act
from voting.domain.groups import GroupId, Members
from voting.domain.redeeming import Tranche, begin_stage
from voting.domain.texts import Text
from voting.services.groups import lock_members


@contextmanager
def changing_grant(
    stores: Stores, reference: str, act: Act | None = None
) -> Iterator[tuple[Session, Grant]]:
    """Hold a grant, and all of its round, alone until the transaction ends.

    Raises GrantUnknown, or GrantState when `act` cannot be done now.
    """
    with transaction(stores.register) as register:
        round_id = register.scalar(select(Grant.round_id).where(Grant.reference == reference))
        if round_id is None:
            raise GrantUnknown
        lock_grants(register, round_id)
        row = find_grant(register, reference)
        if act is not None:
            check_act(act, State(row.state))
        yield register, row


def lock_grants(register: Session, round_id: RoundId) -> None:
    """Hold all grants of a round alone until the transaction ends."""
    take_lock(register, f"grants {round_id.hex()}")


def find_grant(register: Session, reference: str) -> Grant:
    """Return a grant's row; raise GrantUnknown."""
    query = select(Grant).where(Grant.reference == reference)
    row = register.scalar(query, execution_options={"populate_existing": True})
    if row is None:
        raise GrantUnknown
    return row


def find_own_grant(register: Session, proposal: str, person: PersonId) -> str:
    """Return the reference of the grant for a proposal of somebody's group; raise GrantUnknown."""
    query = (
        select(Grant.reference)
        .join(Proposal, is_its_proposal())
        .join(Membership, Membership.group_id == Proposal.group_id)
        .where(Proposal.reference == proposal, Membership.person == person)
    )
    found = register.scalar(query)
    if found is None:
        raise GrantUnknown
    return found


def find_groups(register: Session, row: Grant) -> Sequence[Group]:
    """Return the groups whose initiative this is: more than one when they linked up."""
    query = (
        select(Group)
        .join(Proposal, Proposal.group_id == Group.id)
        .where(Proposal.round_id == row.round_id, Proposal.initiative_id == row.initiative_id)
    )
    return register.scalars(query.order_by(Group.made_at, Group.id)).all()


def lock_own_members(register: Session, row: Grant, person: PersonId) -> Members:
    """Return the members of the group of a grant that somebody is in; raise GrantUnknown."""
    for group in find_groups(register, row):
        members = lock_members(register, group.id)
        if any(member.person == person for member in members):
            return members
    raise GrantUnknown


def load_limit(register: Session, round_id: RoundId) -> int:
    """Return the amount in cents up to which a grant of this round is paid at once."""
    rules = register.get(GrantRules, round_id)
    return rules.small_cents if rules else SMALL_CENTS


def set_limit(stores: Stores, round_id: RoundId, cents: int) -> None:
    """Set the amount up to which grants of a round are paid at once."""
    with transaction(stores.register) as register:
        rules = register.get(GrantRules, round_id) or GrantRules(round_id=round_id)
        rules.small_cents = cents
        register.add(rules)


def note(register: Session, row: Grant, kind: Happening, at: datetime, **facts: Any) -> None:
    """Add an event to a grant that is held; flushes. `facts` are columns, empty when left out."""
    query = select(func.count()).select_from(GrantEvent).where(GrantEvent.grant_id == row.id)
    words = dict.fromkeys(("by_name", "confirmed_by", "text"), "")
    register.add(
        GrantEvent(
            grant_id=row.id,
            position=register.scalar(query) or 0,
            kind=kind.value,
            at=at,
            **(words | facts),
        )
    )
    register.flush()


def add_tranches(register: Session, row: Grant, version: int, tranches: Sequence[Tranche]) -> None:
    """Add the tranches of one version of the agreement; version 0 is what is paid at once."""
    for position, one in enumerate(tranches):
        register.add(
            GrantTranche(
                grant_id=row.id,
                agreement=version,
                position=position,
                milestone=one.milestone.strip(),
                cents=one.cents,
                due_on=one.due_on,
                advance=one.advance,
                stage=begin_stage(one).value,
            )
        )
    register.flush()


def load_tranches(register: Session, row: Grant) -> Sequence[GrantTranche]:
    """Return the rows of the tranches that stand, in order."""
    return load_tranches_of(register, row, row.agreement)


def load_payee(register: Session, row: Grant) -> GrantPayee | None:
    """Return the newest row about who is paid."""
    query = select(GrantPayee).where(GrantPayee.grant_id == row.id)
    return register.scalar(query.order_by(GrantPayee.version.desc()).limit(1))


def load_agreement(register: Session, row: Grant) -> GrantAgreement | None:
    """Return the newest agreement that was offered."""
    query = select(GrantAgreement).where(GrantAgreement.grant_id == row.id)
    return register.scalar(query.order_by(GrantAgreement.version.desc()).limit(1))


def load_reports(register: Session, row: Grant) -> Sequence[GrantReport]:
    """Return everything that was reported, in order."""
    query = select(GrantReport).where(GrantReport.grant_id == row.id)
    return register.scalars(query.order_by(GrantReport.position)).all()


def read_purse(row: Grant) -> Purse:
    """Return the money of a grant."""
    return Purse(row.granted_cents, row.paid_cents, row.released_cents)


def find_proposal_reference(register: Session, row: Grant, group: GroupId | None = None) -> str:
    """Return the reference of its proposal, "" when it had none.

    Where plans linked up it is that of `group`, or else the one that was begun first.
    """
    query = select(Proposal.reference).where(
        Proposal.round_id == row.round_id, Proposal.initiative_id == row.initiative_id
    )
    if group is not None:
        query = query.where(Proposal.group_id == group)
    return register.scalar(query.order_by(Proposal.made_at).limit(1)) or ""


def find_title(register: Session, row: Grant) -> Text:
    """Return what its initiative is called."""
    one = register.get_one(Initiative, (row.round_id, row.initiative_id))
    return Text(one.title_nl, one.title_en)


def list_people(register: Session, row: Grant) -> Sequence[Person]:
    """Return everybody in the groups of a grant."""
    groups = [group.id for group in find_groups(register, row)]
    query = (
        select(Person)
        .join(Membership, Membership.person == Person.id)
        .where(Membership.group_id.in_(groups))
        .distinct()
    )
    return register.scalars(query.order_by(Person.email)).all()


def is_its_proposal() -> ColumnElement[bool]:
    """Return the condition that a proposal became the initiative of a grant."""
    return (Proposal.round_id == Grant.round_id) & (Proposal.initiative_id == Grant.initiative_id)


def load_tranches_of(register: Session, row: Grant, version: int) -> Sequence[GrantTranche]:
    """Return the rows of the tranches under one version of the agreement, in order."""
    query = select(GrantTranche).where(
        GrantTranche.grant_id == row.id, GrantTranche.agreement == version
    )
    options = {"populate_existing": True}
    ordered = query.order_by(GrantTranche.position)
    return register.scalars(ordered, execution_options=options).all()
