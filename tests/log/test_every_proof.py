"""Every inclusion and consistency proof of logs up to 300 entries, from memory and from tiles."""

from __future__ import annotations

import functools
import os
from typing import Any

import pymerkle
import pytest

from actas.log import merkle
from actas.log.growth import Growth
from actas.log.tree import Tree

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

SIZE = 300
LEAVES = [merkle.leaf_hash(b"leaf %d" % number) for number in range(SIZE)]


@functools.cache
def mth(lo: int, hi: int) -> bytes:
    """The definition of RFC 6962, kept for each range."""
    if hi - lo == 1:
        return LEAVES[lo]
    mid = lo + merkle.split(hi - lo)
    return merkle.node_hash(mth(lo, mid), mth(mid, hi))


def root(size: int) -> bytes:
    return mth(0, size) if size else merkle.EMPTY_ROOT


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def test_published_roots(vectors: dict[str, Any]) -> None:
    for size, expected in vectors["exhaustive_proofs_to_130"]["root_by_size"].items():
        assert root(int(size)).hex() == expected


def test_every_inclusion_proof() -> None:
    for size in range(1, SIZE + 1):
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, mth)
            merkle.verify_inclusion(LEAVES[index], index, size, proof, root(size))


def test_every_inclusion_proof_with_one_bit_changed() -> None:
    for size in (*range(1, 40), 255, 256, 257, SIZE):
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, mth)
            for at, changed in enumerate(proof):
                wrong = [*proof[:at], flipped(changed), *proof[at + 1 :]]
                with pytest.raises(merkle.ProofError):
                    merkle.verify_inclusion(LEAVES[index], index, size, wrong, root(size))


def test_every_consistency_proof() -> None:
    for new in range(SIZE + 1):
        for old in range(new + 1):
            proof = merkle.consistency_proof(old, new, mth)
            merkle.verify_consistency(old, new, proof, root(old), root(new))


def test_every_consistency_proof_with_one_bit_changed() -> None:
    for new in (*range(2, 40), 255, 256, 257, SIZE):
        for old in range(1, new):
            proof = merkle.consistency_proof(old, new, mth)
            for at, changed in enumerate(proof):
                wrong = [*proof[:at], flipped(changed), *proof[at + 1 :]]
                with pytest.raises(merkle.ProofError):
                    merkle.verify_consistency(old, new, wrong, root(old), root(new))
            with pytest.raises(merkle.ProofError):
                merkle.verify_consistency(old, new, proof, flipped(root(old)), root(new))


def test_every_proof_from_tiles() -> None:
    entries = [b"leaf %d" % number for number in range(SIZE)]
    for size in range(1, SIZE + 1, 1 if "ACTAS_EVERY" in os.environ else 13):
        growth = Growth(0, [], b"", entries[:size])
        files = {tile.path: data for tile, data in growth.tiles()}
        assert growth.root == root(size)
        tree = Tree(files.get, size, root(size))
        for index in range(size):
            assert tree.inclusion_proof(index) == merkle.inclusion_proof(index, size, mth)
            assert tree.consistency_proof(index) == merkle.consistency_proof(index, size, mth)
            assert tree.root_at(index) == root(index)


def test_roots_against_pymerkle() -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    for size in range(1, SIZE + 1):
        oracle.append_entry(b"leaf %d" % (size - 1))
        assert oracle.get_root() == root(size)
