"""The fictional municipality of Lindermeer: two rounds, as a council officer would write them.

Nothing here exists: places, groups, names and amounts are made up. What the plans are like is
what residents really proposed (WRR, Vertrouwen in de buurt, 2005). Both rounds share their
areas and themes, and `flask round create` takes their files as they are.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from voting.domain.rounds import RoundPlan, RoundTimes, lengthen_checking

FOLDER = Path(__file__).parent

# Finished in the demonstration; `WITHDRAWN` is the plan its own group withdraws during voting.
FINISHED_ROUND = FOLDER / "lindermeer-2026.toml"
WITHDRAWN = "Z07"

# Left open, so that a newcomer can vote at once. O29 was linked up from two plans.
OPEN_ROUND = FOLDER / "lindermeer-2027.toml"


def move_to(plan: RoundPlan, opens: datetime) -> RoundPlan:
    """Return the plan with all its times moved along so that it opens at `opens` (UTC).

    Its regulation is decided the day before, if the file has a later day.
    """
    by = opens - plan.times.opens
    old = plan.times
    moved = RoundTimes(opens, old.closes + by, old.results_on + by, old.checking_until + by)
    regulation = plan.regulation
    if regulation:
        eve = opens.date() - timedelta(days=1)
        regulation = replace(regulation, decision_date=min(regulation.decision_date, eve))
    return replace(plan, times=lengthen_checking(moved), regulation=regulation)
