"""Anchors of a form seen in a picture, once it is about known where the sheet lies.

Knows one form, one picture and a view of the one in the other. Whether the view is right is for
others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels, Points
from actas.election.sheet import Anchor, Box, SheetForm
from actas.reading.pages import lines
from actas.reading.pages.fitting import Matrix, Tie, seen
from actas.reading.pages.seeing import Picture

CODE_SPREAD, MARK_SPREAD, FRAME_SPREAD, WORDS_SPREAD = 4.0, 2.0, 4.0, 3.0
"""How far off each kind of anchor is seen, tenths of a millimetre, one standard deviation."""

View = Callable[[Points], Points]
"""Places of a form to pixels of a picture."""

_AROUND = 60
_FINE = 5.0
_LONG_ENOUGH = 0.6
_CLOSE = 60_000
_INK = (3, 85)


@dataclass(frozen=True, eq=False)
class Sight:
    """A picture and the form that is looked for in it.

    Attributes:
        codes: ties to the corners of codes that were found.
        faint: whether squares that are but a little darker than the paper may be marks.
    """

    picture: Picture
    form: SheetForm
    codes: tuple[Tie, ...]
    faint: bool = False

    @property
    def grey(self) -> Pixels:
        """The picture's pixels."""
        return self.picture.grey

    @property
    def squares(self) -> NDArray[np.float64]:
        """Solid squares: centre x, y and side, pixels."""
        return self.picture.faint if self.faint else self.picture.squares

    @property
    def rectangles(self) -> list[Points]:
        """Four-cornered outlines, pixels."""
        return self.picture.rectangles

    def of(self, kind: str) -> list[tuple[str, Anchor]]:
        """The form's anchors of a kind, with their names."""
        named = [(f"{one.kind} {place}", one) for place, one in enumerate(self.form.anchors)]
        return [(name, one) for name, one in named if one.kind == kind]


def corners(box: Box) -> Points:
    """Upper left, upper right, lower right, lower left."""
    x, y, wide, high = box
    return np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]], dtype=np.float64)


def code_boxes(form: SheetForm) -> tuple[Box | None, ...]:
    """Where each code of a form stands, in their order; None for one whose place varies."""
    return tuple(box for code in form.codes for box in (code.boxes or (None,)))


def code_ties(form: SheetForm, found: Sequence[tuple[int, Points]]) -> tuple[Tie, ...]:
    """Ties to codes: which of the form's (as `code_boxes` counts them) and their corners."""
    boxes = code_boxes(form)
    kinds = [code.symbology for code in form.codes for _ in (code.boxes or (None,))]
    ties = []
    for place, at in found:
        box = boxes[place] if place < len(boxes) else None
        if box is None:
            continue
        four = np.asarray(at, dtype=np.float64)
        if kinds[place] == "code128":
            # A linear code is seen along one line across its bars, at any height.
            tie = words_tie(f"code {place}", box, four)
            ties.append(Tie(tie.name, tie.form, tie.image, box[3] / 2, loose=True))
        else:
            ties.append(Tie(f"code {place}", corners(box), four, CODE_SPREAD))
    return tuple(ties)


def near_marks(sight: Sight, view: View, reach: float) -> list[Tie]:
    """Marks that are seen within `reach` tenths of a millimetre of where this view has them."""
    ties = []
    for name, anchor in sight.of("mark"):
        at = view(corners(anchor.box))
        side = float(np.sqrt(abs(_area(at))))
        per_tenth = side / float(np.sqrt(anchor.box[2] * anchor.box[3]))
        if not len(sight.squares):
            continue
        alike = np.abs(np.log(sight.squares[:, 2] / max(side, 1e-9))) < 0.35
        off = np.hypot(*(sight.squares[:, :2] - at.mean(axis=0)).T) / max(per_tenth, 1e-9)
        off = np.where(alike, off, np.inf)
        best = int(np.argmin(off))
        if off[best] <= reach:
            centre = corners(anchor.box).mean(axis=0, keepdims=True)
            ties.append(Tie(name, centre, sight.squares[best : best + 1, :2], MARK_SPREAD))
    return ties


def near_frames(sight: Sight, view: View, reach: float) -> list[Tie]:
    """Ruled rectangles all whose corners are within `reach` of where this view has them."""
    ties = []
    for name, anchor in sight.of("frame"):
        place = corners(anchor.box)
        at = view(place)
        per_tenth = float(np.sqrt(abs(_area(at)) / (anchor.box[2] * anchor.box[3])))
        for one in sight.rectangles:
            turns = [np.roll(one, turn, axis=0) for turn in range(4)]
            best = min(turns, key=lambda turn: float(np.hypot(*(turn - at).T).max()))
            if float(np.hypot(*(best - at).T).max()) <= reach * per_tenth:
                ties.append(Tie(name, place, best, FRAME_SPREAD))
                break
    return ties


def near_words(sight: Sight, view: Matrix, most: int | None = None) -> list[Tie]:
    """Printed words that read as they should about where this view has them.

    Args:
        sight: the picture and the form.
        view: of the form in the picture.
        most: how many are wanted; where the second one in a row is not seen, no more are looked at.
    """
    ties: list[Tie] = []
    missed = 0
    for name, anchor in sight.of("words"):
        tie = _word(sight, view, name, anchor)
        ties += [tie] if tie is not None else []
        missed += tie is None
        if most is not None and (len(ties) >= most or missed >= 2):
            break
    return ties


def _word(sight: Sight, view: Matrix, name: str, anchor: Anchor) -> Tie | None:
    x, y, wide, high = anchor.box
    place = np.array([x - _AROUND, y - _AROUND, wide + 2 * _AROUND, high + 2 * _AROUND])
    scale = _FINE / 10
    size = (round(place[2] * scale), round(place[3] * scale))
    to_flat = np.array(
        [[scale, 0, -place[0] * scale - 0.5], [0, scale, -place[1] * scale - 0.5], [0, 0, 1]]
    )
    around = view @ np.linalg.inv(to_flat)
    flat = cv2.warpPerspective(
        sight.grey,
        around,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    picture = np.asarray(flat, dtype=np.uint8)
    wanted = seen(to_flat, corners(anchor.box))
    for place in _likely(lines.places(picture, _CLOSE), wanted):
        for line in lines.read_lines(picture, [place]):
            share, part = lines.said(line, anchor.text or "")
            if share >= lines.ALIKE:
                return words_tie(name, anchor.box, seen(around, _inked(picture, part)))
    return None


def _inked(picture: Pixels, part: Points) -> Points:
    """The corners drawn in to where the ink of level text begins and ends."""
    x, y = np.maximum(np.floor(part.min(axis=0)).astype(int), 0)
    right, low = np.ceil(part.max(axis=0)).astype(int) + 1
    line = picture[y:low, x:right]
    if not line.size:
        return part
    darkest, paper = np.percentile(line, _INK)
    ink = line < (darkest + paper) / 2
    rows, columns = (np.flatnonzero(ink.sum(axis=axis) >= 2) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return part
    first = np.array([x + columns[0], y + rows[0]]) - 0.5
    last = np.array([x + columns[-1], y + rows[-1]]) + 0.5
    return np.array([first, [last[0], first[1]], last, [first[0], last[1]]], dtype=np.float64)


def _likely(found: Sequence[Points], wanted: Points) -> list[Points]:
    """Lines that lie level and are long enough, those that lie most like the wanted one first; no
    more than two."""
    upright = [one if one[1][0] > one[0][0] else lines.turned(one) for one in found]
    level = [one for one in upright if abs(one[1][1] - one[0][1]) < 0.5 * (one[1][0] - one[0][0])]
    least = _LONG_ENOUGH * float(wanted[1][0] - wanted[0][0])
    level = [one for one in level if one[1][0] - one[0][0] >= least]
    level.sort(key=lambda one: float(np.abs(one - wanted).sum()))
    return level[:2]


def words_tie(name: str, box: Box, part: Points) -> Tie:
    """A tie of a word's box to its corners in the picture: the ends of its middle line."""
    x, y, wide, high = box
    ends = np.array([[x, y + high / 2], [x + wide, y + high / 2]], dtype=np.float64)
    at = np.array([(part[0] + part[3]) / 2, (part[1] + part[2]) / 2])
    return Tie(name, ends, at, WORDS_SPREAD)


def _area(four: Points) -> float:
    x, y = four.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
