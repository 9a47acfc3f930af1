"""Views of a form that may be about right, from what is seen in a picture, the likely ones first.

Knows shapes and words of one form. Which view is right, if any, is for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Points
from actas.reading.pages.anchoring import Sight, corners
from actas.reading.pages.fitting import Fit, Matrix, Tie, fit, seen

_REACH = 150.0
_ALIKE = 80.0
_SIZE = 0.35
_PAIRS = 400
_SPOTS = 40


def from_marks(sight: Sight) -> Iterator[Matrix]:
    """Pairs of squares taken for pairs of marks: the views that then meet the most marks."""
    anchors = [anchor for _, anchor in sight.of("mark")]
    spots = sight.squares[:_SPOTS]
    if len(anchors) < 3 or len(spots) < 3:
        return
    places = np.array([corners(anchor.box).mean(axis=0) for anchor in anchors])
    sides = np.array([np.sqrt(anchor.box[2] * anchor.box[3]) for anchor in anchors])
    scored: list[tuple[int, float, Matrix]] = []
    for a, b in _far_pairs(places):
        for turn, there in _turns(spots, places[b] - places[a], sides[a], sides[b]):
            view = _similar(turn, places[a], there)
            at = seen(view, places)
            off = np.hypot(at[:, None, 0] - spots[:, 0], at[:, None, 1] - spots[:, 1]) / abs(turn)
            near = np.minimum(off.min(axis=1), _REACH)
            met = int((near < _REACH).sum())
            if met >= 3:
                scored.append((met, float(near.sum()), view))
    scored.sort(key=lambda one: (-one[0], one[1]))
    yield from _unlike([view for _, _, view in scored], places)


def _turns(
    spots: NDArray[np.float64], apart: Points, side: float, other: float
) -> Iterator[tuple[complex, Points]]:
    """Turn and scale, and the first square's place, for pairs of squares of the right sizes."""
    at = spots[:, 0] + 1j * spots[:, 1]
    turn = (at[None, :] - at[:, None]) / complex(*apart)
    scale = np.maximum(np.abs(turn), 1e-9)
    fits = np.abs(np.log(spots[:, 2][:, None] / (scale * side))) < _SIZE
    fits &= np.abs(np.log(spots[:, 2][None, :] / (scale * other))) < _SIZE
    for i, j in np.argwhere(fits)[:_PAIRS]:
        yield complex(turn[i, j]), spots[i, :2]


def _far_pairs(places: Points) -> list[tuple[int, int]]:
    pairs = list(combinations(range(len(places)), 2))
    pairs.sort(key=lambda pair: -float(np.linalg.norm(places[pair[0]] - places[pair[1]])))
    return pairs[:4]


def _similar(turn: complex, here: Points, there: Points) -> Matrix:
    matrix = np.array([[turn.real, -turn.imag, 0], [turn.imag, turn.real, 0], [0, 0, 1.0]])
    matrix[:2, 2] = there - matrix[:2, :2] @ here
    return matrix


def _unlike(views: Sequence[Matrix], places: Points) -> Iterator[Matrix]:
    """Views in their order, without those that say the same as one before."""
    kept: list[Points] = []
    for view in views:
        at = seen(view, places)
        size = float(np.ptp(at, axis=0).max())
        if all(float(np.hypot(*(at - one).T).max()) > 0.1 * size for one in kept):
            kept.append(at)
            yield view
        if len(kept) >= 4:
            return


def from_rectangles(sight: Sight) -> Iterator[Matrix]:
    """Each outline taken for a frame or the whole paper, four ways round."""
    from cv2 import getPerspectiveTransform

    frames = [anchor.box for _, anchor in sight.of("frame")]
    width, height = sight.form.size
    for box in [*frames, (0, 0, width, height)]:
        place = corners(box).astype(np.float32)
        wanted = box[2] / box[3]
        for one in sight.rectangles[:4]:
            for turn in range(4):
                at = np.roll(one, turn, axis=0)
                wide, high = (float(np.linalg.norm(at[end] - at[0])) for end in (1, 3))
                if abs(np.log(max(wide, 1.0) / max(high, 1.0) / wanted)) < 0.25:
                    view = getPerspectiveTransform(place, at.astype(np.float32))
                    yield np.asarray(view, dtype=np.float64)


def from_words(sight: Sight, ties: Sequence[Tie]) -> Iterator[Matrix]:
    """The view on which most of these words agree, taken in pairs."""
    best, most = None, 1
    for one, other in combinations(ties, 2):
        if one.name != other.name and (first := fit([one, other], sight.form.size)):
            agreeing = [tie for tie in ties if off(first, tie) <= _ALIKE]
            if len({tie.name for tie in agreeing}) > most:
                most = len({tie.name for tie in agreeing})
                best = fit(agreeing, sight.form.size)
    if best is not None:
        yield best.matrix


def off(fitted: Fit, tie: Tie) -> float:
    """How far a tie lies from where the fit has it, tenths of a millimetre."""
    away = float(np.hypot(*(fitted.seen(tie.form) - tie.image).T).max())
    return away / max(1e-9, per_tenth(fitted.matrix, tie.form))


def per_tenth(view: Matrix, at: Points) -> float:
    """Pixels a tenth of a millimetre about the middle of these places of the form."""
    there = seen(view, at.mean(axis=0) + np.array([[0, 0], [10, 0], [0, 10]]))
    across, down = there[1] - there[0], there[2] - there[0]
    return float(np.sqrt(max(0.0, across[0] * down[1] - across[1] * down[0]))) / 10
