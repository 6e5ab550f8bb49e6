"""The bundle: the directory of files from which anybody recounts a round."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from voting.ballotbox import canonical
from voting.ballotbox.checkpoints import file_name
from voting.ballotbox.encoding import b64
from voting.ballotbox.log import leaf_hash

LOG = "log.jsonl"
LEAF_HASHES = "leaf-hashes.bin"
CHECKPOINTS = "checkpoints"
KEYS = "keys.json"
README = "README.txt"
RESULT = "result.json"

README_TEXT = """\
This directory is the public record of one round of buurtrechten (neighbourhood rights).

  log.jsonl         the log: one entry a line, canonical JSON
  leaf-hashes.bin   the hash of each line, 32 bytes each, in order
  checkpoints/      size and root of the log, signed
  keys.json         the keys that sign; compare them with what you noted before
  catalogue.json    voting areas, neighbourhoods and initiatives
  rules.json budgets.json regulation.json   frozen when voting opened
  roll.jsonl        one commitment for each entitled resident; no names
  result.json       the money, when it has been divided

Check it:  python -m voting.ballotbox.verify THIS-DIRECTORY [--keys FILE] [--json]
The format is described byte by byte in docs/protocol.md of the software.
"""


def write_bundle(
    folder: Path,
    lines: Iterable[bytes],
    checkpoints: Iterable[tuple[int, bytes]],
    files: Mapping[str, bytes | Iterable[bytes]],
    keys: bytes,
) -> int:
    """Write a bundle into a new or empty directory and return the number of log entries.

    `lines` are log entries without newline, streamed; `checkpoints` are (size, signed note)
    pairs; `files` are the other files by name, each as bytes or as pieces; `keys` is the
    content of keys.json, see `write_keys`.
    """
    (folder / CHECKPOINTS).mkdir(parents=True, exist_ok=True)
    count = 0
    with (folder / LOG).open("wb") as log, (folder / LEAF_HASHES).open("wb") as hashes:
        for line in lines:
            log.write(line + b"\n")
            hashes.write(leaf_hash(line))
            count += 1
    for size, note in checkpoints:
        (folder / CHECKPOINTS / file_name(size)).write_bytes(note)
    for name, content in files.items():
        _write_file(folder / name, content)
    (folder / KEYS).write_bytes(keys)
    (folder / README).write_text(README_TEXT, encoding="utf-8")
    return count


def write_keys(round_id: bytes, setup: bytes, log_key: bytes, promise_key: bytes) -> bytes:
    """Return keys.json: what an auditor pins. `setup` is the set-up hash."""
    members = {
        "round": b64(round_id),
        "setup": b64(setup),
        "log_key": b64(log_key),
        "promise_key": b64(promise_key),
    }
    return canonical.dump(members)


def write_roll_line(roll_index: int, area: bytes, commitment: bytes) -> bytes:
    """Return one line of roll.jsonl, without newline."""
    members = {"roll_index": roll_index, "area": b64(area), "commitment": b64(commitment)}
    return canonical.dump(members)


def _write_file(path: Path, content: bytes | Iterable[bytes]) -> None:
    with path.open("wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            file.writelines(content)
