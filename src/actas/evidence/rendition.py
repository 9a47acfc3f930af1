"""What may be published of a page: the sheet made flat, what is private burnt out, pixels alone.

Works from a registration that someone else found; where that does not fit there is no rendition.
What burning leaves: handwriting outside the private regions, the paper, traces of the camera.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from actas.election.registration import Pixels, Registration
from actas.election.sheet import Box, SheetForm
from actas.errors import ActasError
from actas.evidence.leaks import leaks
from actas.evidence.likeness import likeness
from actas.evidence.shapes import Rendition

PER_MM = 8.0
"""Pixels a millimetre at most: about 200 dpi."""

LEAST_PER_MM = 3.0
MOST_PIXELS = 24_000_000
MARGIN = 35
"""Tenths of a millimetre burnt around a private region: further than any registration was off
(benchmarks/printed.py)."""

QUALITY = 85
BURNT = (0, 0, 0)

Corners = tuple[int, int, int, int]
"""Left, top, right, bottom."""


class Leak(ActasError):
    """A rendition that holds more than pixels: never returned, never stored."""


@dataclass(frozen=True)
class Look:
    """How a rendition is made.

    Attributes:
        per_mm: pixels a millimetre at most; never more than the page itself gives.
        margin: tenths of a millimetre burnt around a private region.
        quality: of the JPEG, 1 to 100.
    """

    per_mm: float = PER_MM
    margin: int = MARGIN
    quality: int = QUALITY


def fits(form: SheetForm, registration: Registration | None) -> bool:
    """Whether a sheet is registered to this form well enough to know what is private in it."""
    return (
        registration is not None
        and registration.form == form.id
        and tuple(registration.size) == tuple(form.size)
        and bool(np.isfinite(registration.matrix).all())
        and registration.residual <= form.tolerance
    )


def rendition(
    pixels: Pixels, form: SheetForm, registration: Registration | None, look: Look | None = None
) -> Rendition | None:
    """The page's sheet as it may be published; None where it is withheld: it is not registered.

    Args:
        pixels: the page, red, green, blue.
        form: of its sheet.
        registration: where the sheet lies in it.
        look: how it is made.

    Raises:
        Leak: the file would hold more than pixels.
    """
    if registration is None or not fits(form, registration):
        return None
    look = look or Look()
    per_mm = resolution(registration, look.per_mm)
    flat = np.ascontiguousarray(registration.flat(pixels, per_mm))
    margin = max(look.margin, math.ceil(registration.residual))
    height, width = flat.shape[:2]
    redacted = tuple(_pixels(one, per_mm, width, height) for one in burnt(form, margin))
    for x, y, wide, high in redacted:
        flat[y : y + high, x : x + wide] = BURNT
    mark = likeness(flat, form)
    data = encode(flat, look.quality)
    return Rendition(data, hashlib.sha256(data).hexdigest(), (width, height), redacted, mark)


def resolution(registration: Registration, most: float) -> float:
    """Pixels a millimetre for the flat sheet: what the page gives, at most `most`."""
    width, height = registration.size
    around = registration.to_image(
        np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    )
    x, y = around.T
    area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
    given = 10 * math.sqrt(area / (width * height))
    bounded = 10 * math.sqrt(MOST_PIXELS / (width * height))
    return min(max(given, LEAST_PER_MM), most, bounded)


def burnt(form: SheetForm, margin: int = MARGIN) -> tuple[Box, ...]:
    """The regions of the form that are burnt out, in tenths of a millimetre.

    Private boxes with a margin that stops two thirds of the way to any cell or code, then all that
    lies outside the public boxes where the form gives them.
    """
    kept = [cell.box for cell in form.each_cell()]
    kept += [box for code in form.codes for box in code.boxes]
    private = [_grown(one.box, margin, kept, form.size) for one in form.private]
    return (*private, *_outside(form.public, form.size))


def encode(pixels: Pixels, quality: int = QUALITY) -> bytes:
    """A JPEG of pixels and nothing else; Leak where there would be anything else in it."""
    import cv2

    shown = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if pixels.ndim == 3 else pixels
    done, coded = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, quality])
    data = bytes(coded)
    if not done or (found := leaks(data)):
        raise Leak("a rendition is not published: " + "; ".join(found if done else ["no JPEG"]))
    return data


def _grown(box: Box, margin: int, kept: list[Box], size: tuple[int, int]) -> Box:
    """A box with a margin a side; two thirds of the gap where something to be kept is near."""
    left, top, right, bottom = _corners(box)
    room = [margin] * 4
    for one in kept:
        x0, y0, x1, y1 = _corners(one)
        gaps = (left - x1, top - y1, x0 - right, y0 - bottom)
        widest = max(range(4), key=lambda side: gaps[side])
        if max(gaps) >= 0:
            room[widest] = min(room[widest], 2 * gaps[widest] // 3)
    return _box(
        (
            max(0, left - room[0]),
            max(0, top - room[1]),
            min(size[0], right + room[2]),
            min(size[1], bottom + room[3]),
        )
    )


def _outside(public: tuple[Box, ...], size: tuple[int, int]) -> list[Box]:
    """All of the sheet that lies in none of the boxes, as bands of boxes from the top."""
    if not public:
        return []
    inside = [_corners(one) for one in public]
    rows = sorted({0, size[1], *(y for one in inside for y in (one[1], one[3]))})
    found = []
    for top, bottom in pairwise(rows):
        at = 0
        shown = sorted((one[0], one[2]) for one in inside if one[1] <= top and bottom <= one[3])
        for left, right in [*shown, (size[0], size[0])]:
            if left > at:
                found.append(_box((at, top, left, bottom)))
            at = max(at, right)
    return found


def _corners(box: Box) -> Corners:
    x, y, wide, high = box
    return x, y, x + wide, y + high


def _box(corners: Corners) -> Box:
    left, top, right, bottom = corners
    return left, top, right - left, bottom - top


def _pixels(box: Box, per_mm: float, width: int, height: int) -> tuple[int, int, int, int]:
    """A box in pixels, rounded outwards."""
    left, top, right, bottom = (side * per_mm / 10 for side in _corners(box))
    x, y = math.floor(left), math.floor(top)
    return x, y, min(width, math.ceil(right)) - x, min(height, math.ceil(bottom)) - y
