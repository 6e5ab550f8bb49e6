"""The log of a round: appending to it, signing each step, and reading it back.

Entries and the checkpoint over them are written in one transaction. Each new checkpoint is also
kept in a folder outside the database, so that a database that was put back to an older state is
noticed at the next start (`services.starting`).
"""

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.ballotbox.checkpoints import parse_checkpoint, sign_checkpoint
from voting.ballotbox.encoding import b64
from voting.ballotbox.entries import OrderChecker
from voting.ballotbox.key_folder import KeyFolder
from voting.ballotbox.log import Frontier, leaf_hash
from voting.db.base import RoundId
from voting.db.models.ballotbox import BoxState, LogEntry, StoredCheckpoint
from voting.db.session import Stores, take_lock, transaction
from voting.domain.errors.counting import LogFallsShort

LARGEST_LINE = 1 << 20
READ_AT_ONCE = 2_000
READ_BACK = 20
KEPT = ".checkpoint"
STAGELESS = ("reissue", "turnout", "correction")
"""Entries after which the log stands where it stood, as after a notice."""

Entry = Mapping[str, Any]

_SIZE = (
    select(StoredCheckpoint.size)
    .where(StoredCheckpoint.round == bindparam("of_round"))
    .order_by(StoredCheckpoint.size.desc())
    .limit(1)
)


class OutOfOrder(Exception):
    """An entry was about to be written where it may not stand: the last step, and its type."""


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """A line of the log: its 0-based position, its bytes without line end, and its leaf hash."""

    position: int
    line: bytes
    leaf: bytes

    def read(self) -> dict[str, Any]:
        """Return the entry."""
        entry: dict[str, Any] = canonical.load(self.line)
        return entry


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The log as last signed: its size, its root and the signed note."""

    size: int
    root: bytes
    note: bytes


def begin_log(
    stores: Stores, keys: KeyFolder, round_id: bytes, setup: Entry, checkpoint_dir: Path
) -> bytes:
    """Open the ballot box of a round with its `setup` entry and return the set-up hash.

    The same setup again changes nothing, so that an opening that was cut short can be repeated.

    Raises:
        ValueError: the round has a log that begins with another setup.
    """
    line = canonical.dump(dict(setup))
    with transaction(stores.ballotbox) as box:
        lock_log(box, round_id)
        first = read_entry(box, round_id, 0)
        if first is None:
            refuse_fork(box, round_id, checkpoint_dir)
            box.execute(insert(BoxState).values(round=RoundId(round_id), phase="open"))
            append_lines(box, keys, round_id, [line])
        elif first.line != line:
            raise ValueError("this round's log begins with another setup")
        head = read_head(box, round_id)
    keep_checkpoint(checkpoint_dir, round_id, head.note)
    return leaf_hash(line)


def record(
    stores: Stores,
    keys: KeyFolder,
    round_id: bytes,
    entries: Sequence[Entry],
    checkpoint_dir: Path,
) -> SignedHead:
    """Append entries to a round's log in a transaction of their own, sign, keep the checkpoint."""
    with recording(stores, keys, round_id, checkpoint_dir) as log:
        log.append(entries)
    return log.head


@dataclass(slots=True)
class OpenLog:
    """The log while its lock is held: read what stands there, then append."""

    box: Session
    keys: KeyFolder
    round_id: bytes
    head: SignedHead

    def append(self, entries: Sequence[Entry]) -> None:
        """Append entries under one new checkpoint; nothing when there are none.

        Raises:
            OutOfOrder: an entry may not stand there.
        """
        if not entries:
            return
        order = find_stage(self.box, self.round_id, self.head.size)
        for entry in entries:
            if not order.take(entry["type"], entry.get("kind", "")):
                raise OutOfOrder(order.stage, entry["type"])
        lines = [canonical.dump(dict(entry)) for entry in entries]
        self.head = append_lines(self.box, self.keys, self.round_id, lines)


@contextmanager
def recording(
    stores: Stores, keys: KeyFolder, round_id: bytes, checkpoint_dir: Path
) -> Iterator[OpenLog]:
    """Hold the log of a round in a transaction on the ballot box; keep the checkpoint after it.

    Raises LogFallsShort when the log is not the one whose last checkpoint is kept outside.
    """
    with transaction(stores.ballotbox) as box:
        lock_log(box, round_id)
        refuse_fork(box, round_id, checkpoint_dir)
        log = OpenLog(box, keys, round_id, read_head(box, round_id))
        yield log
    keep_checkpoint(checkpoint_dir, round_id, log.head.note)


def lock_log(box: Session, round_id: bytes) -> None:
    """Wait until nobody else appends to this log."""
    take_lock(box, f"log {round_id.hex()}")


def refuse_fork(box: Session, round_id: bytes, checkpoint_dir: Path) -> None:
    """Raise LogFallsShort unless the log once had the checkpoint that is kept outside.

    Otherwise a database that was put back would go on with another history, and overwrite what
    proves that. A log that has entries has a checkpoint outside since it was opened.
    """
    kept, size = read_kept(checkpoint_dir, round_id), read_size(box, round_id)
    if kept is None and size:
        raise LogFallsShort(b64(round_id), size, 0)
    if kept is None:
        return
    outside = parse_checkpoint(kept)[0]
    note = box.execute(
        select(StoredCheckpoint.note).where(
            StoredCheckpoint.round == round_id, StoredCheckpoint.size == outside.size
        )
    ).scalar_one_or_none()
    if note is None or parse_checkpoint(note.encode())[0] != outside:
        raise LogFallsShort(b64(round_id), size, outside.size)


def append_lines(
    box: Session, keys: KeyFolder, round_id: bytes, lines: Sequence[bytes]
) -> SignedHead:
    """Append canonical lines and the checkpoint over them; the caller holds the log's lock.

    Raises:
        ValueError: a line is longer than a mebibyte.
    """
    if any(len(line) > LARGEST_LINE for line in lines):
        raise ValueError("a log line is at most one mebibyte")
    frontier = _read_frontier(box, round_id)
    leaves = [leaf_hash(line) for line in lines]
    rows = [
        {"round": round_id, "position": position, "line": line, "leaf": leaf}
        for position, (line, leaf) in enumerate(zip(lines, leaves, strict=True), frontier.size)
    ]
    box.execute(insert(LogEntry), rows)
    frontier.extend(leaves)
    head = _sign(keys, round_id, frontier)
    box.execute(
        insert(StoredCheckpoint).values(
            round=RoundId(round_id),
            size=head.size,
            note=head.note.decode(),
            frontier=frontier.serialise(),
        )
    )
    return head


def read_head(box: Session, round_id: bytes) -> SignedHead:
    """Return the last checkpoint; raises LookupError when the round has no log."""
    row = box.execute(
        select(StoredCheckpoint.note)
        .where(StoredCheckpoint.round == round_id)
        .order_by(StoredCheckpoint.size.desc())
        .limit(1)
    ).scalar_one_or_none()
    if row is None:
        raise LookupError("this round has no log")
    note = row.encode()
    checkpoint, _ = parse_checkpoint(note)
    return SignedHead(checkpoint.size, checkpoint.root, note)


def read_size(box: Session, round_id: bytes) -> int:
    """Return how many entries the log has, 0 when there is none."""
    return box.execute(_SIZE, {"of_round": round_id}).scalar_one_or_none() or 0


def read_checkpoints(box: Session, round_id: bytes) -> Iterator[tuple[int, bytes]]:
    """Give size and signed note of every checkpoint, smallest first."""
    rows = box.execute(
        select(StoredCheckpoint.size, StoredCheckpoint.note)
        .where(StoredCheckpoint.round == round_id)
        .order_by(StoredCheckpoint.size)
    )
    for size, note in rows:
        yield size, note.encode()


def read_entry(box: Session, round_id: bytes, position: int) -> LoggedEntry | None:
    """Return one entry, None when the log is not that long."""
    return next(iter(read_log(box, round_id, position, position + 1)), None)


def read_last(box: Session, round_id: bytes) -> LoggedEntry:
    """Return the last entry; raises LookupError when the round has no log."""
    entry = read_entry(box, round_id, read_size(box, round_id) - 1)
    if entry is None:
        raise LookupError("this round has no log")
    return entry


def read_log(
    box: Session, round_id: bytes, start: int = 0, stop: int | None = None
) -> Iterator[LoggedEntry]:
    """Give the entries from `start` up to, not including, `stop`; memory does not grow."""
    while stop is None or start < stop:
        rows = box.execute(
            select(LogEntry.position, LogEntry.line, LogEntry.leaf)
            .where(LogEntry.round == round_id, LogEntry.position >= start)
            .order_by(LogEntry.position)
            .limit(READ_AT_ONCE if stop is None else min(READ_AT_ONCE, stop - start))
        ).all()
        for position, line, leaf in rows:
            yield LoggedEntry(position, bytes(line), leaf)
        if not rows:
            return
        start = rows[-1].position + 1


def find_stage(box: Session, round_id: bytes, size: int) -> OrderChecker:
    """Return what may follow the first `size` entries of a log."""
    order = OrderChecker()
    for entry in read_back(box, round_id, size):
        if entry["type"] == "notice":
            order.annulled |= entry["kind"] == "annul"
        elif entry["type"] not in STAGELESS:
            order.stage = entry["type"]
            break
    return order


def find_entry(box: Session, round_id: bytes, kind: str) -> dict[str, Any] | None:
    """Return the last entry of a type that comes after the slips, None when there is none."""
    for entry in read_back(box, round_id, read_size(box, round_id)):
        if entry["type"] == kind:
            return entry
        if entry["type"] in ("slip", "issue", "setup"):
            break
    return None


def read_back(box: Session, round_id: bytes, size: int) -> Iterator[dict[str, Any]]:
    """Give the first `size` entries, the last one first."""
    while size > 0:
        start = max(0, size - READ_BACK)
        for logged in reversed(list(read_log(box, round_id, start, size))):
            yield logged.read()
        size = start


def keep_checkpoint(folder: Path, round_id: bytes, note: bytes) -> None:
    """Keep a signed note outside the database, unless a later one is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = read_kept(folder, round_id)
    size = parse_checkpoint(note)[0].size
    if kept is not None and parse_checkpoint(kept)[0].size >= size:
        return
    fresh = folder / f".{round_id.hex()}.{secrets.token_hex(4)}.new"
    with fresh.open("wb") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(_find_kept(folder, round_id))


def read_kept(folder: Path, round_id: bytes) -> bytes | None:
    """Return the note kept outside the database, None when there is none."""
    path = _find_kept(folder, round_id)
    return path.read_bytes() if path.exists() else None


def list_kept(folder: Path) -> Iterator[tuple[bytes, bytes]]:
    """Give round id and note of every checkpoint kept outside the database."""
    for path in sorted(folder.glob(f"*{KEPT}")):
        yield bytes.fromhex(path.name.removesuffix(KEPT)), path.read_bytes()


def _find_kept(folder: Path, round_id: bytes) -> Path:
    return folder / f"{round_id.hex()}{KEPT}"


def _read_frontier(box: Session, round_id: bytes) -> Frontier:
    data = box.execute(
        select(StoredCheckpoint.frontier)
        .where(StoredCheckpoint.round == round_id)
        .order_by(StoredCheckpoint.size.desc())
        .limit(1)
    ).scalar_one_or_none()
    return Frontier() if data is None else Frontier.parse(bytes(data))


def _sign(keys: KeyFolder, round_id: bytes, frontier: Frontier) -> SignedHead:
    root = frontier.root()
    note = sign_checkpoint(keys.load(round_id).log, round_id, frontier.size, root)
    return SignedHead(frontier.size, root, note)
