"""Making voting codes: drawing each, and deriving what the register keeps of it.

The stretching of a code takes the time: about half a millisecond each. For a large roll other
processes share it.
"""

import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context

from voting.ballotbox.codes import lookup_hash, make_code, stretch
from voting.ballotbox.keys import commitment, derive_code_key
from voting.interchange.roll_file import RollRow

NONCE_BYTES = 32
BATCHES_AHEAD = 8


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What one letter carries (`code`) and what the register keeps (the rest); no repr."""

    reference: str
    area: str
    roll_index: int
    code: str
    lookup: bytes
    nonce: bytes
    commitment: bytes


Numbered = tuple[RollRow, int]


@dataclass(frozen=True, slots=True, repr=False)
class LetterMaker:
    """Makes the letters of a round, in this process or with `processes` others."""

    round_id: bytes
    lookup_key: bytes
    processes: int = 1

    def make_letters(self, rows: Iterable[Numbered], size: int) -> Iterator[list[Letter]]:
        """Give the letters of `rows` in batches of at most `size`, in their order."""
        make = partial(make_batch, self.round_id, self.lookup_key)
        batches = _cut(rows, size)
        if self.processes < 2:
            yield from map(make, batches)
            return
        # Fresh processes: a fork would share the open database connections.
        with ProcessPoolExecutor(self.processes, get_context("spawn")) as pool:
            ahead = [pool.submit(make, batch) for batch in islice(batches, BATCHES_AHEAD)]
            while ahead:
                yield ahead.pop(0).result()
                ahead += [pool.submit(make, batch) for batch in islice(batches, 1)]


def make_batch(round_id: bytes, lookup_key: bytes, rows: list[Numbered]) -> list[Letter]:
    """Make the letters of one batch."""
    return [make_letter(round_id, lookup_key, row, roll_index) for row, roll_index in rows]


def make_letter(round_id: bytes, lookup_key: bytes, row: RollRow, roll_index: int) -> Letter:
    """Draw a code for one resident and derive what proves it."""
    code, nonce = make_code(), secrets.token_bytes(NONCE_BYTES)
    public = derive_code_key(stretch(code, round_id), round_id).public_key().public_bytes_raw()
    return Letter(
        reference=row.reference,
        area=row.area,
        roll_index=roll_index,
        code=code,
        lookup=lookup_hash(lookup_key, round_id, code),
        nonce=nonce,
        commitment=commitment(nonce, public),
    )


def _cut(rows: Iterable[Numbered], size: int) -> Iterator[list[Numbered]]:
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch
