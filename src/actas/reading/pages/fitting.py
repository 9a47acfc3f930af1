"""Fit where a sheet lies to anchors seen in an image, and say how sure that is at any place.

Weighted least squares over a homography that prefers plain views where anchors are few. Knows
points only: what the anchors are and how they were found is for others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Points

Matrix = NDArray[np.float64]

_ROUNDS = 12
_SMALL = 1e-5
_FLAT = 3.0
_LEVEL = 60
_SIDE = 0.42
_OUTLYING = 2.5
_SHEAR = 0.12
_SLANT = 0.12
_BASIS = np.array(
    [
        # turn and scale, free; stretch and shear, held; shift, free; perspective, held.
        [1, 0, 0, 0, 1, 0, 0, 0],
        [0, -1, 0, 1, 0, 0, 0, 0],
        [1, 0, 0, 0, -1, 0, 0, 0],
        [0, 1, 0, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 0, 0, 1],
    ],
    dtype=np.float64,
)
_HELD = np.array([0, 0, 1 / _SHEAR, 1 / _SHEAR, 0, 0, 1 / _SLANT, 1 / _SLANT])


@dataclass(frozen=True, eq=False)
class Tie:
    """One anchor: places on the form and where they were seen.

    Attributes:
        name: of the anchor, for people.
        form: N × 2, tenths of a millimetre.
        image: N × 2, pixels.
        spread: how far off such a point is seen, tenths of a millimetre, one standard deviation.
        loose: it tells about where and which way up, and is not held against a fit.
    """

    name: str
    form: Points
    image: Points
    spread: float = 3.0
    loose: bool = False


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted view.

    Attributes:
        matrix: 3 × 3 homography from the form, tenths of a millimetre, to pixels.
        ties: what it was fitted to.
        residuals: largest distance of each tie's points from where the fit has them, tenths of a
            millimetre.
        bend: K × 3, as in a registration; None where the paper is flat.
    """

    matrix: Matrix
    ties: tuple[Tie, ...]
    residuals: NDArray[np.float64]
    bend: NDArray[np.float64] | None
    _at: Matrix = field(repr=False)
    _base: Matrix = field(repr=False)
    _covariance: Matrix = field(repr=False)
    _per_tenth: float = field(repr=False)

    def seen(self, points: Points) -> Points:
        """Places of the form, N × 2, in the picture."""
        return seen(self.matrix, points + bent_by(self.bend, points))

    def sag(self) -> float:
        """How far bent paper may lie off between two heights that are known, tenths of a mm.

        Linear interpolation of a curve is off by up to a step squared times its curvature by eight;
        the curvature is the largest that the known heights show.
        """
        if self.bend is None or len(self.bend) < 3:
            return 0.0
        y, off = self.bend[:, 0], self.bend[:, 1:]
        steps = np.diff(y)
        slopes = np.diff(off, axis=0) / steps[:, None]
        curved = np.abs(np.diff(slopes, axis=0)).max(axis=1) / ((steps[1:] + steps[:-1]) / 2)
        return float(steps.max() ** 2 * curved.max() / 8)

    def unsure(self, points: Points) -> NDArray[np.float64]:
        """Standard deviation of where it has these places of the form, tenths of a millimetre."""
        jacobian = _jacobian(self._base, seen(self._at, points)) / self._per_tenth
        each = np.einsum("nij,jk,nlk->nil", jacobian, self._covariance, jacobian)
        return np.asarray(np.sqrt(np.trace(each, axis1=1, axis2=2)), dtype=np.float64)


def fit(ties: Sequence[Tie], size: tuple[int, int]) -> Fit | None:
    """The view of a form of this size that fits best; None where two points are not to be had.

    Points that lie far off the others weigh less (Huber, Annals of Mathematical Statistics 35:73).
    Where anchors on both sides, at three heights or more, say that the paper is bent, it is.
    """
    fitted = _fit(ties, size, None)
    for _ in range(2):
        if fitted is None or fitted.residuals.max() <= _FLAT:
            break
        bend = _bend(fitted, size)
        if bend is None:
            break
        fitted = _fit(ties, size, bend)
    return fitted


def bent_by(bend: NDArray[np.float64] | None, points: Points) -> Points:
    """How far the paper lies off at these places, tenths of a millimetre."""
    if bend is None:
        return np.zeros_like(points)
    y = points[:, 1]
    moved = [np.interp(y, bend[:, 0], bend[:, axis]) for axis in (1, 2)]
    return np.asarray(np.stack(moved, axis=1), dtype=np.float64)


def _bend(fitted: Fit, size: tuple[int, int]) -> NDArray[np.float64] | None:
    """Mean displacement at each height where anchors stand on both sides of the sheet."""
    form = np.concatenate([tie.form for tie in fitted.ties])
    image = np.concatenate([tie.image for tie in fitted.ties])
    off = seen(np.asarray(np.linalg.inv(fitted.matrix), dtype=np.float64), image) - form
    order = np.argsort(form[:, 1], kind="stable")
    breaks = np.flatnonzero(np.diff(form[order, 1]) > _LEVEL) + 1
    knots = []
    for level in np.split(order, breaks):
        x = form[level, 0]
        if x.min() < _SIDE * size[0] and x.max() > (1 - _SIDE) * size[0]:
            knots.append([form[level, 1].mean(), *off[level].mean(axis=0)])
    return np.array(knots) if len(knots) >= 3 else None


def _fit(
    ties: Sequence[Tie], size: tuple[int, int], bend: NDArray[np.float64] | None
) -> Fit | None:
    form = np.concatenate([tie.form for tie in ties]) if ties else np.empty((0, 2))
    if len(form) < 2:
        return None
    form = form + bent_by(bend, form)
    image = np.concatenate([tie.image for tie in ties])
    spread = np.repeat([tie.spread for tie in ties], [len(tie.form) for tie in ties])
    half = max(size) / 2
    at = np.array(
        [[1 / half, 0, -size[0] / 2 / half], [0, 1 / half, -size[1] / 2 / half], [0, 0, 1]]
    )
    placed = seen(at, form)
    base = similarity(placed, image, 1 / spread**2)
    if base is None:
        return None
    per_tenth = float(np.hypot(base[0, 0], base[1, 0])) / half
    change, covariance = _least_squares(base, placed, image, spread * per_tenth)
    matrix = base @ _homography(change) @ at
    if abs(matrix[2, 2]) < 1e-9:
        return None
    matrix = matrix / matrix[2, 2]
    off = np.hypot(*(seen(matrix, form) - image).T) / per_tenth
    ends = np.cumsum([len(tie.form) for tie in ties])
    parts = zip(ties, np.split(off, ends[:-1]), strict=True)
    residuals = np.array([0.0 if tie.loose else float(part.max()) for tie, part in parts])
    return Fit(
        matrix, tuple(ties), residuals, bend, at, base @ _homography(change), covariance, per_tenth
    )


def similarity(form: Points, image: Points, weights: NDArray[np.float64]) -> Matrix | None:
    """Turn, scale and shift from one set of points to another; never mirrored."""
    weights = weights / weights.sum()
    here, there = weights @ form, weights @ image
    a, b = form - here, image - there
    size = float(weights @ (a**2).sum(axis=1))
    if size <= 1e-12:
        return None
    along = float(weights @ (a * b).sum(axis=1)) / size
    across = float(weights @ (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])) / size
    if np.hypot(along, across) <= 1e-9:
        return None
    turn = np.array([[along, -across], [across, along]])
    return np.vstack([np.column_stack([turn, there - turn @ here]), [0, 0, 1]])


def _least_squares(
    base: Matrix, form: Points, image: Points, spread: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Matrix]:
    change = np.zeros(8)
    held = np.diag(_HELD**2)
    for _ in range(_ROUNDS):
        now = base @ _homography(change)
        off = (image - seen(now, form)) / spread[:, None]
        far = np.hypot(*off.T)
        weight = np.minimum(1, _OUTLYING / np.maximum(far, 1e-9))
        jacobian = _numeric(base, change, form) / spread[:, None, None]
        normal = np.einsum("nij,n,nik->jk", jacobian, weight, jacobian) + held
        right = np.einsum("nij,n,ni->j", jacobian, weight, off) - held @ change
        step = np.linalg.solve(normal + 1e-9 * np.eye(8), right)
        change = change + step
        if np.abs(step).max() < _SMALL:
            break
    free = max(1, 2 * len(form) - 8)
    scatter = max(1.0, float((weight * far**2).sum()) / free)
    return change, np.linalg.pinv(normal) * scatter


def _homography(change: NDArray[np.float64]) -> Matrix:
    return np.append(change @ _BASIS, 0.0).reshape(3, 3) + np.eye(3)


def _numeric(base: Matrix, change: NDArray[np.float64], form: Points) -> NDArray[np.float64]:
    now = base @ _homography(change)
    return _jacobian_of(base, now, form)


def _jacobian(now: Matrix, form: Points) -> NDArray[np.float64]:
    return _jacobian_of(now, now, form)


def _jacobian_of(base: Matrix, now: Matrix, form: Points) -> NDArray[np.float64]:
    """N × 2 × 8: pixels by change, around `now`."""
    homogeneous = np.column_stack([form, np.ones(len(form))])
    at = homogeneous @ now.T
    steps = np.concatenate([_BASIS, np.zeros((8, 1))], axis=1).reshape(8, 3, 3)
    moved = np.einsum("ij,kjl,nl->nki", base, steps, homogeneous)
    z = at[:, 2, None]
    x = (moved[:, :, 0] * z - at[:, 0, None] * moved[:, :, 2]) / z**2
    y = (moved[:, :, 1] * z - at[:, 1, None] * moved[:, :, 2]) / z**2
    return np.stack([x, y], axis=1)


def seen(matrix: Matrix, points: Points) -> Points:
    """Places of a form, N × 2, as this view has them in the picture."""
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    z = np.where(np.abs(homogeneous[:, 2:]) < 1e-9, 1e-9, homogeneous[:, 2:])
    return np.asarray(homogeneous[:, :2] / z, dtype=np.float64)
