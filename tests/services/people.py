"""People, letters and mail servers for the tests of accounts."""

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from voting.db.models.people import Mail
from voting.db.session import Stores
from voting.domain.accounts import PersonId
from voting.services import accounts
from voting.services.account_keys import derive_account_keys
from voting.services.mailing import Letter

AT = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
KEYS = derive_account_keys(b"k" * 32)
PASSWORD = "drie fietsen op zolder"
NETWORK = "192.0.2.7"


class PlainLetters:
    """Letters whose text is what they are about."""

    def write(self, kind: str, language: str, *, token: str = "", **facts: str) -> Letter:
        told = " ".join(f"{name}={value}" for name, value in sorted(facts.items()))
        return Letter(f"{kind} {language}", f"{told}\ntoken={token}\n")


LETTERS = PlainLetters()


def later(**amount: float) -> datetime:
    return AT + timedelta(**amount)


def read_mail(stores: Stores) -> list[Mail]:
    stores.register.rollback()
    return list(stores.register.scalars(select(Mail).order_by(Mail.id)))


def find_token(mail: Mail) -> str:
    found = re.search(r"token=(\S*)", mail.text)
    assert found is not None
    return found[1]


def ask(stores: Stores, wish: accounts.Wish, email: str, at: datetime = AT) -> Mail:
    accounts.ask_for_link(
        stores, KEYS, LETTERS, wish, email=email, language="nl", network=NETWORK, at=at
    )
    return read_mail(stores)[-1]


def make_person(stores: Stores, name: str = "Alice") -> PersonId:
    token = find_token(ask(stores, "sign-up", f"{name.lower()}@example.nl"))
    return accounts.open_account(
        stores, token=token, name=name, password=PASSWORD, language="nl", context=(), at=AT
    )
