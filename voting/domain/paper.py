"""Voting on paper: until when a form may be handed in, and what its boxes say."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from voting.domain.errors.paper import PlanNumberUnknown, TooManyBoxes
from voting.domain.initiatives import Initiative
from voting.domain.rights import find_area
from voting.domain.rounds import RoundPlan
from voting.domain.working_days import is_working_day

DAY = timedelta(days=1)


def find_paper_deadline(closes: date) -> date:
    """Return the last day on which a form counts: the last working day before the closing day.

    So an officer has time to enter it before the box closes, and the resident to hear of it.
    `closes` is the day of closing on the municipality's own clock.
    """
    day = closes - DAY
    while not is_working_day(day):
        day -= DAY
    return day


def number_plans(plan: RoundPlan, area: str) -> dict[int, Initiative]:
    """Return the plans of a voting area (slug) by the number they have on the paper form.

    They keep their number when one is withdrawn: forms may be printed already. Raises
    `UnknownArea`.
    """
    return dict(enumerate(plan.initiatives_in(find_area(plan, area)), 1))


def read_boxes(plan: RoundPlan, area: str, boxes: Sequence[int]) -> dict[str, int]:
    """Return the selection (initiative id → rights) that a form's boxes say; 0 is an empty box.

    Raises:
        PlanNumberUnknown: a box names no plan of this area.
        TooManyBoxes: there are more than the round has rights.
    """
    if len(boxes) > plan.rights:
        raise TooManyBoxes(len(boxes), plan.rights)
    plans = number_plans(plan, area)
    chosen: Counter[str] = Counter()
    for place, number in enumerate(boxes, 1):
        if number and number not in plans:
            raise PlanNumberUnknown(place, number, len(plans))
        if number:
            chosen[plans[number].id] += 1
    return dict(chosen)
