"""Outlines of areas for a small picture: GeoJSON projected, simplified and written as SVG paths.

Borders shared by two areas are simplified once, so that no sliver opens between them. Knows
nothing of votes. GeoJSON: RFC 7946 (Polygon and MultiPolygon, longitude before latitude).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from actas.errors import InputError, Place

Point = tuple[int, int]
"""Place in the picture, in tenths of a unit."""

Lands = Mapping[str, list[list[Any]]]
"""Rings of points, longitude and latitude, by the code of an area."""

WIDTH = 640
"""Width of the picture in units; the height follows from the land."""

TOLERANCE = 6
"""Tenths of a unit that a simplified border may stray from the true one."""


@dataclass(frozen=True)
class Outline:
    """One area in the picture: `path` as an SVG path, a place for its label, and its size.

    `room` is the width in units that a label finds at `label`.
    """

    code: str
    path: str
    label: tuple[float, float]
    room: float


@dataclass(frozen=True)
class Picture:
    """All outlines and the height of the picture in units (its width is `WIDTH`)."""

    height: float
    outlines: tuple[Outline, ...]


def picture(geojson: bytes, key: str, name: str, most: int | None = None) -> Picture:
    """The areas of a GeoJSON file as outlines, sorted by code.

    Args:
        geojson: the file's bytes.
        key: the property that holds an area's code.
        name: of the file, for errors.
        most: characters that all paths together should not pass; borders are simplified more
            strongly until they do not, or eight times as strongly.

    Raises:
        InputError: it is not a collection of polygons with that property.
    """
    return drawn(lands(geojson, key, name), most)


def drawn(lands: Lands, most: int | None = None) -> Picture:
    """These lands alone, as large as the picture allows; `most` is that of `picture`."""
    place, height = _projection([point for rings in lands.values() for r in rings for point in r])
    placed = {
        code: [_closed([place(p) for p in r]) for r in rings] for code, rings in lands.items()
    }
    nodes = _nodes([ring for rings in placed.values() for ring in rings])
    for coarser in (1, 1.5, 2, 3, 4, 6, 8):
        outlines = _outlined(placed, nodes, TOLERANCE * coarser)
        if most is None or sum(len(one.path) for one in outlines) <= most:
            break
    return Picture(height, tuple(outlines))


def lands(geojson: bytes, key: str, name: str) -> Lands:
    """The rings of every area of a GeoJSON file, by its code; arguments and errors of `picture`."""
    try:
        features = orjson.loads(geojson)["features"]
        found: dict[str, list[list[Any]]] = defaultdict(list)
        for feature in features:
            shape = feature["geometry"]
            kind = shape["type"]
            if kind not in {"Polygon", "MultiPolygon"}:
                raise InputError(f"has a {kind}; areas are polygons", Place(name))
            polygons = shape["coordinates"] if kind == "MultiPolygon" else [shape["coordinates"]]
            found[str(feature["properties"][key])] += [r for rings in polygons for r in rings]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        reason = f"is not GeoJSON of areas with the property {key!r} ({error!r})"
        raise InputError(reason, Place(name)) from None
    if not found:
        raise InputError("has no areas in it", Place(name))
    return found


def _outlined(
    placed: dict[str, list[list[Point]]], nodes: set[Point], tolerance: float
) -> list[Outline]:
    outlines = []
    for code in sorted(placed):
        rings = [_simplified(ring, nodes, tolerance) for ring in placed[code] if len(ring) >= 3]
        drawn = [ring for ring in rings if len(ring) >= 3] or placed[code][:1]
        outlines.append(Outline(code, "".join(map(_path, drawn)), *_label(drawn)))
    return outlines


def _projection(points: list[Any]) -> tuple[Any, float]:
    """Equirectangular, true in scale at the middle latitude: good for one country's picture."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = 10 * WIDTH / max((east - west) * narrow, (north - south) * 0.8, 1e-9)
    shift = (10 * WIDTH - (east - west) * narrow * scale) / 2

    def place(point: Any) -> Point:
        x = (point[0] - west) * narrow * scale + shift
        return round(x), round((north - point[1]) * scale)

    return place, math.ceil((north - south) * scale) / 10


def _closed(ring: list[Point]) -> list[Point]:
    """The ring without repeated points and without its closing point."""
    kept = [p for i, p in enumerate(ring) if i == 0 or p != ring[i - 1]]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _nodes(rings: list[list[Point]]) -> set[Point]:
    """Points where borders meet: with more than two neighbours over all rings."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            beside[a].add(b)
            beside[b].add(a)
    return {point for point, others in beside.items() if len(others) > 2}


def _simplified(ring: list[Point], nodes: set[Point], tolerance: float) -> list[Point]:
    """The ring cut at the nodes, each stretch simplified the same way from either side."""
    cuts = [i for i, p in enumerate(ring) if p in nodes]
    if not cuts:
        start = min(range(len(ring)), key=ring.__getitem__)
        far = max(range(len(ring)), key=lambda i: (math.dist(ring[i], ring[start]), ring[i]))
        cuts = sorted({start, far})
    result: list[Point] = []
    for at, cut in enumerate(cuts):
        end = cuts[(at + 1) % len(cuts)]
        stretch = ring[cut : end + 1] if end > cut else ring[cut:] + ring[: end + 1]
        backwards = stretch[::-1] < stretch
        thin = _thinned(stretch[::-1] if backwards else stretch, tolerance)
        result += (thin[::-1] if backwards else thin)[:-1]
    return result


def _thinned(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker (1973), without recursion."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        worst, where = tolerance**2, 0
        for i in range(first + 1, last):
            stray = _stray(line[i], line[first], line[last])
            if stray > worst:
                worst, where = stray, i
        if where:
            keep.add(where)
            spans += [(first, where), (where, last)]
    return [line[i] for i in sorted(keep)]


def _stray(point: Point, a: Point, b: Point) -> float:
    """Square of the distance of `point` from the stretch between a and b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length if length else 0
    along = min(1, max(0, along))
    return float((point[0] - a[0] - along * dx) ** 2 + (point[1] - a[1] - along * dy) ** 2)


def _path(ring: list[Point]) -> str:
    """One closed ring as relative line commands in tenths, as short as SVG allows."""
    x, y = ring[0]
    parts = [f"M{_tenths(x)} {_tenths(y)}l"]
    for to_x, to_y in ring[1:]:
        dx, dy = _tenths(to_x - x), _tenths(to_y - y)
        parts.append(dx if dx[0] == "-" or parts[-1][-1] == "l" else f" {dx}")
        parts.append(dy if dy[0] == "-" else f" {dy}")
        x, y = to_x, to_y
    return "".join(parts) + "z"


def _tenths(value: int) -> str:
    whole, tenth = divmod(abs(value), 10)
    digits = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return f"-{digits}" if value < 0 else digits


def _label(rings: list[list[Point]]) -> tuple[tuple[float, float], float]:
    """The middle of the widest horizontal run through the largest ring, and its width."""
    ring = max(rings, key=lambda r: abs(_area(r)))
    low, high = min(p[1] for p in ring), max(p[1] for p in ring)
    best = (0.0, 0.0, 0.0)
    for step in range(3, 14):
        y = low + (high - low) * step / 16 + 0.5
        runs = sorted(_crossings(ring, y))
        for left, right in zip(runs[::2], runs[1::2], strict=False):
            central = 1 - abs(step - 8) / 24
            if (right - left) * central > best[0]:
                best = ((right - left) * central, (left + right) / 2, y)
    return (round(best[1] / 10, 1), round(best[2] / 10, 1)), best[0] / 10


def _crossings(ring: list[Point], y: float) -> list[float]:
    return [
        a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        if (a[1] < y) != (b[1] < y)
    ]


def _area(ring: list[Point]) -> float:
    return (
        sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2
    )
