"""The tree: leaf hashes against checkpoints, and log lines against leaf hashes."""

from collections.abc import Iterator

from voting.ballotbox.checkpoints import verify_checkpoint
from voting.ballotbox.errors import BadCheckpoint
from voting.ballotbox.log import Frontier, leaf_hash
from voting.ballotbox.verify.findings import Findings
from voting.ballotbox.verify.reading import Bundle, PublishedKeys

Line = tuple[bytes, bool]


def check_checkpoints(bundle: Bundle, keys: PublishedKeys, findings: Findings) -> int:
    """Compare every checkpoint with the published leaf hashes; return the largest sound size."""
    paths, frontier, signed = bundle.list_checkpoints(), Frontier(), 0
    hashes = bundle.read_leaf_hashes()
    for size in sorted(paths):
        while frontier.size < size and (leaf := next(hashes, None)) is not None:
            frontier.append(leaf)
        try:
            checkpoint = verify_checkpoint(
                bundle.read_note(paths[size]), keys.round_id, keys.log_key
            )
        except BadCheckpoint as error:
            findings.add("checkpoint", _last(size), f"signed checkpoint of size {size}", error)
            continue
        if checkpoint.size != size:
            findings.add("checkpoint", _last(size), f"size {size}", f"size {checkpoint.size}")
        elif frontier.size < size:
            findings.add("checkpoint", _last(size), f"{size} entries", f"{frontier.size} entries")
        elif frontier.root() != checkpoint.root:
            findings.add("checkpoint", _last(size), checkpoint.root, frontier.root())
        else:
            signed = size
    frontier.extend(hashes)
    if signed != frontier.size:
        got = f"a sound one of size {signed}"
        findings.add("checkpoint", None, f"a checkpoint of size {frontier.size}", got)
    return signed


def follow_lines(bundle: Bundle, findings: Findings) -> Iterator[tuple[int, bytes, bool]]:
    """Yield (number, line, whole) of every log line, comparing each with its leaf hash.

    One line too few or too many is recognised by the line after it, so that the rest of the
    log is still compared with its own hashes.
    """
    hashes = _Lookahead(bundle.read_leaf_hashes())
    lines = bundle.read_lines()
    number, current = 0, _hash_next(lines)
    while current is not None:
        upcoming = _hash_next(lines)
        line, whole, leaf = current
        expected = hashes.first
        if leaf == expected:
            hashes.advance()
        elif leaf == hashes.second:
            findings.add("tree", number, f"an entry with leaf hash {_show(expected)}", "missing")
            hashes.advance()
            hashes.advance()
        elif upcoming is not None and upcoming[2] == expected:
            findings.add("tree", number, "no entry here", f"leaf hash {leaf.hex()}")
        else:
            findings.add("tree", number, _show(expected), leaf)
            hashes.advance()
        yield number, line, whole
        number, current = number + 1, upcoming
    if hashes.first is not None:
        findings.add("tree", number, f"an entry with leaf hash {_show(hashes.first)}", "missing")


class _Lookahead:
    """Published hashes, with the next two in sight."""

    def __init__(self, hashes: Iterator[bytes]) -> None:
        self._hashes = hashes
        self.first = next(hashes, None)
        self.second = next(hashes, None)

    def advance(self) -> None:
        self.first, self.second = self.second, next(self._hashes, None)


def _hash_next(lines: Iterator[Line]) -> tuple[bytes, bool, bytes] | None:
    found = next(lines, None)
    return None if found is None else (*found, leaf_hash(found[0]))


def _last(size: int) -> int | None:
    return size - 1 if size else None


def _show(leaf: bytes | None) -> str:
    return "none" if leaf is None else leaf.hex()
