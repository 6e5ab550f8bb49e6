"""Acts on a round that one officer does: the role is read again, and the staff log says who.

What cannot be undone takes a fresh code, and its line is written before it begins: whoever began
it stands in the log even when the process dies on the way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from voting.db.session import Stores, transaction
from voting.domain.staff import StaffRole
from voting.services.account_keys import AccountKeys
from voting.services.fresh_codes import count_code, spend_code
from voting.services.staff import Hand, require_role
from voting.services.staff_log import Facts, note_done, noting_refusals

PUBLISHING = frozenset({StaffRole.PUBLISHER, StaffRole.ROUND_MANAGER})
"""Who answers reports, and begins and ends the checking period."""
COUNTING = frozenset({StaffRole.ROUND_MANAGER})
"""Who closes the box, notes the lot, and counts."""


@contextmanager
def acting_as(
    stores: Stores, hand: Hand, act: str, at: datetime, facts: Facts, roles: frozenset[StaffRole]
) -> Iterator[None]:
    """Let somebody with one of `roles` do something, and note that it was done, or refused.

    Raises RoleNeeded or SecondStepNeeded.
    """
    with noting_refusals(stores, hand.who, act, at, facts):
        require_role(stores.register, hand, act, roles)
        yield
        with transaction(stores.register) as register:
            note_done(register, hand.who, act, at, facts)


@contextmanager
def acting_with_code(
    stores: Stores,
    keys: AccountKeys,
    hand: Hand,
    act: str,
    at: datetime,
    facts: Facts,
    roles: frozenset[StaffRole],
) -> Iterator[None]:
    """Let somebody do what cannot be undone, with a code that this uses up.

    Raises RoleNeeded, SecondStepNeeded, FreshCodeNeeded, SignInSlowed.
    """
    with noting_refusals(stores, hand.who, act, at, facts):
        count_code(stores, keys, hand, at)
        with transaction(stores.register) as register:
            require_role(register, hand, act, roles)
            spend_code(register, keys, hand, at)
            note_done(register, hand.who, act, at, facts)
        yield
