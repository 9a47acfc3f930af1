"""What people write by hand: digits that wobble, names, signatures and fingerprints, as ink.

One writer holds one pen in one manner; no two of the same digit come out alike. Knows no sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from actas.demo.lettering import Hand, Ink, line

HANDS: tuple[Hand, ...] = ("caveat", "indie", "kalam")
PENS = ((28, 32, 84), (18, 22, 40), (30, 30, 32), (24, 44, 120))
"""Red, green, blue of ball-point pens."""


@dataclass(frozen=True)
class Writer:
    """One person's manner of writing.

    Attributes:
        slant: sideways by height; `unrest`: how much each digit differs, 0 to 1.
        weight: pixels to add to the stroke at 8 pixels a millimetre.
    """

    hand: Hand
    slant: float
    unrest: float
    weight: float
    pen: tuple[int, int, int]


def writer(rng: Generator, hand: Hand | None = None) -> Writer:
    """Somebody."""
    return Writer(
        hand=hand or HANDS[int(rng.integers(len(HANDS)))],
        slant=float(rng.uniform(-0.05, 0.22)),
        unrest=float(rng.uniform(0.25, 1.0)),
        weight=float(rng.uniform(0.4, 1.7)),
        pen=PENS[int(rng.integers(len(PENS)))],
    )


def digit(who: Writer, text: str, height: float, rng: Generator) -> Ink:
    """One digit about so many pixels high, as it came out this time."""
    size = height * float(rng.uniform(1 - 0.12 * who.unrest, 1 + 0.10 * who.unrest))
    ink = _scaled(line(text, who.hand, 96), size)
    return _wobbled(_thick(ink, who.weight * height / 40, rng), who, rng)


def words(who: Writer, text: str, height: float, rng: Generator) -> Ink:
    """A line of words about so many pixels high."""
    ink = _scaled(line(text, who.hand, 96), height)
    return _wobbled(_thick(ink, 0.5 * who.weight * height / 40, rng), who, rng)


def signature(width: int, height: int, rng: Generator, thick: float = 2.0) -> Ink:
    """A scribble that fills most of the box: loops that run to the right, and a flourish."""
    import cv2

    ink = np.zeros((height, width), np.uint8)
    turns = int(rng.integers(4, 9))
    t = np.linspace(0, 1, 160)
    sway = rng.uniform(0.15, 0.45) * np.sin(2 * np.pi * (turns * t + rng.random()))
    sway += 0.18 * np.sin(2 * np.pi * (rng.uniform(1, 3) * t + rng.random()))
    x = 0.08 + 0.8 * t + 0.06 * np.cos(2 * np.pi * (turns * t + rng.random()))
    y = 0.5 + sway * (1 - 0.5 * t)
    _stroke(ink, x, y, thick)
    under = 0.75 + 0.15 * rng.random()
    _stroke(ink, 0.95 - 0.8 * t, under - 0.25 * t * (1 - t) + 0.05 * t, thick * 0.8)
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.6), np.uint8)


def fingerprint(height: int, rng: Generator) -> Ink:
    """Ridges of a thumb, patchily inked."""
    import cv2

    width = max(8, round(height * 0.72))
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    dx, dy = (xs / width - 0.5) * 2, (ys / height - 0.5) * 2
    swirl = np.hypot(dx * 1.1, dy + 0.35 * np.abs(dx)) * 9 + rng.uniform(0.2, 0.8) * np.arctan2(
        dy, dx
    )
    ridges = 0.5 + 0.5 * np.sin(2 * np.pi * swirl)
    patches = cv2.resize(
        rng.random((6, 5), dtype=np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    inside = np.clip((1 - np.hypot(dx, dy)) * 6, 0, 1)
    ink = inside * np.clip(0.25 + 0.75 * ridges, 0, 1) * np.clip(0.3 + patches, 0, 1)
    return np.asarray(np.clip(ink * 255, 0, 255), np.uint8)


def _stroke(ink: Ink, x: NDArray[np.float64], y: NDArray[np.float64], thick: float) -> None:
    import cv2

    height, width = ink.shape
    edge = thick / 2 + 1
    points = np.stack(
        [np.clip(x * width, edge, width - edge), np.clip(y * height, edge, height - edge)], axis=1
    )
    fine = (points * 16).astype(np.int32)
    cv2.polylines(ink, [fine], False, 255, max(1, round(thick)), cv2.LINE_AA, 4)


def _scaled(ink: Ink, height: float) -> Ink:
    import cv2

    scale = height / max(1, ink.shape[0])
    size = (max(2, round(ink.shape[1] * scale)), max(2, round(height)))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8)


def _thick(ink: Ink, more: float, rng: Generator) -> Ink:
    """Strokes wider by about so many pixels."""
    import cv2

    more = max(0.0, more * float(rng.uniform(0.7, 1.3)))
    padded = cv2.copyMakeBorder(ink, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
    wide = cv2.GaussianBlur(padded, (0, 0), 0.5 + 0.5 * more).astype(np.float32)
    return np.asarray(np.clip(wide * (1.2 + 0.9 * more), 0, 255), np.uint8)


def _wobbled(ink: Ink, who: Writer, rng: Generator) -> Ink:
    """Turned, slanted and bent a little, on paper wide enough for it."""
    import cv2

    height, width = ink.shape
    pad = max(3, height // 5)
    wide, high = width + 2 * pad, height + 2 * pad
    ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
    cx, cy = wide / 2, high / 2
    angle = rng.normal(0, 0.06 * who.unrest)
    lean = who.slant + rng.normal(0, 0.06 * who.unrest)
    x = xs - cx + lean * (ys - cy)
    y = ys - cy
    x, y = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    if width < 2 * height:
        force = 0.045 * who.unrest * height
        bend = rng.normal(0, force, (2, 3, 3)).astype(np.float32)
        x += cv2.resize(bend[0], (wide, high), interpolation=cv2.INTER_CUBIC)
        y += cv2.resize(bend[1], (wide, high), interpolation=cv2.INTER_CUBIC)
    at = ((x + width / 2).astype(np.float32), (y + height / 2).astype(np.float32))
    return np.asarray(cv2.remap(ink, *at, cv2.INTER_LINEAR, borderValue=0), np.uint8)
