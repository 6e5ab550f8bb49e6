"""What a receipt proves about a count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.domain.complaints import Proof, SlipVerdict, judge_receipt, judge_slip

OLD, NOW, NEW = b"o" * 32, b"n" * 32, b"x" * 32


@pytest.mark.parametrize(
    ("counted", "verdict"),
    [
        (None, SlipVerdict.MISSING),
        (NOW, SlipVerdict.COUNTED),
        (OLD, SlipVerdict.EARLIER),
        (NEW, SlipVerdict.LATER),
    ],
)
def test_a_slip_is_held_against_its_promise(counted: bytes | None, verdict: SlipVerdict) -> None:
    assert judge_slip(counted, NOW, [OLD]) is verdict


@given(st.lists(st.sampled_from(SlipVerdict), min_size=1))
def test_one_missing_or_earlier_slip_proves_a_fault(verdicts: list[SlipVerdict]) -> None:
    fault = any(one in (SlipVerdict.MISSING, SlipVerdict.EARLIER) for one in verdicts)
    assert (judge_receipt(verdicts) is Proof.FAULT) == fault
    assert (judge_receipt(verdicts) is Proof.COUNTED) == (set(verdicts) == {SlipVerdict.COUNTED})
