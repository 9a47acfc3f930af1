"""Whether a page may be a sheet though nothing on it could be read or placed: signs, no proof.

Leans towards yes: what is held for a sheet is kept and shown to people, what is not is lost. Knows
what paper, marks and text look like in a bad picture; no form's words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actas.election.registration import Pixels
from actas.election.sheet import SheetForm
from actas.reading.pages import guessing, marks
from actas.reading.pages.anchoring import Sight
from actas.reading.pages.seeing import Picture

_TEXT = 2
"""Lines that read as text."""

_SIDE = 160
_LEAST = 0.06
_FULL = 0.8
_PLAIN = 3.0
_ASPECT = 1.8


def of_paper(picture: Picture, forms: Sequence[SheetForm], text: int) -> bool:
    """Whether there is text, or marks as a form has them, or what looks like a sheet of paper.

    Args:
        picture: of the page.
        forms: whose sheet it may be.
        text: lines that read as text.
    """
    if text >= _TEXT or papers(picture.grey, [form.size for form in forms]):
        return True
    sights = [Sight(picture, form, (), faint=True) for form in forms]
    return any(_marked(sight) for sight in sights)


def papers(grey: Pixels, sizes: Sequence[tuple[int, int]]) -> bool:
    """Whether a light and even four-cornered region has about the shape of one of these sizes."""
    import cv2

    scale = _SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return False


def _marked(sight: Sight) -> bool:
    """Whether most of the form's marks are seen where one view has them."""
    return False
