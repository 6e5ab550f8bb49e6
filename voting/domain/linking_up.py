"""Linking up: plans of one buurt become one initiative, when every lead agrees.

proposed → talking → agreed | declined; what was agreed can be undone until the list is final.
The plans themselves never change by it, so undoing gives back exactly what there was. An
agreement is to terms: the joint texts of one version, and what every plan asks and needs. Other
terms, no agreement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from voting.domain.accounts import PersonId
from voting.domain.errors.linking_up import (
    GroupTwice,
    JointAskAbovePot,
    LinkUpOver,
    OtherBuurt,
    TooManyPlans,
)
from voting.domain.errors.people import OwnersOnly
from voting.domain.errors.proposals import WrongState
from voting.domain.groups import Duty, GroupId, GroupRole, Members, find_member
from voting.domain.proposal_fields import Draft
from voting.domain.proposals import State

LinkUpId = NewType("LinkUpId", bytes)
"""A talk about linking up: 16 random bytes."""
LINKABLE = (State.SUBMITTED, State.IN_REVIEW, State.QUESTIONS, State.LISTED)
"""What was handed in and not refused; a draft is its group's alone."""
MOST_PLANS = 10


class LinkState(StrEnum):
    """Where a link is."""

    PROPOSED = "proposed"
    TALKING = "talking"
    AGREED = "agreed"
    DECLINED = "declined"
    UNDONE = "undone"


class LinkAct(StrEnum):
    """What can be done with a link."""

    SAY = "say"
    WRITE = "write"
    AGREE = "agree"
    DECLINE = "decline"
    UNDO = "undo"


class LinkKind(StrEnum):
    """What a line of the talk tells."""

    PROPOSED = "proposed"
    SAID = "said"
    WRITTEN = "written"
    AGREED = "agreed"
    LINKED = "linked"
    """Everybody agreed."""
    CHANGED = "changed"
    """A text or an amount is another now, so nobody's agreement counts any more."""
    REOPENED = "reopened"
    """The same, and until then everybody had agreed."""
    DECLINED = "declined"
    UNDONE = "undone"
    REPLACED = "replaced"
    """The same plans are part of a larger link now."""


BEFORE = (LinkState.PROPOSED, LinkState.TALKING)
OPEN = (*BEFORE, LinkState.AGREED)
POSSIBLE: Mapping[LinkAct, tuple[LinkState, ...]] = {
    LinkAct.SAY: OPEN,
    LinkAct.WRITE: OPEN,
    LinkAct.AGREE: BEFORE,
    LinkAct.DECLINE: BEFORE,
    LinkAct.UNDO: (LinkState.AGREED,),
}


@dataclass(frozen=True, slots=True)
class LinkedPlan:
    """A proposal as far as linking up looks at it; `minimum_cents` as the council's rules say."""

    reference: str
    round_id: bytes
    group: GroupId
    group_name: str
    state: State
    made_at: datetime
    draft: Draft
    minimum_cents: int

    @property
    def buurt(self) -> str:
        """Return the slug of its buurt."""
        return self.draft.word("buurt")

    @property
    def ask_cents(self) -> int:
        """Return what it asks."""
        return self.draft.ask_cents


Plans = Sequence[LinkedPlan]


def require_part(members: Members, person: PersonId, act: LinkAct, state: LinkState) -> None:
    """Raise NotAMember, or OwnersOnly when only an owner or the lead does this.

    Any member may talk, and write the joint texts while nothing was agreed on them.
    """
    member = find_member(members, person)
    free = act is LinkAct.SAY or (act is LinkAct.WRITE and state is not LinkState.AGREED)
    if not (free or member.role is GroupRole.OWNER or member.duty is Duty.LEAD):
        raise OwnersOnly


def require_lead(members: Members, person: PersonId) -> None:
    """Raise NotAMember or OwnersOnly unless `person` speaks for the group."""
    require_part(members, person, LinkAct.AGREE, LinkState.TALKING)


def find_state_after(act: LinkAct, state: LinkState, *, proposer: bool) -> LinkState:
    """Return the state after an act; raise LinkUpOver when it is not possible now.

    `proposer` tells whether the group that proposed it does this: a talk begins when another
    group reacts. That everybody agreed is not known here.
    """
    if state not in POSSIBLE[act]:
        raise LinkUpOver(state.value)
    if act is LinkAct.DECLINE:
        return LinkState.DECLINED
    if act is LinkAct.UNDO:
        return LinkState.UNDONE
    if act is LinkAct.SAY and (proposer or state is LinkState.AGREED):
        return state
    return LinkState.PROPOSED if proposer and state is LinkState.PROPOSED else LinkState.TALKING


def check_linkable(plans: Plans) -> None:
    """Raise WrongState, OtherBuurt, GroupTwice or TooManyPlans unless these plans may link up."""
    for plan in plans:
        if plan.state not in LINKABLE:
            raise WrongState(plan.state.value)
    if len({(plan.round_id, plan.buurt) for plan in plans}) != 1:
        raise OtherBuurt
    if len({plan.group for plan in plans}) != len(plans):
        raise GroupTwice
    if len(plans) > MOST_PLANS:
        raise TooManyPlans(MOST_PLANS)


def check_pot(plans: Plans, pot_cents: int) -> None:
    """Raise JointAskAbovePot when together they ask more than all there is."""
    asked = sum_asks(plans)
    if asked > pot_cents:
        raise JointAskAbovePot(asked, pot_cents)


def order_plans(plans: Plans) -> list[LinkedPlan]:
    """Return the plans, the one that was begun first on top."""
    return sorted(plans, key=lambda plan: (plan.made_at, plan.reference))


def sum_asks(plans: Plans) -> int:
    """Return what the plans ask together, in cents."""
    return sum(plan.ask_cents for plan in plans)


def sum_minimums(plans: Plans) -> int:
    """Return what the plans need at least together, in cents."""
    return sum(plan.minimum_cents for plan in plans)


def write_terms(version: int, plans: Plans) -> str:
    """Return what an agreement is to: the version of the texts, and every plan's amounts."""
    parts = sorted(f"{one.reference}:{one.ask_cents}:{one.minimum_cents}" for one in plans)
    return " ".join((str(version), *parts))


def find_agreeing(terms: str, agreements: Mapping[str, str]) -> frozenset[str]:
    """Return the references whose agreement, to the terms it was given to, holds for `terms`."""
    return frozenset(reference for reference, agreed in agreements.items() if agreed == terms)


def is_unanimous(terms: str, agreements: Mapping[str, str], plans: Plans) -> bool:
    """Tell whether every plan's lead agreed to exactly these terms."""
    return find_agreeing(terms, agreements) >= {plan.reference for plan in plans}
