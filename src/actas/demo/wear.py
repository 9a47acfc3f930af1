"""What happens to the paper before it is photographed: folded, faded, stained, drawn on, torn.

Works on pixels of the flat sheet; where a fold shifts the paper is told to the camera.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from actas.demo.handwriting import PENS
from actas.election.registration import Pixels
from actas.election.sheet import Box

Shares = NDArray[np.float32]
"""Height × width, 0 to 1."""


@dataclass(eq=False)
class Paper:
    """A sheet while it suffers.

    Attributes:
        pixels: height × width × 3; `there`: height × width, 255 where there is still paper.
        size: width and height in tenths of a millimetre.
        bend: K × 3: at this y (tenths of a millimetre), how far (dx, dy) the paper is shifted.
    """

    pixels: Pixels
    there: Pixels
    size: tuple[int, int]
    bend: list[NDArray[np.float64]] = field(default_factory=list)

    @property
    def scales(self) -> tuple[float, float]:
        """Pixels a tenth of a millimetre, across and down: equal but for rounding."""
        height, width = self.there.shape
        return width / self.size[0], height / self.size[1]

    @property
    def scale(self) -> float:
        """Pixels a tenth of a millimetre."""
        return self.scales[0]


def cloud(shape: tuple[int, int], cells: float, rng: Generator) -> Shares:
    """Soft noise from 0 to 1 whose patches are about so many pixels wide."""
    import cv2

    height, width = shape
    coarse = rng.random((int(height / cells) + 3, int(width / cells) + 3), dtype=np.float32)
    soft = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(soft, 0, 1), np.float32)


def fade(paper: Paper, rng: Generator, least: float, most: float) -> None:
    """Thermal print that has gone pale, in patches and in stripes down the strip."""
    import cv2

    height, width = paper.there.shape
    patches = cloud((height // 4 + 1, width // 4 + 1), 30, rng)
    stripes = cloud((1, width // 4 + 1), 6, rng)
    left = least + (most - least) * (0.65 * patches + 0.35 * stripes)
    _thin(paper, np.asarray(cv2.resize(left, (width, height)), np.float32), slice(0, height))


def fold(paper: Paper, rng: Generator, strength: float, through: Box | None = None) -> None:
    """A fold across: worn ink along the crease, one side in the shade, the paper off its plane.

    Args:
        through: what it goes through; anything where not said.
    """
    width, height = paper.size
    at = float(rng.uniform(0.08, 0.95)) * height
    if through is not None:
        at = through[1] + through[3] * float(rng.uniform(0.05, 0.95))
    slope = float(rng.normal(0, 0.01))
    rows = slice(
        max(0, round((at - 90) * paper.scale)),
        min(paper.there.shape[0], max(1, round((at + 90) * paper.scale))),
    )
    ys = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] / paper.scale
    xs = np.arange(paper.there.shape[1], dtype=np.float32)[None] / paper.scale
    off = ys - at - slope * (xs - width / 2)
    side = 1.0 if rng.random() < 0.5 else -1.0
    shade = 1 - 0.28 * strength * np.exp(-np.abs(off) / 25) * (off * side > 0)
    worn = rng.uniform(3.0, 6.0) + 4.0 * strength
    patchy = cloud((off.shape[0], off.shape[1]), 5 * paper.scale * 10, rng)
    crease = np.exp(-((off / worn) ** 2)) * np.clip(0.4 + patchy, 0, 1) * min(1.0, 0.6 + strength)
    _thin(paper, (1 - 0.9 * crease).astype(np.float32), rows)
    _shade(paper, (shade - 0.10 * np.exp(-((off / 1.5) ** 2))).astype(np.float32), rows)
    kink = float(rng.normal(0, 0.012)) * strength, float(rng.uniform(-0.02, 0.004)) * strength
    ends = np.array([0.0, at, height])
    paper.bend.append(
        np.stack([ends, np.array([0, 0, height - at]) * kink[0], (ends - at) * kink[1]], axis=1)
    )


def stain(paper: Paper, rng: Generator) -> None:
    """A ring or blot of coffee."""
    height, width = paper.there.shape
    radius = float(rng.uniform(70, 220)) * paper.scale
    cx, cy = rng.uniform(0, width), rng.uniform(0, height)
    rows = slice(max(0, int(cy - radius * 1.3)), min(height, int(cy + radius * 1.3) + 2))
    ys = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] - cy
    xs = np.arange(width, dtype=np.float32)[None] - cx
    far = np.hypot(xs, ys) / radius + 0.15 * (
        cloud((ys.shape[0], width), max(8.0, radius / 3), rng) - 0.5
    )
    blot = 0.35 * np.clip((1 - far) * 8, 0, 1) + 0.5 * np.exp(-(((far - 1) / 0.06) ** 2))
    tint = np.array([0.18, 0.34, 0.62], np.float32) * float(rng.uniform(0.5, 1.1))
    _shade(paper, (1 - blot[..., None] * tint).astype(np.float32), rows)


def strokes(paper: Paper, rng: Generator, count: int) -> None:
    """Lines of a pen across the sheet, of whoever ticked the numbers off."""
    import cv2

    height, width = paper.there.shape
    for _ in range(count):
        t = np.linspace(0, 1, 40)
        start, end = rng.uniform(0, 1, 2), rng.uniform(0, 1, 2)
        long = float(rng.uniform(0.1, 0.5))
        line = start[None] + (end - start)[None] * t[:, None] * long
        line += 0.02 * np.sin(2 * np.pi * (rng.uniform(0.5, 2) * t[:, None] + rng.random((1, 2))))
        points = (line * (width, min(height, 2.5 * width)) * 16).astype(np.int32)
        points[:, 1] += int(rng.uniform(0, max(1.0, height - 2.5 * width)) * 16)
        pen = PENS[int(rng.integers(len(PENS)))]
        thick = max(1, round(float(rng.uniform(3, 7)) * paper.scale))
        cv2.polylines(paper.pixels, [points], False, pen, thick, cv2.LINE_AA, 4)


def tear(paper: Paper, rng: Generator, through: Box | None, above: bool = True) -> None:
    """A part torn or cut off: through a code, as far as the nearest edge; else off one end.

    Args:
        above: which end it is, where no code is torn.
    """
    import cv2

    width, height = paper.size
    if through is None:
        depth = float(rng.uniform(0.02, 0.09)) * height
        cut, below = (depth, False) if above else (height - depth, True)
    else:
        _, y, _, high = through
        cut, below = y + high * float(rng.uniform(0.2, 0.7)), y + high / 2 > height / 2
    xs = np.linspace(-10, width + 10, 30)
    slope, rough = float(rng.normal(0, 0.06)), float(rng.uniform(0, 10))
    line = cut + slope * (xs - width / 2) + rng.normal(0, rough, len(xs))
    beyond = height + 20 if below else -20
    outline = np.concatenate([np.stack([xs, line], axis=1), [[width + 10, beyond], [-10, beyond]]])
    cv2.fillPoly(paper.there, [np.round(outline * paper.scale).astype(np.int32)], 0)


def curl(paper: Paper, rng: Generator, strength: float) -> None:
    """Paper that was rolled up and does not lie flat: slow waves, light and dark across it."""
    _, height = paper.size
    ys = np.linspace(0, height, 33)
    waves = float(rng.uniform(0.4, 1.6))
    phase = 2 * np.pi * (waves * ys / height + rng.random())
    shift = strength * 14.0
    paper.bend.append(
        np.stack([ys, shift * 0.3 * np.cos(phase * 0.7), shift * np.sin(phase)], axis=1)
    )
    rows = np.linspace(0, height, paper.there.shape[0])
    light = 1 - 0.12 * strength * (1 - np.cos(2 * np.pi * (waves * rows / height) + phase[0]))
    _shade(paper, light.astype(np.float32)[:, None], slice(0, len(rows)))


def _thin(paper: Paper, left: Shares, rows: slice) -> None:
    """Leave so much of the ink."""
    part = paper.pixels[rows].astype(np.float32)
    bare = np.float32(246)
    part -= bare
    part *= left[..., None]
    part += bare
    paper.pixels[rows] = np.clip(part, 0, 255).astype(np.uint8)


def _shade(paper: Paper, light: NDArray[np.float32], rows: slice) -> None:
    """Leave so much of the light."""
    part = paper.pixels[rows].astype(np.float32)
    part *= light if light.ndim == 3 else light[..., None]
    paper.pixels[rows] = np.clip(part, 0, 255).astype(np.uint8)
