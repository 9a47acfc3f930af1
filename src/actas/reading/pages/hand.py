"""Handwritten cells cut out for people to look at, each with what a machine would guess.

A guess is a hint, never a reading. Knows one sheet's plan and where it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from actas.election.registration import Pixels, Registration
from actas.election.sheet import Cell, SheetForm
from actas.reading.pages.cells import cut, written
from actas.reading.pages.marks import grey_of
from actas.reading.pages.recognising import numbers

_MARGIN = 10
_LINE = 0.55


@dataclass(frozen=True)
class HandCell:
    """A handwritten cell.

    Attributes:
        cell: which it is.
        picture: of it and a little around, a PNG.
        boxes: x, y, width, height in the picture of each digit's box; empty where it has none.
        hint: digits as a machine would guess them; empty where it sees none.
        likely: that it guesses right by its own account, in thousandths; not calibrated.
    """

    cell: Cell
    picture: bytes
    boxes: tuple[tuple[int, int, int, int], ...]
    hint: str
    likely: int


def handwritten(
    pixels: Pixels, registration: Registration, form: SheetForm
) -> tuple[HandCell, ...]:
    """Each handwritten cell of a sheet, in the form's order."""
    import cv2

    cells = [cell for cell in form.each_cell() if cell.hand]
    grey = grey_of(pixels)
    pictures = [cut(pixels, registration, cell.box, _MARGIN) for cell in cells]
    inked = [written(_unruled(cut(grey, registration, cell.box), cell.digits)) for cell in cells]
    guesses = iter(numbers([one for one in inked if one is not None]))
    found = []
    for cell, picture, ink in zip(cells, pictures, inked, strict=True):
        guess = next(guesses) if ink is not None else None
        shown = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        png = cv2.imencode(".png", shown)[1].tobytes()
        hint, likely = (guess.text, round(1000 * guess.likely)) if guess else ("", 0)
        found.append(HandCell(cell, png, _boxes(cell), hint, likely))
    return tuple(found)


def _boxes(cell: Cell) -> tuple[tuple[int, int, int, int], ...]:
    """Digit boxes in the cut picture, which has ten pixels a millimetre: one a tenth."""
    _, _, wide, high = cell.box
    count = cell.digits or 0
    ends = [_MARGIN + round(wide * one / max(count, 1)) for one in range(count + 1)]
    return tuple((start, _MARGIN, end - start, high) for start, end in pairwise(ends))


def _unruled(grey: Pixels, digits: int | None) -> Pixels:
    """The cell without the ruled lines of its boxes: paper where they stand."""
    plain = grey.copy()
    paper = np.percentile(grey, 80)
    dark = grey < 0.75 * paper
    high, wide = grey.shape
    reach = max(3, high // 12)
    for end in range((digits or 1) + 1):
        middle = round(wide * end / (digits or 1))
        first, last = max(0, middle - reach), min(wide, middle + reach)
        lines = first + np.flatnonzero(dark[:, first:last].mean(axis=0) > _LINE)
        for line in lines:
            plain[:, max(0, line - 1) : line + 2] = round(float(paper))
    for first, last in ((0, reach), (high - reach, high)):
        for line in first + np.flatnonzero(dark[first:last].mean(axis=1) > _LINE):
            plain[max(0, line - 1) : line + 2] = round(float(paper))
    return plain
