"""A QR code drawn anew from a guess of where it lies: its modules sampled one by one.

The guess is moved until what every code has (finders, timing, alignment) lies where it should;
then the blur between neighbouring modules is undone, what is known is set right, and the clean
picture is decoded. That picture either decodes with its error correction intact or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels
from actas.reading.codes.qr_believing import believed
from actas.reading.codes.qr_equalising import FINE, equalised
from actas.reading.codes.qr_expecting import Expected, Plan, likeliest
from actas.reading.codes.qr_locating import Guess
from actas.reading.codes.qr_mending import mended
from actas.reading.codes.qr_plan import SIZES, drawn, known

Corners = NDArray[np.float64]
Modules = NDArray[np.float32]

Reader = Callable[[NDArray[np.uint8]], str | None]
"""Decodes a clean picture of a code."""

Spent = Callable[[], bool]
"""Whether the time for a search is spent."""

_SHARPER = (0.0, 0.18, 0.32, 0.45)


def refined(grey: Pixels, guess: Guess, spent: Spent) -> Corners:
    """The guess's corners, moved to where the modules show most clearly until time is spent."""
    corners = guess.corners.copy()
    module = float(np.hypot(*(corners[1] - corners[0]))) / guess.size
    first = sampled(grey, corners, guess.size)
    contrast = float(np.abs(_off(first)).mean()) + 1.0
    best = _clear(first, contrast)
    for reach in (1.2, 0.6, 0.3, 0.15):
        for _ in range(2):
            if spent():
                return corners
            before = best
            for move in _moves(reach * module):
                clear = _clear(sampled(grey, corners + move, guess.size), contrast)
                if clear > best + 1e-4:
                    corners, best = corners + move, clear
            if best == before:
                break
    return corners


def sizes_that_fit(grey: Pixels, corners: Corners, most: int = 2) -> list[Guess]:
    """Guesses of how many modules a code with these corners has, likeliest first."""
    tried = [Guess(corners, size, fit(grey, Guess(corners, size, 0.0))) for size in SIZES]
    return sorted(tried, key=lambda guess: -guess.score)[:most]


def sampled(grey: Pixels, corners: Corners, size: int) -> Modules:
    """Brightness at the centre of each module, size × size."""
    return _at(grey, corners, size, np.arange(size, dtype=np.float32) + np.float32(0.5))


def pictures(modules: Modules, plan: Plan | None = None) -> Iterator[NDArray[np.uint8]]:
    """Clean pictures of the code, by how much blur is undone and how light is told from dark."""
    import cv2

    around = cv2.blur(modules, (3, 3), borderType=cv2.BORDER_REPLICATE)
    cross = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32)
    for much in _SHARPER:
        beside = cv2.filter2D(modules, -1, cross, borderType=cv2.BORDER_REPLICATE)
        sharp = modules * (1 + 4 * much) - beside * much if much else modules
        for window in (9, 15, 0):
            if window:
                level = cv2.blur(around, (window, window), borderType=cv2.BORDER_REFLECT_101)
            else:
                level = np.full_like(modules, float(_between(sharp)))
            yield drawn(sharp < level, plan)


def fit(grey: Pixels, guess: Guess) -> float:
    """How well what is known of every code shows where the guess says, up to about 1."""
    modules = sampled(grey, guess.corners, guess.size)
    off = _off(modules)
    plan = known(guess.size)
    shows = off * np.where(plan == 1, -1.0, 1.0) / (float(np.abs(off).mean()) + 1.0)
    return float(np.clip(shows, -1.5, 1.5)[plan >= 0].mean())


def decode(grey: Pixels, corners: Corners, size: int, read: Reader, spent: Spent) -> str | None:
    """Sample the modules and decode them, telling light from dark by levels.

    Args:
        grey: in which they lie.
        corners: of the code.
        size: modules a side.
        read: decodes a clean picture.
        spent: whether time is spent: then no further picture is made.
    """
    return _first(pictures(sampled(grey, corners, size)), read, spent)


def decode_blurred(
    grey: Pixels, corners: Corners, size: int, forms: Sequence[Expected], read: Reader, spent: Spent
) -> str | None:
    """The same, with what is expected set right and the blur undone: dearer, for sure corners.

    Args:
        forms: what may be known of the code, more than of every code (`qr_expecting`).
    """
    modules, finely = sampled(grey, corners, size), _finely(grey, corners, size)
    form = likeliest(_off(modules), forms)
    if form is None:
        clean = (drawn(odds < 0) for odds in equalised(finely, known(size)))
        return _first(clean, read, spent)
    return _first(chain(pictures(modules, form.plan), _mended(finely, form, spent)), read, spent)


def _mended(finely: Modules, form: Expected, spent: Spent) -> Iterator[NDArray[np.uint8]]:
    """Clean pictures, from the modules to the bytes and back while more of them become known."""
    plan = form.plan
    while True:
        believe = partial(believed, plan=plan, chances=form.chances)
        for odds in equalised(finely, plan, believe):
            yield drawn(odds < 0, plan)
        better = mended(odds, plan, spent)
        if (better == plan).all():
            return
        plan = better


def _first(clean: Iterable[NDArray[np.uint8]], read: Reader, spent: Spent) -> str | None:
    for picture in clean:
        text = read(picture)
        if text is not None or spent():
            return text
    return None


def _off(modules: Modules) -> Modules:
    """Brightness off that of what lies around."""
    import cv2

    return modules - cv2.blur(modules, (11, 11), borderType=cv2.BORDER_REFLECT_101)


def _clear(modules: Modules, contrast: float) -> float:
    """What is known shows, and every module is clearly light or dark; in units of contrast."""
    plan = known(len(modules))
    off = np.clip(_off(modules) / contrast, -2.0, 2.0)
    shows = (off * np.where(plan == 1, -1.0, 1.0))[plan >= 0]
    return float(shows.mean()) + float(np.abs(off).mean())


def _moves(reach: float) -> Iterator[Corners]:
    """Each corner along the axes; the lower right one first, where perspective shows most."""
    for corner in (2, 1, 3, 0):
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            move = np.zeros((4, 2))
            move[corner] = (x * reach, y * reach)
            yield move


def _between(values: Modules) -> float:
    """The level halfway between the light and the dark half."""
    level = float(values.mean())
    for _ in range(4):
        dark, light = values[values < level], values[values >= level]
        if not len(dark) or not len(light):
            break
        level = (float(dark.mean()) + float(light.mean())) / 2
    return level


def _finely(grey: Pixels, corners: Corners, size: int) -> Modules:
    """Samples as `equalised` takes them."""
    steps = np.arange(FINE * (size + 2), dtype=np.float32)
    return _at(grey, corners, size, (steps / FINE - 0.5).astype(np.float32))


def _at(grey: Pixels, corners: Corners, size: int, axis: Modules) -> Modules:
    """Brightness where these columns and rows cross, in modules from the upper left corner."""
    import cv2

    square = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)
    matrix = cv2.getPerspectiveTransform(square, corners.astype(np.float32))
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 1, 2)
    points = cv2.perspectiveTransform(grid, matrix)
    side = len(axis)
    x, y = (np.ascontiguousarray(points[:, 0, way]).reshape(side, side) for way in (0, 1))
    found = cv2.remap(grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)
