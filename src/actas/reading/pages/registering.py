"""Find where a sheet lies in a picture, or say that it is not known.

A wrong place is far worse than none: what is private would be published. So anchors must lie on
both ends of the sheet, agree with each other, hold every place that matters, and be told which way
is up by a code or by words that read. Knows forms and pictures; what is read there is for others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

import numpy as np

from actas.election.registration import Pixels, Points, Registration
from actas.election.sheet import SheetForm
from actas.reading.pages import guessing, marks
from actas.reading.pages.anchoring import (
    Sight,
    View,
    code_ties,
    corners,
    near_frames,
    near_marks,
    near_words,
)
from actas.reading.pages.fitting import Fit, Matrix, Tie, fit, seen
from actas.reading.pages.guessing import off, per_tenth
from actas.reading.pages.seeing import Picture
from actas.reading.pages.wording import words_of

Spent = Callable[[], bool]
"""Whether the time for a page is spent: then no further view is tried."""

_REACH = (150.0, 60.0, 30.0)
_LEAST_SPREAD = 0.5
_RESOLUTION = (0.15, 6.0)
_TRIES = 5
_SAME = 0.01
_CONFIRMED = 2
_ENOUGH = 6
_BEYOND = 100
_HEIGHTS = 4
_MOST_MARKS = 0.75


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
    sight = Sight(Picture(marks.grey_of(pixels)), form, code_ties(form, code_corners or ()))
    for look in (by_shapes, by_faint_marks):
        registration = look(sight, _never)
        if registration is not None:
            return registration
    return by_words(sight, words_of(sight.picture, [form], _never).ties[form.id], _never)


def by_shapes(sight: Sight, spent: Spent) -> Registration | None:
    """By codes, dark marks, frames or the paper's outline: cheap."""
    return _sure(sight, _shapes(sight), spent)


def by_faint_marks(sight: Sight, spent: Spent) -> Registration | None:
    """By marks that are hardly darker than their paper, and the codes."""
    faint = replace(sight, faint=True)
    return _sure(faint, chain(_from_codes(faint), guessing.from_marks(faint)), spent)


def by_words(sight: Sight, ties: Sequence[Tie], spent: Spent) -> Registration | None:
    """By words of the form that were read anywhere in the picture."""
    return _sure(replace(sight, faint=True), guessing.from_words(sight, ties), spent)


def _never() -> bool:
    return False


def _shapes(sight: Sight) -> Iterator[Matrix]:
    yield from _from_codes(sight)
    yield from guessing.from_marks(sight)
    yield from guessing.from_rectangles(sight)


def _from_codes(sight: Sight) -> Iterator[Matrix]:
    first = fit(sight.codes, sight.form.size) if sight.codes else None
    if first is not None:
        yield first.matrix


def _sure(sight: Sight, views: Iterable[Matrix], spent: Spent) -> Registration | None:
    """The first of these views that holds when looked at closely."""
    tried: list[Points] = []
    for view in views:
        if spent():
            break
        fitted = _closer(sight, view)
        if fitted is None or not _plausible(sight, fitted) or _known(tried, fitted):
            continue
        sure = _told(sight, fitted)
        if sure is not None and _marks_are_there(sight, sure[0]):
            fitted, checks = sure
            residual = max([_residual(fitted, sight.form.size), *(off(fitted, c) for c in checks)])
            if residual <= sight.form.tolerance:
                return _registration(sight.form, fitted, residual, checks)
        if len(tried) >= _TRIES:
            break
    return None


def _marks_are_there(sight: Sight, fitted: Fit) -> bool:
    """Whether most marks that should be in the picture were met. Of a sheet whose end is cut off,
    marks of its middle can be taken for those of its end; then those of the middle are missing.

    A code that was read is met by its own four corners, and needs no such witness.
    """
    names = {tie.name for tie in fitted.ties}
    if any(name.startswith("code") for name in names):
        return True
    high, wide = sight.grey.shape
    there, met = 0, 0
    for name, anchor in sight.of("mark"):
        (x, y), *_ = fitted.seen(corners(anchor.box).mean(axis=0, keepdims=True))
        if 0 <= x < wide and 0 <= y < high:
            there += 1
            met += name in names
    return met >= _MOST_MARKS * there


def _registration(
    form: SheetForm, fitted: Fit, residual: float, checks: Sequence[Tie]
) -> Registration:
    names = tuple(tie.name for tie in (*fitted.ties, *checks))
    return Registration(form.id, form.size, fitted.matrix, residual, names, fitted.bend)


def _known(tried: list[Points], fitted: Fit) -> bool:
    """Whether a view like this one was tried before; noted, if not."""
    places = np.concatenate([tie.form for tie in fitted.ties])
    at = fitted.seen(np.vstack([places.min(axis=0), places.max(axis=0), places.mean(axis=0)]))
    size = float(np.ptp(at, axis=0).max())
    if any(float(np.abs(at - one).max()) < _SAME * size for one in tried):
        return True
    tried.append(at)
    return False


def _agrees(fitted: Fit, tie: Tie, reach: float = 80.0) -> bool:
    return off(fitted, tie) <= reach


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
    """Whether anchors lie on both ends and every place that matters is surely known.

    Of bent paper three heights say that it is bent and no more: all of them are needed to say how.
    """
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
    if fitted.bend is not None and len(fitted.bend) < _HEIGHTS:
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
    scales = [per_tenth(fitted.matrix, np.array([corner])) for corner in outline]
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
        worst = max(worst, off(without, tie) - 2 * float(without.unsure(tie.form).max()))
    return worst
