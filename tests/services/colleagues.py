"""Staff for tests: people with roles, a second step that is on, and codes of any moment."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import select

from tests.services.people import AT, KEYS, LETTERS, make_person
from voting.db.models.people import Login, Person
from voting.db.models.staff import StaffAct
from voting.db.session import Stores, transaction
from voting.domain.accounts import PersonId
from voting.domain.staff import StaffRole
from voting.services import second_step, staff
from voting.services.account_keys import AccountKeys
from voting.services.fresh_codes import give_code
from voting.services.links import hash_token
from voting.services.signing_in import begin_login
from voting.services.staff import Hand


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here, the secret of their app, and the token of their login."""

    person: PersonId
    name: str
    secret: str
    token: str
    recovery: tuple[str, ...] = ()

    @property
    def hand(self) -> Hand:
        return Hand(self.person, self.name, self.token)

    def code(self, at: datetime) -> str:
        return pyotp.TOTP(self.secret).at(at)

    def refresh(self, stores: Stores, at: datetime) -> None:
        """Give a fresh code in the login, as if the ones before were long ago."""
        with transaction(stores.register) as register:
            register.get_one(Person, self.person).totp_step = None
        give_code(stores, KEYS, self.hand, self.code(at), at)


def hire(
    stores: Stores,
    name: str,
    *roles: StaffRole,
    at: datetime = AT,
    keys: AccountKeys = KEYS,
) -> Colleague:
    """Make somebody staff with the second step on, and sign them in without a fresh code left."""
    person = make_person(stores, name)
    with transaction(stores.register) as register:
        staff.add_member(register, person, roles, "Wijken", at)
    secret = second_step.begin_second_step(stores, keys, person)
    recovery = second_step.switch_on(stores, keys, person, pyotp.TOTP(secret).at(at), at)
    token = begin_login(stores, person, "", at)
    with transaction(stores.register) as register:
        register.get_one(Login, hash_token(token)).second_step_at = at
    return Colleague(person, name, secret, token, recovery)


def sign_in_again(stores: Stores, one: Colleague, at: datetime) -> Colleague:
    """Return the same person in a second browser."""
    token = begin_login(stores, one.person, "", at)
    return Colleague(one.person, one.name, one.secret, token)


def read_log(stores: Stores) -> list[tuple[str, str, str]]:
    """Return name, act and refusal of every line of the staff log."""
    stores.register.rollback()
    rows = stores.register.scalars(select(StaffAct).order_by(StaffAct.id))
    return [(row.name, row.act, row.refused) for row in rows]


__all__ = ["KEYS", "LETTERS", "Colleague", "hire", "read_log", "sign_in_again"]
