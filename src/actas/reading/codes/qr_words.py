"""Where the bytes of a QR code lie among its modules, and how they are joined to be mended.

From ISO/IEC 18004:2015: placement (7.7.3), masks (7.8.2), format information (7.9), blocks
(table 9). Knows no image and no text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actas.reading.codes.qr_plan import known

Places = NDArray[np.intp]

_LEVELS = "MLHQ"
"""In the order of their two bits in the format information."""

_FORMAT_MASK = 0b10101
"""Of the five bits of the format information that say level and mask."""

_MENDING = {
    "L": (7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28),
    "M": (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26),
    "Q": (13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28),
    "H": (17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30),
}
"""Bytes in each block that only mend the others, of versions 1 to 21."""

_BLOCKS = {
    "L": (1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8),
    "M": (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17),
    "Q": (1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23),
    "H": (1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25),
}
"""Blocks that bytes are dealt to, of versions 1 to 21."""

_MASKS: tuple[Callable[[Any, Any], Any], ...] = (
    lambda y, x: (y + x) % 2,
    lambda y, x: y % 2,
    lambda y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)
"""Light and dark change where these are 0."""


@dataclass(frozen=True, eq=False)
class Block:
    """Bytes that mend each other.

    Attributes:
        places: of each bit of each byte, bytes × 8, as index into the modules row by row.
        turned: whether the mask turned that bit.
        mending: how many bytes, the last ones, only mend the others.
    """

    places: Places
    turned: NDArray[np.bool_]
    mending: int


@dataclass(frozen=True, eq=False)
class Words:
    """The bytes of a code.

    Attributes:
        blocks: that they are dealt to.
        places: of each bit of what the code says, in the order in which it is read.
        turned: whether the mask turned that bit.
    """

    blocks: tuple[Block, ...]
    places: Places
    turned: NDArray[np.bool_]


def words(plan: NDArray[np.int8]) -> Words:
    """Where the bytes of a code lie of which level and mask are known.

    Args:
        plan: as `qr_plan.known`, with the format information.
    """
    bits = plan[8, :5] ^ np.array([_FORMAT_MASK >> at & 1 for at in (4, 3, 2, 1, 0)])
    level = _LEVELS[int(bits[0] * 2 + bits[1])]
    return _words(len(plan), level, int(bits[2] * 4 + bits[3] * 2 + bits[4]))


@lru_cache(maxsize=32)
def _words(size: int, level: str, mask: int) -> Words:
    places = _places(size)
    row, column = np.divmod(places, size)
    turned = _MASKS[mask](row, column) == 0
    version = (size - 17) // 4
    mending = _MENDING[level][version - 1]
    dealt = _dealt(len(places), _BLOCKS[level][version - 1], mending)
    blocks = tuple(Block(places[one], turned[one], mending) for one in dealt)
    return Words(
        blocks,
        np.concatenate([one.places[:-mending].ravel() for one in blocks]),
        np.concatenate([one.turned[:-mending].ravel() for one in blocks]),
    )


def _dealt(count: int, number: int, mending: int) -> list[list[int]]:
    """Which bytes each block has: dealt in turn, the last blocks having one more where need be."""
    shorter = number - count % number
    length = count // number - mending
    dealt: list[list[int]] = [[] for _ in range(number)]
    at = 0
    for turn in range(length + 1 + mending):
        for block in range(number):
            if turn != length or block >= shorter:
                dealt[block].append(at)
                at += 1
    return dealt


@lru_cache(maxsize=32)
def _places(size: int) -> Places:
    """Of each bit of each byte, in the order in which they are written, bytes × 8."""
    free = known(size) < 0
    free[8, :9] = free[:9, 8] = free[8, -8:] = free[-8:, 8] = False
    if size >= _WITH_VERSION:
        free[:6, -11:-8] = free[-11:-8, :6] = False
    columns = [x for x in range(size - 1, 0, -1) if x > _TIMING] + list(range(_TIMING - 1, -1, -1))
    found: list[int] = []
    for pair in range(0, len(columns), 2):
        rows = range(size) if pair % 4 else range(size - 1, -1, -1)
        found += [y * size + x for y in rows for x in columns[pair : pair + 2] if free[y, x]]
    return np.array(found[: len(found) // 8 * 8], np.intp).reshape(-1, 8)


_TIMING = 6
"""The column of the timing pattern, which is passed over."""

_WITH_VERSION = 45
"""Modules a side from which the code says its version."""
