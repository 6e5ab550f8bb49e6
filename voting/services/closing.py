"""Closing the ballot box: nothing changes any more, and everything sealed goes into the log.

First issuing stops, then casting, each in a short transaction under the lock they share. What
is stored is checked once more and appended in an order that says nothing about when it came.
A run that was cut short is taken up where the log ends.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from voting.ballotbox.encoding import unb64
from voting.ballotbox.entries import make_close
from voting.ballotbox.key_folder import KeyFolder, issuer_name
from voting.db.models.ballotbox import BoxState, StoredSlip
from voting.db.models.register import Issuance, Round
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.counting import ClosingNotReached, WrongPhase
from voting.domain.rounds import Phase
from voting.services.altering_rounds import find_logged_closing
from voting.services.box import name_casting_lock
from voting.services.casting import open_cipher
from voting.services.commitments import read_published
from voting.services.emptying import Emptied, empty_box
from voting.services.gathering import Gathering, Place
from voting.services.issuing import name_issuing_lock
from voting.services.recording import (
    find_entry,
    find_stage,
    lock_log,
    read_head,
    read_last,
    recording,
)
from voting.services.round_course import changing, take_step
from voting.services.round_state import RoundState

BATCH = 10_000
BEFORE_ALL: Place = (-1, b"", b"")

Progress = Callable[[str, int, int], None]
"""Told a step ("issues", "slips"), how many are done, and of how many."""


class ClosingTwice(Exception):
    """Another process is closing this round at the same moment."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed round: issues and slips in the log, rows left out, and what became of the box."""

    issued: int
    slips: int
    failed: int
    box: Emptied


def close_round(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    *,
    at: datetime,
    checkpoint_dir: Path,
    progress: Progress | None = None,
) -> Closed:
    """Close a round for good and publish what is in its box, still sealed.

    May be run again after a crash, and again when the box could not be emptied yet.

    Raises:
        WrongPhase: the round is not in voting, nor closed already.
        ClosingNotReached: the closing time has not passed.
        ClosingTwice: two processes tried to do this at once.
    """
    _stop_issuing(stores, state, at)
    _stop_casting(stores, state)
    if find_stage_now(stores, state.id) in ("setup", "issue", "slip"):
        _publish(stores, keys, state, at, checkpoint_dir, progress or _say_nothing)
    for area in state.area_ids.values():
        keys.destroy(state.id, issuer_name(area))
    _enter_closed(stores, state, at)
    return _summarise(_read_close(stores, state.id), empty_box(stores, keys, state.id))


def find_stage_now(stores: Stores, round_id: bytes) -> str:
    """Return the type of the last step in a round's log."""
    size = read_head(stores.ballotbox, round_id).size
    return find_stage(stores.ballotbox, round_id, size).stage


def _stop_issuing(stores: Stores, state: RoundState, at: datetime) -> None:
    with changing(stores, state.id) as row:
        if row.phase not in (Phase.VOTING, Phase.CLOSED):
            raise WrongPhase(row.phase, Phase.VOTING)
        if not row.closing:
            _refuse_early(stores, row, at)
            take_lock(stores.register, name_issuing_lock(state.id))
            row.closing = True
            row.version += 1


def _refuse_early(stores: Stores, row: Round, at: datetime) -> None:
    """Refuse before the closing time; what the log announced counts, should it be later."""
    with transaction(stores.ballotbox) as box:
        lock_log(box, row.id)
        closes = max(row.closes_at, find_logged_closing(box, row.id) or row.closes_at)
    if at < closes:
        raise ClosingNotReached(closes)


def _stop_casting(stores: Stores, state: RoundState) -> None:
    with transaction(stores.ballotbox) as box:
        take_lock(box, name_casting_lock(state.id))
        box.execute(update(BoxState).where(BoxState.round == state.id).values(phase="closed"))


def _enter_closed(stores: Stores, state: RoundState, at: datetime) -> None:
    with changing(stores, state.id) as row:
        if row.phase == Phase.VOTING:
            take_step(stores.register, row, Phase.CLOSED, at)


def _publish(
    stores: Stores,
    keys: KeyFolder,
    state: RoundState,
    at: datetime,
    checkpoint_dir: Path,
    progress: Progress,
) -> None:
    head, done = read_head(stores.ballotbox, state.id), find_place(read_last_entry(stores, state))
    published = read_published(stores, state.id)
    gathering = Gathering(stores, published, open_cipher(keys, state.id))
    counted = _count_steps(gathering, *_count_rows(stores, state.id), progress)
    missing = (entry for place, entry in counted if place > done)
    size = head.size
    while batch := list(islice(missing, BATCH)):
        size = _append(stores, keys, state.id, checkpoint_dir, size, batch)
    close = make_close(at, gathering.summarise(), gathering.failed)
    _append(stores, keys, state.id, checkpoint_dir, size, [close])


def read_last_entry(stores: Stores, state: RoundState) -> dict[str, Any]:
    """Return the last entry of a round's log."""
    return read_last(stores.ballotbox, state.id).read()


def find_place(entry: Mapping[str, Any]) -> Place:
    """Return where an entry stands among issues and slips; before all when it is neither."""
    if entry["type"] == "issue":
        return 0, int(entry["roll_index"]).to_bytes(8), b""
    if entry["type"] == "slip":
        return 1, unb64(entry["area"], 16), unb64(entry["key"], 32)
    return BEFORE_ALL


def _append(
    stores: Stores,
    keys: KeyFolder,
    round_id: bytes,
    checkpoint_dir: Path,
    size: int,
    entries: list[dict[str, Any]],
) -> int:
    with recording(stores, keys, round_id, checkpoint_dir) as log:
        if log.head.size != size:
            raise ClosingTwice
        log.append(entries)
    return log.head.size


def _count_steps(
    gathering: Gathering, issues: int, slips: int, progress: Progress
) -> Iterator[tuple[Place, dict[str, Any]]]:
    return chain(
        _tell(gathering.read_issues(), "issues", issues, progress),
        _tell(gathering.read_slips(), "slips", slips, progress),
    )


def _tell(
    entries: Iterable[tuple[Place, dict[str, Any]]], step: str, total: int, progress: Progress
) -> Iterator[tuple[Place, dict[str, Any]]]:
    for done, entry in enumerate(entries, 1):
        progress(step, done, total)
        yield entry


def _count_rows(stores: Stores, round_id: bytes) -> tuple[int, int]:
    issues = select(func.count()).select_from(Issuance).where(Issuance.round == round_id)
    slips = select(func.count()).select_from(StoredSlip).where(StoredSlip.round == round_id)
    return stores.register.scalar(issues) or 0, stores.ballotbox.scalar(slips) or 0


def _read_close(stores: Stores, round_id: bytes) -> dict[str, Any]:
    close = find_entry(stores.ballotbox, round_id, "close")
    if close is None:
        raise LookupError("close")
    return close


def _summarise(close: Mapping[str, Any], box: Emptied) -> Closed:
    issued = sum(area["issued"] for area in close["areas"])
    slips = sum(area["slips"] for area in close["areas"])
    return Closed(issued, slips, len(close["failed"]), box)


def _say_nothing(step: str, done: int, total: int) -> None:
    """Report to nobody."""
