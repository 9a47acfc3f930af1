"""The ground an invented country stands on: a mesh of six-sided cells, some land and some sea.

Knows cells, their neighbours and their corners in whole numbers, so that two cells agree on the
border between them. It refuses to know regions, names or votes.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from random import Random

Cell = tuple[int, int]
"""Column and row of a cell, in axial coordinates."""

Corner = tuple[int, int]
"""A corner of cells, in half widths and half sides: whole, so neighbours agree on it."""

Point = tuple[float, float]

WIDTH, HEIGHT = 62, 46

_AROUND = ((1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1), (0, 1))
_CORNERS = ((1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1), (0, 2))


def neighbours(cell: Cell) -> list[Cell]:
    """The six cells around; the i-th is across the edge from corner i to corner i + 1."""
    return [(cell[0] + dq, cell[1] + dr) for dq, dr in _AROUND]


def corners(cell: Cell) -> list[Corner]:
    """The six corners in order around the cell, clockwise where y grows upwards."""
    x, y = 2 * cell[0] + cell[1], 3 * cell[1]
    return [(x + dx, y + dy) for dx, dy in _CORNERS]


def place(corner: tuple[float, float]) -> Point:
    """Where a corner (or a centre, in the same units) stands on the plane; a cell's side is 1."""
    return corner[0] * math.sqrt(3) / 2, corner[1] / 2


def centre(cell: Cell) -> Point:
    """The middle of a cell on the plane."""
    return place((2 * cell[0] + cell[1], 3 * cell[1]))


def land(rng: Random) -> list[Cell]:
    """Cells of a mainland without lakes and of the islands off its coast, sorted."""
    coast = _Coast(rng)
    dry = {cell for cell in _all_cells() if coast(*centre(cell)) < 0}
    dry = _without_lakes(dry)
    pieces = sorted(components(dry), key=len, reverse=True)
    islands = [piece for piece in pieces[1:] if len(piece) >= 4]
    return sorted(set(pieces[0]).union(*islands[:3]))


def components(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The connected pieces of a set of cells, in the order of their first cell."""
    left = set(cells)
    pieces = []
    for start in sorted(left):
        if start not in left:
            continue
        left.discard(start)
        piece, edge = [start], [start]
        while edge:
            for cell in neighbours(edge.pop()):
                if cell in left:
                    left.discard(cell)
                    piece.append(cell)
                    edge.append(cell)
        pieces.append(sorted(piece))
    return pieces


def divide(cells: Sequence[Cell], parts: int, rng: Random) -> list[list[Cell]]:
    """Split cells into connected parts of about one size, by growth over uneven ground.

    Islands go to the part that is nearest. Fewer parts come back where there is no room for all.
    """
    mainland = max(components(cells), key=len)
    ground = {cell: 0.45 + rng.random() for cell in mainland}
    seeds = _spread(mainland, min(parts, len(mainland)), rng)
    for _ in range(6):
        owner = _grow(seeds, ground)
        seeds = [_middle(part) for part in _parts(owner, len(seeds))]
    owner = _grow(seeds, ground)
    for island in components(set(cells).difference(mainland)):
        x, y = centre(_middle(island))
        nearest = min(mainland, key=lambda cell: (math.dist((x, y), centre(cell)), cell))
        owner |= dict.fromkeys(island, owner[nearest])
    return sorted(_parts(owner, len(seeds)))


def _all_cells() -> list[Cell]:
    return [(col - row // 2, row) for row in range(HEIGHT) for col in range(WIDTH)]


class _Coast:
    """Signed distance to an invented coast line: below 0 is land."""

    def __init__(self, rng: Random) -> None:
        self.middle = centre((WIDTH // 2 - HEIGHT // 4, HEIGHT // 2))
        self.turn = rng.uniform(-0.5, 0.5)
        self.waves = [
            (n, rng.uniform(0.3, 1) * 0.34 / n**0.85, rng.uniform(0, math.tau)) for n in range(2, 9)
        ]
        self.ripples = [
            (rng.uniform(0.25, 0.75), rng.uniform(0.25, 0.75), rng.uniform(0, math.tau))
            for _ in range(6)
        ]

    def __call__(self, x: float, y: float) -> float:
        dx, dy = x - self.middle[0], y - self.middle[1]
        angle = math.atan2(dy, dx) + self.turn
        radius = math.hypot(dx / (WIDTH * 0.80), dy / (HEIGHT * 0.70))
        reach = 0.78 + sum(size * math.sin(n * angle + phase) for n, size, phase in self.waves)
        ripple = sum(math.sin(a * x + b * y + c) for a, b, c in self.ripples) * 0.035
        margin = max(0.0, abs(dx) / (WIDTH * 0.84) - 0.9, abs(dy) / (HEIGHT * 0.73) - 0.9)
        edge: float = radius - max(reach, 0.36) + ripple + 6 * margin
        return edge


def _without_lakes(dry: set[Cell]) -> set[Cell]:
    box = set(_all_cells())
    sea = max(components(box.difference(dry)), key=len)
    open_water = set(sea)
    for piece in components(box.difference(dry)):
        if any(cell not in box for one in piece for cell in neighbours(one)):
            open_water.update(piece)
    return box.difference(open_water)


def _spread(cells: Sequence[Cell], count: int, rng: Random) -> list[Cell]:
    chosen = [cells[rng.randrange(len(cells))]]
    while len(chosen) < count:
        tries = [cells[rng.randrange(len(cells))] for _ in range(40)]
        tries = [cell for cell in tries if cell not in chosen] or [
            cell for cell in cells if cell not in chosen
        ]
        places = [centre(cell) for cell in chosen]
        chosen.append(max(tries, key=lambda c: min(math.dist(centre(c), p) for p in places)))
    return chosen


def _grow(seeds: Sequence[Cell], ground: dict[Cell, float]) -> dict[Cell, int]:
    owner: dict[Cell, int] = {}
    heap = [(0.0, cell, part) for part, cell in enumerate(seeds)]
    heapq.heapify(heap)
    while heap:
        cost, cell, part = heapq.heappop(heap)
        if cell in owner:
            continue
        owner[cell] = part
        for other in neighbours(cell):
            if other in ground and other not in owner:
                heapq.heappush(heap, (cost + ground[other], other, part))
    return owner


def _parts(owner: dict[Cell, int], count: int) -> list[list[Cell]]:
    parts: list[list[Cell]] = [[] for _ in range(count)]
    for cell, part in sorted(owner.items()):
        parts[part].append(cell)
    return parts


def _middle(cells: Sequence[Cell]) -> Cell:
    points = [centre(cell) for cell in cells]
    x = sum(p[0] for p in points) / len(points)
    y = sum(p[1] for p in points) / len(points)
    return min(cells, key=lambda cell: (math.dist((x, y), centre(cell)), cell))
