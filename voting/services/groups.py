"""Initiative groups: who is in them and what owners change. An outsider sees no group at all."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting.db.models.people import Group, Invitation, Membership, Person
from voting.db.session import Stores, take_lock, transaction
from voting.domain import groups
from voting.domain.accounts import PersonId, read_line
from voting.domain.errors.people import GroupsNeedOwner, GroupUnknown, LastOwner, NotAMember
from voting.domain.groups import Duty, GroupId, GroupRole, Member, Members
from voting.services.forgetting_people import forget_names


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group on somebody's own list."""

    id: GroupId
    name: str
    role: GroupRole


@dataclass(frozen=True, slots=True)
class NamedMember:
    """A member as the others see them; never an address."""

    person: PersonId
    name: str
    role: GroupRole
    duty: Duty | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as its members see it; `own_role` is the reader's."""

    id: GroupId
    name: str
    own_role: GroupRole
    members: tuple[NamedMember, ...]


Change = Callable[[Members], Members]


def found_group(stores: Stores, person: PersonId, name: str, at: datetime) -> GroupId:
    """Make a group that `person` owns and leads; raise TextMissing or TextTooLong."""
    line = read_line("group", name)
    group = Group(id=GroupId(secrets.token_bytes(16)), name=line, made_at=at)
    with transaction(stores.register) as register:
        register.add(group)
        register.flush()
        _save(register, group.id, groups.found(person))
    return group.id


def list_groups(stores: Stores, person: PersonId) -> list[GroupCard]:
    """Return the groups somebody is in, by name."""
    rows = stores.register.execute(
        select(Group.id, Group.name, Membership.role)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.person == person)
        .order_by(Group.name, Group.id)
    )
    return [GroupCard(id, name, GroupRole(role)) for id, name, role in rows]


def view_group(stores: Stores, person: PersonId, group: GroupId) -> GroupView:
    """Return a group as `person` sees it; raise GroupUnknown unless they are in it."""
    rows = stores.register.execute(
        select(Membership, Person.name)
        .join(Person, Person.id == Membership.person)
        .where(Membership.group_id == group)
        .order_by(Membership.position)
    ).all()
    own = [row for row, _name in rows if row.person == person]
    if not own:
        raise GroupUnknown
    members = tuple(
        NamedMember(row.person, name, GroupRole(row.role), Duty(row.duty) if row.duty else None)
        for row, name in rows
    )
    found = stores.register.get_one(Group, group)
    return GroupView(group, found.name, GroupRole(own[0].role), members)


def rename_group(stores: Stores, owner: PersonId, group: GroupId, name: str) -> None:
    """Give the group another name; raise OwnersOnly, TextMissing, TextTooLong."""
    line = read_line("group", name)
    with transaction(stores.register) as register:
        groups.require_owner(load_members(register, owner, group), owner)
        register.get_one(Group, group).name = line


def set_role(
    stores: Stores, owner: PersonId, group: GroupId, person: PersonId, role: GroupRole
) -> None:
    """Make a member an owner, or an owner a member; raise OwnersOnly, NotAMember, LastOwner."""
    _change_as_owner(stores, owner, group, lambda all: groups.set_role(all, person, role))


def set_duty(stores: Stores, owner: PersonId, group: GroupId, person: PersonId, duty: Duty) -> None:
    """Appoint lead or deputy; raise OwnersOnly or NotAMember."""
    _change_as_owner(stores, owner, group, lambda all: groups.set_duty(all, person, duty))


def hand_over(stores: Stores, owner: PersonId, group: GroupId, taker: PersonId) -> None:
    """Make `taker` owner and lead in place of `owner`; raise OwnersOnly, NotAMember."""
    _change_as_owner(stores, owner, group, lambda all: groups.hand_over(all, owner, taker))


def remove_member(
    stores: Stores, owner: PersonId, group: GroupId, person: PersonId, at: datetime
) -> None:
    """Take somebody out of the group; raise OwnersOnly, NotAMember or LastOwner."""
    _change_as_owner(stores, owner, group, lambda all: groups.leave(all, person), at)


def leave_group(stores: Stores, person: PersonId, group: GroupId, at: datetime) -> None:
    """Leave a group, which is closed when nobody is left; raise LastOwner."""
    with transaction(stores.register) as register:
        members = load_members(register, person, group)
        _replace(register, group, members, groups.leave(members, person), at)


def leave_all_groups(register: Session, person: PersonId, at: datetime) -> None:
    """Leave every group, within a transaction; raise GroupsNeedOwner with their names."""
    mine = select(Group).join(Membership, Membership.group_id == Group.id)
    own = register.scalars(mine.where(Membership.person == person).order_by(Group.id)).all()
    stuck = [group.name for group in own if not _try_leave(register, person, group.id, at)]
    if stuck:
        raise GroupsNeedOwner(tuple(stuck))


def load_members(register: Session, person: PersonId, group: GroupId) -> Members:
    """Return the members, locked until the transaction ends.

    Raises GroupUnknown when there is no such group or `person` is not in it.
    """
    members = lock_members(register, group)
    try:
        groups.find_member(members, person)
    except NotAMember as error:
        raise GroupUnknown from error
    return members


def lock_members(register: Session, group: GroupId) -> Members:
    """Return the members of a group, whoever asks, locked until the transaction ends."""
    take_lock(register, f"group {group.hex()}")
    rows = register.scalars(
        select(Membership).where(Membership.group_id == group).order_by(Membership.position)
    )
    return tuple(
        Member(row.person, GroupRole(row.role), Duty(row.duty) if row.duty else None)
        for row in rows
    )


def add_member(register: Session, group: GroupId, person: PersonId) -> None:
    """Add somebody to a group, within a transaction; raise AlreadyMember or GroupFull."""
    _save(register, group, groups.join(lock_members(register, group), person))


def _change_as_owner(
    stores: Stores, owner: PersonId, group: GroupId, change: Change, at: datetime | None = None
) -> None:
    with transaction(stores.register) as register:
        members = load_members(register, owner, group)
        groups.require_owner(members, owner)
        _replace(register, group, members, change(members), at)


def _replace(
    register: Session, group: GroupId, old: Members, new: Members, at: datetime | None
) -> None:
    gone = {member.person for member in old} - {member.person for member in new}
    own = Membership.group_id == group
    if gone:
        register.execute(delete(Membership).where(own, Membership.person.in_(gone)))
    if not new:
        register.get_one(Group, group).closed_at = at
        register.execute(delete(Invitation).where(Invitation.group_id == group))
        forget_names(register, group)
    _save(register, group, new)


def _save(register: Session, group: GroupId, members: Members) -> None:
    rows = {
        row.person: row
        for row in register.scalars(select(Membership).where(Membership.group_id == group))
    }
    for row in rows.values():
        # A duty is had by one member, so it is free before another one gets it.
        row.duty = None
    register.flush()
    for position, member in enumerate(members):
        row = rows.get(member.person) or Membership(group_id=group, person=member.person)
        row.position, row.role, row.duty = position, member.role.value, member.duty
        register.add(row)
    register.flush()


def _try_leave(register: Session, person: PersonId, group: GroupId, at: datetime) -> bool:
    members = load_members(register, person, group)
    try:
        left = groups.leave(members, person)
    except LastOwner:
        return False
    _replace(register, group, members, left, at)
    return True
