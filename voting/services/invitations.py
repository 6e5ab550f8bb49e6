"""Invitations to a group: a link that works once, within a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting.db.models.people import Group, Invitation, Person
from voting.db.session import Stores, transaction
from voting.domain import groups
from voting.domain.accounts import PersonId, read_email
from voting.domain.errors.people import LinkUnknown
from voting.domain.groups import GroupId
from voting.services.account_keys import AccountKeys
from voting.services.groups import add_member, load_members
from voting.services.links import hash_token, make_token, require_usable
from voting.services.mailing import Letters, post
from voting.services.tries import LETTERS_FROM, count_try

LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation nobody used yet; `id` names it, and lets nobody in."""

    id: str
    email: str
    expires_at: datetime


def invite(
    stores: Stores,
    keys: AccountKeys,
    letters: Letters,
    owner: PersonId,
    group: GroupId,
    *,
    email: str,
    at: datetime,
) -> str:
    """Make an invitation and return its token, to be shown once; with an address, mail it too.

    Raises GroupUnknown, OwnersOnly, EmailMalformed; SignInSlowed after many invitations.
    """
    address = read_email(email) if email.strip() else ""
    count_try(stores, keys, [(f"invitations by {owner.hex()}", LETTERS_FROM)], at)
    token = make_token()
    with transaction(stores.register) as register:
        groups.require_owner(load_members(register, owner, group), owner)
        purge_invitations(register, at)
        register.add(
            Invitation(
                hash=hash_token(token),
                group_id=group,
                email=address,
                made_at=at,
                expires_at=at + LASTS,
            )
        )
        if address:
            _mail(register, letters, owner, group, address, token, at)
    return token


def list_invitations(stores: Stores, group: GroupId, at: datetime) -> list[OpenInvitation]:
    """Return the invitations to a group that still work, the newest first."""
    rows = stores.register.scalars(
        select(Invitation)
        .where(
            Invitation.group_id == group,
            Invitation.used_at.is_(None),
            Invitation.expires_at > at,
        )
        .order_by(Invitation.made_at.desc(), Invitation.hash)
    )
    return [OpenInvitation(row.hash.hex(), row.email, row.expires_at) for row in rows]


def withdraw_invitation(stores: Stores, owner: PersonId, group: GroupId, id: str) -> None:
    """Make an invitation worthless; raise GroupUnknown or OwnersOnly."""
    with transaction(stores.register) as register:
        groups.require_owner(load_members(register, owner, group), owner)
        for row in register.scalars(select(Invitation).where(Invitation.group_id == group)):
            if row.hash.hex() == id and row.used_at is None:
                register.delete(row)


def read_invitation(stores: Stores, token: str, at: datetime) -> str:
    """Return the name of the group a link leads to; raise LinkUnknown, LinkUsed, LinkExpired."""
    return stores.register.get_one(Group, _find(stores.register, token, at).group_id).name


def accept_invitation(stores: Stores, person: PersonId, token: str, at: datetime) -> GroupId:
    """Join the group a link leads to.

    Raises:
        LinkUnknown, LinkUsed, LinkExpired: the link works no more.
        AlreadyMember, GroupFull: and the link stays as it was.
    """
    with transaction(stores.register) as register:
        invitation = _find(register, token, at)
        add_member(register, invitation.group_id, person)
        invitation.used_at = at
        return invitation.group_id


def purge_invitations(register: Session, at: datetime) -> None:
    """Forget invitations that ended a month ago, within a transaction."""
    month_ago = at - timedelta(days=30)
    register.execute(delete(Invitation).where(Invitation.expires_at < month_ago))


def _find(register: Session, token: str, at: datetime) -> Invitation:
    invitation = register.get(Invitation, hash_token(token), with_for_update=True)
    if invitation is None:
        raise LinkUnknown
    require_usable(invitation, at)
    return invitation


def _mail(
    register: Session,
    letters: Letters,
    owner: PersonId,
    group: GroupId,
    address: str,
    token: str,
    at: datetime,
) -> None:
    inviter = register.get_one(Person, owner)
    name = register.get_one(Group, group).name
    letter = letters.write(
        "invitation", inviter.language, token=token, inviter=inviter.name, group=name
    )
    post(register, address, letter, at)
