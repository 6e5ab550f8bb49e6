"""The nightly turnout: how many rights were issued per voting area, from ten on."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from voting.ballotbox.entries import make_turnout
from voting.ballotbox.key_folder import KeyFolder
from voting.db.models.register import Issuance
from voting.db.session import Stores
from voting.domain.errors import WrongPhase
from voting.domain.rounds import Phase
from voting.services.recording import record
from voting.services.round_course import changing
from voting.services.round_state import RoundState

FEWEST_SHOWN = 10


def count_issued(stores: Stores, state: RoundState) -> dict[str, int]:
    """Return how many residents' rights were issued, by voting area slug; zeros included."""
    query = (
        select(Issuance.area, func.count())
        .where(Issuance.round == state.id)
        .group_by(Issuance.area)
    )
    counts: dict[bytes, int] = {row[0]: row[1] for row in stores.register.execute(query)}
    return {slug: counts.get(area, 0) for slug, area in state.area_ids.items()}


def record_turnout(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    at: datetime,
    checkpoint_dir: Path,
    zone: str = "Europe/Amsterdam",
) -> dict[str, int]:
    """Log the turnout of today and return what was logged, by slug; areas under 10 are left out.

    Raises WrongPhase when the round is not open or is closing.
    """
    with changing(stores, state.id) as row:
        if row.phase != Phase.VOTING or row.closing:
            raise WrongPhase(row.phase, Phase.VOTING)
        counts = count_issued(stores, state)
        day = at.astimezone(ZoneInfo(zone)).date()
        entry = make_turnout(day, {state.area_ids[slug]: n for slug, n in counts.items()})
        record(stores, keys, state.id, [entry], checkpoint_dir)
    return {slug: count for slug, count in counts.items() if count >= FEWEST_SHOWN}
