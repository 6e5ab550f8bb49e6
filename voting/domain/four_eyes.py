"""Four eyes: one person asks for an act, another confirms exactly that, once.

What is asked is frozen: its parameters are kept as canonical JSON and named by their hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from voting.domain.accounts import PersonId
from voting.domain.errors.staff import (
    AboutYourself,
    RequestChanged,
    RequestExpired,
    RequestSettled,
    RoleNeeded,
    SamePerson,
)
from voting.domain.staff import StaffRole

LASTS = timedelta(hours=24)
"""How long a request waits for a second person."""


class Act(StrEnum):
    """What nobody does alone."""

    OPEN = "open"
    EXTEND = "extend"
    ANNUL = "annul"
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW_GRANT = "withdraw_grant"
    REISSUE = "reissue"
    RESET_STEP = "reset_step"
    DECIDE_GRANTS = "decide_grants"
    REFUSE_GRANT = "refuse_grant"
    CARRY_OUT = "carry_out"
    MAKE_PAYMENT_LIST = "make_payment_list"
    CARRY_OVER = "carry_over"
    ACT_ITSELF = "act_itself"


@dataclass(frozen=True, slots=True)
class Pair:
    """Whose roles ask for an act, and whose confirm it."""

    asks: frozenset[StaffRole]
    confirms: frozenset[StaffRole]


def _pair(asks: StaffRole, *confirms: StaffRole) -> Pair:
    return Pair(frozenset({asks}), frozenset({asks, *confirms}))


_MONEY = _pair(StaffRole.TREASURER, StaffRole.PUBLISHER, StaffRole.ROUND_MANAGER)
PAIRS: Mapping[Act, Pair] = {
    Act.OPEN: _pair(StaffRole.ROUND_MANAGER, StaffRole.PUBLISHER),
    Act.EXTEND: _pair(StaffRole.ROUND_MANAGER, StaffRole.PUBLISHER),
    Act.ANNUL: _pair(StaffRole.ROUND_MANAGER, StaffRole.PUBLISHER),
    Act.PUBLISH: _pair(StaffRole.PUBLISHER, StaffRole.ROUND_MANAGER),
    Act.CORRECT: _pair(StaffRole.PUBLISHER, StaffRole.ROUND_MANAGER),
    Act.WITHDRAW_GRANT: _MONEY,
    Act.REISSUE: _pair(StaffRole.DESK_OFFICER, StaffRole.ROUND_MANAGER),
    Act.RESET_STEP: _pair(StaffRole.ADMINISTRATOR, StaffRole.ROUND_MANAGER, StaffRole.PUBLISHER),
    Act.DECIDE_GRANTS: _MONEY,
    Act.REFUSE_GRANT: _MONEY,
    Act.CARRY_OUT: _MONEY,
    Act.MAKE_PAYMENT_LIST: _MONEY,
    Act.CARRY_OVER: _MONEY,
    Act.ACT_ITSELF: _MONEY,
}
"""Each act has a person who asks and one who confirms; both may hold the same role."""


class Status(StrEnum):
    """Where a request is."""

    WAITS = "waits"
    EXPIRED = "expired"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    """Confirmed and not finished: something stopped in between, and it can be gone on with."""
    DONE = "done"
    REFUSED = "refused"
    """Confirmed, and then not possible: the rules did not allow it any more."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody at a request: person, name as it is recorded, and the hash of the login used."""

    person: PersonId
    name: str
    login: bytes | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """An act that was asked for. `asked` is canonical JSON, `hash` its SHA-256.

    `subject` is the person it is about, if it is about one; `settled` tells of an answer.
    """

    act: Act
    asked: str
    hash: bytes
    by: Signer
    expires: datetime
    subject: bytes | None = None
    settled: bool = False


def check_asker(act: Act, by: Signer, roles: frozenset[StaffRole], subject: bytes | None) -> None:
    """Raise RoleNeeded, or AboutYourself, unless `by` may ask for an act."""
    if not roles & PAIRS[act].asks:
        raise RoleNeeded(act.value)
    if subject == by.person:
        raise AboutYourself


def check_open(request: Request, at: datetime) -> None:
    """Raise RequestSettled or RequestExpired unless a request still waits."""
    if request.settled:
        raise RequestSettled
    if at >= request.expires:
        raise RequestExpired(request.expires)


def check_confirmer(
    request: Request, by: Signer, roles: frozenset[StaffRole], shown: bytes, at: datetime
) -> None:
    """Raise unless `by` may confirm a request that was shown to them with the hash `shown`.

    Raises RequestSettled, RequestExpired, SamePerson, AboutYourself, RoleNeeded, RequestChanged.
    """
    check_open(request, at)
    if _is_same(request.by, by):
        raise SamePerson
    if request.subject == by.person:
        raise AboutYourself
    if not roles & PAIRS[request.act].confirms:
        raise RoleNeeded(request.act.value)
    if shown != request.hash:
        raise RequestChanged


def find_status(request: Request, verdict: str, outcome: str, at: datetime) -> Status:
    """Tell where a request is; `verdict` and `outcome` are empty while there is none."""
    if outcome:
        return Status(outcome)
    if verdict:
        return Status(verdict)
    return Status.EXPIRED if at >= request.expires else Status.WAITS


def _is_same(one: Signer, other: Signer) -> bool:
    names = one.name.strip().casefold() == other.name.strip().casefold()
    logins = one.login is not None and one.login == other.login
    return one.person == other.person or names or logins
