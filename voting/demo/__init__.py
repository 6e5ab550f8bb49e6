"""The fictional municipality of Lindermeer: two rounds, as a council officer would write them.

Nothing here exists: places, groups, names and amounts are made up. What the plans are like is
what residents really proposed (WRR, Vertrouwen in de buurt, 2005). Both rounds share their
areas and themes, and `flask round create` takes their files as they are.
"""

from pathlib import Path

FOLDER = Path(__file__).parent

# Finished in the demonstration; `WITHDRAWN` is the plan its own group withdraws during voting.
FINISHED_ROUND = FOLDER / "lindermeer-2026.toml"
WITHDRAWN = "Z07"

# Left open, so that a newcomer can vote at once. O29 was linked up from two plans.
OPEN_ROUND = FOLDER / "lindermeer-2027.toml"
