"""Tranches: how a grant is paid out, and what a closing report leaves to be settled.

A grant that is paid at once has one tranche, which is an advance. In an agreement the tranches
add up to the grant, exactly; the first may be an advance, every other waits for the report on
its milestone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from voting.domain.errors.grants import TrancheState, TranchesUnfit, TranchesUnpaid
from voting.domain.grants import Purse

MOST_TRANCHES = 12
LONGEST_MILESTONE = 200


class TrancheStage(StrEnum):
    """Where a tranche is."""

    WAITING = "waiting"
    """Its milestone is not reported yet."""
    REPORTED = "reported"
    """The office looks at the report."""
    REDEEMABLE = "redeemable"
    """It can be paid: an advance, or its report was accepted."""
    LISTED = "listed"
    """It is on a list for the bank."""
    PAID = "paid"
    DROPPED = "dropped"
    """It is not paid any more: the plan cost less, or the grant was withdrawn."""


class TrancheAct(StrEnum):
    """What can be done with a tranche."""

    REPORT = "report"
    RETURN = "return"
    ACCEPT = "accept"
    LIST = "list"
    TAKE_BACK = "take_back"
    PAY = "pay"
    DROP = "drop"


_UNPAID = (TrancheStage.WAITING, TrancheStage.REPORTED, TrancheStage.REDEEMABLE)
_STEPS: Mapping[TrancheAct, tuple[tuple[TrancheStage, ...], TrancheStage]] = {
    # A report may be handed in anew until the office has judged it.
    TrancheAct.REPORT: ((TrancheStage.WAITING, TrancheStage.REPORTED), TrancheStage.REPORTED),
    TrancheAct.RETURN: ((TrancheStage.REPORTED,), TrancheStage.WAITING),
    TrancheAct.ACCEPT: ((TrancheStage.REPORTED,), TrancheStage.REDEEMABLE),
    TrancheAct.LIST: ((TrancheStage.REDEEMABLE,), TrancheStage.LISTED),
    TrancheAct.TAKE_BACK: ((TrancheStage.LISTED,), TrancheStage.REDEEMABLE),
    TrancheAct.PAY: ((TrancheStage.LISTED,), TrancheStage.PAID),
    TrancheAct.DROP: (_UNPAID, TrancheStage.DROPPED),
}


@dataclass(frozen=True, slots=True)
class Tranche:
    """A part of a grant: what must have been done, by when, and the amount in cents."""

    milestone: str
    cents: int
    due_on: date
    advance: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a closing report leaves: to the reserve, and to be asked back; cents."""

    release_cents: int
    reclaim_cents: int


def find_stage_after(act: TrancheAct, stage: TrancheStage) -> TrancheStage:
    """Return where a tranche is after `act`; raise TrancheState."""
    before, after = _STEPS[act]
    if stage not in before:
        raise TrancheState(stage.value)
    return after


def pay_at_once(granted_cents: int, on: date) -> tuple[Tranche, ...]:
    """Return the one tranche of a small grant."""
    return (Tranche("", granted_cents, on, advance=True),)


def check_tranches(granted_cents: int, tranches: Sequence[Tranche]) -> None:
    """Raise TranchesUnfit unless these tranches make an agreement about this grant.

    Codes: none, too_many, not_positive, advance (only the first, and never alone), words,
    order (dates that go back), sum.
    """
    total = sum(one.cents for one in tranches)
    code = _find_fault(granted_cents, total, tranches)
    if code:
        raise TranchesUnfit(code, total, granted_cents)


def _find_fault(granted_cents: int, total: int, tranches: Sequence[Tranche]) -> str:
    days = [one.due_on for one in tranches]
    faults = {
        "none": not tranches,
        "too_many": len(tranches) > MOST_TRANCHES,
        "not_positive": any(one.cents <= 0 for one in tranches),
        "advance": any(one.advance for one in tranches[1:]) or all(one.advance for one in tranches),
        "words": any(
            not one.milestone.strip() or len(one.milestone) > LONGEST_MILESTONE for one in tranches
        ),
        "order": days != sorted(days),
        "sum": total != granted_cents,
    }
    return next((code for code, wrong in faults.items() if wrong), "")


def begin_stage(tranche: Tranche) -> TrancheStage:
    """Return where a tranche begins once the agreement stands."""
    return TrancheStage.REDEEMABLE if tranche.advance else TrancheStage.WAITING


def settle(purse: Purse, spent_cents: int) -> Settlement:
    """Return what a closing report leaves; raise TranchesUnpaid while costs are not paid out.

    Asks are frozen: higher costs are the group's own, lower ones are paid at cost.
    """
    costs = min(spent_cents, purse.granted_cents)
    if costs > purse.paid_cents:
        raise TranchesUnpaid(costs - purse.paid_cents)
    return Settlement(purse.open_cents, purse.paid_cents - costs)
