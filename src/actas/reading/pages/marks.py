"""Dark squares, ruled rectangles and the paper's outline in a picture.

Knows shapes only: which anchor of which form one of them is, is for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels, Points

if TYPE_CHECKING:
    from cv2.typing import MatLike

SIDE = 1400
"""Pixels to which a picture's longer side is brought before shapes are looked for."""

DARK, FAINT = 0.62, 0.86
"""Brightness, as a share of the paper's around it, below which something is printed there."""

_SMALLEST = 4.0
_LARGEST = 0.12
_FULL = 0.82
_SQUARE = 1.45
_MOST = 60


def grey_of(pixels: Pixels) -> Pixels:
    """One channel."""
    import cv2

    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def dark(grey: Pixels, level: float = DARK) -> Pixels:
    """255 where the paper is printed on, 0 elsewhere, whatever the light."""
    import cv2

    reach = max(15, max(grey.shape) // 24 | 1)
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((reach // 4 | 1, reach // 4 | 1), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), max(1.0, reach / 8))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.where(grey < level * paper.astype(np.float32), 255, 0).astype(np.uint8)


def squares(grey: Pixels, level: float = DARK) -> NDArray[np.float64]:
    """N × 3: centre x, y and side of each solid dark square, in pixels; the largest first."""
    import cv2

    scale = min(1.0, SIDE / max(grey.shape))
    small = _resized(grey, scale)
    if level > DARK:
        small = np.asarray(cv2.medianBlur(small, 5), np.uint8)
    outlines, _ = cv2.findContours(dark(small, level), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = [one for one in map(_square, outlines) if one is not None]
    found = [one for one in found if one[2] <= _LARGEST * max(small.shape)]
    found.sort(key=lambda one: -one[2])
    spots = np.array(found[:_MOST], dtype=np.float64).reshape(-1, 3)
    spots[:, :2] = enlarged(spots[:, :2], scale)
    spots[:, 2] /= scale
    return spots


def _resized(grey: Pixels, scale: float) -> Pixels:
    import cv2

    if scale >= 1.0:
        return grey
    sized = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(sized, dtype=np.uint8)


def _square(outline: MatLike) -> tuple[float, float, float] | None:
    import cv2

    if len(outline) < 4:
        return None
    (x, y), (wide, high), _ = cv2.minAreaRect(outline)
    wide, high = wide + 1, high + 1
    if min(wide, high) < _SMALLEST or max(wide, high) > _SQUARE * min(wide, high):
        return None
    area = cv2.contourArea(outline) + cv2.arcLength(outline, True) / 2 + 1
    if area < _FULL * wide * high:
        return None
    return x, y, float(np.sqrt(wide * high))


def rectangles(grey: Pixels, least: float = 0.02) -> list[Points]:
    """Corners of each four-cornered outline that covers at least this share of the picture.

    Upper left, upper right, lower right, lower left as seen in the picture; the largest first. The
    picture's own edge is the last.
    """
    import cv2

    scale = min(1.0, SIDE / 2 / max(grey.shape))
    small = _resized(grey, scale)
    smooth = cv2.GaussianBlur(small, (5, 5), 0)
    _, light = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    found: list[tuple[float, Points]] = []
    for picture in (light, dark(small)):
        outlines, _ = cv2.findContours(picture, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            area = cv2.contourArea(outline)
            if area < least * small.size:
                continue
            corners = _four(outline)
            if corners is not None:
                found.append((area, enlarged(corners, scale)))
    found.sort(key=lambda one: -one[0])
    high, wide = grey.shape[:2]
    edge = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float64) - 0.5
    return [corners for _, corners in found[:8]] + [edge]


def _four(outline: MatLike) -> Points | None:
    import cv2

    hull = cv2.convexHull(outline)
    around = cv2.arcLength(hull, True)
    for slack in (0.02, 0.04, 0.06):
        about = cv2.approxPolyDP(hull, slack * around, True).reshape(-1, 2)
        if len(about) == 4:
            return clockwise(about.astype(np.float64))
    return None


def enlarged(points: Points, scale: float) -> Points:
    """Places in a picture that was brought to this scale, in the picture itself.

    The middle of a pixel is at whole numbers, as OpenCV has it.
    """
    return (points + 0.5) / scale - 0.5


def clockwise(corners: Points) -> Points:
    """Four corners from the upper left one on, clockwise as seen."""
    middle = corners.mean(axis=0)
    angle = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[np.argsort(angle)]
    first = int(np.argmin(ordered.sum(axis=1)))
    return np.roll(ordered, -first, axis=0)
