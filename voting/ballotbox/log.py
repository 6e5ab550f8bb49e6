"""The Merkle tree of the log, as in RFC 9162 section 2.1: SHA-256, leaf 0x00, node 0x01."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Self

from voting.ballotbox.errors import Malformed

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of a log entry: its canonical bytes, without the newline."""
    return hashlib.sha256(b"\0" + line).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree of which only the right edge is kept: memory is logarithmic in its size."""

    __slots__ = ("_edge", "size")

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        node, size = leaf, self.size
        while size & 1:
            node = hash_children(self._edge.pop(), node)
            size >>= 1
        self._edge.append(node)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        if not self._edge:
            return EMPTY_ROOT
        node = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            node = hash_children(left, node)
        return node

    def serialise(self) -> bytes:
        """Write size (8 bytes) and the edge's hashes, largest subtree first."""
        return self.size.to_bytes(8) + b"".join(self._edge)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read what `serialise` wrote; raises `Malformed`."""
        size = int.from_bytes(data[:8])
        if len(data) != 8 + 32 * size.bit_count():
            raise Malformed("not a frontier")
        frontier = cls()
        frontier.size = size
        frontier._edge = [data[i : i + 32] for i in range(8, len(data), 32)]
        return frontier


def compute_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of a leaf (RFC 9162 section 2.1.3.1), lowest sibling first."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion_proof(left, index), compute_root(right)]
    return [*inclusion_proof(right, index - split), compute_root(left)]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """Say whether the leaf stands at `index` in the tree of that size and root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = hash_children(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = hash_children(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof that the tree of `old_size` is a prefix (RFC 9162 section 2.1.4.1)."""
    if not 0 < old_size <= len(leaves):
        raise IndexError(old_size)
    return _prove_prefix(leaves, old_size, complete=True)


def verify_consistency(
    old_size: int, size: int, old_root: bytes, root: bytes, proof: list[bytes]
) -> bool:
    """Say whether the old tree is a prefix of the new one (RFC 9162 section 2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    if not path:
        return False
    old_last, last = old_size - 1, size - 1
    while old_last & 1:
        old_last, last = old_last >> 1, last >> 1
    old_node = node = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if old_last & 1 or old_last == last:
            old_node, node = hash_children(sibling, old_node), hash_children(sibling, node)
            while not old_last & 1 and old_last:
                old_last, last = old_last >> 1, last >> 1
        else:
            node = hash_children(node, sibling)
        old_last, last = old_last >> 1, last >> 1
    return last == 0 and old_node == old_root and node == root


def _prove_prefix(leaves: Sequence[bytes], old_size: int, complete: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if complete else [compute_root(leaves)]
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if old_size <= split:
        return [*_prove_prefix(left, old_size, complete), compute_root(right)]
    return [*_prove_prefix(right, old_size - split, complete=False), compute_root(left)]


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
