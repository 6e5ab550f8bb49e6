"""Slips against the issuers' keys and, once opened, what they add up to.

Checking signatures is nearly all the work of a verification, and the library does it outside
Python's lock, so slips are judged in batches on as many threads as there are processors.
"""

import os
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballotbox.encoding import unb64
from voting.ballotbox.sealing import BLANCO, open_sealed
from voting.ballotbox.slips import SetupFacts, Slip, check_slip
from voting.ballotbox.verify.findings import Findings

BATCH = 200
_THREADS = os.cpu_count() or 1

Numbered = tuple[int, Slip]
Judgement = tuple[str | None, str | None]  # the check that fails, the choice


class SlipChecker:
    """Takes slips in log order; opens and counts those of areas whose key was released."""

    def __init__(
        self,
        setup: SetupFacts,
        keys: Mapping[bytes, X25519PrivateKey],
        known: Mapping[bytes, set[str]],
        findings: Findings,
    ) -> None:
        self._setup = setup
        self._keys = keys
        self._known = known
        self._findings = findings
        self._last: tuple[bytes, bytes] = (b"", b"")
        self._batch: list[Numbered] = []
        self._waiting: deque[tuple[list[Numbered], Future[list[Judgement]]]] = deque()
        self._pool: ThreadPoolExecutor | None = None

    def take(self, number: int, slip: Slip) -> None:
        """Take a slip of sound form."""
        area = self._findings.areas.get(slip.area)
        if area is None:
            self._findings.add("schema", number, "a voting area of set-up", slip.area)
            return
        area.slips += 1
        self._check_place(number, slip)
        self._batch.append((number, slip))
        if len(self._batch) == BATCH:
            self._submit()

    def finish(self) -> None:
        """Wait until every slip taken so far was judged and counted."""
        while self._waiting:
            self._collect()
        self._note(self._batch, self._judge(self._batch))
        self._batch = []

    def close(self) -> None:
        """Stop the threads."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _check_place(self, number: int, slip: Slip) -> None:
        place = (slip.area, slip.key)
        if place == self._last:
            self._findings.add("slip-duplicate", number, "every slip once", slip.key, slip.area)
        elif place < self._last:
            self._findings.add("slip-order", number, "a higher slip key", slip.key, slip.area)
        else:
            self._last = place

    def _submit(self) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_THREADS)
        self._waiting.append((self._batch, self._pool.submit(self._judge, self._batch)))
        self._batch = []
        if len(self._waiting) > 2 * _THREADS:
            self._collect()

    def _collect(self) -> None:
        batch, judgements = self._waiting.popleft()
        self._note(batch, judgements.result())

    def _judge(self, batch: Sequence[Numbered]) -> list[Judgement]:
        """Check and open slips; runs on any thread, so it changes nothing."""
        return [(check_slip(slip, self._setup), self._open(slip)) for _, slip in batch]

    def _open(self, slip: Slip) -> str | None:
        private = self._keys.get(slip.area)
        if private is None:
            return None
        return open_sealed(private, slip.sealed, self._setup.round_id, slip.area, slip.key)

    def _note(self, batch: Sequence[Numbered], judgements: Sequence[Judgement]) -> None:
        for (number, slip), (fault, choice) in zip(batch, judgements, strict=True):
            if fault is not None:
                got = _show(slip, fault)
                self._findings.add(fault, number, _EXPECTED[fault], got, slip.area)
            if slip.area in self._keys:
                self._count(slip, choice)

    def _count(self, slip: Slip, choice: str | None) -> None:
        area = self._findings.areas[slip.area]
        if choice == BLANCO:
            area.blanco += 1
        elif choice is None or choice not in self._known[slip.area]:
            area.invalid.append(slip.leaf_hash())
        else:
            area.rights[choice] = area.rights.get(choice, 0) + 1


_EXPECTED = {
    "schema": "a canonical Ed25519 key of large order",
    "token": "a token by the area's issuer key",
    "slip-signature": "a signature by the slip key",
}


def _show(slip: Slip, fault: str) -> bytes:
    return {"schema": slip.key, "token": slip.token, "slip-signature": slip.signature}[fault]


def read_known(catalogue: Any, setup: SetupFacts) -> dict[bytes, set[str]]:
    """Return the initiative ids of each area; raises KeyError, TypeError or `Malformed`."""
    known: dict[bytes, set[str]] = {area: set() for area in setup.areas}
    for item in catalogue["initiatives"]:
        known[unb64(item["area"], 16)].add(str(item["id"]))
    return known
