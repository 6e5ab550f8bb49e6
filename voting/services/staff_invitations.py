"""Becoming staff: by invitation only, with a link that is mailed, works once and expires.

Who has an account of a group already keeps it and is staff beside: one person has one account,
one login and one second step, and nobody reviews the plan of a group they are in.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.db.models.people import Person
from voting.db.models.staff import StaffInvitation
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import PersonId, check_password, read_email, read_line
from voting.domain.errors.people import AddressTaken, LinkExpired, LinkUnknown, LinkUsed
from voting.domain.errors.staff import AdministratorThere, AlreadyStaff, OtherAddress
from voting.domain.staff import INVITATION_LASTS, StaffRole, check_roles
from voting.services.accounts import find_person
from voting.services.links import hash_token, make_token
from voting.services.mailing import Letters, post
from voting.services.passwords import hash_password
from voting.services.staff import (
    LOCK,
    Hand,
    add_member,
    changing_staff,
    end_logins,
    has_administrator,
    load_roles,
    read_department,
    tell_staff,
)
from voting.services.staff_log import Who, note_done, noting_refusals

REMEMBERED = timedelta(days=30)
COMMAND = "flask staff"
"""How the log names a command on the server."""


@dataclass(frozen=True, slots=True)
class StaffLink:
    """What an invitation says: the address, and whether that has an account already."""

    email: str
    known: bool
    roles: frozenset[StaffRole]


@dataclass(frozen=True, slots=True)
class WaitingInvitation:
    """An invitation nobody used yet; `id` names it, and lets nobody in."""

    id: str
    email: str
    roles: frozenset[StaffRole]
    invited_by: str
    expires_at: datetime


def invite_first(stores: Stores, letters: Letters, email: str, language: str, at: datetime) -> None:
    """Invite the first administrator, from the server; a later call replaces the invitation.

    Raises EmailMalformed, or AdministratorThere when there is one.
    """
    address = read_email(email)
    with transaction(stores.register) as register:
        take_lock(register, LOCK)
        if has_administrator(register):
            raise AdministratorThere
        token = _make(register, address, {StaffRole.ADMINISTRATOR}, "", COMMAND, at)
        letter = letters.write("staff-invitation", language, token=token, inviter=COMMAND)
        post(register, address, letter, at)
        note_done(register, Who(None, COMMAND), "invite", at, {"email": address})


def invite_staff(
    stores: Stores,
    letters: Letters,
    hand: Hand,
    *,
    email: str,
    roles: Iterable[StaffRole],
    department: str,
    language: str,
    at: datetime,
) -> None:
    """Mail somebody an invitation to work here.

    Raises RoleNeeded, EmailMalformed, RolesMissing, RolesClash, AlreadyStaff, TextTooLong.
    """
    facts = {"email": email.strip()[:100]}
    with (
        noting_refusals(stores, hand.who, "invite", at, facts),
        changing_staff(stores, hand) as register,
    ):
        address, held = read_email(email), check_roles(roles)
        _check_new(register, address)
        token = _make(register, address, held, read_department(department), hand.name, at)
        letter = letters.write("staff-invitation", language, token=token, inviter=hand.name)
        post(register, address, letter, at)
        told = {"email": address, "roles": " ".join(sorted(held))}
        note_done(register, hand.who, "invite", at, told)


def list_invitations(stores: Stores, at: datetime) -> list[WaitingInvitation]:
    """Return the invitations that still work, the newest first."""
    query = (
        select(StaffInvitation)
        .where(StaffInvitation.used_at.is_(None), StaffInvitation.expires_at > at)
        .order_by(StaffInvitation.made_at.desc(), StaffInvitation.hash)
    )
    return [
        WaitingInvitation(
            row.hash.hex(), row.email, _read_roles(row), row.invited_by, row.expires_at
        )
        for row in stores.register.scalars(query)
    ]


def withdraw_invitation(stores: Stores, hand: Hand, id: str, at: datetime) -> None:
    """Make an invitation worthless; one that is not there is left alone. Raises RoleNeeded."""
    with (
        noting_refusals(stores, hand.who, "withdraw_invitation", at),
        changing_staff(stores, hand) as register,
    ):
        for row in register.scalars(
            select(StaffInvitation).where(StaffInvitation.used_at.is_(None))
        ):
            if row.hash.hex() == id:
                register.delete(row)
                facts = {"email": row.email}
                note_done(register, hand.who, "withdraw_invitation", at, facts)


def read_invitation(stores: Stores, token: str, at: datetime) -> StaffLink:
    """Return what an invitation says, without using it up.

    Raises LinkUnknown, LinkUsed or LinkExpired.
    """
    row = _find(stores.register, token, at)
    known = find_person(stores.register, row.email) is not None
    return StaffLink(row.email, known, _read_roles(row))


def join_staff(
    stores: Stores, letters: Letters, person: PersonId, token: str, at: datetime
) -> None:
    """Become staff with an account that has the address of the invitation; its logins end.

    Raises LinkUnknown, LinkUsed, LinkExpired, OtherAddress or AlreadyStaff.
    """
    with transaction(stores.register) as register:
        take_lock(register, LOCK)
        row = _find(register, token, at)
        joining = register.get_one(Person, person)
        if joining.email != row.email:
            raise OtherAddress
        _join(register, letters, row, joining, at)
        end_logins(register, person)


def open_staff_account(
    stores: Stores,
    letters: Letters,
    *,
    token: str,
    name: str,
    password: str,
    language: str,
    context: Iterable[str],
    at: datetime,
) -> PersonId:
    """Make an account for who got the link, and make them staff.

    Raises LinkUnknown, LinkUsed, LinkExpired, TextMissing, TextTooLong, PasswordTooShort,
    PasswordTooLong, PasswordKnown, or AddressTaken when the address got an account meanwhile.
    """
    email = read_invitation(stores, token, at).email
    line = read_line("name", name)
    check_password(password, [email, email.partition("@")[0], line, *context])
    person = Person(
        id=PersonId(secrets.token_bytes(16)),
        email=email,
        name=line,
        language=language,
        password=hash_password(password),
        made_at=at,
        totp_on=False,
    )
    try:
        with transaction(stores.register) as register:
            take_lock(register, LOCK)
            row = _find(register, token, at)
            register.add(person)
            register.flush()
            _join(register, letters, row, person, at)
    except IntegrityError as error:
        raise AddressTaken from error
    return person.id


def _join(
    register: Session, letters: Letters, row: StaffInvitation, person: Person, at: datetime
) -> None:
    roles = _read_roles(row)
    add_member(register, person.id, roles, row.department, at)
    row.used_at = at
    facts = {"roles": " ".join(sorted(roles)), "invited_by": row.invited_by}
    note_done(register, Who(person.id, person.name), "join", at, facts)
    tell_staff(register, letters, "staff-joined", at, name=person.name, by=row.invited_by)


def _make(
    register: Session,
    email: str,
    roles: Iterable[StaffRole],
    department: str,
    invited_by: str,
    at: datetime,
) -> str:
    token = make_token()
    old = StaffInvitation.email == email, StaffInvitation.used_at.is_(None)
    register.execute(delete(StaffInvitation).where(*old))
    register.execute(delete(StaffInvitation).where(StaffInvitation.expires_at < at - REMEMBERED))
    register.add(
        StaffInvitation(
            hash=hash_token(token),
            email=email,
            roles=json.dumps(sorted(roles)),
            department=department,
            invited_by=invited_by,
            made_at=at,
            expires_at=at + INVITATION_LASTS,
            used_at=None,
        )
    )
    return token


def _check_new(register: Session, email: str) -> None:
    person = find_person(register, email)
    if person is not None and load_roles(register, person.id):
        raise AlreadyStaff


def _find(register: Session, token: str, at: datetime) -> StaffInvitation:
    row = register.get(StaffInvitation, hash_token(token), with_for_update=True)
    if row is None:
        raise LinkUnknown
    if row.used_at is not None:
        raise LinkUsed
    if row.expires_at <= at:
        raise LinkExpired(row.expires_at)
    return row


def _read_roles(row: StaffInvitation) -> frozenset[StaffRole]:
    return frozenset(map(StaffRole, json.loads(row.roles)))
