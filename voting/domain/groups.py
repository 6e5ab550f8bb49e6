"""An initiative group: who is in it, who may change it, who leads it.

A group that has members always has an owner and exactly one lead (trekker).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType

from voting.domain.accounts import PersonId
from voting.domain.errors.people import (
    AlreadyMember,
    GroupFull,
    LastOwner,
    LeadNeeded,
    NotAMember,
    OwnersOnly,
)

GroupId = NewType("GroupId", bytes)
"""An initiative group: 16 random bytes."""
MOST_MEMBERS = 50


class GroupRole(StrEnum):
    """What a member may do: an owner changes the group, a member its plans."""

    OWNER = "owner"
    MEMBER = "member"


class Duty(StrEnum):
    """Whom others turn to."""

    LEAD = "lead"
    DEPUTY = "deputy"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group."""

    person: PersonId
    role: GroupRole = GroupRole.MEMBER
    duty: Duty | None = None


Members = tuple[Member, ...]
"""All of a group, those who were first in it first."""


def found(person: PersonId) -> Members:
    """Return the members of a new group: its founder, who owns and leads it."""
    return (Member(person, GroupRole.OWNER, Duty.LEAD),)


def find_member(members: Members, person: PersonId) -> Member:
    """Return a member; raise NotAMember."""
    for member in members:
        if member.person == person:
            return member
    raise NotAMember


def require_owner(members: Members, person: PersonId) -> None:
    """Raise NotAMember or OwnersOnly unless `person` may change the group."""
    if find_member(members, person).role is not GroupRole.OWNER:
        raise OwnersOnly


def join(members: Members, person: PersonId) -> Members:
    """Add a member; the first one, of a group that an office made, owns and leads it.

    Raises AlreadyMember or GroupFull.
    """
    if not members:
        return found(person)
    if any(member.person == person for member in members):
        raise AlreadyMember
    if len(members) >= MOST_MEMBERS:
        raise GroupFull(MOST_MEMBERS)
    return (*members, Member(person))


def leave(members: Members, person: PersonId) -> Members:
    """Take somebody out. The last member may go; the last owner of others may not.

    A deputy, or else an owner, follows a lead who leaves. Raises NotAMember or LastOwner.
    """
    gone = find_member(members, person)
    rest = tuple(member for member in members if member is not gone)
    if not rest:
        return ()
    _require_an_owner(rest)
    return _appoint_follower(rest) if gone.duty is Duty.LEAD else rest


def set_role(members: Members, person: PersonId, role: GroupRole) -> Members:
    """Make somebody owner or member; raise NotAMember, or LastOwner when no owner would be left."""
    find_member(members, person)
    changed = _change(members, person, lambda member: replace(member, role=role))
    _require_an_owner(changed)
    return changed


def set_duty(members: Members, person: PersonId, duty: Duty) -> Members:
    """Appoint lead or deputy. Who had the duty before gets the one that `person` had, or none.

    Raises NotAMember, or LeadNeeded when the lead would become deputy.
    """
    wanted = find_member(members, person)
    if wanted.duty is Duty.LEAD and duty is Duty.DEPUTY:
        raise LeadNeeded
    swapped = tuple(
        replace(member, duty=wanted.duty) if member.duty is duty else member for member in members
    )
    return _change(swapped, person, lambda member: replace(member, duty=duty))


def hand_over(members: Members, giver: PersonId, taker: PersonId) -> Members:
    """Make `taker` owner and lead in the place of `giver`, who stays as a member."""
    require_owner(members, giver)
    if giver == taker:
        raise AlreadyMember
    led = set_duty(set_role(members, taker, GroupRole.OWNER), taker, Duty.LEAD)
    return set_role(led, giver, GroupRole.MEMBER)


def _require_an_owner(members: Members) -> None:
    if not any(member.role is GroupRole.OWNER for member in members):
        raise LastOwner


def _appoint_follower(members: Members) -> Members:
    deputy = next((one for one in members if one.duty is Duty.DEPUTY), None)
    owner = next(one for one in members if one.role is GroupRole.OWNER)
    return _change(
        members, (deputy or owner).person, lambda member: replace(member, duty=Duty.LEAD)
    )


def _change(members: Members, person: PersonId, change: Callable[[Member], Member]) -> Members:
    return tuple(change(member) if member.person == person else member for member in members)
