"""Which commitment the log gives each roll entry: the published roll, and re-issues after it.

The log decides, not the register: a row that does not open what is published here gets no
rights. The roll is kept packed, 40 bytes an entry, and the set-up it belongs to never changes,
so each process reads it once.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from voting.ballotbox import canonical
from voting.ballotbox.encoding import unb64
from voting.ballotbox.slips import SetupFacts
from voting.db.base import RoundId
from voting.db.session import Stores
from voting.services.frozen_files import ROLL, read_parts
from voting.services.recording import read_entry, read_log, read_size

MOST_KEPT = 64
_ID = 16
_HASH = 32
# No text inside an entry can hold these: there the quotation marks would be escaped.
_REISSUE = b'"type":"reissue"'
_AFTER_VOTING = (b'"type":"issue"', b'"type":"close"')
_following = Lock()


@dataclass(frozen=True, slots=True)
class Listed:
    """What the log says of one roll entry now."""

    area: bytes
    commitment: bytes


@dataclass(slots=True)
class PublishedRoll:
    """The roll as the log tells it, up to `read_to` entries of the log."""

    indexes: Sequence[int]
    areas: bytes
    commitments: bytes
    changed: dict[int, Listed] = field(default_factory=dict)
    reissues: int = 0
    read_to: int = 1

    def find(self, roll_index: int) -> Listed | None:
        """Return what stands about a roll entry, None when it is not on the roll."""
        changed = self.changed.get(roll_index)
        return self._find_printed(roll_index) if changed is None else changed

    def _find_printed(self, roll_index: int) -> Listed | None:
        place = bisect_left(self.indexes, roll_index)
        if place == len(self.indexes) or self.indexes[place] != roll_index:
            return None
        return Listed(_pick(self.areas, place, _ID), _pick(self.commitments, place, _HASH))


@dataclass(frozen=True, slots=True)
class Published:
    """What `setup` fixed for a round: the facts, the set-up hash and the roll."""

    setup: SetupFacts
    setup_hash: bytes
    roll: PublishedRoll


_published: dict[bytes, Published] = {}
"""What `setup` fixed, by round id: 16 random bytes, so that no two databases share one."""


def read_published(stores: Stores, round_id: bytes) -> Published:
    """Return what the log says now; raises LookupError before the round has a log.

    Reads `setup` and the roll once a process, re-issues as they come.
    """
    published = read_fixed(stores, round_id)
    if published.roll.read_to != sys.maxsize:
        size = read_size(stores.ballotbox, round_id)
        follow_reissues(stores.ballotbox, round_id, published.roll, size)
    return published


def read_fixed(stores: Stores, round_id: bytes) -> Published:
    """Return what never changes, and the roll as this process last followed it."""
    published = _published.get(round_id)
    return _read_setup(stores, round_id) if published is None else published


def _read_setup(stores: Stores, round_id: bytes) -> Published:
    first = read_entry(stores.ballotbox, round_id, 0)
    if first is None:
        raise LookupError("this round has no log")
    entry = first.read()
    roll = read_roll(stores.register, round_id, _find_roll_hash(entry))
    published = Published(SetupFacts.from_entry(entry), first.leaf, roll)
    if len(_published) >= MOST_KEPT:
        _published.clear()
    _published[round_id] = published
    return published


def read_roll(register: Session, round_id: bytes, expected: bytes) -> PublishedRoll:
    """Read the published roll; raises ValueError when it is not the file that `setup` hashes."""
    content = b"".join(read_parts(register, RoundId(round_id), ROLL))
    if sha256(content).digest() != expected:
        raise ValueError("the roll is not the one in setup")
    return pack_roll(canonical.load(line) for line in content.splitlines())


def pack_roll(rows: Iterable[Mapping[str, str | int]]) -> PublishedRoll:
    """Pack the lines of a roll file, which increase by roll_index."""
    indexes, areas, commitments = array("Q"), bytearray(), bytearray()
    for row in rows:
        indexes.append(int(row["roll_index"]))
        areas += unb64(str(row["area"]), _ID)
        commitments += unb64(str(row["commitment"]), _HASH)
    return PublishedRoll(indexes, bytes(areas), bytes(commitments))


def follow_reissues(box: Session, round_id: bytes, roll: PublishedRoll, size: int) -> None:
    """Take in the re-issues that the log got since the last time, up to `size` entries.

    From the first `issue` or the `close` on there are none: the rest is never read.
    """
    with _following:
        if size <= roll.read_to:
            return
        for logged in read_log(box, round_id, roll.read_to, size):
            roll.read_to = logged.position + 1
            if any(kind in logged.line for kind in _AFTER_VOTING):
                roll.read_to = sys.maxsize
                return
            if _REISSUE in logged.line:
                _take_in(roll, logged.read())


def _take_in(roll: PublishedRoll, reissue: Mapping[str, Any]) -> None:
    roll.reissues += 1
    roll.changed[reissue["roll_index"]] = Listed(
        unb64(reissue["new_area"], _ID), unb64(reissue["new_commitment"], _HASH)
    )


def _find_roll_hash(setup: Mapping[str, Any]) -> bytes:
    return next(unb64(item["sha256"], 32) for item in setup["files"] if item["name"] == ROLL)


def _pick(packed: bytes, place: int, length: int) -> bytes:
    return packed[place * length : (place + 1) * length]
