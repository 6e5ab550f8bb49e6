"""The public lists of slips: each code with its choice, in pages that tell nobody who looks.

A page holds at least 250 slips, so that opening it does not say whose slip one is after.
"""

from collections.abc import Iterator

from sqlalchemy import func, select

from voting.db.models.ballotbox import OpenedSlip
from voting.db.session import Stores
from voting.services.checking import BLANCO, COUNTED, INVALID, FoundSlip
from voting.services.round_state import RoundState

FEWEST_ON_A_PAGE = 250
LONGEST_PREFIX = 4
ALL = "all"
"""The name of the one page of an area that has too few slips for more."""


def list_prefixes(stores: Stores, state: RoundState, area: str) -> list[tuple[str, int]]:
    """Return the pages of a voting area (slug): prefix of the codes and number of slips."""
    pages = [(ALL, _count(stores, state, area))]
    for length in range(1, LONGEST_PREFIX + 1):
        start = func.substr(OpenedSlip.code, 1, length)
        rows = stores.ballotbox.execute(
            select(start, func.count())
            .where(OpenedSlip.round == state.id, OpenedSlip.area == state.area_ids[area])
            .group_by(start)
            .order_by(start)
        ).all()
        found = [(str(prefix), int(count)) for prefix, count in rows]
        if not found or min(count for _, count in found) < FEWEST_ON_A_PAGE:
            break
        pages = found
    return pages


def list_slips(stores: Stores, state: RoundState, area: str, prefix: str) -> Iterator[FoundSlip]:
    """Give the slips of one page, by code; nothing for a prefix that is none of the pages."""
    if prefix not in {name for name, _ in list_prefixes(stores, state, area)}:
        return
    start = "" if prefix == ALL else prefix
    rows = stores.ballotbox.execute(
        select(OpenedSlip.code, OpenedSlip.choice)
        .where(
            OpenedSlip.round == state.id,
            OpenedSlip.area == state.area_ids[area],
            OpenedSlip.code.startswith(start, autoescape=True),
        )
        .order_by(OpenedSlip.code, OpenedSlip.leaf)
    )
    for code, choice in rows:
        outcome = INVALID if choice is None else COUNTED if choice else BLANCO
        yield FoundSlip(code, outcome, choice or None)


def _count(stores: Stores, state: RoundState, area: str) -> int:
    query = (
        select(func.count())
        .select_from(OpenedSlip)
        .where(OpenedSlip.round == state.id, OpenedSlip.area == state.area_ids[area])
    )
    return int(stores.ballotbox.scalar(query) or 0)
