"""Codes between the roll and the post: encrypted, in the register, with a key that lies outside.

Whoever has the databases and their backups has no code; whoever has the key folder neither.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from voting.ballotbox.key_folder import KeyFolder
from voting.db.base import RoundId
from voting.db.models.register import KeptCode, PrintRun

LETTERS_KEY = "letters-"
"""How the names of these keys begin; the number of the run follows."""
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, repr=False)
class CodeSafe:
    """Locks and unlocks the codes of one run."""

    round_id: bytes
    key: bytes

    def lock(self, roll_index: int, code: str) -> bytes:
        """Return a code encrypted, bound to its row."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, code.encode("ascii"), self._bind(roll_index))

    def unlock(self, roll_index: int, sealed: bytes) -> str:
        """Return the code of a row; raises InvalidTag when it is not that row's."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._cipher.decrypt(nonce, body, self._bind(roll_index)).decode("ascii")

    @property
    def _cipher(self) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(self.key)

    def _bind(self, roll_index: int) -> bytes:
        return self.round_id + roll_index.to_bytes(8)


def find_run(register: Session, round_id: bytes) -> PrintRun | None:
    """Return the run in force, None when no codes were ever made."""
    query = select(PrintRun).where(PrintRun.round == round_id).order_by(PrintRun.number.desc())
    return register.scalars(query.limit(1), execution_options={"populate_existing": True}).first()


def start_run(
    register: Session, keys: KeyFolder, round_id: RoundId, roll_date: date | None
) -> tuple[PrintRun, CodeSafe]:
    """Begin a new run in the transaction at hand, in place of the one in force; drop its codes.

    The key of the earlier run is destroyed after the commit: see `destroy_old_keys`.
    """
    earlier = find_run(register, round_id)
    register.execute(delete(KeptCode).where(KeptCode.round == round_id))
    register.execute(update(PrintRun).where(PrintRun.round == round_id).values(state="dropped"))
    run = PrintRun(round=round_id, number=earlier.number + 1 if earlier else 1, roll_date=roll_date)
    register.add(run)
    register.flush()
    key = secrets.token_bytes(32)
    keys.add(round_id, name_key(run), key)
    return run, CodeSafe(round_id, key)


def keep_codes(register: Session, safe: CodeSafe, codes: Iterable[tuple[int, str]]) -> None:
    """Keep codes by roll_index."""
    values: list[dict[str, Any]] = [
        {"round": safe.round_id, "roll_index": index, "sealed": safe.lock(index, code)}
        for index, code in codes
    ]
    register.execute(insert(KeptCode), values)


def forget_code(register: Session, round_id: bytes, roll_index: int) -> None:
    """Drop the code of one row, which a re-issue made worthless."""
    own = (KeptCode.round == round_id, KeptCode.roll_index == roll_index)
    register.execute(delete(KeptCode).where(*own))


def count_kept(register: Session, round_id: bytes) -> int:
    """Return how many codes still wait."""
    query = select(func.count()).select_from(KeptCode).where(KeptCode.round == round_id)
    return register.scalar(query) or 0


def open_safe(keys: KeyFolder, run: PrintRun) -> CodeSafe:
    """Return what unlocks the codes of a run; raises `KeyMissing`."""
    return CodeSafe(run.round, keys.read(run.round, name_key(run)))


def destroy_old_keys(register: Session, keys: KeyFolder, round_id: bytes) -> None:
    """Destroy the keys of every run whose codes may not be read any more."""
    run = find_run(register, round_id)
    needed = name_key(run) if run is not None and run.state in ("kept", "taking") else ""
    for name in keys.list_names(round_id, LETTERS_KEY):
        if name != needed:
            keys.destroy(round_id, name)


def name_key(run: PrintRun) -> str:
    """Return the name of a run's key."""
    return f"{LETTERS_KEY}{run.number}"
