"""The Merkle tree: the roots of Certificate Transparency, every size, and an oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballotbox.errors import Malformed
from voting.ballotbox.log import (
    Frontier,
    compute_root,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

SIZES = range(1, 71)

# Certificate Transparency's reference tree of eight entries (test data of RFC 6962's authors).
REFERENCE_ENTRIES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
REFERENCE_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def make_leaves(size):
    return [leaf_hash(bytes((number,))) for number in range(size)]


def test_the_reference_roots_of_certificate_transparency():
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in REFERENCE_ENTRIES]
    assert [compute_root(leaves[: n + 1]).hex() for n in range(8)] == REFERENCE_ROOTS
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert compute_root([]).hex() == empty


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_of_every_size_is_proven_and_nothing_else(size):
    leaves = make_leaves(size)
    root = compute_root(leaves)
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert verify_inclusion(leaves[index], index, size, proof, root)
        assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
        assert not verify_inclusion(leaves[index] + b"x", index, size, proof, root)
        assert not verify_inclusion(leaves[index], index + 1, size, proof, root)
        if proof:
            assert not verify_inclusion(leaves[index], index, size, proof[:-1], root)


@pytest.mark.parametrize("size", SIZES)
def test_every_older_tree_is_proven_a_prefix_and_no_other(size):
    leaves = make_leaves(size)
    root = compute_root(leaves)
    for old in range(1, size + 1):
        proof, old_root = consistency_proof(leaves, old), compute_root(leaves[:old])
        assert verify_consistency(old, size, old_root, root, proof)
        assert not verify_consistency(old, size, old_root, root, [*proof, root])
        assert not verify_consistency(old, size, root + b"x", root, proof)
        assert not verify_consistency(old, size, old_root, old_root + b"x", proof)
        if proof:
            assert not verify_consistency(old, size, old_root, root, proof[:-1])
            other = [bytes(32), *proof[1:]]
            assert not verify_consistency(old, size, old_root, root, other)
    assert not verify_consistency(0, size, root, root, [])
    assert not verify_consistency(size + 1, size, root, root, [])


def test_pymerkle_finds_the_same_roots_and_proofs():
    pymerkle = pytest.importorskip("pymerkle", reason="SKIPPED ORACLE: pip install pymerkle")
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for size in SIZES:
        tree.append_entry(bytes((size - 1,)))
        leaves = make_leaves(size)
        assert tree.get_root(size) == compute_root(leaves)
        for old in range(1, size + 1):
            proof = tree.prove_consistency(old, size)
            pymerkle.verify_consistency(compute_root(leaves[:old]), compute_root(leaves), proof)
        for index in range(size):
            proof = tree.prove_inclusion(index + 1, size)
            pymerkle.verify_inclusion(leaves[index], compute_root(leaves), proof)
            assert set(inclusion_proof(leaves, index)) <= set(proof.path)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=80), st.data())
def test_a_frontier_that_was_stored_goes_on_as_if_it_had_not(leaves, data):
    cut = data.draw(st.integers(0, len(leaves)))
    frontier = Frontier()
    frontier.extend(leaves[:cut])
    again = Frontier.parse(frontier.serialise())
    again.extend(leaves[cut:])
    assert (again.size, again.root()) == (len(leaves), compute_root(leaves))


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\0" * 7 + b"\1", b"\0" * 40])
def test_other_bytes_are_no_frontier(data):
    with pytest.raises(Malformed):
        Frontier.parse(data)
