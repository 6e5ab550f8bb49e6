"""What a desk officer enters from paper, by telephone or for who walks in: checked and logged."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from voting.db.models.staff import StaffMember
from voting.db.session import Stores, transaction
from voting.domain.staff import StaffRole
from voting.services.office import name_office
from voting.services.staff import Hand, require_role
from voting.services.staff_log import note_done, noting_refusals


@contextmanager
def entering_as(stores: Stores, hand: Hand, what: str, about: str, at: datetime) -> Iterator[str]:
    """Let a desk officer enter something; gives the office's name, and logs the act.

    Raises RoleNeeded or SecondStepNeeded: the person is no desk officer, or not any more.
    """
    facts = {"what": what, "about": about[:40]}
    with noting_refusals(stores, hand.who, "desk", at, facts):
        with transaction(stores.register) as register:
            require_role(register, hand, "desk", {StaffRole.DESK_OFFICER})
            department = register.get_one(StaffMember, hand.person).department
        yield name_office(department, hand.name)
        with transaction(stores.register) as register:
            note_done(register, hand.who, "desk", at, facts)
