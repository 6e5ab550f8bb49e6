"""A fresh one-time code before each dangerous act: given shortly before, good for one act.

A code is never taken twice (`second_step`); what it opened in a login is used up by the act.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.db.models.people import Login, Person
from voting.db.session import Stores, transaction
from voting.domain.staff import check_fresh
from voting.services.account_keys import AccountKeys
from voting.services.links import hash_token
from voting.services.second_step import prove_login, use_code
from voting.services.staff import Hand
from voting.services.staff_log import noting_refusals
from voting.services.tries import count_try, forget_tries, name_second_step


def give_code(stores: Stores, keys: AccountKeys, hand: Hand, code: str, at: datetime) -> None:
    """Take a one-time or recovery code in a login: it counts for one act, for five minutes.

    Raises OneTimeCodeWrong, OneTimeCodeUsed, or SignInSlowed after many tries.
    """
    with noting_refusals(stores, hand.who, "code", at):
        attempts = name_second_step(hand.person)
        count_try(stores, keys, attempts, at)
        with transaction(stores.register) as register:
            person = register.get_one(Person, hand.person, with_for_update=True)
            use_code(register, keys, person, code, at)
            prove_login(register, hash_token(hand.token), at)
            forget_tries(register, keys, attempts)


def count_code(stores: Stores, keys: AccountKeys, hand: Hand, at: datetime) -> None:
    """Count the try of a command, before its act; raise SignInSlowed after many."""
    if not hand.token:
        count_try(stores, keys, name_second_step(hand.person), at)


def spend_code(register: Session, keys: AccountKeys, hand: Hand, at: datetime) -> None:
    """Use up the code that was given for an act, within the transaction of that act.

    Raises FreshCodeNeeded; for a command OneTimeCodeWrong or OneTimeCodeUsed.
    """
    if not hand.token:
        person = register.get_one(Person, hand.person, with_for_update=True)
        use_code(register, keys, person, hand.code, at)
        forget_tries(register, keys, name_second_step(hand.person))
        return
    login = register.get(Login, hash_token(hand.token), with_for_update=True)
    check_fresh(login.fresh_until if login else None, at)
    if login is not None:
        login.fresh_until = None
