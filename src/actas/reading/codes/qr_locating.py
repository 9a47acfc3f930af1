"""Where a QR code may lie in an image that no decoder read: by its finder patterns.

Rings of dark, light and dark are looked for by correlation over sizes, so that blur, noise and
turning do little harm; three that fit make a code, two make guesses. Decodes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels

MODULES = ((12.5, 10.0, 8.0, 6.4, 5.1, 4.1), (3.3,), (2.6,), (2.1,))
"""Pixels a module that are looked for, the quickly tried first."""

_PER_MODULE = 2.0
_KEPT = 14
_LEAST = 0.42


@dataclass(frozen=True)
class Finder:
    """One that looks like a finder pattern: centre and module in pixels, likeness up to 1."""

    x: float
    y: float
    module: float
    score: float


@dataclass(frozen=True, eq=False)
class Guess:
    """A code that may lie there: its corners (4 × 2, as in FoundCode) and modules a side."""

    corners: NDArray[np.float64]
    size: int
    score: float


def finders(grey: Pixels, modules: Sequence[float], before: Sequence[Finder] = ()) -> list[Finder]:
    """The likeliest finder patterns, best first; of places that overlap only the best.

    Args:
        grey: the image.
        modules: pixels a module that are looked for.
        before: what was found of other sizes.
    """
    import cv2

    template = _ring()
    half = template.shape[0] / 2
    every = list(before)
    for module in modules:
        scale = _PER_MODULE / module
        if min(grey.shape) * scale <= template.shape[0] + 1:
            continue
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        like = cv2.matchTemplate(small, template, cv2.TM_CCOEFF_NORMED)
        peaks = (like == cv2.dilate(like, np.ones((9, 9), np.uint8))) & (like > _LEAST)
        ys, xs = np.nonzero(peaks)
        order = np.argsort(-like[ys, xs])[: 2 * _KEPT]
        every += [
            Finder((x + half) / scale, (y + half) / scale, module, float(like[y, x]))
            for x, y in zip(xs[order], ys[order], strict=True)
        ]
    return _apart(every)


def guesses(found: Sequence[Finder], most: int = 60) -> list[Guess]:
    """Codes that these finders may belong to, likeliest first: by three, then by two of them."""
    threes = sorted(_by_three(found), key=lambda guess: -guess.score)
    twos = sorted(_by_two(found), key=lambda guess: -guess.score)
    return (threes[: most * 2 // 3] + twos)[:most]


def _apart(every: list[Finder]) -> list[Finder]:
    kept: list[Finder] = []
    for one in sorted(every, key=lambda finder: -finder.score):
        reach = 4 * one.module
        if all(abs(one.x - k.x) > reach or abs(one.y - k.y) > reach for k in kept):
            kept.append(one)
        if len(kept) == _KEPT:
            break
    return kept


def _by_three(found: Sequence[Finder]) -> Iterator[Guess]:
    for trio in combinations(found, 3):
        modules = [one.module for one in trio]
        if max(modules) > 1.7 * min(modules):
            continue
        for corner in range(3):
            a = trio[corner]
            b, c = (one for one in trio if one is not a)
            u, v = _step(a, b), _step(a, c)
            lengths = np.hypot(*u), np.hypot(*v)
            cosine = abs(u @ v) / (lengths[0] * lengths[1])
            ratio = max(lengths) / min(lengths)
            if cosine > 0.3 or ratio > 1.4:
                continue
            if u[0] * v[1] - u[1] * v[0] < 0:
                b, c, u, v = c, b, v, u
            score = sum(one.score for one in trio) - cosine - 0.5 * (ratio - 1)
            module = sum(modules) / 3
            for size in _sizes(float(sum(lengths)) / 2 / module):
                yield Guess(_corners(a, u, v, size), size, score)


def _by_two(found: Sequence[Finder]) -> Iterator[Guess]:
    """The third finder is hidden: on either side of the two, or they are across from each other."""
    for a, b in combinations(found[:6], 2):
        if max(a.module, b.module) > 1.5 * min(a.module, b.module):
            continue
        u = _step(a, b)
        across = np.array([-u[1], u[0]])
        module = (a.module + b.module) / 2
        score = a.score + b.score - 0.6
        for size in _sizes(float(np.hypot(*u)) / module):
            yield Guess(_corners(a, u, across, size), size, score)
            yield Guess(_corners(a, -across, u, size), size, score)
            yield Guess(_corners(b, across, -u, size), size, score)
            yield Guess(_corners(b, -u, -across, size), size, score)
        diagonal = float(np.hypot(*u)) / np.sqrt(2)
        for size in _sizes(diagonal / module):
            first, second = (u - across) / 2, (u + across) / 2
            corner = Finder(a.x + second[0], a.y + second[1], module, 0)
            yield Guess(_corners(corner, first, -second, size), size, score - 0.1)
            corner = Finder(a.x + first[0], a.y + first[1], module, 0)
            yield Guess(_corners(corner, -first, second, size), size, score - 0.1)


def _sizes(modules: float) -> list[int]:
    """Sizes whose finders are about so many modules apart, nearest first."""
    wanted = modules + 7
    nearest = round((wanted - 17) / 4) * 4 + 17
    sizes = sorted((nearest - 4, nearest, nearest + 4), key=lambda size: abs(size - wanted))
    return [size for size in sizes if 21 <= size <= 101][:2]


def _corners(
    a: Finder, u: NDArray[np.float64], v: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    """Outer corners, from the upper left finder and the steps to the upper right and lower left."""
    right, down = u / (size - 7), v / (size - 7)
    start = np.array([a.x, a.y]) - 3.5 * (right + down)
    return np.array(
        [start, start + size * right, start + size * (right + down), start + size * down]
    )


def _step(a: Finder, b: Finder) -> NDArray[np.float64]:
    return np.array([b.x - a.x, b.y - a.y])


@lru_cache(maxsize=1)
def _ring() -> NDArray[np.uint8]:
    """A finder pattern as it looks on average over all turns, `_PER_MODULE` pixels a module."""
    import cv2

    side = int(9 * _PER_MODULE)
    fine = np.full((side * 8, side * 8), 255, np.uint8)
    unit = _PER_MODULE * 8
    for modules, shade in ((7, 0), (5, 255), (3, 0)):
        low, high = round(side * 4 - modules * unit / 2), round(side * 4 + modules * unit / 2)
        fine[low:high, low:high] = shade
    centre = (side * 4, side * 4)
    turned = [
        cv2.warpAffine(
            fine,
            cv2.getRotationMatrix2D(centre, angle, 1.0),
            (side * 8, side * 8),
            borderMode=cv2.BORDER_REPLICATE,
        )
        for angle in range(0, 90, 10)
    ]
    mean = np.mean(turned, axis=0).astype(np.uint8)
    return np.asarray(cv2.resize(mean, (side, side), interpolation=cv2.INTER_AREA), np.uint8)
