"""How alike two flat sheets look: the distance between their perceptual hashes of 256 bits.

Exact, in bounded memory. Knows no image: how a hash is made stands with whoever makes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

NEAR = 16
"""Bits of 256 that may differ in what is told as one sheet; measured where hashes are made."""

Bits = NDArray[np.uint64]
"""N × 4: the 256 bits of each hash."""

_BLOCK = 1 << 16
"""Pairs compared at a time: few enough for a processor's own cache."""


def bits(likenesses: Sequence[str]) -> Bits:
    """Hashes of 64 hexadecimal digits each, as N × 4 words; ValueError where one is none."""
    data = bytes.fromhex("".join(likenesses))
    if len(data) != 32 * len(likenesses):
        raise ValueError("a likeness has 64 hexadecimal digits")
    return np.frombuffer(data, dtype=">u8").astype(np.uint64).reshape(-1, 4)


def distance(one: str, other: str) -> int:
    """In how many of 256 bits two hashes differ."""
    first, second = bits([one, other])
    return int(np.bitwise_count(first ^ second).sum())


def near(one: Bits, other: Bits, within: int = NEAR) -> NDArray[np.int64]:
    """K × 3: the place in `one`, the place in `other` and the distance of each near pair."""
    found = list(_near(one, other, within)) or [np.empty((0, 3), dtype=np.int64)]
    return np.concatenate(found)


def _near(one: Bits, other: Bits, within: int) -> Iterator[NDArray[np.int64]]:
    columns = np.ascontiguousarray(other.T)
    rows = max(1, _BLOCK // max(1, len(other)))
    for start in range(0, len(one) if len(other) else 0, rows):
        part = one[start : start + rows]
        total = np.zeros((len(part), len(other)), dtype=np.uint16)
        for word in range(4):
            total += np.bitwise_count(part[:, word, None] ^ columns[word])
            if total.min() > within:
                break
        first, second = np.nonzero(total <= within)
        yield np.stack([first + start, second, total[first, second]], axis=1).astype(np.int64)
