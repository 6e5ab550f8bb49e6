"""The acts on grants that take two people: what is frozen when one is asked, and how it is done.

Amounts are frozen with the names they go to. When they are not the same any more at the moment
itself, nothing is done (RequestChanged), and it is asked anew.
"""

from datetime import date, datetime
from typing import Any

from voting.ballotbox import canonical
from voting.domain.accounts import read_line
from voting.domain.errors.grants import GrantUnknown, ReclaimTooMuch
from voting.domain.errors.redeeming import NothingToDecide, OwnActionKnown
from voting.domain.four_eyes import Act
from voting.domain.grants import Act as GrantAct
from voting.domain.grants import check_act, check_ground, read_reason
from voting.domain.payees import OwnWork
from voting.services import carrying_over, granting, redeeming, withdrawing
from voting.services.acting_itself import act_itself, find_own_action
from voting.services.acts import Facts, Job, Workshop, handler_for
from voting.services.carrying_over import Reserve
from voting.services.deciding import LONGEST_OFFICE, Deciding
from voting.services.four_eyes import Asked
from voting.services.redeeming import Payment
from voting.services.round_state import RoundState, find_round
from voting.services.viewing_grants import GrantView, view_grant
from voting.services.viewing_payments import list_payable


def describe_decisions(shop: Workshop, state: RoundState, office: str) -> Asked:
    """Return the request to grant what the final result gives; raise NothingToDecide, NotFinalYet.

    Raises TextMissing or TextTooLong about the office.
    """
    told = read_line("office", office, LONGEST_OFFICE)
    new = granting.list_undecided(shop.stores, state)
    if not new:
        raise NothingToDecide
    facts = {
        "round": state.slug,
        "office": told,
        "grants": _write([[one.id, one.payout_cents] for one in new]),
        "total_cents": str(sum(one.payout_cents for one in new)),
    }
    return Asked(Act.DECIDE_GRANTS, facts, state.id)


def describe_refusal(
    shop: Workshop, state: RoundState, initiative: str, ground: int, reason: str, office: str
) -> Asked:
    """Return the request to refuse a plan its money.

    Raises TextMissing, TextTooLong, GroundNotPrinted, PublicReasonNeeded, NotFinalYet, or
    GrantUnknown when there is nothing left to decide about this plan.
    """
    told = read_line("office", office, LONGEST_OFFICE)
    check_ground(ground, len(state.plan.refusal_grounds))
    text = read_reason(reason)
    new = {one.id: one for one in granting.list_undecided(shop.stores, state)}
    if initiative not in new:
        raise GrantUnknown
    facts = {
        "round": state.slug,
        "plan": initiative,
        "cents": str(new[initiative].payout_cents),
        "ground": str(ground),
        "ground_text": state.plan.refusal_grounds[ground - 1].get("nl"),
        "reason": text,
        "office": told,
    }
    return Asked(Act.REFUSE_GRANT, facts, state.id)


def describe_withdrawal(
    shop: Workshop, state: RoundState, reference: str, reason: str, reclaim_cents: int, office: str
) -> Asked:
    """Return the request to withdraw a grant; what was paid may be asked back.

    Raises GrantUnknown, GrantState, TextMissing, PublicReasonNeeded, ReclaimTooMuch.
    """
    view = _take(shop, reference, GrantAct.WITHDRAW)
    told, text = read_line("office", office, LONGEST_OFFICE), read_reason(reason)
    if not 0 <= reclaim_cents <= view.purse.paid_cents:
        raise ReclaimTooMuch(view.purse.paid_cents)
    facts = {
        "round": state.slug,
        "grant": reference,
        "title": view.title.get("nl"),
        "reserve_cents": str(view.purse.open_cents),
        "reclaim_cents": str(reclaim_cents),
        "reason": text,
        "office": told,
    }
    return Asked(Act.WITHDRAW_GRANT, facts, state.id)


def describe_own_work(
    shop: Workshop, state: RoundState, reference: str, work: OwnWork, office: str
) -> Asked:
    """Return the request to let the municipality carry a plan out itself.

    Raises GrantUnknown, GrantState, TextMissing, TextTooLong.
    """
    view = _take(shop, reference, GrantAct.CARRY_OUT)
    facts = {
        "round": state.slug,
        "grant": reference,
        "title": view.title.get("nl"),
        "cents": str(view.purse.open_cents),
        "official": read_line("official", work.official, LONGEST_OFFICE),
        "budget_line": read_line("budget_line", work.budget_line, LONGEST_OFFICE),
        "on": work.on.isoformat(),
        "office": read_line("office", office, LONGEST_OFFICE),
    }
    return Asked(Act.CARRY_OUT, facts, state.id)


def describe_payments(shop: Workshop, state: RoundState, at: datetime) -> Asked:
    """Return the request for a list of everything that can be paid now.

    Of an account it holds the last four characters only. Raises NothingToPay, PaymentOnHold,
    PayeeNotLookedAt.
    """
    ready = [one for one in list_payable(shop.stores, state.id, at) if one.ready]
    if not ready:
        raise redeeming.explain_nothing(shop.stores.register, state.id, at)
    rows = [
        [
            one.payment.reference,
            one.payment.tranche,
            one.payment.cents,
            one.payment.payee,
            one.payee.name,
            one.payee.last_four,
        ]
        for one in ready
    ]
    facts = {
        "round": state.slug,
        "payments": _write(rows),
        "total_cents": str(sum(one.payment.cents for one in ready)),
    }
    return Asked(Act.MAKE_PAYMENT_LIST, facts, state.id)


def describe_carrying(shop: Workshop, state: RoundState) -> Asked:
    """Return the request to carry reserves over; raise CarryTooEarly, NothingToCarry."""
    aged = carrying_over.list_aged(shop.stores, state)
    facts = {
        "round": state.slug,
        "moves": _write([[one.round, one.area, one.buurt, one.cents] for one in aged]),
        "total_cents": str(sum(one.cents for one in aged)),
    }
    return Asked(Act.CARRY_OVER, facts, state.id)


def describe_own_action(
    shop: Workshop, state: RoundState, buurt: str, reason: str, office: str
) -> Asked:
    """Return the request to record that the college acts itself in a buurt.

    Raises TextMissing, TextTooLong, PublicReasonNeeded, OwnActionKnown.
    """
    facts = {
        "round": state.slug,
        "buurt": buurt,
        "reason": read_reason(reason),
        "office": read_line("office", office, LONGEST_OFFICE),
    }
    if find_own_action(shop.stores, state.id, buurt) is not None:
        raise OwnActionKnown(buurt)
    return Asked(Act.ACT_ITSELF, facts, state.id)


@handler_for(Act.DECIDE_GRANTS)
def _decide(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    shown = dict(_read(job.asked["grants"]))
    made = granting.decide_round(shop.stores, shop.letters, state, _sign(job), shown=shown)
    return {"grants": " ".join(made)}


@handler_for(Act.REFUSE_GRANT)
def _refuse(shop: Workshop, job: Job) -> Facts:
    state, asked = find_round(shop.stores, job.asked["round"]), job.asked
    reference = granting.refuse_grant(
        shop.stores, shop.letters, state, asked["plan"], int(asked["ground"]), asked["reason"],
        _sign(job),
    )  # fmt: skip
    return {"grant": reference}


@handler_for(Act.WITHDRAW_GRANT)
def _withdraw(shop: Workshop, job: Job) -> Facts:
    withdrawing.withdraw_grant(
        shop.stores, shop.letters, job.asked["grant"], job.asked["reason"], _sign(job),
        reclaim_cents=int(job.asked["reclaim_cents"]),
        shown_cents=int(job.asked["reserve_cents"]),
    )  # fmt: skip
    return {}


@handler_for(Act.CARRY_OUT)
def _carry_out(shop: Workshop, job: Job) -> Facts:
    asked = job.asked
    work = OwnWork(asked["official"], asked["budget_line"], date.fromisoformat(asked["on"]))
    withdrawing.carry_out(
        shop.stores, shop.letters, asked["grant"], work, _sign(job),
        shown_cents=int(asked["cents"]),
    )  # fmt: skip
    return {}


@handler_for(Act.MAKE_PAYMENT_LIST)
def _make_list(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    shown = frozenset(
        Payment(reference, tranche, cents, version)
        for reference, tranche, cents, version, _name, _last in _read(job.asked["payments"])
    )
    made = redeeming.make_payment_list(
        shop.stores, shop.account_keys, state.id, job.people, job.at, shown=shown
    )
    return {"list": str(made.number)}


@handler_for(Act.CARRY_OVER)
def _carry_over(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    shown = [Reserve(*one) for one in _read(job.asked["moves"])]
    carrying_over.carry_over(shop.stores, state, job.people, job.at, shown=shown)
    return {}


@handler_for(Act.ACT_ITSELF)
def _act_itself(shop: Workshop, job: Job) -> Facts:
    state = find_round(shop.stores, job.asked["round"])
    act_itself(shop.stores, state, job.asked["buurt"], job.asked["reason"], _sign(job))
    return {}


def _take(shop: Workshop, reference: str, act: GrantAct) -> GrantView:
    view = view_grant(shop.stores, reference)
    check_act(act, view.state)
    return view


def _sign(job: Job) -> Deciding:
    return Deciding(job.asked["office"], job.people, job.at)


def _write(rows: list[list[Any]]) -> str:
    return canonical.dump(rows).decode()


def _read(text: str) -> list[list[Any]]:
    """Return rows of names and whole numbers, as `_write` wrote them."""
    rows: list[list[Any]] = canonical.load(text.encode())
    return rows
