"""The Merkle tree of RFC 6962 section 2.1 and the proof checks of RFC 9162 section 2.1.

Made to be read beside the RFC. It knows hashes and positions; nothing of files or signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from actas.errors import LogError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

SubtreeHash = Callable[[int, int], bytes]
"""Gives MTH(D[lo:hi]) for a range that the tree has as one subtree."""


class ProofError(LogError):
    """A proof does not show what it should show."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two strictly below `size` (RFC 6962's k), for size of 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)


def root(leaves: Sequence[bytes]) -> bytes:
    """MTH over leaf hashes, by the definition: recursive, for any number of leaves."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(root(leaves[:k]), root(leaves[k:]))


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Which subtrees make PATH(index, D[size]), from the leaf's sibling to the root's child."""
    if not 0 <= index < size:
        raise ProofError(f"there is no entry {index} in a log of {size}")
    lo, hi = 0, size
    ranges = []
    while hi - lo > 1:
        mid = lo + split(hi - lo)
        if index < mid:
            ranges.append((mid, hi))
            hi = mid
        else:
            ranges.append((lo, mid))
            lo = mid
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """Which subtrees make PROOF(old, D[new]) of RFC 9162 2.1.4.1; none when old is 0 or new."""
    if not 0 <= old <= new:
        raise ProofError(f"a log of {new} cannot have grown from one of {old}")
    if old == 0:
        return []
    lo, hi = 0, new
    ranges = []
    while hi != old:
        mid = lo + split(hi - lo)
        if old <= mid:
            ranges.append((mid, hi))
            hi = mid
        else:
            ranges.append((lo, mid))
            lo = mid
    if lo > 0:  # otherwise the verifier holds this hash already: it is the old root
        ranges.append((lo, hi))
    return ranges[::-1]


def inclusion_proof(index: int, size: int, subtree: SubtreeHash) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `size` leaves."""
    return [subtree(lo, hi) for lo, hi in inclusion_ranges(index, size)]


def consistency_proof(old: int, new: int, subtree: SubtreeHash) -> list[bytes]:
    """The hashes that show that the tree of `new` leaves begins with the tree of `old`."""
    return [subtree(lo, hi) for lo, hi in consistency_ranges(old, new)]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes
) -> None:
    """Check that `leaf` (a leaf hash) is at `index` of the tree (RFC 9162 2.1.3.2).

    Raises:
        ProofError: it does not follow; also for hashes of another length than 32.
    """
    _lengths(leaf, tree_root, *proof)
    if not 0 <= index < size:
        raise ProofError(f"there is no entry {index} in a log of {size}")
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            raise ProofError("the inclusion proof is too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise ProofError("the inclusion proof is too short")
    if r != tree_root:
        raise ProofError("the inclusion proof does not lead to the root of the log")


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Check that the tree of `new` leaves begins with the tree of `old` (RFC 9162 2.1.4.2).

    Raises:
        ProofError: it does not follow; also for hashes of another length than 32.
    """
    _lengths(old_root, new_root, *proof)
    if not 0 <= old <= new:
        raise ProofError(f"a log of {new} cannot have grown from one of {old}")
    if old in (0, new):
        _verify_trivial(old, proof, old_root, new_root if old == new else EMPTY_ROOT)
        return
    if not proof:
        raise ProofError("the consistency proof is empty")
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            raise ProofError("the consistency proof is too long")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise ProofError("the consistency proof is too short")
    if fr != old_root or sr != new_root:
        raise ProofError("the log is not a continuation of the earlier one")


def _verify_trivial(old: int, proof: Sequence[bytes], old_root: bytes, same: bytes) -> None:
    """The two cases without a proof: nothing grew, or it grew from nothing."""
    if proof:
        raise ProofError("the consistency proof should be empty")
    if old_root != same or (old == 0 and old_root != EMPTY_ROOT):
        raise ProofError("the log is not a continuation of the earlier one")


def _lengths(*hashes: bytes) -> None:
    if any(len(h) != HASH_SIZE for h in hashes):
        raise ProofError(f"every hash must have {HASH_SIZE} bytes")
