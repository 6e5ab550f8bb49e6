"""A treasurer at work: the role is asked of the database, and every act stands in the staff log."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from voting.db.session import Stores, transaction
from voting.domain.staff import StaffRole
from voting.services import payees, redeeming
from voting.services.account_keys import AccountKeys
from voting.services.fresh_codes import spend_code
from voting.services.redeeming import PaymentList
from voting.services.staff import Hand, require_role
from voting.services.staff_log import note_done, noting_refusals

TREASURERS = frozenset({StaffRole.TREASURER})


@contextmanager
def paying_as(
    stores: Stores, hand: Hand, what: str, at: datetime, facts: Mapping[str, str]
) -> Iterator[str]:
    """Let a treasurer do something with grants; gives the name, and logs it when it is done.

    Raises RoleNeeded or SecondStepNeeded when somebody is no treasurer, or not any more.
    """
    told = {"what": what, **facts}
    with noting_refusals(stores, hand.who, "grant", at, told):
        with transaction(stores.register) as register:
            require_role(register, hand, what, TREASURERS)
        yield hand.name
        with transaction(stores.register) as register:
            note_done(register, hand.who, "grant", at, told)


def reveal_account(
    stores: Stores, keys: AccountKeys, hand: Hand, reference: str, at: datetime
) -> str:
    """Return the whole account number of a grant, after a fresh code.

    That it is shown is logged before it is. Raises RoleNeeded, FreshCodeNeeded, GrantUnknown,
    PayeeMissing.
    """
    with _with_code(stores, keys, hand, "account", at, {"grant": reference}):
        return payees.reveal_to_treasurer(stores, keys, reference, hand.name, at)


def take_list(
    stores: Stores, keys: AccountKeys, hand: Hand, number: int, at: datetime
) -> PaymentList:
    """Return a list for the bank with its account numbers, after a fresh code.

    Raises RoleNeeded, FreshCodeNeeded, PaymentUnknown.
    """
    with _with_code(stores, keys, hand, "list", at, {"list": str(number)}):
        return redeeming.read_payment_list(stores, keys, number)


@contextmanager
def _with_code(
    stores: Stores,
    keys: AccountKeys,
    hand: Hand,
    what: str,
    at: datetime,
    facts: Mapping[str, str],
) -> Iterator[None]:
    told = {"what": what, **facts}
    with noting_refusals(stores, hand.who, "grant", at, told):
        with transaction(stores.register) as register:
            require_role(register, hand, what, TREASURERS)
            spend_code(register, keys, hand, at)
            note_done(register, hand.who, "grant", at, told)
        yield
