"""A correction stays within what was counted and issued."""

import pytest

from voting.domain.correcting import apply_correction
from voting.domain.errors.correcting import (
    CorrectedAboveIssued,
    CorrectedBelowZero,
    InitiativeNotCounted,
    NothingToCorrect,
)

TALLY = {"noord": {"boom": 60, "bank": 3}, "zuid": {"tuin": 100}}
MOST = {"noord": 65, "zuid": 100}


def test_rights_go_from_one_plan_to_another() -> None:
    after = apply_correction(TALLY, {("noord", "boom"): -2, ("noord", "bank"): 2}, MOST)
    assert after == {"noord": {"boom": 58, "bank": 5}, "zuid": {"tuin": 100}}
    assert TALLY["noord"]["boom"] == 60


def test_down_to_zero_and_up_to_what_was_issued() -> None:
    after = apply_correction(TALLY, {("noord", "bank"): -3, ("noord", "boom"): 5}, MOST)
    assert after["noord"] == {"boom": 65, "bank": 0}


@pytest.mark.parametrize(
    ("adjust", "refusal"),
    [
        ({}, NothingToCorrect),
        ({("noord", "boom"): 0}, NothingToCorrect),
        ({("noord", "tuin"): 1}, InitiativeNotCounted),
        ({("west", "boom"): 1}, InitiativeNotCounted),
        ({("noord", "bank"): -4}, CorrectedBelowZero),
        ({("noord", "bank"): 3}, CorrectedAboveIssued),
        ({("noord", "boom"): 2, ("zuid", "tuin"): 1}, CorrectedAboveIssued),
    ],
)
def test_what_cannot_be_a_count_is_refused(
    adjust: dict[tuple[str, str], int], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        apply_correction(TALLY, adjust, MOST)
