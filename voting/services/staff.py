"""Staff: who they are, which roles they hold, and what a login may do now.

Every change of somebody's roles ends their logins: a stolen cookie keeps nothing of the old ones.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from voting.db.base import AreaId
from voting.db.models.people import Login, Person
from voting.db.models.staff import StaffArea, StaffDuty, StaffMember
from voting.db.session import Stores, take_lock, transaction
from voting.domain.accounts import PersonId, read_line
from voting.domain.errors.staff import (
    AlreadyStaff,
    LastAdministrator,
    RoleNeeded,
    StaffUnknown,
)
from voting.domain.staff import (
    LONGEST_DEPARTMENT,
    NOBODY,
    StaffRole,
    Standing,
    check_roles,
    check_second_step,
)
from voting.services.links import hash_token
from voting.services.mailing import Letters, post
from voting.services.staff_log import Who, note_done, noting_refusals

LOCK = "staff"


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand does something: the person, their name, and the token of their login.

    A command has no login; it gives a one-time code with the act instead.
    """

    person: PersonId
    name: str
    token: str = ""
    code: str = ""

    @property
    def who(self) -> Who:
        """Return how the log names them."""
        return Who(self.person, self.name)

    @property
    def login(self) -> bytes | None:
        """Return the hash of the login, None for a command."""
        return hash_token(self.token) if self.token else None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as an administrator sees them. `areas` None means all voting areas."""

    person: PersonId
    name: str
    email: str
    department: str
    roles: frozenset[StaffRole]
    areas: frozenset[bytes] | None
    second_step: bool
    since: datetime


def find_standing(stores: Stores, person: PersonId, token: str) -> Standing:
    """Return what somebody may do for the municipality in this login."""
    register = stores.register
    member = register.get(StaffMember, person, populate_existing=True)
    if member is None:
        return NOBODY
    login = register.get(Login, hash_token(token), populate_existing=True)
    if login is None or login.second_step_at is None:
        return Standing(member=True)
    return Standing(
        member=True,
        proved=True,
        roles=load_roles(register, person),
        department=member.department,
        areas=load_areas(register, member),
    )


def load_roles(register: Session, person: PersonId) -> frozenset[StaffRole]:
    """Return the roles somebody holds; none for who is no staff."""
    query = select(StaffDuty.role).where(StaffDuty.person == person)
    return frozenset(map(StaffRole, register.scalars(query)))


def load_areas(register: Session, member: StaffMember) -> frozenset[bytes] | None:
    """Return the voting areas a reviewer is kept to, None for all."""
    if member.all_areas:
        return None
    query = select(StaffArea.area_id).where(StaffArea.person == member.person)
    return frozenset(register.scalars(query))


def require_role(register: Session, hand: Hand, act: str, roles: Iterable[StaffRole]) -> None:
    """Raise RoleNeeded, or SecondStepNeeded, unless somebody may do this now.

    Read again where something is changed: what a page was allowed may have been taken away since.
    """
    person = register.get(Person, hand.person)
    check_second_step(on=person is not None and person.totp_on)
    if not load_roles(register, hand.person) & frozenset(roles):
        raise RoleNeeded(act)


def find_hand(stores: Stores, email: str, code: str) -> Hand:
    """Return the hand of who types a command: an account that works here, with a code.

    The act checks the code. Raises StaffUnknown.
    """
    address = email.strip().lower()
    query = select(Person).join(StaffMember, StaffMember.person == Person.id)
    person = stores.register.scalar(query.where(Person.email == address))
    if person is None:
        raise StaffUnknown
    return Hand(person.id, person.name, code=code)


def list_staff(stores: Stores) -> list[Member]:
    """Return all staff, by name."""
    query = (
        select(StaffMember, Person)
        .join(Person, Person.id == StaffMember.person)
        .order_by(func.lower(Person.name), Person.email)
    )
    return [_describe(stores.register, *row) for row in stores.register.execute(query).all()]


def find_member(stores: Stores, person: PersonId) -> Member:
    """Return a member of staff; raise StaffUnknown."""
    query = select(StaffMember, Person).join(Person, Person.id == StaffMember.person)
    row = stores.register.execute(query.where(StaffMember.person == person)).one_or_none()
    if row is None:
        raise StaffUnknown
    return _describe(stores.register, *row)


def has_staff(register: Session) -> bool:
    """Tell whether anybody works here by an account."""
    return bool(register.scalar(select(exists().where(StaffMember.person.is_not(None)))))


def has_administrator(register: Session) -> bool:
    """Tell whether there is somebody who can make accounts."""
    return _count_administrators(register) > 0


def add_member(
    register: Session,
    person: PersonId,
    roles: Collection[StaffRole],
    department: str,
    at: datetime,
) -> None:
    """Make somebody staff, within a transaction that holds the lock of staff; flushes.

    Raises AlreadyStaff, RolesMissing or RolesClash.
    """
    if register.get(StaffMember, person) is not None:
        raise AlreadyStaff
    register.add(StaffMember(person=person, department=department, all_areas=True, since=at))
    register.flush()
    register.add_all(StaffDuty(person=person, role=role.value) for role in check_roles(roles))
    register.flush()


def change_roles(
    stores: Stores,
    letters: Letters,
    hand: Hand,
    person: PersonId,
    *,
    roles: Iterable[StaffRole],
    department: str,
    areas: frozenset[bytes] | None,
    at: datetime,
) -> None:
    """Give a member of staff these roles, and for a reviewer these voting areas; end their logins.

    All other staff gets a message: nobody makes a second self unseen.

    Raises RoleNeeded, StaffUnknown, RolesMissing, RolesClash, LastAdministrator, TextTooLong.
    """
    facts = {"person": person.hex()}
    with (
        noting_refusals(stores, hand.who, "roles", at, facts),
        changing_staff(stores, hand) as register,
    ):
        member = _take_member(register, person)
        held = check_roles(roles)
        if StaffRole.ADMINISTRATOR not in held:
            _check_administrator_left(register, person)
        member.department = read_department(department)
        member.all_areas = areas is None
        register.execute(delete(StaffDuty).where(StaffDuty.person == person))
        register.execute(delete(StaffArea).where(StaffArea.person == person))
        register.add_all(StaffDuty(person=person, role=role.value) for role in held)
        register.add_all(StaffArea(person=person, area_id=AreaId(one)) for one in areas or ())
        end_logins(register, person)
        name = register.get_one(Person, person).name
        told = facts | {"name": name, "roles": " ".join(sorted(held))}
        note_done(register, hand.who, "roles", at, told)
        tell_staff(register, letters, "staff-changed", at, name=name, by=hand.name)


def end_member(
    stores: Stores, letters: Letters, hand: Hand, person: PersonId, at: datetime
) -> None:
    """Let somebody be staff no more; the account stays, its logins end.

    Raises RoleNeeded, StaffUnknown or LastAdministrator.
    """
    facts = {"person": person.hex()}
    with (
        noting_refusals(stores, hand.who, "end", at, facts),
        changing_staff(stores, hand) as register,
    ):
        member = _take_member(register, person)
        _check_administrator_left(register, person)
        register.delete(member)
        end_logins(register, person)
        name = register.get_one(Person, person).name
        note_done(register, hand.who, "end", at, facts | {"name": name})
        tell_staff(register, letters, "staff-ended", at, name=name, by=hand.name)


def end_logins(register: Session, person: PersonId) -> None:
    """End every login of somebody, within a transaction."""
    register.execute(delete(Login).where(Login.person == person))


def tell_staff(register: Session, letters: Letters, kind: str, at: datetime, **facts: str) -> None:
    """Send a message to all who work here, each in their own language, within a transaction."""
    query = select(Person).join(StaffMember, StaffMember.person == Person.id).order_by(Person.email)
    for one in register.scalars(query):
        post(register, one.email, letters.write(kind, one.language, **facts), at)


def read_department(department: str) -> str:
    """Return the name of a department, which may be empty; raise TextTooLong."""
    if not department.strip():
        return ""
    return read_line("department", department, LONGEST_DEPARTMENT)


@contextmanager
def changing_staff(stores: Stores, hand: Hand) -> Iterator[Session]:
    """Hold staff alone, for an administrator, until the transaction ends; raise RoleNeeded."""
    with transaction(stores.register) as register:
        take_lock(register, LOCK)
        require_role(register, hand, "staff", {StaffRole.ADMINISTRATOR})
        yield register


def _take_member(register: Session, person: PersonId) -> StaffMember:
    member = register.get(StaffMember, person)
    if member is None:
        raise StaffUnknown
    return member


def _check_administrator_left(register: Session, person: PersonId) -> None:
    if _count_administrators(register, person) == 0:
        raise LastAdministrator


def _count_administrators(register: Session, but: PersonId | None = None) -> int:
    query = (
        select(func.count())
        .select_from(StaffDuty)
        .where(StaffDuty.role == StaffRole.ADMINISTRATOR.value)
    )
    if but is not None:
        query = query.where(StaffDuty.person != but)
    return register.scalar(query) or 0


def _describe(register: Session, member: StaffMember, person: Person) -> Member:
    return Member(
        person=person.id,
        name=person.name,
        email=person.email,
        department=member.department,
        roles=load_roles(register, person.id),
        areas=load_areas(register, member),
        second_step=person.totp_on,
        since=member.since,
    )
