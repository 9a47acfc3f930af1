"""Blur between a QR code's modules undone by what is known of every code.

Focus, motion and compression mix each module with its neighbours, all over the code in about the
same way. The modules that are the same in every code say how; a linear filter fitted to them tells
the others, and then, fitted again to what it was surest of, tells them better (decision-directed
equalisation, as modems do). Knows nothing of where the code lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

Odds = NDArray[np.float64]
"""Of each module, the logarithm of the odds that it is light: below 0 it is rather dark."""

Believe = Callable[[Odds], Odds]

FINE = 2
"""Samples a module along each side."""

_REACH = 5
_ROUNDS = 6
_RIDGE = 0.01


def equalised(
    samples: Samples, known: NDArray[np.int8], believe: Believe | None = None
) -> Iterator[Odds]:
    """How likely each module is light, surer from one to the next.

    Args:
        samples: brightness on a grid of `FINE` samples a module, with one module around, so that
            sample `FINE * (i + 1)` lies in the middle of module i.
        known: modules that are known: 1 dark, 0 light, -1 not.
        believe: the odds again, after what else is known of them; what it gives is given here too,
            and learnt from.
    """
    import cv2

    size = samples.shape[0] // FINE - 2
    level = cv2.blur(samples, (11 * FINE, 11 * FINE), borderType=cv2.BORDER_REFLECT_101)
    off = samples - level
    spread = np.sqrt(cv2.blur(off * off, (11 * FINE, 11 * FINE))) + 1.0
    around = _windows(np.clip(off / spread, -3, 3), size)
    plan = known.ravel()
    target = np.where(plan == 1, -1.0, 1.0)
    weight = (plan >= 0).astype(np.float64)
    for _ in range(_ROUNDS):
        told = around @ _filter(around, target, weight)
        odds = (2 * told / _noise(told, plan)).reshape(size, size)
        likely = odds if believe is None else believe(odds)
        yield likely
        sure = np.tanh(np.abs(likely.ravel()) / 2)
        target = np.where(plan >= 0, target, np.sign(likely.ravel()))
        weight = np.where(plan >= 0, 1.0, sure * sure)


def _noise(told: NDArray[np.float64], plan: NDArray[np.int8]) -> float:
    """Variance of what was told about -1, dark, and 1, light: the worse of known and unknown."""
    known = plan >= 0
    off = np.abs(told) - 1
    off[known] = told[known] - np.where(plan[known] == 1, -1.0, 1.0)
    parts = [off[known], off[~known]]
    return max(float(np.square(part).mean()) for part in parts if len(part)) + 1e-6


def _filter(
    around: NDArray[np.float64], target: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weighted ridge regression."""
    weighted = around * weight[:, None]
    square = weighted.T @ around
    square += np.eye(len(square)) * _RIDGE * np.trace(square) / len(square)
    return np.asarray(np.linalg.solve(square, weighted.T @ target), np.float64)


def _windows(values: Samples, size: int) -> NDArray[np.float64]:
    """One row a module: the samples within reach of its middle, and one."""
    padded = np.pad(values, _REACH, mode="edge")
    first = FINE
    columns = [
        padded[
            first + dy : first + dy + FINE * size : FINE,
            first + dx : first + dx + FINE * size : FINE,
        ].ravel()
        for dy in range(2 * _REACH + 1)
        for dx in range(2 * _REACH + 1)
    ]
    return np.column_stack([*columns, np.ones(size * size)]).astype(np.float64)
