"""Another e-mail address for an account: both mailboxes must agree before it changes.

The old one, so that a stranger at an open screen cannot take the account away; the new one, so
that it is the person's own.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from voting.db.models.people import AddressChange, Link, Person
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId, read_email
from voting.domain.errors.people import AddressTaken, LinkUnknown
from voting.services.account_keys import AccountKeys
from voting.services.accounts import find_person
from voting.services.links import make_link, use_link
from voting.services.mailing import Letters, post
from voting.services.tries import LETTERS_FROM, count_try, name_letter

SIDES = ("old-address", "new-address")


def ask_for_address(
    stores: Stores,
    keys: AccountKeys,
    letters: Letters,
    person: PersonId,
    *,
    email: str,
    at: datetime,
) -> None:
    """Mail a link to the old and to the new address; the last request counts.

    Confirm the password first. Raises EmailMalformed; SignInSlowed after many requests;
    AddressTaken only for one's own present address.
    """
    address = read_email(email)
    own = stores.register.get_one(Person, person)
    if own.email == address:
        raise AddressTaken
    attempts = [*name_letter(address, ""), (f"letters by {person.hex()}", LETTERS_FROM)]
    count_try(stores, keys, attempts, at)
    with transaction(stores.register) as register:
        changing = register.get_one(Person, person)
        _forget_request(register, person)
        register.add(
            AddressChange(person=person, email=address, old_agreed=False, new_agreed=False)
        )
        # The answer is the same when the address has an account: its mailbox decides.
        for side, recipient in zip(SIDES, (changing.email, address), strict=True):
            token = make_link(register, side, email=recipient, person=person, at=at)
            letter = letters.write(
                side, changing.language, token=token, old=changing.email, new=address
            )
            post(register, recipient, letter, at)


def read_address_request(stores: Stores, person: PersonId) -> str | None:
    """Return the address that waits to be confirmed, if any."""
    waiting = stores.register.get(AddressChange, person)
    return waiting.email if waiting else None


def confirm_address(stores: Stores, letters: Letters, side: str, token: str, at: datetime) -> bool:
    """Let one mailbox agree; return whether the address has changed by now.

    Raises LinkUnknown, LinkUsed, LinkExpired; AddressTaken when the new address belongs to
    another account, told to its mailbox only or when the other one has agreed already.
    """
    with transaction(stores.register) as register:
        link = use_link(register, side, token, at)
        person = register.get_one(Person, link.person, with_for_update=True)
        waiting = register.get(AddressChange, person.id, with_for_update=True)
        if waiting is None:
            raise LinkUnknown
        _agree(waiting, side)
        if not (waiting.old_agreed and waiting.new_agreed):
            return False
        _change(register, letters, person, waiting.email, at)
        register.delete(waiting)
        return True


def _agree(waiting: AddressChange, side: str) -> None:
    if side == "old-address":
        waiting.old_agreed = True
    else:
        waiting.new_agreed = True


def _change(register: Session, letters: Letters, person: Person, email: str, at: datetime) -> None:
    if find_person(register, email) is not None:
        raise AddressTaken
    letter = letters.write("address-changed", person.language, new=email)
    post(register, person.email, letter, at)
    # A link to choose a password that went to the old mailbox must not work any more.
    register.execute(delete(Link).where(Link.person == person.id, Link.kind == "reset"))
    person.email = email


def _forget_request(register: Session, person: PersonId) -> None:
    register.execute(delete(AddressChange).where(AddressChange.person == person))
    register.execute(delete(Link).where(Link.person == person, Link.kind.in_(SIDES)))
