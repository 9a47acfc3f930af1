"""Letters as ink: a line of text in a printed or a written face, cut close around it.

Ink is height × width, 0 where the paper shows and 255 where it is covered. Knows no sheet.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import ImageFont

Ink = NDArray[np.uint8]
"""Height × width: 0 bare paper, 255 covered."""

Face = Literal["mono", "bold", "plain"]
"""Printed faces: DM Mono with slashed zeros, the same heavier, and Aileron with plain zeros."""

Hand = Literal["caveat", "indie", "kalam"]
"""Written faces."""

_FILES = {
    "mono": ("fontpkg_dm_mono", "DMMono-Regular.ttf"),
    "bold": ("fontpkg_dm_mono", "DMMono-Medium.ttf"),
    "caveat": ("fontpkg_caveat", "Caveat[wght].ttf"),
    "indie": ("fontpkg_indie_flower", "IndieFlower-Regular.ttf"),
    "kalam": ("fontpkg_kalam", "Kalam-Light.ttf"),
}


def line(text: str, face: Face | Hand, size: float) -> Ink:
    """Ink of one line of text, `size` pixels from ascender to descender, cut to what is inked."""
    if face == "plain":
        text = _bare(text)
    return _line(text, face, round(size * 2) / 2)


def fitted(text: str, face: Face | Hand, width: int, height: int) -> Ink:
    """Ink of one line that fills the height, or the width where that is reached first."""
    import cv2

    rough = line(text, face, 2.0 * height + 8)
    if not rough.size:
        return np.zeros((1, 1), np.uint8)
    scale = min(height / rough.shape[0], width / rough.shape[1])
    # A line that all but fills the box is made to fill it: its ink then tells where the box lies.
    wide, high = (round(side * scale) for side in (rough.shape[1], rough.shape[0]))
    wide = width if wide > 0.85 * width else max(1, wide)
    high = height if high > 0.85 * height else max(1, high)
    return np.asarray(cv2.resize(rough, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


def level(text: str, face: Face | Hand, width: int, height: int) -> Ink:
    """Ink of one line as high as the box, from above its accents to below its descenders, so that
    lines in boxes of one height are of one size."""
    import cv2

    if face == "plain":
        text = _bare(text)
    rough = _line(text, face, round(2.0 * height + 8), whole=True)
    scale = min(height / rough.shape[0], width / rough.shape[1])
    size = (max(1, round(rough.shape[1] * scale)), max(1, round(rough.shape[0] * scale)))
    return np.asarray(cv2.resize(rough, size, interpolation=cv2.INTER_AREA), np.uint8)


def aspect(text: str, face: Face | Hand) -> float:
    """Width of a line by the height of its ink."""
    ink = line(text, face, 64)
    return float(ink.shape[1] / ink.shape[0])


@lru_cache(maxsize=4096)
def _line(text: str, face: str, size: float, whole: bool = False) -> Ink:
    from PIL import Image, ImageDraw

    font = _font(face, size)
    left, top, right, bottom = font.getbbox(text)
    if whole:
        _, top, _, bottom = font.getbbox("Ágj" if face != "plain" else "Agj")
    paper = Image.new("L", (max(1, int(right - left) + 4), max(1, int(bottom - top) + 4)), 0)
    ImageDraw.Draw(paper).text((2 - left, 2 - top), text, font=font, fill=255)
    ink = np.asarray(paper, np.uint8)
    rows, columns = np.flatnonzero(ink.max(axis=1) > 40), np.flatnonzero(ink.max(axis=0) > 40)
    if not len(rows):
        return np.zeros((0, 0), np.uint8)
    if whole:
        rows = np.arange(ink.shape[0])
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
    cut.flags.writeable = False
    return cut


@lru_cache(maxsize=256)
def _font(face: str, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    from PIL import ImageFont

    if face == "plain":
        return ImageFont.load_default(size)
    package, name = _FILES[face]
    return ImageFont.truetype(Path(import_module(package).ROOT) / "files" / name, size)


def _bare(text: str) -> str:
    """Without accents, which that face does not have."""
    letters = unicodedata.normalize("NFKD", text)
    return letters.encode("ascii", "ignore").decode()
