"""Checks before anybody is served: was a database put back, does the box hold what it should.

The last checkpoint outside the database tells when a log went back in time. A box with more
slips than rights issued was stuffed. One with fewer is what a crash between issue and cast
leaves: the voter tries again, and the numbers are published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballotbox.checkpoints import Checkpoint, parse_checkpoint
from voting.ballotbox.encoding import b64, unb64
from voting.ballotbox.entries import make_notice
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.log import Frontier, leaf_hash
from voting.db.models.ballotbox import BoxState, LogEntry, StoredSlip
from voting.db.models.register import Issuance, Round
from voting.db.session import Stores
from voting.domain.errors.counting import BoxOverfull, LogFallsShort
from voting.services.recording import (
    list_kept,
    read_back,
    read_entry,
    read_size,
    recording,
)
from voting.services.wrong_codes import purge_wrong_codes

FEWEST_SHOWN = 10
PAGE = 5_000


@dataclass(frozen=True, slots=True)
class AreaBalance:
    """One voting area: residents with rights issued, and how many of them have a vote boxed."""

    area: bytes
    issued: int
    boxed: int


def check_start(stores: Stores, keys: KeyFolder, checkpoint_dir: Path, at: datetime) -> None:
    """Check every round's log and box; to be called before anybody is served.

    Raises:
        LogFallsShort: a log is shorter than, or another than, its last checkpoint outside, or
            that checkpoint is gone (a kept size of 0).
        BoxOverfull: a box holds more slips than rights were issued.
    """
    found = check_all(stores, checkpoint_dir)
    purge_wrong_codes(stores, at)
    for round_id, balances in found.items():
        _tell_shortage(stores, keys, round_id, balances, checkpoint_dir, at)


def check_all(stores: Stores, checkpoint_dir: Path) -> dict[bytes, list[AreaBalance]]:
    """Check every log and open box without changing anything; return the balance of each box.

    Raises:
        LogFallsShort, BoxOverfull: as `check_start`.
    """
    kept = dict(list_kept(checkpoint_dir))
    for round_id in _list_opened(stores):
        if round_id not in kept:
            raise LogFallsShort(b64(round_id), read_size(stores.ballotbox, round_id), 0)
    for round_id, note in kept.items():
        check_log(stores.ballotbox, round_id, parse_checkpoint(note)[0])
    return {id: check_box(stores, id) for id in _list_open_boxes(stores.ballotbox)}


def check_log(box: Session, round_id: bytes, kept: Checkpoint) -> None:
    """Raise LogFallsShort unless the log still begins with what `kept` was signed over."""
    size = read_size(box, round_id)
    if size < kept.size or _count_lines(box, round_id) < size:
        raise LogFallsShort(b64(round_id), size, kept.size)
    frontier = Frontier()
    for leaves in _page_leaves(box, round_id, kept.size):
        frontier.extend(leaves)
    if frontier.size != kept.size or frontier.root() != kept.root:
        raise LogFallsShort(b64(round_id), size, kept.size)


def check_box(stores: Stores, round_id: bytes) -> list[AreaBalance]:
    """Return issued against boxed per voting area; slips are counted first, so never too many.

    Raises BoxOverfull.
    """
    rights, areas = _read_setup(stores.ballotbox, round_id)
    slips = _count_slips(stores.ballotbox, round_id)
    issued = _count_issued(stores.register, round_id)
    for area in {*areas, *slips}:
        if slips.get(area, 0) > issued.get(area, 0) * rights:
            raise BoxOverfull(b64(round_id), slips[area], issued.get(area, 0) * rights)
    return [
        AreaBalance(area, issued.get(area, 0), slips.get(area, 0) // rights)
        for area in sorted(areas)
    ]


def _tell_shortage(
    stores: Stores,
    keys: KeyFolder,
    round_id: bytes,
    balances: Iterable[AreaBalance],
    checkpoint_dir: Path,
    at: datetime,
) -> None:
    short = [
        {"area": b64(one.area), "issued": one.issued, "boxed": one.boxed}
        for one in balances
        if one.issued >= FEWEST_SHOWN and one.boxed < one.issued
    ]
    if not short:
        return
    with recording(stores, keys, round_id, checkpoint_dir) as log:
        if short != _find_last_shortage(log.box, round_id, log.head.size):
            log.append(
                [
                    make_notice(
                        at,
                        "box-short",
                        "Er zijn rechten uitgegeven waarvoor nog geen stem in de bus zit.",
                        "Rights were issued for which no vote is in the box yet.",
                        areas=short,
                    )
                ]
            )


def _find_last_shortage(box: Session, round_id: bytes, size: int) -> list[Any] | None:
    for entry in read_back(box, round_id, size):
        if entry["type"] == "notice" and entry["kind"] == "box-short":
            areas: list[Any] = entry["areas"]
            return areas
    return None


def _list_opened(stores: Stores) -> set[bytes]:
    """Return the rounds that must have a checkpoint outside.

    A log with one entry, in a round the register does not call open, is an opening that was cut
    short before it kept one: opening again does.
    """
    known = stores.register.scalars(select(Round.id).where(Round.setup_hash.is_not(None)))
    boxes = stores.ballotbox.scalars(select(BoxState.round)).all()
    return {*known, *(id for id in boxes if read_size(stores.ballotbox, id) > 1)}


def _list_open_boxes(box: Session) -> list[bytes]:
    return list(box.scalars(select(BoxState.round).where(BoxState.phase == "open")).all())


def _read_setup(box: Session, round_id: bytes) -> tuple[int, list[bytes]]:
    entry = read_entry(box, round_id, 0)
    if entry is None:
        raise LogFallsShort(b64(round_id), 0, 1)
    setup = entry.read()
    return setup["rights"], [unb64(area["area"], 16) for area in setup["areas"]]


def _count_slips(box: Session, round_id: bytes) -> Mapping[bytes, int]:
    query = (
        select(StoredSlip.area, func.count())
        .where(StoredSlip.round == round_id)
        .group_by(StoredSlip.area)
    )
    return {area: count for area, count in box.execute(query)}  # noqa: C416  # rows are typed so


def _count_issued(register: Session, round_id: bytes) -> Mapping[bytes, int]:
    query = (
        select(Issuance.area, func.count())
        .where(Issuance.round == round_id)
        .group_by(Issuance.area)
    )
    return {area: count for area, count in register.execute(query)}  # noqa: C416  # rows are typed so


def _count_lines(box: Session, round_id: bytes) -> int:
    query = select(func.count()).select_from(LogEntry).where(LogEntry.round == round_id)
    return box.scalar(query) or 0


def _page_leaves(box: Session, round_id: bytes, stop: int) -> Iterable[list[bytes]]:
    for start in range(0, stop, PAGE):
        query = (
            select(LogEntry.line)
            .where(
                LogEntry.round == round_id,
                LogEntry.position >= start,
                LogEntry.position < min(start + PAGE, stop),
            )
            .order_by(LogEntry.position)
        )
        # The lines themselves: the stored hashes may have been left as they were.
        yield [leaf_hash(bytes(line)) for line in box.scalars(query)]
