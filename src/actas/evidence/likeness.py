"""A likeness of a flat sheet: 256 bits that stay nearly the same when it is photographed again.

Of the numbers' cells only, since sheets of one form look alike everywhere else, and not of the
station's, so that a sheet stands out that was given another station. Refuses to know what is
written; only how the ink lies.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels
from actas.election.sheet import Box, SheetForm

BITS = 256

NEAR = 16
"""Bits that may differ in what is told as the same sheet.

Measured on rendered sheets of three forms, registered to half a millimetre, least/median/most:
one photograph scaled to 0.6 and compressed to quality 45: 1/18/53; a second photograph: 8/50/118;
other sheets of the form: 25/70/121 (570 pairs). What is not near tells nothing. What is near is the
same picture or paper, or by chance another sheet: among hundreds of millions of pairs there will be
such, so it counts only where the numbers read are equal too; and sheets that have the very
same numbers lie as near as second photographs do. A sheet's code says better which sheet it is.
"""

_WIDE, _HIGH = 32, 10
_GROWN = 6
_NARROW, _BROAD = 1.0, 3.0
_PAPER = 85
_FAINT = 0.2

Ink = NDArray[np.float32]


def likeness(flat: Pixels, form: SheetForm) -> str:
    """The likeness of a flat sheet as 64 hexadecimal digits.

    Each cell is brought to one size, its paper to one white; what is left of its ink between two
    blurs is weighed against fixed random signs, one sum a bit (M. Charikar, Similarity estimation
    techniques from rounding algorithms, STOC 2002): the bits that differ grow with the angle
    between two sheets' inks.

    Args:
        flat: the sheet made flat, what is private burnt out.
        form: of the sheet; without cells, all of the sheet stands for one.
    """
    import cv2

    grey = cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY) if flat.ndim == 3 else flat
    scale = grey.shape[1] / form.size[0]
    boxes = [one.box for one in form.each_cell() if one.part is None] or [(0, 0, *form.size)]
    inks = np.stack([_ink(np.asarray(grey, np.uint8), box, scale) for box in boxes])
    sizes = np.sqrt((inks**2).sum(axis=(1, 2), keepdims=True))
    usual = float(np.median(sizes))
    vector = (inks / np.maximum(sizes, _FAINT * usual + 1e-6)).reshape(-1)
    bits = _signs(len(vector)) @ vector > 0
    return np.packbits(bits).tobytes().hex()


def _ink(grey: NDArray[np.uint8], box: Box, scale: float) -> Ink:
    """The ink of one cell, brought to one size: what lies between a narrow and a broad blur."""
    import cv2

    x, y, wide, high = box
    left, top = (max(0, round((side - _GROWN) * scale)) for side in (x, y))
    right, bottom = round((x + wide + _GROWN) * scale), round((y + high + _GROWN) * scale)
    cell = grey[top : max(bottom, top + 1), left : max(right, left + 1)].astype(np.float32)
    paper = max(float(np.percentile(cell, _PAPER)), 1.0)
    dark = np.clip((paper - cell) / paper, 0, 1)
    small = cv2.resize(dark, (_WIDE, _HIGH), interpolation=cv2.INTER_AREA)
    band = cv2.GaussianBlur(small, (0, 0), _NARROW) - cv2.GaussianBlur(small, (0, 0), _BROAD)
    return np.asarray(band, np.float32)


@cache
def _signs(length: int) -> Ink:
    """256 rows of fixed random signs, the same for all time: from SHAKE256, not a generator."""
    drawn = hashlib.shake_256(b"acta-likeness/v1").digest(length * BITS // 8)
    bits = np.unpackbits(np.frombuffer(drawn, np.uint8)).reshape(BITS, length)
    return bits.astype(np.float32) * 2 - 1
