"""Lines of text in a picture: where they lie, and which printed words of a form they say.

Knows pictures and words. Which of several ways to lay a form over them is right is for others.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from actas.election.registration import Pixels, Points
from actas.reading.pages.recognising import Read, session_of, texts

AREA = 600_000
"""Pixels to which a picture is brought before lines are looked for."""

ALIKE = 0.7
"""How much of its words a line must say to be taken for them, 0 to 1."""

_THRESHOLD = 0.3
_LEAST = 5.0
_GROWN = 1.6
_MOST = 32


@dataclass(frozen=True, eq=False)
class Line:
    """A line of text.

    Attributes:
        corners: upper left, upper right, lower right, lower left of the text as it is read.
        read: what it says.
    """

    corners: Points
    read: Read


def places(grey: Pixels, area: int = AREA) -> list[Points]:
    """Corners of each line of text in a picture, along its longer side; which end is first is open.

    By the text detector of PP-OCR (differentiable binarisation, Liao et al. 2020).
    """
    import cv2

    scale = min(1.0, math.sqrt(area / grey.size))
    high, wide = (max(32, round(side * scale / 32) * 32) for side in grey.shape)
    sized = cv2.resize(grey, (wide, high), interpolation=cv2.INTER_AREA)
    filled = np.repeat((sized / np.float32(127.5) - 1)[None, None].astype(np.float32), 3, axis=1)
    session = session_of("lines")
    (out,) = session.run(None, {session.get_inputs()[0].name: filled})
    text = (np.asarray(out)[0, 0] > _THRESHOLD).astype(np.uint8)
    outlines, _ = cv2.findContours(text, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    back = np.array([grey.shape[1] / wide, grey.shape[0] / high])
    found = []
    for outline in outlines:
        middle, (along, across), angle = cv2.minAreaRect(outline)
        if min(along, across) < _LEAST / 2 or max(along, across) < _LEAST:
            continue
        more = along * across * _GROWN / (along + across)
        if along < across:
            along, across, angle = across, along, angle + 90
        place = _corners(middle, along + more, across + more, angle)
        found.append((along, (place + 0.5) * back - 0.5))
    found.sort(key=lambda one: -one[0])
    return [corners for _, corners in found[:_MOST]]


def read_lines(grey: Pixels, corners: Sequence[Points]) -> list[Line]:
    """What the lines at these places say, as they are turned."""
    read = texts([cut(grey, one) for one in corners])
    return [Line(place, said) for place, said in zip(corners, read, strict=True) if said.text]


def turned(corners: Points) -> Points:
    """The same place, read from its other end."""
    return np.roll(corners, 2, axis=0)


def cut(grey: Pixels, corners: Points, high: int = 48) -> Pixels:
    """The picture of what lies between four corners, upright, so many pixels high."""
    import cv2

    along = float(np.linalg.norm(corners[1] - corners[0]))
    across = max(1.0, float(np.linalg.norm(corners[3] - corners[0])))
    wide = int(np.clip(round(high * along / across), 8, 1200))
    to = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32) - 0.5
    view = cv2.getPerspectiveTransform(corners.astype(np.float32), to)
    return np.asarray(
        cv2.warpPerspective(grey, view, (wide, high), borderMode=cv2.BORDER_REPLICATE)
    )


def said(line: Line, words: str) -> tuple[float, Points]:
    """How much of these words a line says, 0 to 1, and the corners of that part of it."""
    text, wanted = plain(line.read.text), plain(words)
    if not text or not wanted:
        return 0.0, line.corners
    matcher = SequenceMatcher(None, text, wanted, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return 0.0, line.corners
    start = max(0, blocks[0].a - blocks[0].b)
    end = min(len(text), start + len(wanted))
    share = 2 * sum(block.size for block in blocks) / (len(wanted) + end - start)
    return min(1.0, share), _part(line.corners, start / len(text), end / len(text))


def plain(text: str) -> str:
    """Letters and digits alone, without accents, small."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if one.isalnum())


def _part(corners: Points, start: float, end: float) -> Points:
    upper, lower = corners[1] - corners[0], corners[2] - corners[3]
    return np.array(
        [
            corners[0] + start * upper,
            corners[0] + end * upper,
            corners[3] + end * lower,
            corners[3] + start * lower,
        ]
    )


def _corners(middle: Sequence[float], along: float, across: float, angle: float) -> Points:
    turn = np.deg2rad(angle)
    right = np.array([np.cos(turn), np.sin(turn)]) * along / 2
    down = np.array([-np.sin(turn), np.cos(turn)]) * across / 2
    centre = np.array(middle)
    return np.array(
        [centre - right - down, centre + right - down, centre + right + down, centre - right + down]
    )
