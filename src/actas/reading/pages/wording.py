"""The printed words of forms among all lines of text in a picture.

For pictures in which nothing else tells where a sheet lies: dear, so it is done once for all forms
and stops when its time is spent. Knows words and where they stand; no view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from actas.election.registration import Points
from actas.election.sheet import Anchor, SheetForm
from actas.reading.pages import lines
from actas.reading.pages.anchoring import words_tie
from actas.reading.pages.fitting import Tie
from actas.reading.pages.seeing import Picture

_MOST = 12
_FIRST, _AT_ONCE = 2, 3
_SHORT, _LONG = 0.5, 3.0
_LEAST_LETTERS = 6
_SURE = 0.6
_LIKE_TEXT = 4


@dataclass(frozen=True, eq=False)
class Words:
    """What was read.

    Attributes:
        ties: to words of each form, by its id; the same words twice where two lines say them.
        text: how many of the lines read as text, whatever it says.
    """

    ties: dict[str, list[Tie]]
    text: int

    def form(self) -> str | None:
        """The form that most of the words are of; None where that is not one alone."""
        counts = {form: len({tie.name for tie in ties}) for form, ties in self.ties.items()}
        best = [form for form, count in counts.items() if count == max(counts.values())]
        return best[0] if len(best) == 1 and counts[best[0]] else None

    def any(self) -> bool:
        """Whether words of some form were read."""
        return any(self.ties.values())


def words_of(picture: Picture, forms: Sequence[SheetForm], spent: Callable[[], bool]) -> Words:
    """Words of these forms anywhere in a picture, whichever way up.

    Args:
        picture: in which they may stand.
        forms: whose words they may be.
        spent: whether to read no further line.
    """
    wanted = [
        (form.id, f"{one.kind} {place}", one)
        for form in forms
        for place, one in enumerate(form.anchors)
        if one.text and len(lines.plain(one.text)) >= _LEAST_LETTERS
    ]
    ties: dict[str, list[Tie]] = {form.id: [] for form in forms}
    text = 0
    for line in _read(picture, [anchor for _, _, anchor in wanted], spent):
        text += line.read.likely >= _SURE and len(lines.plain(line.read.text)) >= _LIKE_TEXT
        for form, name, anchor in wanted:
            share, part = lines.said(line, anchor.text or "")
            if share >= lines.ALIKE:
                ties[form].append(words_tie(name, anchor.box, part))
    return Words(ties, text)


def _read(
    picture: Picture, anchors: Sequence[Anchor], spent: Callable[[], bool]
) -> list[lines.Line]:
    """Lines that may say the anchors' words, all read from the end from which they read better."""
    likely = _likely(picture.text, anchors) if anchors and not spent() else []
    first = likely[:_FIRST]
    ways = [lines.read_lines(picture.grey, [_end(one, way) for one in first]) for way in (0, 1)]
    best = max((0, 1), key=lambda way: _sense(ways[way]))
    read = ways[best]
    for start in range(_FIRST, len(likely), _AT_ONCE):
        if spent():
            break
        more = likely[start : start + _AT_ONCE]
        read += lines.read_lines(picture.grey, [_end(one, best) for one in more])
    return read


def _end(corners: Points, way: int) -> Points:
    """The line from one end or the other, the same for all lines of a page."""
    along = corners[1] - corners[0]
    ahead = along[int(np.argmax(np.abs(along)))] > 0
    return corners if ahead == (way == 0) else lines.turned(corners)


def _sense(read: Sequence[lines.Line]) -> float:
    return sum(one.read.likely * len(lines.plain(one.read.text)) for one in read)


def _likely(found: Sequence[Points], anchors: Sequence[Anchor]) -> list[Points]:
    """Lines by how near their shape is to that of one of the anchors; those far from all left out,
    as are those that lie across the others."""
    shapes = np.log([anchor.box[2] / anchor.box[3] for anchor in anchors])
    scored = []
    for corners in found:
        along = float(np.linalg.norm(corners[1] - corners[0]))
        across = max(1.0, float(np.linalg.norm(corners[3] - corners[0])))
        off = np.log(along / across) - shapes
        if ((off > np.log(_SHORT)) & (off < np.log(_LONG))).any():
            scored.append((float(np.abs(off).min()), corners))
    scored.sort(key=lambda one: one[0])
    return [corners for _, corners in scored[:_MOST]]
