"""How soon a plan needs the office, and who may not review it."""

from datetime import date, timedelta

import pytest

from voting.domain.errors.office import OwnInterest
from voting.domain.office import Terms, Urgency, check_disinterested, count_load, find_urgency
from voting.domain.proposals import State

TODAY = date(2026, 12, 7)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "decide", "answer", "urgency"),
    [
        (State.SUBMITTED, TODAY - DAY, None, Urgency.LATE),
        (State.SUBMITTED, TODAY, None, Urgency.SOON),
        (State.IN_REVIEW, TODAY + 7 * DAY, None, Urgency.SOON),
        (State.IN_REVIEW, TODAY + 8 * DAY, None, Urgency.OPEN),
        (State.QUESTIONS, TODAY - DAY, TODAY, Urgency.WAITS),
        (State.QUESTIONS, TODAY + 30 * DAY, TODAY - DAY, Urgency.LATE),
        (State.LISTED, TODAY - DAY, None, Urgency.ENDED),
        (State.WITHDRAWN, None, None, Urgency.ENDED),
        (State.IN_REVIEW, None, None, Urgency.OPEN),
    ],
)
def test_a_plan_is_as_urgent_as_its_terms(
    state: State, decide: date | None, answer: date | None, urgency: Urgency
) -> None:
    assert find_urgency(Terms(state, decide, answer), TODAY) is urgency


def test_nobody_reviews_a_plan_of_their_own() -> None:
    check_disinterested(member=False, declared=False)
    for member, declared in ((True, False), (False, True), (True, True)):
        with pytest.raises(OwnInterest):
            check_disinterested(member=member, declared=declared)


def test_decided_plans_are_no_load() -> None:
    assert count_load([State.SUBMITTED, State.QUESTIONS, State.LISTED, State.WITHDRAWN]) == 2
