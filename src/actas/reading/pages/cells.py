"""Cells of a registered sheet cut out of its picture, and the numbers printed in them.

Knows one sheet's plan and where it lies. Whether its numbers may stand is for others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels, Registration
from actas.election.sheet import Box, Cell
from actas.reading.pages import marks
from actas.reading.pages.certainty import thousandths
from actas.reading.pages.recognising import numbers

FINE = 10.0
"""Pixels a millimetre at which cells are cut."""

BLANK = 500
"""Confidence of a cell without ink, in thousandths: it may have faded, or lie under a finger."""

_INK = 0.12
_LINE, _UPRIGHT = 0.75, 0.9
"""How much of a cell's width or height a ruled line along its edge covers: the stem of a digit
takes three quarters of the height and is none."""
_PAD = 0.22

_WIDE, _ROOM = 0.8, 0.2
"""How wide a digit is at most, and how much room is around all, in heights of a digit. Of 700
numbers of the demo's faces none that shows clearly is wider; one digit more would not fit in."""


@dataclass(frozen=True)
class ReadCell:
    """What a cell says.

    Attributes:
        text: its digits; empty where it is blank.
        confidence: that these are they, in thousandths.
        likely: the same by the recogniser's own account, 0 to 1; what confidence is made from.
    """

    cell: Cell
    text: str
    confidence: int
    likely: float = 0.0

    @property
    def number(self) -> int | None:
        """What it says as a number; None where it is blank."""
        return int(self.text) if self.text else None


def read_cells(
    pixels: Pixels, registration: Registration, cells: Sequence[Cell], fine: float = FINE
) -> tuple[ReadCell, ...]:
    """What each of these cells says, in their order, cut at so many pixels a millimetre; a cell
    without ink is blank."""
    grey = marks.grey_of(pixels)
    cuts = [cut(grey, registration, cell.box, fine=fine) for cell in cells]
    inked = [written(one) for one in cuts]
    read = iter(numbers([one for one in inked if one is not None]))
    found = []
    for cell, ink in zip(cells, inked, strict=True):
        if ink is None:
            found.append(ReadCell(cell, "", BLANK))
            continue
        one = next(read)
        sure = thousandths(one.likely) if one.text and len(one.text) <= 9 else 0
        found.append(ReadCell(cell, one.text[:9], sure, one.likely))
    return tuple(found)


def cut(
    pixels: Pixels, registration: Registration, box: Box, margin: int = 0, fine: float = FINE
) -> Pixels:
    """A box of the form as it stands in the picture, flat and upright."""
    import cv2

    x, y, wide, high = box
    x, y, wide, high = x - margin, y - margin, wide + 2 * margin, high + 2 * margin
    scale = fine / 10
    across, down = max(8, round(wide * scale)), max(8, round(high * scale))
    xs = x + (np.arange(across) + 0.5) / scale
    ys = y + (np.arange(down) + 0.5) / scale
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    at = registration.to_image(grid).astype(np.float32).reshape(down, across, 2)
    flat = cv2.remap(
        pixels, at[..., 0], at[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, dtype=np.uint8)


def written(grey: Pixels) -> Pixels | None:
    """The part of a cell's picture that is written on, with a little around it; None where blank.

    Ruled lines along its edges do not count.
    """
    found = _inked(grey)
    if found is None:
        return None
    (top, bottom, left, right), paper = found
    pad = round(_PAD * (bottom - top)) + 2
    around = (top - pad, bottom + pad, left - 2 * pad, right + 2 * pad)
    return _padded(grey, around, round(paper))


def leaves_out(
    pixels: Pixels, registration: Registration, box: Box, text: str, fine: float = FINE
) -> bool:
    """Whether what is written in a box is wider than these digits can be: some were not read."""
    found = _inked(cut(marks.grey_of(pixels), registration, box, fine=fine))
    if found is None:
        return False
    top, bottom, left, right = found[0]
    return right - left > (_WIDE * len(text) + _ROOM) * (bottom - top)


def _inked(grey: Pixels) -> tuple[tuple[int, int, int, int], float] | None:
    """Top, bottom, left and right of what is written, and how light the paper is; None if blank."""
    paper = float(np.percentile(grey, 80))
    darkest = float(np.percentile(grey, 0.5))
    if darkest > 0.75 * paper:
        return None
    ink = grey < (paper + darkest) / 2
    edge = max(2, len(ink) // 5)
    down = _between_lines(ink.mean(axis=1), edge, _LINE)
    across = _between_lines(ink.mean(axis=0), edge, _UPRIGHT)
    inner = ink[down, across]
    rows, columns = np.flatnonzero(inner.any(axis=1)), np.flatnonzero(inner.any(axis=0))
    if not len(rows) or rows[-1] - rows[0] < _INK * len(grey):
        return None
    top, left = down.start + int(rows[0]), across.start + int(columns[0])
    bottom, right = down.start + int(rows[-1]) + 1, across.start + int(columns[-1]) + 1
    return (top, bottom, left, right), paper


def _between_lines(share: NDArray[np.float64], edge: int, full: float) -> slice:
    """What is left of an axis when lines as dark as that, so near its ends, are taken off."""
    lines = np.flatnonzero(share > full)
    first = lines[lines < edge].max(initial=-1) + 1
    last = lines[lines >= len(share) - edge].min(initial=len(share))
    return slice(int(first), int(last))


def _padded(grey: Pixels, around: tuple[int, int, int, int], paper: int) -> Pixels:
    import cv2

    top, bottom, left, right = around
    high, wide = grey.shape
    inside = grey[max(0, top) : min(high, bottom), max(0, left) : min(wide, right)]
    return np.asarray(
        cv2.copyMakeBorder(
            inside,
            max(0, -top),
            max(0, bottom - high),
            max(0, -left),
            max(0, right - wide),
            cv2.BORDER_CONSTANT,
            value=paper,
        ),
        dtype=np.uint8,
    )
