"""How something grew: a line a name, each step up where more came.

Lines are told apart by their dashes and by the name at their end. Long series are thinned to the
steps that can be seen; first and last number stay exact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from actas.release.site.charts.drawing import WIDTH, framed, path, short, text, ticks
from actas.release.site.words import Words

HEIGHT, LEFT, RIGHT, TOP, BELOW = 220, 52, 12, 10, 26
LINES = 6
"""Dashes that can be told apart."""

POINTS = 90
"""Places across at which a line can step."""

Series = Mapping[str, Sequence[int]]
"""By name: where each thing came, sorted."""


def staircase(
    name: str,
    came: Series,
    span: tuple[int, int],
    ends: tuple[object, object],
    title: object,
    says: object,
    words: Words,
) -> Markup:
    """The picture.

    Args:
        name: tells it from the others of its page.
        came: at most `LINES` of them.
        span: first and last place across.
        ends: what these are called.
        title: of the picture.
        says: the same in words.
        words: the language.
    """
    marks = ticks(max(map(len, came.values()), default=0))
    bottom, right = HEIGHT - BELOW, WIDTH - RIGHT

    def y(number: int) -> float:
        return bottom - (bottom - TOP) * number / marks[-1]

    body = [path("axis", [f"M{LEFT} {short(y(one))}H{right}" for one in marks])]
    body += [text(LEFT - 5, y(one) + 4, words.number(one), "end") for one in marks]
    body += [text(LEFT, HEIGHT - 8, ends[0]), text(right, HEIGHT - 8, ends[1], "end")]
    for at, places in enumerate(came.values(), 1):
        steps = [f"M{LEFT} {short(y(0))}"]
        for part, number in thinned(places, span):
            x = LEFT + (right - LEFT) * part / POINTS
            steps.append(f"H{short(x)}V{short(y(number))}")
        body.append(path(f"line l{at}", [*steps, f"H{right}"]))
    return framed(name, (WIDTH, HEIGHT), title, says, body)


def thinned(places: Sequence[int], span: tuple[int, int]) -> list[tuple[int, int]]:
    """Of `POINTS` parts of the span, those by whose end the number has grown, and how far."""
    first, last = span
    found, before = [], 0
    for part in range(POINTS + 1):
        upto = first + (last - first) * part // POINTS
        number = bisect_right(places, upto)
        if number > before:
            found.append((part, number))
            before = number
    return found


def upto(places: Sequence[int], last: int) -> int:
    """How many came up to a place."""
    return bisect_right(places, last)


def sample(at: int) -> Markup:
    """A piece of the line of the `at`-th name, from 1."""
    return Markup(
        '<svg viewBox="0 0 26 15" aria-hidden="true"><path class="line l{}" d="M0 8H26"/></svg>'
    ).format(at)
