"""The drawn areas tile the country: no gap, no overlap, at both levels that are drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from random import Random

import pytest

from actas.demo import mesh
from actas.demo.borders import Borders, Polygon, geojson, signed_area
from actas.demo.country import Country, invent, within

OTHERS = [pytest.param(seed, marks=pytest.mark.untraced) for seed in (5, 21)]
"""Countries whose code the first one runs too."""


@pytest.fixture(scope="module", params=[1, *OTHERS])
def country(request: pytest.FixtureRequest) -> Country:
    return invent(900, Random(request.param))


def size(polygons: Iterable[Polygon]) -> float:
    return sum(signed_area(ring) for polygon in polygons for ring in polygon)


def steps(polygons: Iterable[Polygon]) -> Counter[tuple[mesh.Point, mesh.Point]]:
    return Counter(step for polygon in polygons for ring in polygon for step in pairwise(ring))


@pytest.mark.parametrize("level", [0, 1])
def test_areas_of_a_level_add_up_to_the_country(country: Country, level: int) -> None:
    parts = [area for area in country.areas if area.level == level]
    whole = sum(size(area.borders) for area in parts)
    assert math.isclose(whole, size(country.outline), rel_tol=1e-9)


@pytest.mark.parametrize("level", [0, 1])
def test_every_border_is_drawn_once_from_each_side(country: Country, level: int) -> None:
    drawn = steps(p for area in country.areas if area.level == level for p in area.borders)
    assert max(drawn.values()) == 1
    coast = {step for step in drawn if step[::-1] not in drawn}
    assert coast == set(steps(country.outline))


def test_districts_tile_their_region(country: Country) -> None:
    for region in (area for area in country.areas if area.level == 0):
        inside = [a for a in country.areas if a.level == 1 and within(a.code, region.code)]
        drawn = steps(p for area in inside for p in area.borders)
        outer = {step for step in drawn if step[::-1] not in drawn}
        assert len(inside) >= 2
        assert outer == set(steps(region.borders))


def test_no_border_crosses_another(country: Country) -> None:
    drawn = steps(p for area in country.areas if area.level == 1 for p in area.borders)
    lines = sorted({(min(step), max(step)) for step in drawn})
    for i, (a, b) in enumerate(lines):
        for c, d in lines[i + 1 :]:
            if c[0] > b[0]:
                break
            assert len({a, b, c, d}) < 4 or not crosses(a, b, c, d)


def crosses(a: mesh.Point, b: mesh.Point, c: mesh.Point, d: mesh.Point) -> bool:
    def side(p: mesh.Point, q: mesh.Point, r: mesh.Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def test_outer_rings_run_counterclockwise_and_are_closed(country: Country) -> None:
    for area in country.areas:
        for outer, *holes in area.borders:
            assert outer[0] == outer[-1]
            assert signed_area(outer) > 0
            assert all(hole[0] == hole[-1] and signed_area(hole) < 0 for hole in holes)


def test_an_area_around_another_has_a_hole_of_its_shape() -> None:
    ring = mesh.neighbours((10, 10))
    borders = Borders([ring, [(10, 10)]], Random(1))
    around, middle = borders.polygons(ring), borders.polygons([(10, 10)])
    assert len(around) == 1
    assert set(steps([[around[0][1]]])) == {step[::-1] for step in steps(middle)}


def test_geojson_is_a_feature_for_each_area_by_its_code(country: Country) -> None:
    regions = {a.code: ({"name": a.name}, list(a.borders)) for a in country.areas if a.level == 0}
    made = geojson(regions)
    assert made["type"] == "FeatureCollection"
    features = made["features"]
    assert isinstance(features, list)
    assert [feature["properties"]["code"] for feature in features] == list(regions)
    assert {feature["geometry"]["type"] for feature in features} == {"MultiPolygon"}


def test_parts_of_a_division_are_connected_and_cover_it() -> None:
    rng = Random(3)
    cells = max(mesh.components(mesh.land(rng)), key=len)
    parts = mesh.divide(cells, 9, rng)
    assert sorted(cell for part in parts for cell in part) == cells
    assert [len(mesh.components(part)) for part in parts] == [1] * 9
