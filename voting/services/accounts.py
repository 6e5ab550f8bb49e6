"""Accounts: opening one, a new password, another address, going away.

Who asks without signing in gets one answer, whether or not an address is known, and both cost
the same work: a link and a message are stored. The mailbox alone learns which it was.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.db.models.people import Login, Person
from voting.db.models.staff import StaffMember
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId, check_password, read_email, read_line
from voting.domain.errors.people import AddressTaken, PasswordWrong
from voting.domain.errors.staff import StaffStays
from voting.services.account_keys import AccountKeys
from voting.services.forgetting_people import forget_address
from voting.services.groups import leave_all_groups
from voting.services.links import find_link, hash_token, make_link, use_link
from voting.services.mailing import Letters, post
from voting.services.passwords import hash_password, verify_password
from voting.services.tries import count_try, forget_tries, name_letter, name_sign_in

Wish = Literal["sign-up", "reset"]
LETTER_KINDS: dict[tuple[str, bool], str] = {
    ("sign-up", False): "sign-up",
    ("sign-up", True): "known",
    ("reset", True): "reset",
    ("reset", False): "unknown",
}


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody sees of their own account."""

    id: PersonId
    email: str
    name: str
    language: str
    second_step: bool


@dataclass(frozen=True, slots=True)
class FreshPassword:
    """Who does something that takes their password again, and what they gave, from where."""

    person: PersonId
    password: str
    network: str


def ask_for_link(
    stores: Stores,
    keys: AccountKeys,
    letters: Letters,
    wish: Wish,
    *,
    email: str,
    language: str,
    network: str,
    at: datetime,
) -> None:
    """Mail a link to open an account or to choose a new password, whichever fits the address.

    Raises EmailMalformed, or SignInSlowed after many requests.
    """
    address = read_email(email)
    count_try(stores, keys, name_letter(address, network), at)
    with transaction(stores.register) as register:
        person = find_person(register, address)
        kind = "reset" if person else "sign-up"
        token = make_link(
            register, kind, email=address, person=person.id if person else None, at=at
        )
        letter = letters.write(LETTER_KINDS[wish, person is not None], language, token=token)
        post(register, address, letter, at)


def read_link(stores: Stores, kind: str, token: str, at: datetime) -> str:
    """Return the address a link is about, without using it up: mail scanners open links too.

    Raises LinkUnknown, LinkUsed or LinkExpired.
    """
    return find_link(stores.register, kind, token, at).email


def open_account(
    stores: Stores,
    *,
    token: str,
    name: str,
    password: str,
    language: str,
    context: Iterable[str],
    at: datetime,
) -> PersonId:
    """Make the account of who got the link, whose address is confirmed by that.

    Raises:
        LinkUnknown, LinkUsed, LinkExpired: the link works no more.
        TextMissing, TextTooLong: the name.
        PasswordTooShort, PasswordTooLong, PasswordKnown: the password.
        AddressTaken: the address got an account meanwhile.
    """
    email = read_link(stores, "sign-up", token, at)
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
            use_link(register, "sign-up", token, at)
            register.add(person)
            register.flush()
    except IntegrityError as error:
        raise AddressTaken from error
    return person.id


def reset_password(
    stores: Stores,
    keys: AccountKeys,
    letters: Letters,
    *,
    token: str,
    password: str,
    context: Iterable[str],
    at: datetime,
) -> str:
    """Set a new password for who got the link, end every login, and return the address.

    The second step stays as it was. Raises as `open_account` does.
    """
    email = read_link(stores, "reset", token, at)
    check_password(password, [email, email.partition("@")[0], *context])
    hashed = hash_password(password)
    with transaction(stores.register) as register:
        link = use_link(register, "reset", token, at)
        person = register.get_one(Person, link.person)
        person.password = hashed
        register.execute(delete(Login).where(Login.person == person.id))
        forget_tries(register, keys, name_sign_in(person.email, ""))
        post(register, person.email, letters.write("password-changed", person.language), at)
    return email


def change_password(
    stores: Stores,
    letters: Letters,
    person: PersonId,
    *,
    password: str,
    current: str,
    context: Iterable[str],
    at: datetime,
) -> None:
    """Set a new password and end every login but the one of token `current`.

    Confirm the old password first. Raises PasswordTooShort, PasswordTooLong, PasswordKnown.
    """
    account = read_account(stores, person)
    own = [account.email, account.email.partition("@")[0], account.name]
    check_password(password, [*own, *context])
    hashed = hash_password(password)
    with transaction(stores.register) as register:
        changed = register.get_one(Person, person)
        changed.password = hashed
        others = Login.person == person, Login.hash != hash_token(current)
        register.execute(delete(Login).where(*others))
        post(register, changed.email, letters.write("password-changed", changed.language), at)


def confirm_password(
    stores: Stores, keys: AccountKeys, person: PersonId, password: str, network: str, at: datetime
) -> None:
    """Let somebody who is signed in prove it is them; tries count as those to sign in.

    Raises PasswordWrong, or SignInSlowed after many tries.
    """
    found = stores.register.get_one(Person, person)
    attempts = name_sign_in(found.email, network)
    stored = found.password
    count_try(stores, keys, attempts, at)
    if not verify_password(stored, password):
        raise PasswordWrong
    with transaction(stores.register) as register:
        forget_tries(register, keys, attempts)


def change_profile(stores: Stores, person: PersonId, *, name: str, language: str) -> None:
    """Change the name others see and the language of the mails; raise TextMissing, TextTooLong."""
    line = read_line("name", name)
    with transaction(stores.register) as register:
        changed = register.get_one(Person, person)
        changed.name, changed.language = line, language


def delete_account(stores: Stores, letters: Letters, person: PersonId, at: datetime) -> None:
    """Delete everything about a person. What groups published stays, under the group's name.

    Confirm the password first. Raises GroupsNeedOwner while others depend on this one owner, and
    StaffStays for who works for the municipality.
    """
    with transaction(stores.register) as register:
        found = register.get_one(Person, person)
        if register.get(StaffMember, person) is not None:
            raise StaffStays
        leave_all_groups(register, person, at)
        forget_address(register, found.email)
        post(register, found.email, letters.write("deleted", found.language), at)
        register.execute(delete(Person).where(Person.id == person))


def read_account(stores: Stores, person: PersonId) -> Account:
    """Return somebody's own account."""
    return describe_account(stores.register.get_one(Person, person))


def describe_account(person: Person) -> Account:
    """Return an account as its owner sees it."""
    return Account(person.id, person.email, person.name, person.language, person.totp_on)


def find_person(register: Session, email: str) -> Person | None:
    """Return who has this address, if anybody has an account with it."""
    return register.scalars(select(Person).where(Person.email == email)).one_or_none()
