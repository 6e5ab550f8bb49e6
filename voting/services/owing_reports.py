"""What groups owe before they hand in again: a report on money they got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from voting.db.models.grants import Grant
from voting.db.models.people import Group, Membership
from voting.db.models.proposals import Proposal
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.domain.errors.grants import UnreportedGrant
from voting.domain.groups import Duty, GroupId, GroupRole
from voting.domain.payees import PayeeKind
from voting.domain.texts import Text
from voting.services.grants import (
    find_proposal_reference,
    find_title,
    is_its_proposal,
    load_payee,
)


def find_unreported(register: Session, group: GroupId) -> Grant | None:
    """Return a grant that a group was paid and has not reported on since, if there is one."""
    query = (
        select(Grant)
        .join(Proposal, is_its_proposal())
        .where(Proposal.group_id == group, Grant.owes_report)
        .order_by(Grant.report_by.is_(None), Grant.report_by, Grant.number)
    )
    for row in register.scalars(query).all():
        payee = load_payee(register, row)
        if payee is not None and payee.kind != PayeeKind.MUNICIPALITY:
            return row
    return None


def require_reported(register: Session, group: GroupId) -> None:
    """Raise UnreportedGrant when a group got money and has not reported on it since.

    The duty goes with the people: a group of the same owners or lead under another name is held to
    it as well. Who is only a member of another group is not.
    """
    for one in (group, *_list_groups_of_leads(register, group)):
        row = find_unreported(register, one)
        if row is not None:
            raise UnreportedGrant(find_title(register, row), row.report_by)


def _list_groups_of_leads(register: Session, group: GroupId) -> Sequence[GroupId]:
    """Return the groups that the owners and the lead of this one own or lead too."""
    leading = or_(Membership.role == GroupRole.OWNER, Membership.duty == Duty.LEAD)
    people = select(Membership.person).where(Membership.group_id == group, leading)
    query = select(Membership.group_id).where(Membership.person.in_(people), leading).distinct()
    return register.scalars(query.order_by(Membership.group_id)).all()


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a group owes: on which plan (a proposal's reference), due when."""

    group_name: str
    proposal: str
    title: Text
    due_on: date | None

    @property
    def refusal(self) -> UnreportedGrant:
        """Return what handing in another plan would be refused with."""
        return UnreportedGrant(self.title, self.due_on)


def list_owed(stores: Stores, person: PersonId) -> list[Owed]:
    """Return, for each group of somebody, what it must report before it can hand in again."""
    register = stores.register
    query = (
        select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.person == person)
        .order_by(Group.name, Group.id)
    )
    found = [(group, find_unreported(register, group.id)) for group in register.scalars(query)]
    return [
        Owed(
            group.name,
            find_proposal_reference(register, row, group.id),
            find_title(register, row),
            row.report_by,
        )
        for group, row in found
        if row is not None
    ]
