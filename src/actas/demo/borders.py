"""Borders of areas made of cells: every border line is drawn once and used by both neighbours.

Because of that areas tile without gaps or overlaps, at every level. Knows geometry only; what an
area is called is not its business.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from actas.demo.mesh import Cell, Corner, Point, corners, neighbours, place

Ring = tuple[Point, ...]
"""A closed line of longitude and latitude in degrees, its first point repeated at its end."""

Polygon = list[Ring]
"""The outer ring, counterclockwise, then its holes, clockwise (RFC 7946, section 3.1.6)."""

_STRAY = 0.24
"""How far a corner may stray, in sides of a cell. Under a quarter cells stay convex, and a curve
inside each corner of a cell meets no other: so smoothing never makes borders cross."""

_DEGREES = 0.105
"""Degrees of the map that a side of a cell takes."""

_ORIGIN = (-41.0, 8.0)
"""Where the map begins: open ocean, so that nobody takes it for a real place."""

_DECIMALS = 4
_CURVE = (0.0, 0.25, 0.5, 0.75, 1.0)

Edge = tuple[Corner, Corner]


class Borders:
    """The border lines between the finest areas of a country.

    Args:
        parts: cells of each finest area; a cell stands in one part at most.
        rng: how far each corner strays from the regular mesh.
    """

    def __init__(self, parts: Iterable[Sequence[Cell]], rng: Random) -> None:
        edges = {_undirected(edge) for cells in parts for edge in _edges(set(cells)).items()}
        self._meeting = Counter(corner for edge in edges for corner in edge)
        self._spots = {corner: _stray(corner, rng) for corner in sorted(self._meeting)}

    def polygons(self, cells: Iterable[Cell]) -> list[Polygon]:
        """Polygons around cells that are whole finest areas, the largest first."""
        rings = [self._drawn(ring) for ring in _rings(_edges(set(cells)))]
        outer = sorted((r for r in rings if signed_area(r) > 0), key=lambda r: -signed_area(r))
        polygons = [[ring] for ring in outer]
        for hole in (ring for ring in rings if signed_area(ring) < 0):
            around = [polygon for polygon in polygons if _inside(hole[0], polygon[0])]
            around[-1].append(hole)
        return polygons

    def _drawn(self, ring: Sequence[Corner]) -> Ring:
        points: list[Point] = []
        for i, corner in enumerate(ring):
            before, after = ring[i - 1], ring[(i + 1) % len(ring)]
            for point in self._turn(before, corner, after):
                if not points or points[-1] != point:
                    points.append(point)
        if points[0] != points[-1]:
            points.append(points[0])
        return tuple(points)

    def _turn(self, before: Corner, corner: Corner, after: Corner) -> list[Point]:
        """The line around a corner from mid-edge to mid-edge, the same from both directions."""
        if before > after:
            return self._turn(after, corner, before)[::-1]
        a, b, c = (self._spots[each] for each in (before, corner, after))
        start, end = _between(a, b), _between(b, c)
        if self._meeting[corner] > 2:
            return [_on_map(start), _on_map(b), _on_map(end)]
        return [_on_map(_bend(start, b, end, t)) for t in _CURVE]


def signed_area(ring: Sequence[Point]) -> float:
    """Area in square degrees, positive where the ring runs counterclockwise."""
    x0, y0 = ring[0]
    return (
        sum(
            (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
            for (x1, y1), (x2, y2) in itertools.pairwise(ring)
        )
        / 2
    )


def geojson(features: Mapping[str, tuple[Mapping[str, str], list[Polygon]]]) -> dict[str, object]:
    """A FeatureCollection (RFC 7946) of areas: code to (properties, polygons)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code, **properties},
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            }
            for code, (properties, polygons) in features.items()
        ],
    }


def _edges(cells: set[Cell]) -> dict[Corner, Corner]:
    """Edges around a set of cells, start to end, counterclockwise around it.

    Three cells meet at a corner, so one edge at most leaves it: the rings are unambiguous.
    """
    edges = {}
    for cell in sorted(cells):
        around = corners(cell)
        for i, other in enumerate(neighbours(cell)):
            if other not in cells:
                edges[around[(i + 1) % 6]] = around[i]
    return edges


def _rings(edges: dict[Corner, Corner]) -> list[list[Corner]]:
    left = dict(sorted(edges.items()))
    rings = []
    while left:
        start = next(iter(left))
        ring, corner = [start], left.pop(start)
        while corner != start:
            ring.append(corner)
            corner = left.pop(corner)
        rings.append(ring)
    return rings


def _undirected(edge: Edge) -> Edge:
    return min(edge), max(edge)


def _stray(corner: Corner, rng: Random) -> Point:
    angle, far = rng.uniform(0, math.tau), _STRAY * math.sqrt(rng.random())
    x, y = place(corner)
    return x + far * math.cos(angle), y + far * math.sin(angle)


def _between(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _bend(a: Point, b: Point, c: Point, t: float) -> Point:
    u = 1 - t
    return (
        u * u * a[0] + 2 * u * t * b[0] + t * t * c[0],
        u * u * a[1] + 2 * u * t * b[1] + t * t * c[1],
    )


def _on_map(point: Point) -> Point:
    """Degrees, through a gentle bending of the plane that hides the mesh and folds nothing."""
    x, y = point
    x, y = x + 1.3 * math.sin(y / 7.3 + 0.4), y + 1.3 * math.sin(x / 8.1 + 1.1)
    longitude, latitude = _ORIGIN[0] + x * _DEGREES, _ORIGIN[1] + y * _DEGREES
    return round(longitude, _DECIMALS), round(latitude, _DECIMALS)


def _inside(point: Point, ring: Ring) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside
