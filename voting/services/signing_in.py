"""Signing in and out. A login is a row here, so that it can be seen and ended from elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting.db.models.people import LONGEST_DEVICE, Login, Person
from voting.db.models.staff import StaffMember
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.errors.people import SignInWrong
from voting.domain.staff import IDLE, WHOLE
from voting.services.account_keys import AccountKeys
from voting.services.accounts import Account, describe_account, find_person
from voting.services.links import find_link, hash_token, make_link, make_token
from voting.services.passwords import hash_password, needs_new_hash, verify_password
from voting.services.second_step import prove_login, use_code
from voting.services.staff_log import Who, noting_refusals
from voting.services.tries import count_try, forget_tries, name_second_step, name_sign_in

SEEN_AGAIN = timedelta(minutes=1)
"""How much later a login must be seen for that to be written down."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a login ends by itself: unused for `idle`, or `whole` after it began."""

    idle: timedelta = timedelta(days=30)
    whole: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the browser keeps: the login's token, or that of the second step still to come."""

    login: str = ""
    second_step: str = ""


@dataclass(frozen=True, slots=True)
class OpenLogin:
    """A login as its owner sees it; `id` names it, and signs nobody in."""

    id: str
    device: str
    made_at: datetime
    seen_at: datetime
    current: bool


def sign_in(
    stores: Stores,
    keys: AccountKeys,
    *,
    email: str,
    password: str,
    device: str,
    network: str,
    at: datetime,
) -> SignedIn:
    """Sign somebody in with address and password, as far as that goes.

    Raises:
        SignInWrong: they do not belong together; it takes as long when nobody has the address.
        SignInSlowed: there were many tries.
    """
    address = email.strip().lower()[:1000]
    attempts = name_sign_in(address, network)
    count_try(stores, keys, attempts, at)
    person = find_person(stores.register, address)
    if not verify_password(person.password if person else None, password) or person is None:
        raise SignInWrong
    fresh = hash_password(password) if needs_new_hash(person.password) else None
    with transaction(stores.register) as register:
        forget_tries(register, keys, attempts)
        known = register.get_one(Person, person.id)
        known.password = fresh or known.password
        if known.totp_on:
            token = make_link(register, "second-step", email=known.email, person=known.id, at=at)
            return SignedIn(second_step=token)
        return SignedIn(login=_begin(register, known.id, device, at))


def pass_second_step(
    stores: Stores, keys: AccountKeys, *, token: str, code: str, device: str, at: datetime
) -> str:
    """Finish signing in with a one-time or recovery code; return the login's token.

    Raises:
        LinkUnknown, LinkUsed, LinkExpired: the password was given too long ago.
        OneTimeCodeWrong, OneTimeCodeUsed: the code.
        SignInSlowed: there were many tries.
    """
    link = find_link(stores.register, "second-step", token, at)
    attempts = name_second_step(link.person or b"")
    count_try(stores, keys, attempts, at)
    with (
        _noting_for_staff(stores, link.person, at),
        transaction(stores.register) as register,
    ):
        used = find_link(register, "second-step", token, at)
        person = register.get_one(Person, used.person, with_for_update=True)
        use_code(register, keys, person, code, at)
        used.used_at = at
        forget_tries(register, keys, attempts)
        begun = _begin(register, person.id, device, at)
        register.flush()
        prove_login(register, hash_token(begun), at)
        return begun


def begin_login(stores: Stores, person: PersonId, device: str, at: datetime) -> str:
    """Open a login for who just opened the account; return its token."""
    with transaction(stores.register) as register:
        return _begin(register, person, device, at)


def find_login(stores: Stores, token: str, at: datetime, limits: Limits) -> Account | None:
    """Return whose login this is, None when it was ended or is too old: sooner for staff."""
    login = stores.register.get(Login, hash_token(token))
    if login is None or _is_over(stores.register, login, at, limits):
        return None
    person = stores.register.get_one(Person, login.person)
    account = describe_account(person)
    if at - login.seen_at >= SEEN_AGAIN:
        with transaction(stores.register) as register:
            seen = register.get(Login, hash_token(token))
            if seen is None:
                return None
            seen.seen_at = at
    return account


def list_logins(stores: Stores, person: PersonId, current: str) -> list[OpenLogin]:
    """Return somebody's open logins, the one used last first; `current` is the reader's own."""
    rows = stores.register.scalars(
        select(Login).where(Login.person == person).order_by(Login.seen_at.desc(), Login.hash)
    )
    here = hash_token(current)
    return [
        OpenLogin(row.hash.hex(), row.device, row.made_at, row.seen_at, row.hash == here)
        for row in rows
    ]


def end_login(stores: Stores, person: PersonId, id: str) -> None:
    """End one of somebody's logins; one that is not theirs or not there is left alone."""
    with transaction(stores.register) as register:
        for login in register.scalars(select(Login).where(Login.person == person)):
            if login.hash.hex() == id:
                register.delete(login)


def end_other_logins(stores: Stores, person: PersonId, current: str) -> None:
    """End all of somebody's logins but the one of token `current`."""
    with transaction(stores.register) as register:
        others = Login.person == person, Login.hash != hash_token(current)
        register.execute(delete(Login).where(*others))


def sign_out(stores: Stores, token: str) -> None:
    """End the login of this token."""
    with transaction(stores.register) as register:
        register.execute(delete(Login).where(Login.hash == hash_token(token)))


def _is_over(register: Session, login: Login, at: datetime, limits: Limits) -> bool:
    idle, whole = limits.idle, limits.whole
    if register.get(StaffMember, login.person) is not None:
        idle, whole = min(idle, IDLE), min(whole, WHOLE)
    return at - login.seen_at > idle or at - login.made_at > whole


@contextmanager
def _noting_for_staff(stores: Stores, person: PersonId | None, at: datetime) -> Iterator[None]:
    """Note in the staff log when a member of staff gives a code that is wrong or was used."""
    if person is None or stores.register.get(StaffMember, person) is None:
        yield
        return
    name = stores.register.get_one(Person, person).name
    with noting_refusals(stores, Who(person, name), "sign_in", at):
        yield


def _begin(register: Session, person: PersonId, device: str, at: datetime) -> str:
    token = make_token()
    register.execute(delete(Login).where(Login.made_at < at - Limits().whole))
    register.add(
        Login(
            hash=hash_token(token),
            person=person,
            made_at=at,
            seen_at=at,
            device=device[:LONGEST_DEVICE],
        )
    )
    return token
