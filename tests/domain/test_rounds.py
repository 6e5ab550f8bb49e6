"""Phases are taken one by one; the closing time only moves later, and only before it passes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from voting.domain.errors.rounds import (
    AnnulmentTooEarly,
    ClosingHasPassed,
    ExtensionNotLater,
    ExtensionWithoutTimezone,
    PhaseReversed,
    PhaseSkipped,
    RoundEnded,
)
from voting.domain.rounds import (
    ORDER,
    Phase,
    RoundTimes,
    accepts_votes,
    advance,
    check_step,
    extend,
    has_reached,
    lengthen_checking,
)
from voting.domain.working_days import find_day

OPENS = datetime(2027, 5, 24, 7, tzinfo=UTC)
TIMES = RoundTimes(
    opens=OPENS,
    closes=OPENS + timedelta(days=21),
    results_on=OPENS + timedelta(days=26),
    checking_until=OPENS + timedelta(days=40),
)
SECOND = timedelta(seconds=1)


def test_a_round_goes_through_ten_phases_in_the_order_of_the_rules() -> None:
    names = "preparation entries review list_final voting closed opened published checking final"
    assert [phase.value for phase in ORDER] == names.split()
    phase = Phase.PREPARATION
    for later in ORDER[1:]:
        phase = advance(phase)
        assert phase is later


@pytest.mark.parametrize("ended", [Phase.FINAL, Phase.ANNULLED])
def test_nothing_comes_after_the_end(ended: Phase) -> None:
    with pytest.raises(RoundEnded):
        advance(ended)
    for phase in Phase:
        with pytest.raises(RoundEnded):
            check_step(ended, phase)


def test_only_the_next_phase_is_a_step() -> None:
    steps = set(pairwise(ORDER))
    for number, old in enumerate(ORDER[:-1]):
        for other, new in enumerate(ORDER):
            if (old, new) in steps:
                check_step(old, new)
            else:
                with pytest.raises(PhaseSkipped if other > number else PhaseReversed):
                    check_step(old, new)


@pytest.mark.parametrize("phase", ORDER[:4])
def test_before_voting_there_is_nothing_to_annul(phase: Phase) -> None:
    with pytest.raises(AnnulmentTooEarly) as refused:
        check_step(phase, Phase.ANNULLED)
    assert refused.value.phase == phase


@pytest.mark.parametrize("phase", ORDER[4:-1])
def test_from_voting_until_final_a_round_can_be_annulled(phase: Phase) -> None:
    check_step(phase, Phase.ANNULLED)


def test_an_annulled_round_has_reached_nothing() -> None:
    assert has_reached(Phase.CLOSED, Phase.VOTING)
    assert has_reached(Phase.VOTING, Phase.VOTING)
    assert not has_reached(Phase.REVIEW, Phase.VOTING)
    assert not has_reached(Phase.ANNULLED, Phase.PREPARATION)


def test_votes_are_in_time_from_opening_until_just_before_closing() -> None:
    assert not accepts_votes(Phase.VOTING, TIMES, TIMES.opens - SECOND)
    assert accepts_votes(Phase.VOTING, TIMES, TIMES.opens)
    assert accepts_votes(Phase.VOTING, TIMES, TIMES.closes - SECOND)
    assert not accepts_votes(Phase.VOTING, TIMES, TIMES.closes)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.VOTING])
def test_outside_the_voting_phase_no_vote_is_in_time(phase: Phase) -> None:
    assert not accepts_votes(phase, TIMES, TIMES.opens)


def test_extending_moves_everything_after_the_closing_along() -> None:
    later = TIMES.closes + timedelta(hours=3)
    longer = extend(TIMES, later, TIMES.closes - SECOND)
    assert longer.opens == TIMES.opens
    assert longer.closes == later
    assert longer.results_on - TIMES.results_on == timedelta(hours=3)
    assert longer.checking_until - TIMES.checking_until == timedelta(hours=3)


def test_an_extension_past_a_holiday_leaves_ten_working_days_to_check() -> None:
    """Two days later Easter Monday stands in the way of the tenth."""
    opens = datetime(2027, 3, 1, 8, tzinfo=UTC)
    result = datetime(2027, 3, 10, 11, tzinfo=UTC)
    times = RoundTimes(opens, datetime(2027, 3, 5, 19, tzinfo=UTC), result, result)
    checked = lengthen_checking(times)
    assert find_day(checked.checking_until) == date(2027, 3, 24)
    longer = extend(checked, checked.closes + timedelta(days=5), opens)
    assert find_day(longer.checking_until) == date(2027, 3, 31)


def test_a_closing_time_that_has_passed_stays() -> None:
    with pytest.raises(ClosingHasPassed):
        extend(TIMES, TIMES.closes + timedelta(days=1), TIMES.closes)


@pytest.mark.parametrize("shift", [timedelta(0), -SECOND])
def test_closing_early_does_not_exist(shift: timedelta) -> None:
    with pytest.raises(ExtensionNotLater):
        extend(TIMES, TIMES.closes + shift, TIMES.opens)


def test_a_time_without_a_zone_is_no_closing_time() -> None:
    with pytest.raises(ExtensionWithoutTimezone):
        extend(TIMES, datetime(2028, 1, 1), TIMES.opens)  # noqa: DTZ001  # that is the point
