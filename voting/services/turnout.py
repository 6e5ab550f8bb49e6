"""The nightly turnout: how many rights were issued per voting area, from ten on."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from voting.ballotbox.encoding import unb64
from voting.ballotbox.entries import make_turnout
from voting.ballotbox.key_folder import KeyFolder
from voting.db.models.register import Issuance
from voting.db.session import Stores
from voting.domain.errors.counting import WrongPhase
from voting.domain.rounds import Phase
from voting.services.recording import OpenLog, read_back, recording
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

    Once a day: two counts shortly after one another would tell who voted in between. A second
    time on one date nothing is logged, and what was is returned again.

    Raises WrongPhase when the round is not open or is closing.
    """
    with changing(stores, state.id) as row:
        if row.phase != Phase.VOTING or row.closing:
            raise WrongPhase(row.phase, Phase.VOTING)
        day = at.astimezone(ZoneInfo(zone)).date()
        with recording(stores, keys, state.id, checkpoint_dir) as log:
            entry = _find_last(log)
            if entry is None or entry["date"] < day.isoformat():
                counts = count_issued(stores, state)
                entry = make_turnout(day, {state.area_ids[slug]: n for slug, n in counts.items()})
                log.append([entry])
    slugs = state.area_slugs
    return {slugs[unb64(one["area"], 16)]: one["issued"] for one in entry["areas"]}


def _find_last(log: OpenLog) -> dict[str, Any] | None:
    """Return the last turnout that was logged."""
    entries = read_back(log.box, log.round_id, log.head.size)
    return next((entry for entry in entries if entry["type"] == "turnout"), None)
