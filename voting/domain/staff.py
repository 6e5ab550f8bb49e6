"""Staff: who works for the municipality here, and which roles one person may hold together.

In a small town one officer holds several roles; what is dangerous still takes two (`four_eyes`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from voting.domain.errors.staff import (
    FreshCodeNeeded,
    RolesClash,
    RolesMissing,
    SecondStepNeeded,
)


class StaffRole(StrEnum):
    """What somebody does for the municipality."""

    ROUND_MANAGER = "round_manager"
    REVIEWER = "reviewer"
    DESK_OFFICER = "desk_officer"
    PUBLISHER = "publisher"
    TREASURER = "treasurer"
    GRIFFIER = "griffier"
    """The council's clerk guards the process: reads, and does nothing."""
    AUDITOR = "auditor"
    """Reads, and does nothing."""
    ADMINISTRATOR = "administrator"
    """Accounts of staff, and nothing else of a round."""


READERS = frozenset({StaffRole.GRIFFIER, StaffRole.AUDITOR})
"""Who watches the others does none of their work."""
INVITATION_LASTS = timedelta(days=3)
FRESH = timedelta(minutes=5)
"""How long a one-time code counts for a dangerous act, and then for one act only."""
IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=8)
"""When a login of staff ends by itself: unused, or after a working day."""
LONGEST_DEPARTMENT = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """What a login may do for the municipality.

    `proved` tells whether a one-time code was given in it: without that there are no roles.
    `areas` are ids of voting areas that a reviewer is kept to; None means all.
    """

    member: bool = False
    proved: bool = False
    roles: frozenset[StaffRole] = frozenset()
    department: str = ""
    areas: frozenset[bytes] | None = None

    def reviews(self, area: bytes) -> bool:
        """Tell whether a reviewer of this standing looks at plans of a voting area."""
        return StaffRole.REVIEWER in self.roles and (self.areas is None or area in self.areas)


NOBODY = Standing()


def check_roles(roles: Iterable[StaffRole]) -> frozenset[StaffRole]:
    """Return the roles one person may hold together.

    Raises:
        RolesMissing: there is none.
        RolesClash: who only reads would also act, and watch over their own work.
    """
    held = frozenset(roles)
    if not held:
        raise RolesMissing
    reading, acting = held & READERS, held - READERS
    if reading and acting:
        raise RolesClash(min(reading).value, min(acting).value)
    return held


def check_second_step(*, on: bool) -> None:
    """Raise SecondStepNeeded: staff does nothing without it, and cannot switch it off."""
    if not on:
        raise SecondStepNeeded


def check_fresh(fresh_until: datetime | None, at: datetime) -> None:
    """Raise FreshCodeNeeded unless a code was given shortly before and not used for another act."""
    if fresh_until is None or fresh_until < at:
        raise FreshCodeNeeded
