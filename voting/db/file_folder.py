"""Files beside the databases, in one folder that every process of the installation shares.

A file is written whole or not at all, under a random name, in one of 256 folders. It is written
before the row that knows it, and deleted after that row says it is gone: so a machine that stops
in between leaves a file too many, which a sweep finds, and never a row without its file.
"""

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{32}-[a-z]+\.jpg", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileFolder:
    """Where the files are; a name begins with the id of what it belongs to, 32 hex digits."""

    root: Path

    def find(self, name: str) -> Path:
        """Return where a file is or would be; raise ValueError for a name that is none of ours."""
        if NAME.fullmatch(name) is None:
            raise ValueError(name)
        return self.root / name[:2] / name

    def write(self, name: str, content: bytes) -> None:
        """Write a file so that it is whole and on the disk, or not there."""
        file = self.find(name)
        file.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        fresh = file.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            with fresh.open("xb") as new:
                new.write(content)
                new.flush()
                os.fsync(new.fileno())
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
        _sync(file.parent)

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None when it is not there."""
        try:
            return self.find(name).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        """Delete a file; one that is gone already is fine."""
        file = self.find(name)
        file.unlink(missing_ok=True)
        if file.parent.is_dir():
            _sync(file.parent)

    def list_all(self) -> Iterator[tuple[Path, datetime]]:
        """Give every file with the moment it was written, half-written ones too."""
        for file in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            try:
                yield file, datetime.fromtimestamp(file.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue


def _sync(folder: Path) -> None:
    """Have the folder itself on the disk: a new name in it would else be lost in a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
