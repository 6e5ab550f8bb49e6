"""Slowing down whoever tries: passwords, one-time codes, and mails to other people.

A try is counted before it is judged, so that many at once gain nothing. The first few are free;
after those, each has to wait twice as long as the one before, up to a limit. Names are keyed
hashes: the table does not say whose address or network it was. What is older than an hour goes.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from voting.db.models.people import Tries
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.people import SignInSlowed
from voting.services.account_keys import AccountKeys
from voting.services.wrong_codes import name_network

KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slope:
    """How many tries are free, and the longest wait after those, in seconds."""

    free: int
    longest: int
    shared: bool = False
    """Whether tries of others count under the same name: a right one takes back itself alone."""


ACCOUNT_HERE = Slope(5, 900)
"""One account from one network."""
ACCOUNT = Slope(20, 60)
"""One account from everywhere: low, since a stranger could keep its owner out."""
NETWORK = Slope(50, 900, shared=True)
SECOND_STEP = Slope(5, 900)
LETTERS_TO = Slope(3, 900)
"""Mails to one address that somebody asked for without signing in."""
LETTERS_FROM = Slope(20, 900)
Attempt = tuple[str, Slope]


def name_sign_in(email: str, network: str) -> list[Attempt]:
    """Return what a try to sign in is counted under."""
    counted = [(f"account {email}", ACCOUNT)]
    if network:
        here = shorten_network(network)
        counted += [(f"here {here} {email}", ACCOUNT_HERE), (f"network {here}", NETWORK)]
    return counted


def name_letter(email: str, network: str) -> list[Attempt]:
    """Return what asking for a mail is counted under."""
    asked = [(f"letters to {email}", LETTERS_TO)]
    if network:
        asked.append((f"letters from {shorten_network(network)}", LETTERS_FROM))
    return asked


def name_second_step(person: bytes) -> list[Attempt]:
    """Return what a one-time code is counted under."""
    return [(f"second step {person.hex()}", SECOND_STEP)]


def shorten_network(network: str) -> str:
    """Return what counts as one network: an IPv4 address, or the /64 of an IPv6 address."""
    return name_network(network).decode()


def count_try(stores: Stores, keys: AccountKeys, attempts: list[Attempt], at: datetime) -> None:
    """Count a try under each of its names, or refuse it and count nothing.

    Raises:
        SignInSlowed: it comes too soon after the ones before.
    """
    named = [(_hash(keys, text), slope) for text, slope in attempts]
    with transaction(stores.register) as register:
        take_lock(register, "tries")
        register.execute(delete(Tries).where(Tries.last_at < at - KEPT))
        wait = max(_find_wait(register.get(Tries, name), slope, at) for name, slope in named)
        if wait > 0:
            raise SignInSlowed(wait)
        for name, _slope in named:
            _add_one(register, name, at)


def forget_tries(register: Session, keys: AccountKeys, attempts: list[Attempt]) -> None:
    """Forget the tries under these names: the last one was right. Within a transaction.

    Of a name that others share only this one is taken back; otherwise somebody with one account
    could try the passwords of all others without ever being slowed down.
    """
    take_lock(register, "tries")
    for text, slope in attempts:
        named = Tries.name == _hash(keys, text)
        if slope.shared:
            register.execute(delete(Tries).where(named, Tries.count <= 1))
            register.execute(update(Tries).where(named).values(count=Tries.count - 1))
        else:
            register.execute(delete(Tries).where(named))


def find_delay(count: int, slope: Slope) -> int:
    """Return how many seconds must pass between try number `count` and the next one."""
    over = count - slope.free
    return 0 if over < 0 else int(min(2 ** min(over, 20), slope.longest))


def _find_wait(tries: Tries | None, slope: Slope, at: datetime) -> int:
    if tries is None:
        return 0
    left = tries.last_at + timedelta(seconds=find_delay(tries.count, slope)) - at
    return -(-left // timedelta(seconds=1))


def _add_one(register: Session, name: bytes, at: datetime) -> None:
    tries = register.get(Tries, name)
    if tries is None:
        register.add(Tries(name=name, count=1, last_at=at))
    else:
        tries.count += 1
        tries.last_at = at


def _hash(keys: AccountKeys, text: str) -> bytes:
    return hmac.digest(keys.tries, text.encode(), "sha256")
