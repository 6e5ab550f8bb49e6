"""The folder that printed letters go to: filled batch by batch, and resumed after a crash.

A batch is on disk whole before `manifest.jsonl` names it, and what it does not name is not
there: such files are written again. So each letter is in exactly one batch, however often the
work was cut short. The manifest holds references and hashes, never a code.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voting.domain.errors.letters import FolderInUse, FolderOfOthers
from voting.interchange.whole_files import UNFINISHED, sync_folder, write_whole

MANIFEST = "manifest.jsonl"


@dataclass(slots=True)
class LetterFolder:
    """A folder of letters while this process alone fills it.

    `header` says what it is for, with a random `token`; `batches` are those that are done.
    """

    path: Path
    header: dict[str, Any]
    batches: list[dict[str, Any]] = field(default_factory=list)

    @property
    def token(self) -> bytes:
        """Return what the register knows this folder by."""
        return bytes.fromhex(self.header["token"])

    def add(self, batch: Mapping[str, Any]) -> None:
        """Write down that a batch is done; its files are on disk already."""
        with (self.path / MANIFEST).open("ab") as file:
            file.write(_write_line(batch))
            file.flush()
            os.fsync(file.fileno())
        self.batches.append(dict(batch))

    def find_last(self, area: str) -> str:
        """Return the last reference of an area that is done, empty before the first."""
        return next((one["last"] for one in reversed(self.batches) if one["area"] == area), "")

    def count(self) -> int:
        """Return how many letters are done."""
        return sum(one["letters"] for one in self.batches)

    def remove_strays(self) -> None:
        """Remove files that a run which was cut short left behind."""
        known = {MANIFEST, *(name for one in self.batches for name in one["files"])}
        for path in self.path.iterdir():
            if path.name not in known:
                path.unlink()
        sync_folder(self.path)


@contextmanager
def filling(path: Path, header: Mapping[str, Any]) -> Iterator[LetterFolder]:
    """Make a folder that only its owner reads, or go on with one of the same header.

    Raises:
        FolderInUse: another process is at it.
        FolderOfOthers: something else is in it, or letters of another round or kind.
    """
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderInUse(path.name) from error
        yield _open_folder(path, header)
    finally:
        os.close(handle)


def _open_folder(path: Path, header: Mapping[str, Any]) -> LetterFolder:
    manifest = path / MANIFEST
    if not manifest.exists():
        if any(one.name != MANIFEST + UNFINISHED for one in path.iterdir()):
            raise FolderOfOthers(path.name)
        full = {**header, "token": secrets.token_hex(16)}
        write_whole(manifest, _write_line(full))
        return LetterFolder(path, full)
    lines = _read_whole_lines(manifest)
    if not lines or {**lines[0], "token": ""} != {**header, "token": ""}:
        raise FolderOfOthers(path.name)
    return LetterFolder(path, lines[0], lines[1:])


def _read_whole_lines(manifest: Path) -> list[dict[str, Any]]:
    """Return the lines of a manifest, and cut off one that was being written."""
    content = manifest.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        write_whole(manifest, whole)
    try:
        return [json.loads(line) for line in whole.splitlines()]
    except ValueError:
        return []


def _write_line(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(dict(facts), ensure_ascii=False).encode() + b"\n"
