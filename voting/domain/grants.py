"""A grant: what an initiative may redeem, from the decision to the report.

In law a subsidy. The decision (beschikking) grants what the published result says and never
more. Small grants are paid at once; larger ones against milestones that were agreed on. States:

decided → payee_known → (agreed) → paying ⇄ reported → finished
refused stands beside them, withdrawn ends any that is open.

Amounts are cents. At every moment paid + released <= granted, and in a state that ended they are
equal: what was not paid went to the reserve of the buurt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from voting.domain.accounts import PersonId
from voting.domain.errors.grants import (
    GrantState,
    GroundNotPrinted,
    PublicReasonNeeded,
)
from voting.domain.errors.people import OwnersOnly
from voting.domain.groups import Duty, GroupRole, Members, find_member

GrantId = NewType("GrantId", bytes)
"""A grant: 16 random bytes."""
SMALL_CENTS = 5_000_00
"""The amount up to which a grant is paid at once, unless the council sets another."""
REPORT_DAYS = 182
"""Days after a grant was paid at once in which its group reports."""
CLOSING_DAYS = 56
"""Days after the last milestone in which the closing report comes."""
LONGEST_REASON = 2000


class State(StrEnum):
    """Where a grant is."""

    DECIDED = "decided"
    PAYEE_KNOWN = "payee_known"
    AGREED = "agreed"
    PAYING = "paying"
    REPORTED = "reported"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Act(StrEnum):
    """What can be done with a grant."""

    NAME_PAYEE = "name_payee"
    OFFER = "offer"
    AGREE = "agree"
    CARRY_OUT = "carry_out"
    REPORT = "report"
    JUDGE_MILESTONE = "judge_milestone"
    PAY = "pay"
    CLOSE = "close"
    JUDGE_CLOSING = "judge_closing"
    WITHDRAW = "withdraw"


OPEN_STATES = (State.DECIDED, State.PAYEE_KNOWN, State.AGREED, State.PAYING, State.REPORTED)
POSSIBLE: Mapping[Act, tuple[State, ...]] = {
    Act.NAME_PAYEE: (State.DECIDED, State.PAYEE_KNOWN, State.AGREED, State.PAYING),
    Act.OFFER: (State.DECIDED, State.PAYEE_KNOWN),
    Act.AGREE: (State.PAYEE_KNOWN,),
    Act.CARRY_OUT: (State.DECIDED, State.PAYEE_KNOWN),
    Act.REPORT: (State.AGREED, State.PAYING),
    Act.JUDGE_MILESTONE: (State.AGREED, State.PAYING),
    Act.PAY: (State.PAYEE_KNOWN, State.AGREED, State.PAYING),
    Act.CLOSE: (State.PAYING,),
    Act.JUDGE_CLOSING: (State.REPORTED,),
    Act.WITHDRAW: OPEN_STATES,
}


class Happening(StrEnum):
    """What the timeline of a grant tells."""

    DECIDED = "decided"
    REFUSED = "refused"
    PAYEE_NAMED = "payee_named"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_SHOWN = "account_shown"
    OFFERED = "offered"
    AGREED_GROUP = "agreed_group"
    AGREED_PAPER = "agreed_paper"
    CARRIED_OUT = "carried_out"
    REPORTED = "reported"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    LISTED = "listed"
    TAKEN_BACK = "taken_back"
    PAID = "paid"
    CLOSED = "closed"
    FINISHED = "finished"
    RECLAIMED = "reclaimed"
    WITHDRAWN = "withdrawn"


PUBLIC_HAPPENINGS = frozenset(
    {
        Happening.DECIDED,
        Happening.REFUSED,
        Happening.AGREED_GROUP,
        Happening.AGREED_PAPER,
        Happening.CARRIED_OUT,
        Happening.ACCEPTED,
        Happening.PAID,
        Happening.FINISHED,
        Happening.WITHDRAWN,
    }
)
"""What everybody may read; account numbers and names of people are in none of these."""


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of one grant: what was granted, paid, and released to the reserve; cents."""

    granted_cents: int
    paid_cents: int = 0
    released_cents: int = 0

    @property
    def open_cents(self) -> int:
        """Return what can still be paid."""
        return self.granted_cents - self.paid_cents - self.released_cents


def check_act(act: Act, state: State) -> None:
    """Raise GrantState unless this can be done with a grant in `state`."""
    if state not in POSSIBLE[act]:
        raise GrantState(state.value)


def require_lead(members: Members, person: PersonId) -> None:
    """Raise NotAMember or OwnersOnly: an owner or the lead acts on the group's money."""
    find_member(members, person)
    if not leads(members, person):
        raise OwnersOnly


def leads(members: Members, person: PersonId) -> bool:
    """Tell whether somebody is an owner or the lead of a group."""
    return any(
        one.person == person and (one.role is GroupRole.OWNER or one.duty is Duty.LEAD)
        for one in members
    )


def check_ground(ground: int, count: int) -> None:
    """Raise GroundNotPrinted unless `ground`, counted from 1, is one of the printed ones."""
    if not 1 <= ground <= count:
        raise GroundNotPrinted(count)


def read_reason(reason: str) -> str:
    """Return a public reason, trimmed; raise PublicReasonNeeded."""
    text = reason.strip()[:LONGEST_REASON]
    if not text:
        raise PublicReasonNeeded
    return text


def needs_agreement(granted_cents: int, limit_cents: int) -> bool:
    """Tell whether a grant is paid in tranches: above the council's limit."""
    return granted_cents > limit_cents
