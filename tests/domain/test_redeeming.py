"""Laws of paying a grant out: tranches are exact, and nothing is lost or paid twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.errors.grants import ReportUnfit, TrancheState, TranchesUnfit, TranchesUnpaid
from voting.domain.grants import OPEN_STATES, POSSIBLE, Act, Purse, State, check_act
from voting.domain.redeeming import (
    Tranche,
    TrancheAct,
    TrancheStage,
    begin_stage,
    check_tranches,
    find_stage_after,
    settle,
)
from voting.domain.reporting import find_remaining, read_report

DAY = date(2026, 4, 1)
amounts = st.integers(1, 10**12)


@given(st.lists(amounts, min_size=2, max_size=12), st.booleans())
def test_tranches_that_add_up_are_taken_and_others_are_not(cents: list[int], advance: bool) -> None:
    tranches = [
        Tranche(f"Deel {n}", one, DAY + timedelta(days=n), advance and n == 0)
        for n, one in enumerate(cents)
    ]
    check_tranches(sum(cents), tranches)
    for wrong in (sum(cents) - 1, sum(cents) + 1):
        with pytest.raises(TranchesUnfit):
            check_tranches(wrong, tranches)
    assert [begin_stage(one) for one in tranches[1:]] == [TrancheStage.WAITING] * (len(cents) - 1)


@given(amounts, st.integers(0, 10**12), st.integers(0, 2 * 10**12))
def test_a_settlement_accounts_for_every_cent(granted: int, paid: int, spent: int) -> None:
    purse = Purse(granted, min(paid, granted))
    unpaid = min(spent, granted) - purse.paid_cents
    if unpaid > 0:
        with pytest.raises(TranchesUnpaid) as refusal:
            settle(purse, spent)
        assert refusal.value.unpaid_cents == unpaid
        return
    left = settle(purse, spent)
    assert purse.paid_cents + left.release_cents == granted
    assert purse.paid_cents - left.reclaim_cents == min(spent, granted)
    assert min(left.release_cents, left.reclaim_cents) >= 0


@given(st.lists(st.sampled_from(TrancheAct), max_size=30), st.booleans())
def test_a_tranche_is_paid_once_and_never_before_it_was_accepted(
    acts: list[TrancheAct], advance: bool
) -> None:
    stage = begin_stage(Tranche("Deel", 1, DAY, advance))
    done: list[TrancheAct] = []
    for act in acts:
        try:
            stage = find_stage_after(act, stage)
        except TrancheState:
            continue
        done.append(act)
    assert done.count(TrancheAct.PAY) <= 1
    if TrancheAct.PAY in done and not advance:
        before = done[: done.index(TrancheAct.PAY)]
        assert before.index(TrancheAct.REPORT) < before.index(TrancheAct.ACCEPT)
    if TrancheAct.PAY in done:
        assert done[-1] is TrancheAct.PAY


def test_nothing_can_be_done_with_a_grant_that_ended() -> None:
    for act in Act:
        check_act(act, POSSIBLE[act][0])
        assert set(POSSIBLE[act]) <= set(OPEN_STATES)
    assert set(State) - set(OPEN_STATES) == {State.FINISHED, State.WITHDRAWN, State.REFUSED}


@pytest.mark.parametrize(
    ("spent", "code"),
    [
        ("", "missing"),
        ("-5", "negative"),
        ("veel", "not_an_amount"),
        ("9" * 30, "not_an_amount"),
        ("99999999999", "too_much"),
    ],
)
def test_a_report_says_what_was_spent(spent: str, code: str) -> None:
    with pytest.raises(ReportUnfit) as refusal:
        read_report("", spent)
    assert [(one.field, one.code) for one in refusal.value.problems] == [
        ("text", "missing"),
        ("spent", code),
    ]


def test_what_remains_is_never_below_zero() -> None:
    assert find_remaining(1_000, 400) == 600
    assert find_remaining(1_000, 1_400) == 0
