"""How often a number read with a given likelihood is right, from simulated sheets.

Made by `python benchmarks/printed.py calibrate`, on seeds that no test and no other benchmark uses.
"""

from __future__ import annotations

import numpy as np

TABLE: tuple[tuple[float, int], ...] = ((0.0, 0), (0.5, 500), (0.9, 900), (0.999, 999))
"""Likelihood, and the thousandths of such numbers, or better ones, that were right: rising."""


def thousandths(likely: float) -> int:
    """Confidence of a number that the recogniser holds for this likely, 0 to 1."""
    at, right = zip(*TABLE, strict=True)
    return int(np.interp(likely, at, right))
