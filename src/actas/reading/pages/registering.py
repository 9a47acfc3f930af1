"""Find where a sheet lies in a picture, or say that it is not known.

A wrong place is far worse than none: what is private would be published. So anchors must lie on
both ends of the sheet, agree with each other, hold every place that matters, and be told which way
is up by a code or by words that read. Knows forms and pictures; what is read there is for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels, Points, Registration
from actas.election.sheet import SheetForm
from actas.reading.pages import lines, marks
from actas.reading.pages.anchoring import (
    Sight,
    View,
    code_ties,
    corners,
    near_frames,
    near_marks,
    near_words,
    words_tie,
)
from actas.reading.pages.fitting import Fit, Matrix, Tie, fit, seen

_REACH = (150.0, 60.0, 30.0)
_LEAST_SPREAD = 0.5
_RESOLUTION = (0.15, 6.0)
_TRIES = 5
_SAME = 0.01
_CONFIRMED = 2
_ENOUGH = 6
_BEYOND = 100
_SIZE = 0.35
_PAIRS = 400


def register(
    pixels: Pixels,
    form: SheetForm,
    code_corners: Sequence[tuple[int, Points]] | None = None,
) -> Registration | None:
    """Where a sheet of this form lies in a picture; None where that is not sure.

    Args:
        pixels: of the page, any way up.
        form: that it is held to be a sheet of.
        code_corners: of each code that was found: which of the form's codes it is, counted over all
            their boxes in order, and its own upper left, upper right, lower right and lower left
            corner in pixels.

    The residual is the largest distance, in tenths of a millimetre, of an anchor from where all
    others have it; `form.tolerance` is for whoever relies on it to compare.
    """
    sight = Sight(marks.grey_of(pixels), form, code_ties(form, code_corners or ()))
    tried: list[Points] = []
    for view in _guesses(sight):
        fitted = _closer(sight, view)
        if fitted is None or not _plausible(sight, fitted) or _known(tried, fitted):
            continue
        sure = _told(sight, fitted)
        if sure is not None:
            fitted, checks = sure
            residual = max([_residual(fitted, form.size), *(_off(fitted, one) for one in checks)])
            if residual <= form.tolerance:
                names = tuple(tie.name for tie in (*fitted.ties, *checks))
                return Registration(form.id, form.size, fitted.matrix, residual, names, fitted.bend)
        if len(tried) >= _TRIES:
            break
    return None


def _known(tried: list[Points], fitted: Fit) -> bool:
    """Whether a view like this one was tried before; noted, if not."""
    places = np.concatenate([tie.form for tie in fitted.ties])
    at = fitted.seen(np.vstack([places.min(axis=0), places.max(axis=0), places.mean(axis=0)]))
    size = float(np.ptp(at, axis=0).max())
    if any(float(np.abs(at - one).max()) < _SAME * size for one in tried):
        return True
    tried.append(at)
    return False


def _guesses(sight: Sight) -> Iterator[Matrix]:
    """Views that may be about right, the cheap and likely first."""
    if sight.codes:
        first = fit(sight.codes, sight.form.size)
        if first is not None:
            yield first.matrix
    yield from _from_marks(sight)
    yield from _from_rectangles(sight)
    yield from _from_words(sight)


def _from_marks(sight: Sight) -> Iterator[Matrix]:
    """Pairs of squares taken for pairs of marks: the views that then meet the most marks."""
    anchors = [anchor for _, anchor in sight.of("mark")]
    spots = sight.squares[:40]
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
            near = np.minimum(off.min(axis=1), _REACH[0])
            met = int((near < _REACH[0]).sum())
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


def _from_rectangles(sight: Sight) -> Iterator[Matrix]:
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


def _from_words(sight: Sight) -> Iterator[Matrix]:
    """Lines of the whole picture that read like the form's words, taken for them in pairs."""
    anchors = sight.of("words")
    if len(anchors) < 2:
        return
    found = lines.places(sight.grey)
    for turn in (False, True):
        read = lines.read_lines(sight.grey, [lines.turned(one) if turn else one for one in found])
        ties = []
        for name, anchor in anchors:
            for line in read:
                share, part = lines.said(line, anchor.text or "")
                if share >= lines.ALIKE:
                    ties.append(words_tie(name, anchor.box, part))
        best, most = None, 1
        for one, other in combinations(ties, 2):
            if one.name != other.name and (first := fit([one, other], sight.form.size)):
                agreeing = [tie for tie in ties if _agrees(first, tie)]
                if len({tie.name for tie in agreeing}) > most:
                    most = len({tie.name for tie in agreeing})
                    best = fit(agreeing, sight.form.size)
        if best is not None:
            yield best.matrix
            return


def _agrees(fitted: Fit, tie: Tie, reach: float = 80.0) -> bool:
    return _off(fitted, tie) <= reach


def _off(fitted: Fit, tie: Tie) -> float:
    """How far a tie lies from where the fit has it, tenths of a millimetre."""
    away = float(np.hypot(*(fitted.seen(tie.form) - tie.image).T).max())
    return away / max(1e-9, _per_tenth(fitted.matrix, tie.form))


def _per_tenth(view: Matrix, at: Points) -> float:
    there = seen(view, at.mean(axis=0) + np.array([[0, 0], [10, 0], [0, 10]]))
    across, down = there[1] - there[0], there[2] - there[0]
    return float(np.sqrt(max(0.0, across[0] * down[1] - across[1] * down[0]))) / 10


def _closer(sight: Sight, view: Matrix) -> Fit | None:
    """The view fitted again and again to what is seen closer and closer about it."""
    fitted = None
    place: View = partial(seen, view)
    for reach in _REACH:
        codes = [tie for tie in sight.codes if fitted is None or _agrees(fitted, tie)]
        again = _agreed([*codes, *near_marks(sight, place, reach)], sight.form.size, reach / 4)
        if again is None or not _held(sight, again):
            ties = [*(again.ties if again else ()), *near_frames(sight, place, reach)]
            again = _agreed(ties, sight.form.size, reach / 4)
        if again is None:
            return fitted
        fitted, place = again, again.seen
    return fitted


def _agreed(ties: Sequence[Tie], size: tuple[int, int], most: float) -> Fit | None:
    """The fit to those ties that agree: the one that lies off the most is left out, again and
    again, until none lies further off than `most` tenths of a millimetre."""
    left = list(ties)
    while True:
        fitted = fit(left, size)
        if fitted is None or len(left) <= 4 or fitted.residuals.max() <= most:
            return fitted
        del left[int(np.argmax(fitted.residuals))]


def _told(sight: Sight, fitted: Fit) -> tuple[Fit, list[Tie]] | None:
    """The fit and the words that it was checked by; None where nothing tells which way is up.

    Where its anchors leave it unsure, words that read as they should are anchors too.
    """
    coded = any(tie.name.startswith("code") for tie in fitted.ties)
    held = _held(sight, fitted)
    points = sum(len(tie.form) for tie in fitted.ties if not tie.loose)
    if coded and held and points >= _ENOUGH:
        return fitted, []
    needed = min(_CONFIRMED, len(sight.of("words")))
    words = near_words(sight, fitted.matrix, needed if held else None)
    words = [tie for tie in words if _agrees(fitted, tie)]
    if not needed or len(words) < needed:
        return None
    if held:
        return fitted, words
    again = _agreed([*fitted.ties, *words], sight.form.size, 2.0 * sight.form.tolerance)
    return (again, []) if again is not None and _held(sight, again) else None


def _held(sight: Sight, fitted: Fit) -> bool:
    """Whether anchors lie on both ends and every place that matters is surely known."""
    form = sight.form
    placed = np.concatenate(
        [tie.form for tie in fitted.ties if not tie.loose] or [np.zeros((1, 2))]
    )
    spread = np.ptp(placed, axis=0) / np.array(form.size)
    if spread[1] < _LEAST_SPREAD or spread[0] < _LEAST_SPREAD / 2:
        return False
    private = np.array([region.box for region in form.private]).reshape(-1, 4)
    ends = np.append(private[:, 1], private[:, 1] + private[:, 3])
    low, high = placed[:, 1].min() - _BEYOND, placed[:, 1].max() + _BEYOND
    if ((ends < low) | (ends > high)).any():
        return False
    if 2 * fitted.sag() > form.tolerance:
        return False
    return bool(2 * fitted.unsure(_matter(form)).max() <= form.tolerance)


def _matter(form: SheetForm) -> Points:
    boxes = [one.box for one in form.private] + [cell.box for cell in form.each_cell()]
    return np.concatenate([corners(box) for box in boxes or [(0, 0, *form.size)]])


def _plausible(sight: Sight, fitted: Fit) -> bool:
    """Whether a camera could see a sheet so: not mirrored, not too small, in the picture."""
    matter = fitted.seen(_matter(sight.form))
    width, height = sight.form.size
    outline = corners((0, 0, width, height))
    scales = [_per_tenth(fitted.matrix, np.array([corner])) for corner in outline]
    if (
        min(scales) < _RESOLUTION[0]
        or max(scales) > _RESOLUTION[1]
        or max(scales) > 2.0 * min(scales)
    ):
        return False
    high, wide = sight.grey.shape
    inside = (matter >= -0.02 * max(high, wide)) & (matter <= np.array([wide, high]) * 1.02)
    return bool(inside.all(axis=1).mean() > 0.5)


def _residual(fitted: Fit, size: tuple[int, int]) -> float:
    """The largest distance of an anchor from where the others have it, or from the fit itself."""
    worst = float(fitted.residuals.max())
    for place, tie in enumerate(fitted.ties):
        if tie.loose:
            continue
        others = [one for at, one in enumerate(fitted.ties) if at != place]
        without = fit(others, size)
        if without is None:
            continue
        worst = max(worst, _off(without, tie) - 2 * float(without.unsure(tie.form).max()))
    return worst
