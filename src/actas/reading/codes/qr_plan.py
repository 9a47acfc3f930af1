"""What every QR code of a size looks like, whatever it says: finders, timing, alignment.

From ISO/IEC 18004. Knows no image.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SIZES = range(21, 102, 4)
"""Modules a side that are looked for: versions 1 to 21, which hold 1,018 bytes at level L."""

_FINDER = np.array(
    [[1 if max(abs(x), abs(y)) in (0, 1, 3) else 0 for x in range(-4, 5)] for y in range(-4, 5)],
    np.int8,
)
_ALIGNMENT = _FINDER[2:7, 2:7].copy()
_ALIGNMENT[:] = 1
_ALIGNMENT[1:4, 1:4] = 0
_ALIGNMENT[2, 2] = 1


@lru_cache(maxsize=32)
def known(size: int) -> NDArray[np.int8]:
    """Modules that are the same in every code of this size: 1 dark, 0 light, -1 not known."""
    plan = np.full((size, size), -1, np.int8)
    plan[6, 8:-8] = plan[8:-8, 6] = np.arange(8, size - 8) % 2 == 0
    for y in _centres(size):
        for x in _centres(size):
            if ((x < 9 or x > size - 10) and y < 9) or (x < 9 and y > size - 10):
                continue
            plan[y - 2 : y + 3, x - 2 : x + 3] = _ALIGNMENT
    plan[:8, :8] = _FINDER[1:, 1:]
    plan[:8, -8:] = _FINDER[1:, :-1]
    plan[-8:, :8] = _FINDER[:-1, 1:]
    plan[size - 8, 8] = 1
    return plan


def drawn(dark: NDArray[np.bool_], plan: NDArray[np.int8] | None = None) -> NDArray[np.uint8]:
    """Modules as a clean picture with its quiet zone, what is known of them set right.

    Args:
        dark: each module.
        plan: what is known, if more than of every code of the size.
    """
    plan = known(len(dark)) if plan is None else plan
    modules = np.where(plan >= 0, plan == 1, dark)
    padded = np.pad(np.where(modules, 0, 255).astype(np.uint8), 4, constant_values=255)
    return np.ascontiguousarray(padded.repeat(3, axis=0).repeat(3, axis=1))


def _centres(size: int) -> list[int]:
    """Rows and columns of the centres of alignment patterns (Annex E)."""
    version = (size - 17) // 4
    if version == 1:
        return []
    count = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    return [6, *(size - 7 - i * step for i in range(count - 2, -1, -1))]
