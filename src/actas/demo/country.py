"""An invented country: its areas with names and borders, its voting centres and stations.

Knows where people live, not how they vote.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from actas.demo import names
from actas.demo.borders import Borders, Polygon
from actas.demo.mesh import Cell, Point, centre, divide, land
from actas.errors import InputError

LEVELS = ("region", "district", "parish", "centre", "station")
"""Ids of the levels, from the top down."""

LEAST_STATIONS = 300
"""Below this there is no room for everything that is wrong on purpose."""

_MOST_REGIONS = 14
_STATIONS_A_REGION = 30
_CELLS_A_DISTRICT = 18
_STATIONS_A_PARISH = 9
_CITIES = 9


@dataclass(frozen=True)
class Area:
    """An area above the station.

    Attributes:
        code: path of codes from the top level down.
        level: 0 is the top level.
        place: where its people live, on the plane of the mesh.
        borders: polygons in degrees, for the first two levels; empty below.
    """

    code: str
    level: int
    name: str
    place: Point
    borders: tuple[Polygon, ...] = ()


@dataclass(frozen=True)
class Station:
    """A station with its registered electors, where its centre stands."""

    code: str
    electors: int
    place: Point


@dataclass(frozen=True)
class Country:
    """Areas and stations in the order of the register, and the coast around all of it."""

    areas: tuple[Area, ...]
    stations: tuple[Station, ...]
    outline: tuple[Polygon, ...]

    @cached_property
    def capital(self) -> Area:
        """The region with the most stations."""
        regions = [area for area in self.areas if area.level == 0]
        return max(regions, key=lambda area: sum(within(s.code, area.code) for s in self.stations))


def within(code: str, area: str) -> bool:
    """Whether a station or area stands in (or is) an area."""
    return code == area or code.startswith(area + "/")


def invent(stations: int, rng: Random) -> Country:
    """A country with exactly that many stations.

    Raises:
        InputError: fewer than `LEAST_STATIONS`.
    """
    if stations < LEAST_STATIONS:
        raise InputError(f"a demo of {stations} stations is too small: at least {LEAST_STATIONS}")
    cells = land(rng)
    crowd = _crowd(cells, rng)
    regions = divide(cells, min(_MOST_REGIONS, stations // _STATIONS_A_REGION), rng)
    districts = [_districts(region, stations, rng) for region in regions]
    borders = Borders([cells for region in districts for cells in region], rng)
    towns = [[_towns(cells, crowd, stations, rng) for cells in region] for region in districts]
    shares = _shares(stations, [sum(town[1] for town in d) for r in towns for d in r])
    label = names.areas(rng)
    areas: list[Area] = []
    found: list[Station] = []
    for i, region in enumerate(regions, 1):
        areas.append(_area(str(i), 0, next(label), region, borders.polygons(region)))
        settled = _Settled(i, rng)
        for j, (own, places) in enumerate(zip(districts[i - 1], towns[i - 1], strict=True), 1):
            code = f"{i}/{j}"
            areas.append(_area(code, 1, next(label), own, borders.polygons(own)))
            kept = places[: (share := next(shares))]
            counts = _apportion(share, [weight for _, weight in kept])
            for k, ((cell, _), count) in enumerate(zip(kept, counts, strict=True), 1):
                areas.append(Area(f"{code}/{k}", 2, next(label), centre(cell)))
                for building, tables in settled.parish(f"{code}/{k}", centre(cell), count):
                    areas.append(building)
                    found.extend(tables)
    return Country(tuple(areas), tuple(found), tuple(borders.polygons(cells)))


class _Settled:
    """Centres and stations of one region: centres are numbered through it, as registers do."""

    def __init__(self, region: int, rng: Random) -> None:
        self.region, self.rng, self.centres = region, rng, 0

    def parish(self, code: str, place: Point, stations: int) -> list[tuple[Area, list[Station]]]:
        """Centres of a parish with `stations` stations among them, one to eight each."""
        rng, made = self.rng, []
        label = names.centres(rng)
        while stations:
            count = min(stations, rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8)))
            stations -= count
            self.centres += 1
            where = (place[0] + rng.gauss(0, 0.4), place[1] + rng.gauss(0, 0.4))
            path = f"{code}/{self.region * 100_000 + self.centres}"
            usual = rng.randint(280, 640)
            tables = [
                Station(f"{path}/{n}", min(700, usual + rng.randint(-18, 18)), where)
                for n in range(1, count + 1)
            ]
            made.append((Area(path, 3, next(label), where), tables))
        return made


def _districts(region: Sequence[Cell], stations: int, rng: Random) -> list[list[Cell]]:
    wanted = min(len(region) // _CELLS_A_DISTRICT, stations // 60)
    return divide(region, max(2, wanted), rng)


def _towns(
    cells: Sequence[Cell], crowd: dict[Cell, float], stations: int, rng: Random
) -> list[tuple[Cell, float]]:
    """Where the parishes of a district are, the most crowded first, with their weights."""
    people = sum(crowd[cell] for cell in cells) / sum(crowd.values())
    count = max(2, round(people * stations / _STATIONS_A_PARISH))
    chosen = [cells[rng.randrange(len(cells))] for _ in range(count)]
    spread = people / count
    weighted = [(cell, spread * rng.uniform(0.5, 1.5)) for cell in chosen]
    return sorted(weighted, key=lambda town: (-town[1], town[0]))


def _crowd(cells: Sequence[Cell], rng: Random) -> dict[Cell, float]:
    """How densely each cell is settled: cities of falling size on thinly settled ground."""
    cities = [(centre(rng.choice(cells)), 9.0 / (i + 1)) for i in range(_CITIES)]
    return {
        cell: 0.35
        + sum(
            size * math.exp(-(math.dist(centre(cell), spot) ** 2) / 14.0) for spot, size in cities
        )
        for cell in cells
    }


def _shares(stations: int, weights: Sequence[float]) -> Iterator[int]:
    counts = _apportion(stations, weights)
    return iter(counts)


def _apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers that add up to `total`, at least one each, by largest remainder."""
    free, whole = total - len(weights), sum(weights)
    exact = [free * weight / whole for weight in weights]
    counts = [1 + math.floor(each) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (math.floor(exact[i]) - exact[i], i))
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def _area(code: str, level: int, name: str, cells: Sequence[Cell], borders: list[Polygon]) -> Area:
    points = [centre(cell) for cell in cells]
    middle = (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
    return Area(code, level, name, middle, tuple(borders))
