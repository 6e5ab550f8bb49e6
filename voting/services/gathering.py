"""What is stored when the box closes, checked once more, in the order in which it is published.

A row that fails is left out and its hash kept, so that the log can list it. Nothing here
changes a database.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from voting.ballotbox import canonical
from voting.ballotbox.entries import CloseCount, make_issue
from voting.ballotbox.errors import Malformed
from voting.ballotbox.keys import commitment, verify_signature
from voting.ballotbox.log import leaf_hash
from voting.ballotbox.slips import check_slip, issue_message
from voting.db.models.ballotbox import StoredSlip
from voting.db.models.register import Issuance
from voting.db.session import Stores
from voting.services.commitments import Published
from voting.services.stored_slips import PAPER, BoxCipher, KeptSlip

PAGE = 2_000
Place = tuple[int, bytes, bytes]
"""Where an entry stands in the log's order: issues by roll_index, then slips by area and key."""


@dataclass(slots=True)
class AreaCount:
    """What was found of a voting area: issues, slips, slips replaced, slips from paper."""

    issued: int = 0
    slips: int = 0
    replaced: int = 0
    paper: int = 0


@dataclass(slots=True)
class Gathering:
    """One pass over everything stored; the counts are complete when both are read to the end."""

    stores: Stores
    published: Published
    cipher: BoxCipher
    counts: dict[bytes, AreaCount] = field(default_factory=dict)
    failed: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin every area at nothing."""
        self.counts = {area: AreaCount() for area in self.published.setup.areas}

    def read_issues(self) -> Iterator[tuple[Place, dict[str, Any]]]:
        """Give the sound `issue` entries by increasing roll_index."""
        for row in self._page_issuances():
            entry = make_issue(row.roll_index, row.nonce, row.code_key, row.hash, row.signature)
            if self._is_sound(row):
                self.counts[row.area].issued += 1
                yield (0, row.roll_index.to_bytes(8), b""), entry
            else:
                self.failed.append(leaf_hash(canonical.dump(entry)))

    def read_slips(self) -> Iterator[tuple[Place, dict[str, Any]]]:
        """Give the sound `slip` entries, area by area, by increasing slip key."""
        for area in sorted(self._list_areas()):
            for kept in self._read_in_order(area):
                if area not in self.counts or check_slip(kept.slip, self.published.setup):
                    self.failed.append(kept.slip.leaf_hash())
                else:
                    self._count(self.counts[area], kept)
                    yield (1, area, kept.slip.key), kept.slip.to_entry()

    def summarise(self) -> list[CloseCount]:
        """Return the numbers that `close` publishes."""
        rights = self.published.setup.rights
        return [
            CloseCount(area, one.issued, one.slips, one.replaced, one.paper // rights)
            for area, one in self.counts.items()
        ]

    def _page_issuances(self) -> Iterator[Row[*tuple[Any, ...]]]:
        round_id, last = self.published.setup.round_id, 0
        while True:
            rows = self.stores.register.execute(
                select(
                    Issuance.roll_index,
                    Issuance.area,
                    Issuance.hash,
                    Issuance.code_key,
                    Issuance.signature,
                    Issuance.nonce,
                )
                .where(Issuance.round == round_id, Issuance.roll_index > last)
                .order_by(Issuance.roll_index)
                .limit(PAGE)
            ).all()
            yield from rows
            if len(rows) < PAGE:
                return
            last = rows[-1].roll_index

    def _is_sound(self, row: Row[*tuple[Any, ...]]) -> bool:
        listed = self.published.roll.find(row.roll_index)
        opened = commitment(row.nonce, row.code_key)
        if listed is None or listed.area != row.area or listed.commitment != opened:
            return False
        message = issue_message(self.published.setup.round_id, row.roll_index, row.hash)
        return verify_signature(row.code_key, row.signature, message)

    def _list_areas(self) -> Sequence[bytes]:
        return self.stores.ballotbox.scalars(
            select(StoredSlip.area)
            .where(StoredSlip.round == self.published.setup.round_id)
            .distinct()
        ).all()

    def _read_in_order(self, area: bytes) -> Iterator[KeptSlip]:
        """Give the readable slips of an area by key, holding only keys and slots in memory."""
        places = sorted(
            kept.slip.key + slot
            for slot, body in self._page_slips(area)
            if (kept := self._unlock(area, slot, body))
        )
        for start in range(0, len(places), PAGE):
            slots = [place[32:] for place in places[start : start + PAGE]]
            bodies = self._fetch(area, slots)
            for slot in slots:
                yield self.cipher.unlock(area, slot, bodies[slot])

    def _unlock(self, area: bytes, slot: bytes, body: bytes) -> KeptSlip | None:
        try:
            return self.cipher.unlock(area, slot, body)
        except Malformed:
            self.failed.append(hashlib.sha256(slot + body).digest())
            return None

    def _page_slips(self, area: bytes) -> Iterator[tuple[bytes, bytes]]:
        round_id, last = self.published.setup.round_id, b"\0" * 32
        while True:
            rows = self.stores.ballotbox.execute(
                select(StoredSlip.slot, StoredSlip.body)
                .where(
                    StoredSlip.round == round_id, StoredSlip.area == area, StoredSlip.slot > last
                )
                .order_by(StoredSlip.slot)
                .limit(PAGE)
            ).all()
            for slot, body in rows:
                yield slot, bytes(body)
            if len(rows) < PAGE:
                return
            last = rows[-1].slot

    def _fetch(self, area: bytes, slots: Sequence[bytes]) -> dict[bytes, bytes]:
        rows = self.stores.ballotbox.execute(
            select(StoredSlip.slot, StoredSlip.body).where(
                StoredSlip.round == self.published.setup.round_id,
                StoredSlip.area == area,
                StoredSlip.slot.in_(slots),
            )
        )
        return {slot: bytes(body) for slot, body in rows}

    def _count(self, count: AreaCount, kept: KeptSlip) -> None:
        count.slips += 1
        count.replaced += len(kept.earlier)
        count.paper += kept.channel == PAPER
