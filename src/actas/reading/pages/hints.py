"""Whether a page may be a sheet though nothing on it could be read or placed: signs, no proof.

Leans towards yes: what is held for a sheet is kept and shown to people, what is not is lost. Knows
what paper, marks and text look like in a bad picture; no form's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels
from actas.election.sheet import SheetForm
from actas.reading.pages import guessing
from actas.reading.pages.anchoring import Sight, near_marks
from actas.reading.pages.fitting import seen
from actas.reading.pages.seeing import Picture

_TEXT = 2
"""Lines that read as text."""

_SIDE = 160
_LEAST = 0.1
_WHOLE = 0.87
_PART = 0.8
_PLAIN = 0.15

_MARKS = 5
_REACH = 40


def of_paper(picture: Picture, forms: Sequence[SheetForm], text: int) -> bool:
    """Whether there is text, or marks as a form has them, or what looks like a sheet of paper.

    Args:
        picture: of the page.
        forms: whose sheet it may be.
        text: lines that read as text.
    """
    if text >= _TEXT or papers(picture.grey):
        return True
    sights = [Sight(picture, form, (), faint=True) for form in forms]
    return any(_marked(sight) for sight in sights)


def papers(grey: Pixels) -> bool:
    """Whether something light, large and without dents lies there that is not quite plain."""
    import cv2

    scale = _SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    even = np.asarray(cv2.medianBlur(small, 7), np.uint8)
    inked = np.abs(small.astype(np.float32) - cv2.GaussianBlur(small, (0, 0), 1.5))
    level = _between(even)
    # Where a shadow lies over the paper, what is dark is parted once more.
    shaded = _between(even[even <= level])
    return _paper(np.asarray(even > level, np.uint8), inked, 1.0) or _paper(
        np.asarray(even > shaded, np.uint8), inked, _PART
    )


def _paper(light: Pixels, inked: NDArray[np.float32], most: float) -> bool:
    import cv2

    light = np.asarray(cv2.morphologyEx(light, cv2.MORPH_OPEN, np.ones((11, 11), np.uint8)))
    light = np.asarray(cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)))
    outlines, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        area, around = cv2.contourArea(outline), cv2.contourArea(cv2.convexHull(outline))
        if not _LEAST * light.size <= area <= most * light.size or area < _WHOLE * around:
            continue
        inside = cv2.drawContours(np.zeros_like(light), [outline], -1, 1, cv2.FILLED)
        within = inked[cv2.erode(inside, np.ones((5, 5), np.uint8)) > 0]
        if len(within) and float(within.mean()) > _PLAIN:
            return True
    return False


def _between(brightness: NDArray[np.uint8]) -> float:
    """The level that parts these best in two (N. Otsu, IEEE Trans. SMC 9:62, 1979)."""
    import cv2

    row = np.ascontiguousarray(brightness.reshape(1, -1))
    return float(cv2.threshold(row, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0])


def _marked(sight: Sight) -> bool:
    """Whether most of the form's marks are seen where one view has them."""
    needed = max(_MARKS, len(sight.of("mark")) // 2 + 1)
    return any(
        len(near_marks(sight, partial(seen, view), _REACH)) >= needed
        for view in guessing.from_marks(sight)
    )
