"""A form's plan drawn over a picture of one of its sheets, for whoever writes the plan.

Cells green, anchors blue, codes purple, private regions hatched in red. Knows plans and places;
nothing here is published.
"""

from __future__ import annotations

import cv2
import numpy as np

from actas.election.registration import Pixels, Points, Registration
from actas.election.sheet import Cell, SheetForm
from actas.election.written import text
from actas.reading.pages.anchoring import code_boxes, corners

_GREEN, _BLUE, _PURPLE, _RED = (0, 130, 60), (20, 90, 220), (130, 40, 160), (205, 30, 30)
_HATCH = 25
_FINE = 8.0
_LABEL = 0.34
_LONGEST = 32


def preview(pixels: Pixels | None, form: SheetForm, registration: Registration | None) -> Pixels:
    """The form drawn over a picture; red, green, blue.

    Args:
        pixels: of a sheet; None for blank paper.
        form: that is drawn.
        registration: of the form in the picture; None draws it as if the picture were exactly the
            sheet.
    """
    width, height = form.size
    if pixels is None:
        shape = (round(height * _FINE / 10), round(width * _FINE / 10), 3)
        pixels, registration = np.full(shape, 255, np.uint8), None
    coloured = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)
    picture: Pixels = np.array(coloured, dtype=np.uint8)
    high, wide = picture.shape[:2]
    fills = np.diag([wide / width, high / height, 1.0])
    place = registration or Registration(form.id, form.size, fills, 0.0, ())
    _outline(picture, place, corners((0, 0, width, height)), (120, 120, 120))
    for region in form.private:
        _hatched(picture, place, corners(region.box))
        _labelled(picture, place, corners(region.box), _plain(text(region.what, "en")), _RED)
    for number, box in enumerate(code_boxes(form)):
        if box is not None:
            _labelled(picture, place, corners(box), f"code {number}", _PURPLE)
    for anchor in form.anchors:
        _labelled(picture, place, corners(anchor.box), anchor.text or anchor.kind, _BLUE)
    for cell in form.each_cell():
        _labelled(picture, place, corners(cell.box), _name(cell), _GREEN)
        for between in _between_digits(cell):
            _outline(picture, place, between, _GREEN)
    return picture


def _name(cell: Cell) -> str:
    what = cell.field or cell.part or str(cell.position)
    return f"{what} (hand)" if cell.hand else what


def _between_digits(cell: Cell) -> list[Points]:
    """Lines between the boxes of a cell that holds one digit a box."""
    x, y, width, height = cell.box
    steps = [x + width * one / (cell.digits or 1) for one in range(1, cell.digits or 1)]
    return [np.array([(at, y), (at, y + height)], dtype=np.float64) for at in steps]


def _plain(label: str) -> str:
    """As much of a label as stands over its region."""
    return label if len(label) <= _LONGEST else f"{label[:_LONGEST]}..."


def _on(place: Registration, points: Points) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.round(place.to_image(points)).astype(np.int32)


def _outline(picture: Pixels, place: Registration, box: Points, colour: tuple[int, ...]) -> None:
    thick = max(2, max(picture.shape) // 900)
    cv2.polylines(picture, [_on(place, box)], True, colour, thick, cv2.LINE_AA)


def _hatched(picture: Pixels, place: Registration, box: Points) -> None:
    (left, top), (right, bottom) = box[0], box[2]
    for step in np.arange(_HATCH, right - left + bottom - top, _HATCH):
        start = (left + min(step, right - left), top + max(0, step - (right - left)))
        end = (left + max(0, step - (bottom - top)), top + min(step, bottom - top))
        _outline(picture, place, np.array([start, end], dtype=np.float64), _RED)


def _labelled(
    picture: Pixels, place: Registration, box: Points, label: str, colour: tuple[int, ...]
) -> None:
    _outline(picture, place, box, colour)
    size = max(0.3, _LABEL * max(picture.shape) / 1200)
    x, y = (int(one) for one in _on(place, box)[0])
    plain = label.encode("ascii", "replace").decode()
    for thick, ink in ((3, (255, 255, 255)), (1, colour)):
        cv2.putText(
            picture, plain, (x + 2, y - 2), cv2.FONT_HERSHEY_SIMPLEX, size, ink, thick, cv2.LINE_AA
        )
