"""Reading a bundle of unknown quality: streams, bounded lines, nothing raised but `Unusable`."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voting.ballotbox import canonical
from voting.ballotbox.bundle import CHECKPOINTS, KEYS, LEAF_HASHES, LOG
from voting.ballotbox.checkpoints import MAX_NOTE
from voting.ballotbox.encoding import unb64
from voting.ballotbox.errors import BallotboxError, Malformed
from voting.ballotbox.schemas import MAX_LINE

MAX_FILE = 1 << 28
_CHECKPOINT_NAME = re.compile(r"[0-9]{12}")


class Unusable(BallotboxError):
    """There is nothing to verify: no bundle, no log, or a pinned keys file that is no keys file."""


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """keys.json: what an auditor pins."""

    round_id: bytes
    setup: bytes
    log_key: bytes
    promise_key: bytes


def parse_keys(data: bytes) -> PublishedKeys:
    """Read keys.json; raises `Malformed`."""
    value = canonical.load(data.strip())
    if not isinstance(value, dict) or value.keys() != {"round", "setup", "log_key", "promise_key"}:
        raise Malformed("not a keys file")
    if not all(isinstance(text, str) for text in value.values()):
        raise Malformed("not a keys file")
    return PublishedKeys(
        unb64(value["round"], 16),
        unb64(value["setup"], 32),
        unb64(value["log_key"], 32),
        unb64(value["promise_key"], 32),
    )


class Bundle:
    """The files of one bundle."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / LOG).is_file():
            raise Unusable(f"no {LOG}")

    def read_lines(self) -> Iterator[tuple[bytes, bool]]:
        """Yield every log line without its newline, and whether it is whole.

        A line is not whole when it is longer than 1 MiB (then only its begin is given) or, at
        the end, without newline.
        """
        with (self.folder / LOG).open("rb") as file:
            while line := file.readline(MAX_LINE + 2):
                if line.endswith(b"\n") and len(line) <= MAX_LINE + 1:
                    yield line[:-1], True
                    continue
                while len(line) > MAX_LINE + 1 and (rest := file.readline(MAX_LINE)):
                    if rest.endswith(b"\n"):
                        break
                yield line, False

    def read_leaf_hashes(self) -> Iterator[bytes]:
        """Yield the published leaf hashes, 32 bytes each; a last one may be shorter."""
        path = self.folder / LEAF_HASHES
        if not path.is_file():
            return
        with path.open("rb") as file:
            while block := file.read(32 * 1024):
                yield from (block[i : i + 32] for i in range(0, len(block), 32))

    def list_checkpoints(self) -> dict[int, Path]:
        """Return the checkpoint files by the size in their name."""
        folder = self.folder / CHECKPOINTS
        paths = folder.iterdir() if folder.is_dir() else ()
        return {int(p.name): p for p in paths if _CHECKPOINT_NAME.fullmatch(p.name)}

    def read_small(self, name: str, limit: int = MAX_FILE) -> bytes | None:
        """Return a file's content, None if it is missing or larger than the limit."""
        path = self.folder / name
        if not path.is_file() or path.stat().st_size > limit:
            return None
        return path.read_bytes()

    def read_note(self, path: Path) -> bytes:
        """Return a checkpoint's note, cut off where no note can go on."""
        with path.open("rb") as file:
            return file.read(MAX_NOTE + 1)

    def load_json(self, name: str) -> Any:
        """Return the value of a canonical JSON file; raises `Malformed`."""
        data = self.read_small(name)
        if data is None:
            raise Malformed("missing")
        return canonical.load(data)

    def load_keys(self) -> PublishedKeys | None:
        """Return the bundle's own keys.json, None if there is none that can be read."""
        data = self.read_small(KEYS, 65_536)
        try:
            return None if data is None else parse_keys(data)
        except Malformed:
            return None

    def hash_file(self, name: str) -> bytes | None:
        """Return the SHA-256 of a file, None if it is missing."""
        path = self.folder / name
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
