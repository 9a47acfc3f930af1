"""Paper to draw on in tenths of a millimetre, with what is printed, written and private apart.

Knows ink and places, not what a sheet means.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from actas.demo.lettering import Face, Ink, fitted, level
from actas.election.registration import Pixels
from actas.election.sheet import Box

_PAPER = (247, 246, 242)
_PRINT = (44, 42, 48)


@dataclass(frozen=True, eq=False)
class Canvas:
    """Ink by what it is, each layer height × width; `scale` is pixels a tenth of a millimetre."""

    scale: float
    printed: Ink
    written: Ink
    private: Ink
    signed: Ink

    @classmethod
    def of(cls, size: tuple[int, int], dots_per_mm: float) -> Canvas:
        """Bare paper of that size in tenths of a millimetre."""
        scale = dots_per_mm / 10
        shape = (round(size[1] * scale), round(size[0] * scale))
        return cls(scale, *(np.zeros(shape, np.uint8) for _ in range(4)))

    def pixels(self, tenths: float) -> float:
        """A length in pixels."""
        return tenths * self.scale

    def filled(self, box: Box) -> None:
        """A solid rectangle."""
        x, y, width, height = self._box(box)
        self.printed[y : y + height, x : x + width] = 255

    def frame(self, box: Box, thick: int) -> None:
        """A ruled rectangle whose lines are `thick` pixels and lie inside its edges."""
        x, y, width, height = self._box(box)
        ink = self.printed[y : y + height, x : x + width]
        ink[:thick] = ink[-thick:] = 255
        ink[:, :thick] = ink[:, -thick:] = 255

    def words(
        self,
        text: str,
        box: Box,
        face: Face,
        *,
        right: bool = False,
        even: bool = False,
        private: bool = False,
    ) -> int:
        """A printed line in a box, to its left or right; gives the x where it ends.

        Args:
            even: as large as any other line in a box of that height; else its ink fills the box.
        """
        x, y, width, height = self._box(box)
        ink = (level if even else fitted)(text, face, width, height)
        at = x + width - ink.shape[1] if right else x
        _press(self.private if private else self.printed, ink, at, y + height - ink.shape[0])
        return int((at + ink.shape[1]) / self.scale)

    def dots(self, start: int, end: int, y: int) -> None:
        """A row of dots that leads the eye from a label to its number."""
        dot = max(1, round(2.2 * self.scale))
        row = round(y * self.scale)
        for x in range(round(start * self.scale), round(end * self.scale) - dot, 9 * dot // 2):
            self.printed[row : row + dot, x : x + dot] = 210

    def stamped(self, ink: Ink, box: Box) -> None:
        """Ink made as large as the box, such as a code."""
        import cv2

        x, y, width, height = self._box(box)
        grow = (-(-4 * width // ink.shape[1]), -(-4 * height // ink.shape[0]))
        large = np.kron(ink, np.ones((max(1, grow[1]), max(1, grow[0])), np.uint8))
        small = cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)
        self.printed[y : y + height, x : x + width] = small

    def write(self, ink: Ink, middle: tuple[float, float], *, private: bool = False) -> None:
        """Handwritten ink around a point."""
        x = round(middle[0] * self.scale - ink.shape[1] / 2)
        y = round(middle[1] * self.scale - ink.shape[0] / 2)
        _press(self.signed if private else self.written, ink, x, y)

    def private_ink(self) -> NDArray[np.bool_]:
        """Where ink lies that must never be published."""
        return np.asarray(np.maximum(self.private, self.signed) > 40)

    def paper(self, rng: Generator, pen: tuple[int, int, int]) -> Pixels:
        """The sheet as it is seen: paper, print with its small flaws, and pen."""
        import cv2

        height, width = self.printed.shape
        printed = np.maximum(self.printed, self.private)
        coarse = rng.uniform(0.86, 1.0, (height // 48 + 2, width // 48 + 2)).astype(np.float32)
        press = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        inked = cv2.multiply(printed, press, dtype=cv2.CV_8U)
        steps = np.linspace(0, 1, 256)[:, None]
        tones = (np.array(_PAPER) * (1 - steps) + np.array(_PRINT) * steps).round()
        grey = cv2.cvtColor(inked, cv2.COLOR_GRAY2RGB)
        pixels = np.asarray(cv2.LUT(grey, tones.astype(np.uint8)[None]), np.uint8)
        _drawn(pixels, np.maximum(self.written, self.signed), pen)
        return pixels

    def _box(self, box: Box) -> tuple[int, int, int, int]:
        left, top = round(box[0] * self.scale), round(box[1] * self.scale)
        right, bottom = (
            round((box[0] + box[2]) * self.scale),
            round((box[1] + box[3]) * self.scale),
        )
        return left, top, max(1, right - left), max(1, bottom - top)


def _drawn(pixels: Pixels, ink: Ink, pen: tuple[int, int, int]) -> None:
    where = np.nonzero(ink)
    share = ink[where][:, None] / np.float32(255)
    pixels[where] = (pixels[where] * (1 - share) + np.array(pen, np.float32) * share).round()


def _press(layer: Ink, ink: Ink, x: int, y: int) -> None:
    """The darker of what is there and the ink put on it; what falls off the paper is lost."""
    top, left = max(0, y), max(0, x)
    bottom, right = min(layer.shape[0], y + ink.shape[0]), min(layer.shape[1], x + ink.shape[1])
    if top < bottom and left < right:
        here = layer[top:bottom, left:right]
        np.maximum(here, ink[top - y : bottom - y, left - x : right - x], out=here)
