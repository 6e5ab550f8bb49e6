"""A fair order: no plan is always on top.

Each day has 64 orders of a voting area's plans; a browser keeps its own for the day. An order
depends on the day, its number and the ids, never on time of entry or support.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from voting.domain.initiatives import Initiative


def shuffle(plans: Iterable[Initiative], round: str, day: date, order: int) -> list[Initiative]:
    """Return `plans` in the order with number `order` (0 to 63) of `day`."""

    def draw(plan: Initiative) -> bytes:
        return sha256(f"{round}\n{day.isoformat()}\n{order}\n{plan.id}".encode()).digest()

    return sorted(plans, key=draw)
