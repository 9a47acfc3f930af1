"""Stations by two of their numbers, as a grid of squares: the more stations, the darker.

A million stations take as much room as a thousand. Every station is in exactly one square; what
is beyond the end stands in a column of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby

from markupsafe import Markup

from actas.release.site.charts import looks
from actas.release.site.charts.drawing import WIDTH, framed, path, sample, text
from actas.release.site.words import Words

CELLS = 40
"""Squares along each side, of 2.5 per cent each; column `CELLS` holds what is over 100 per cent."""

SIDE = 7
"""Of a square, in units."""

LEFT, TOP, BELOW = 60, 8, 40
"""Room beside the grid for what its axes say."""

Cell = tuple[int, int]
"""Column from the left and row from the bottom."""


def cell(across: tuple[int, int], up: tuple[int, int]) -> Cell:
    """The square of a station: so many of so many across, and up; the second is never 0."""
    (a, b), (c, d) = across, up
    column = CELLS if a > b else min(CELLS - 1, CELLS * a // b)
    return column, min(CELLS - 1, CELLS * c // d)


def bounds(most: int) -> list[int]:
    """Numbers of stations at which each step begins: round ones, each about as many times the
    one before, up to what the fullest square holds."""
    found = [1]
    for number in range(1, looks.STEPS):
        raw = most ** (number / looks.STEPS)
        size = 10 ** (len(str(int(raw))) - 1)
        rounded = next(n * size for n in (1, 2, 5, 10) if n * size >= raw * 0.999)
        if found[-1] < rounded <= most:
            found.append(int(rounded))
    return found


def grid(
    name: str,
    stations: Mapping[Cell, int],
    axes: tuple[object, object],
    title: object,
    says: object,
    words: Words,
) -> Markup:
    """The picture.

    Args:
        name: tells it from the others of its page.
        stations: how many each square holds.
        axes: what the axis across and the axis up are called.
        title: of the picture.
        says: the same in words.
        words: the language.
    """
    steps = bounds(max(stations.values(), default=1))
    body = [_frame(), *_axes(axes, words)]
    for at, cells in sorted(by_step(stations, steps).items()):
        body.append(path(f"q{at}", (_run(*run) for run in _runs(cells))))
    return framed(name, (WIDTH, TOP + CELLS * SIDE + BELOW), title, says, body)


def by_step(stations: Mapping[Cell, int], steps: list[int]) -> dict[int, list[Cell]]:
    """The squares of each step; those that hold nothing are in none."""
    found: dict[int, list[Cell]] = {}
    for where, held in stations.items():
        if held:
            at = step(held, steps)
            found.setdefault(at, []).append(where)
    return found


def step(held: int, steps: list[int]) -> int:
    """The step of a square; few steps are spread over all five looks."""
    place = sum(held >= bound for bound in steps)
    return looks.STEPS if len(steps) == 1 else 1 + (place - 1) * 4 // (len(steps) - 1)


def legend(stations: Mapping[Cell, int], words: Words) -> list[tuple[Markup, str]]:
    """Sample and words of every step."""
    steps = bounds(max(stations.values(), default=1))
    used = {step(held, steps) for held in stations.values() if held}
    most = max(stations.values(), default=1)
    rows = []
    for low, after in zip(steps, [*steps[1:], most + 1], strict=True):
        if step(low, steps) in used:
            high = "" if after == low + 1 else f"–{words.number(after - 1)}"
            rows.append((sample(looks.step(step(low, steps))), f"{words.number(low)}{high}"))
    if rows:
        rows[0] = (rows[0][0], f"{words.say('Stations')}: {rows[0][1]}")
    return rows


def quarters(hist: Counter[int]) -> tuple[int, int]:
    """Keys between which the middle half of what is counted lies."""
    whole, seen = hist.total(), 0
    low: int | None = None
    for key in sorted(hist):
        seen += hist[key]
        if low is None and 4 * seen >= whole:
            low = key
        if 4 * seen >= 3 * whole:
            return low if low is not None else key, key
    return 0, 0


def _runs(cells: list[Cell]) -> list[tuple[int, int, int]]:
    """First column, row and length of every stretch of neighbours in a row."""
    runs = []
    ordered = sorted(cells, key=lambda one: (one[1], one[0]))
    for _, group in groupby(enumerate(ordered), lambda one: (one[1][1], one[1][0] - one[0])):
        here = [one for _, one in group]
        runs.append((here[0][0], here[0][1], len(here)))
    return runs


def _run(column: int, row: int, length: int) -> str:
    gap = 2 if column == CELLS else 0
    x, y = LEFT + column * SIDE + gap, TOP + (CELLS - 1 - row) * SIDE
    return f"M{x} {y}h{length * SIDE}v{SIDE}h-{length * SIDE}z"


def _frame() -> Markup:
    right, bottom = LEFT + CELLS * SIDE, TOP + CELLS * SIDE
    lines = [f"M{LEFT} {TOP}V{bottom}H{right}"]
    for quarter in range(1, 5):
        at = quarter * CELLS * SIDE // 4
        lines += [f"M{LEFT} {bottom - at}H{right}", f"M{LEFT + at} {TOP}V{bottom}"]
    return path("axis", lines)


def _axes(axes: tuple[object, object], words: Words) -> list[Markup]:
    bottom, labels = TOP + CELLS * SIDE, []
    for quarter in range(5):
        said = words.share(quarter, 4, 0)
        at = quarter * CELLS * SIDE // 4
        labels.append(text(LEFT - 5, bottom - at + 4, said, "end"))
        labels.append(text(LEFT + at, bottom + 15, said, "middle" if at else "start"))
    across = text(LEFT + CELLS * SIDE / 2, bottom + 33, axes[0], "middle")
    turned = Markup(
        '<text transform="translate(13 {}) rotate(-90)" text-anchor="middle">{}</text>'
    ).format(TOP + CELLS * SIDE // 2, axes[1])
    return [*labels, across, turned]
