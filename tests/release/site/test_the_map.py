"""The map of the top level: small, true to shared borders, told without colour, linked."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest
from building import election, entry, facts, made, printed, reading, register, source
from crawling import Parsed

from actas.errors import InputError
from actas.release.site import outlines


def square(code: str, west: float, south: float) -> dict[str, object]:
    """One degree of land, with a dent in its eastern border that its neighbour shares."""
    east, north = west + 1, south + 1
    ring = [
        [west, south],
        [east, south],
        [east - 0.2, south + 0.5],
        [east, north],
        [west, north],
        [west, south],
    ]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def neighbour(code: str) -> dict[str, object]:
    """The land east of `square(code, 0, 0)`, with the same dent."""
    ring = [[1, 0], [2, 0], [2, 1], [1, 1], [0.8, 0.5], [1, 0]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
    }


LAND = orjson.dumps({"type": "FeatureCollection", "features": [square("1", 0, 0), neighbour("2")]})


def points(path: str) -> list[tuple[float, float]]:
    """The corners of a path of one ring, as absolute places."""
    start, steps = re.fullmatch(r"M([-\d. ]+)l([-\d. ]+)z", path).groups()  # type: ignore[union-attr]
    numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
    x, y = (float(one) for one in start.split())
    found = [(x, y)]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((round(x, 1), round(y, 1)))
    return found


def test_a_shared_border_is_the_same_line_on_both_sides():
    one, two = outlines.picture(LAND, "code", "land.geojson").outlines
    assert len(set(points(one.path)) & set(points(two.path))) == 3


def test_the_picture_is_as_wide_as_it_says_and_true_in_proportion():
    picture = outlines.picture(LAND, "code", "land.geojson")
    xs = [x for one in picture.outlines for x, _ in points(one.path)]
    assert (min(xs), max(xs)) == (0, outlines.WIDTH)
    assert picture.height == pytest.approx(outlines.WIDTH / 2, rel=0.01)


def test_needless_corners_go_and_needed_ones_stay():
    ring = [[n / 100, 0] for n in range(101)] + [[1, 1], [0, 1], [0, 0]]
    feature = square("1", 0, 0) | {"geometry": {"type": "Polygon", "coordinates": [ring]}}
    data = orjson.dumps({"features": [feature]})
    (one,) = outlines.picture(data, "code", "land.geojson").outlines
    assert len(points(one.path)) == 4


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b'{"features": []}', b'{"features": [{"geometry": null, "properties": {}}]}'],
)
def test_what_is_no_map_is_refused_by_name(data):
    with pytest.raises(InputError, match=r"land\.geojson"):
        outlines.picture(data, "code", "land.geojson")


def on_map(**said: object) -> dict[str, bytes]:
    boundaries = [{"level": "region", "file": "land.geojson", "property": "code"}]
    outcome = made(
        [
            entry("election", definition=election(boundaries=boundaries)),
            source(),
            register({"1/1/1": 300, "2/2/1": 300}, {"1": "West", "2": "East"}),
            reading("1/1/1", A=80, B=20),
            reading("2/2/1", A=45, B=55),
        ]
    )
    return printed(outcome, **said)


def test_each_area_is_a_link_that_says_who_leads():
    page = on_map(files={"land.geojson": LAND})["en/index.html"].decode()
    assert 'role="group"' in page and 'role="img"' not in page
    assert (
        'href="../en/a/1.html" aria-label="West: Ada Alba leads with 80.0\N{NO-BREAK SPACE}%"'
        in page
    )
    assert 'aria-label="East: Bruno Bosque leads with 55.0\N{NO-BREAK SPACE}%"' in page


def test_the_second_choice_is_told_by_hatching_too():
    page = on_map(files={"land.geojson": LAND})["en/index.html"].decode()
    first, second = re.findall(r"<pattern .*?</pattern>", page)
    assert "hatch" not in first and "hatch" in second


def test_without_boundaries_there_is_a_table_and_no_map():
    page = Parsed(on_map()["en/index.html"])
    assert "defs" not in page.tags and "West" in page.words


def test_a_broken_map_does_not_keep_the_numbers_from_being_published():
    page = Parsed(on_map(files={"land.geojson": b"not a map"})["en/index.html"])
    assert "defs" not in page.tags and "West" in page.words


@pytest.mark.data
def test_real_states_stay_small(shared_data: Path):
    data = (shared_data / "ve-2024" / "ve-states.geojson").read_bytes()
    picture = outlines.picture(data, "code", "ve-states.geojson")
    assert len(picture.outlines) == 24
    assert sum(len(one.path) for one in picture.outlines) < 25_000
    assert facts(files={"ve-states.geojson": data}).files
