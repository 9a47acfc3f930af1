"""Charts: true in size, whole in number, told in words and beside their numbers, without colour."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from building import ELECTIONS, election, entry, facts, made, reading, register, source
from crawling import Parsed
from hypothesis import given
from hypothesis import strategies as st
from test_the_map import square

from actas.count.shapes import Count
from actas.release import agreement, frames, inert
from actas.release.site import maps, outlines, standing
from actas.release.site.book import Book
from actas.release.site.charts import arrivals, charted, grid, looks, staircase
from actas.release.site.charts.choropleth import Atlas
from actas.release.site.charts.drawing import ticks
from actas.release.site.charts.measures import Place, measures
from actas.release.site.parting import matched
from actas.release.site.words import Words

ENGLISH = Words("en")


def land(codes: list[str]) -> bytes:
    """A country of squares, twenty in a row."""
    squares = [square(code, at % 20, at // 20) for at, code in enumerate(codes)]
    return orjson.dumps({"type": "FeatureCollection", "features": squares})


def book(areas: int, codes: list[str] | None = None, data: bytes | None = None) -> Book:
    """An election of that many regions with two sheets each, and boundaries."""
    boundaries = [{"level": "region", "file": "land.geojson", "property": "code"}]
    stations = {f"{n}/1/{m}": 300 for n in range(1, areas + 1) for m in (1, 2)}
    numbered = list(enumerate(stations))
    outcome = made(
        [
            entry("election", definition=election(boundaries=boundaries)),
            source(),
            source("other"),
            *(
                register(dict(list(stations.items())[at : at + 500]))
                for at in range(0, len(stations), 500)
            ),
            *(reading(code, A=40 + at % 97, B=100 - at % 31, nulls=1) for at, code in numbered),
            *(reading(code, "other", A=40 + at % 97) for at, code in numbered[:3]),
        ]
    )
    drawn = data if data is not None else land(codes or [str(n) for n in range(1, areas + 1)])
    return Book(outcome, facts(files={"land.geojson": drawn}))


@cache
def small() -> Book:
    return book(6, ["1", "2", "3", "4", "5", "sea"])


def charts(one: Book) -> dict[str, bytes]:
    return {path: data for b in one.ballots for path, data in charted.pages(one, b)}


@cache
def drawn() -> dict[str, bytes]:
    """Charts of every kind of election, and of one with maps."""
    found = {f"map/{path}": data for path, data in charts(small()).items()}
    for name, make in ELECTIONS.items():
        pages = charts(Book(make(), facts())).items()
        found |= {f"{name}/{path}": data for path, data in pages}
    return found


def figures(page: bytes) -> list[str]:
    return re.findall(r"<figure .*?</figure>", page.decode(), re.DOTALL)


def painted(markup: str) -> set[str]:
    """Every look that shapes have: steps, patterns, land, lines."""
    return set(re.findall(r'class="(q\d|land|line l\d)"|url\((#~[^)]+)\)', markup))


votes = st.integers(0, 10**6)


@given(st.lists(votes, min_size=2, max_size=2))
def test_the_area_of_a_circle_is_as_the_votes(two):
    picture = outlines.picture(land(["1", "2"]), "code", "land.geojson")
    places = {
        code: Place(code, "", code, _count(valid)) for code, valid in zip("12", two, strict=True)
    }
    sized = Atlas(picture, places, [], ENGLISH).sized()
    assert {place.code for _, place, _ in sized} == {c for c, v in places.items() if v.count.valid}
    ratios = [radius**2 / place.count.valid for _, place, radius in sized]
    assert ratios == pytest.approx(ratios[:1] * len(ratios))


def _count(valid: int) -> Count:
    none = dict.fromkeys(("expected", "registered_expected", "registered_counted"))
    return Count("c", "1", None, counted=1, quarantined=0, rejected=0, valid=valid, null=None,
                 blank=None, tallies={}, votes={}, **none)  # fmt: skip


parts = st.tuples(st.integers(0, 2000), st.integers(1, 1000))
shares = parts.map(lambda one: (min(one), max(one)))


@given(st.lists(st.tuples(parts, shares), max_size=60))
def test_every_station_is_in_one_square_and_every_square_in_one_step(stations):
    squares = Counter(grid.cell(*one) for one in stations)
    assert squares.total() == len(stations)
    assert all(0 <= x <= grid.CELLS and 0 <= y < grid.CELLS for x, y in squares)
    steps = grid.bounds(max(squares.values(), default=1))
    cells = [cell for held in grid.by_step(squares, steps).values() for cell in held]
    assert sorted(cells) == sorted(squares)
    covered = [(x + n, y) for x, y, length in grid._runs(cells) for n in range(length)]
    assert sorted(covered) == sorted(squares)


def test_the_grid_and_its_table_hold_every_counted_station_once():
    ballot = small().ballots[0]
    found = small().gathered[ballot.id]
    counted = ballot.count().counted
    assert found.drawn + found.left == counted == 12
    assert all(one.total() == found.drawn for one in found.squares)
    assert sum(band.stations for band in found.bands.values()) == found.drawn
    assert sum(band.valid for band in found.bands.values()) == ballot.count().valid


def test_a_million_stations_take_no_more_room_than_the_squares():
    squares = {(x, y): 1 + (x * 7919 + y * 104729) % 60_000 for x in range(41) for y in range(40)}
    made = grid.grid("g", squares, ("across", "up"), "title", "says", ENGLISH)
    held = Counter(re.findall(r'class="(q\d)"', made))
    assert len(held) == looks.STEPS and len(made) <= 26_000
    # As many as real elections fill: a third of the squares, in one heap.
    heap = {(x, y): n for (x, y), n in squares.items() if abs(x - 26) + abs(y - 20) < 16}
    assert len(grid.grid("g", heap, ("across", "up"), "title", "says", ENGLISH)) <= 15_000


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=300).map(sorted))
def test_a_staircase_only_rises_and_ends_at_all_that_came(places):
    steps = staircase.thinned(places, (0, 10_000))
    numbers = [number for _, number in steps]
    assert numbers == sorted(set(numbers)) and numbers[-1] == len(places)
    assert len(steps) <= staircase.POINTS + 1


@given(st.integers(0, 10**9))
def test_an_axis_ends_just_above_the_most_in_round_steps(most):
    marks = ticks(most)
    assert marks[0] == 0 and marks[-1] >= most and 2 <= len(marks) <= 6
    assert str(marks.step).rstrip("0") in {"1", "2", "5"}


def test_times_of_arrival_are_used_where_most_sheets_have_one():
    at = [{"arrived": f"2031-05-04T1{n}:00"} for n in (9, 2, 5)] + [{}]
    outcome = made(
        [
            entry("election", definition=election()),
            source(),
            register({f"1/1/{n}": 300 for n in range(1, 5)}),
            *(reading(f"1/1/{n}", A=1, B=2, **said) for n, said in enumerate(at, 1)),
        ]
    )
    one = Book(outcome, facts())
    found = arrivals.gathered(one, one.ballots[0])
    assert found is not None and found.timed and found.left == 1
    hours = [(at - found.span[0]) // 3600 for at in found.came["watch"]]
    assert hours == [0, 3, 7] and found.span[1] - found.span[0] == 7 * 3600
    page = Parsed(charts(one)["en/charts.html"]).words
    assert "May 4, 2031, 12:00" in page and "One sheet does not say when it arrived." in page


@pytest.mark.untraced
def test_every_picture_has_a_title_words_and_a_table():
    seen = 0
    for path, page in drawn().items():
        text = page.decode()
        for names in re.findall(r'aria-labelledby="([^"]*)"', text):
            for name in names.split():
                said = re.search(rf'<(?:title|desc) id="{re.escape(name)}">([^<]+)<', text)
                assert said is not None and said[1].strip(), (path, name)
                seen += 1
        if figures(page):
            assert "<table" in text, path
        assert len(Parsed(page).ids) == len(set(Parsed(page).ids)), path
    assert seen > 60


def test_a_legend_covers_all_that_is_drawn_and_nothing_else():
    checked = 0
    for path, page in drawn().items():
        known = set(re.findall(r'<pattern id="([^"]*)"', page.decode()))
        for figure in figures(page):
            picture, _, legend = figure.partition("<figcaption>")
            assert painted(picture) == painted(legend), (path, figure[:60])
            assert {one[1:] for _, one in painted(figure) if one} <= known, path
            checked += 1
    assert checked > 30


def test_looks_differ_without_colour():
    for kinds in (("counted", "quarantined", "rejected", "missing"), ("agree", "differ", "alone")):
        looked = {looks._KINDS.get(kind, (looks._PLAIN.get(kind), ""))[1] or kind for kind in kinds}
        assert len(looked) == len(kinds)
    assert len(set(maps._HATCHES)) == len(maps._HATCHES) >= 6
    style = standing.style()[1].decode()
    dashes = re.findall(r"\.l\d \{ stroke: [^;]+;( stroke-dasharray: [^;]+)?", style)
    assert len(dashes) == len(set(dashes)) == staircase.LINES
    for steps in re.findall(r"--q1: #\w+;.*?--q5: #\w+", style):
        light = [_lightness(one) for one in re.findall(r"#(\w{6})", steps)]
        ratios = [(max(a, b) + 0.05) / (min(a, b) + 0.05) for a, b in pairwise(light)]
        assert light in (sorted(light), sorted(light, reverse=True))
        assert min(ratios) >= 1.3, (steps, ratios)


def _lightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
              for v in (red, green, blue)]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_does_not_match_is_named_and_the_map_drawn_without_it():
    page = charts(small())["en/maps/region.html"]
    words = Parsed(page).words
    assert "In the boundaries, but no area of the election: sea" in words
    assert "so not on the map: Region 6" in words and "not in the election" in words
    # Five areas of the six, and the sea as bare land.
    first = figures(page)[0]
    assert first.count("<a href=") == 5 and first.count("<use ") == 6


def test_outlines_are_matched_by_the_last_part_of_a_code_where_it_is_unique():
    found = matched(["1/7", "8", "9", "x"], ["1/7", "2/8", "1/9", "2/9"])
    assert found.areas == {"1/7": "1/7", "8": "2/8"}
    assert found.strange == ("9", "x") and found.lacking == ("1/9", "2/9")


def test_boundaries_that_are_no_map_are_named_and_the_rest_is_there():
    pages = charts(book(2, data=b"not a map"))
    assert not any("/maps/" in path for path in pages)
    words = Parsed(pages["en/charts.html"]).words
    assert "the boundaries in land.geojson cannot be drawn" in words and "Region 2" in words


@pytest.mark.parametrize(("areas", "maps_"), [(60, 1), (500, 6)])
def test_maps_of_many_areas_stay_small_and_show_all(areas, maps_):
    pages = {p: d for p, d in charts(book(areas)).items() if p.startswith("en/maps/")}
    assert max(map(len, pages.values())) <= 60_000
    assert sum(bool(figures(page)) for page in pages.values()) == maps_
    assert sum(len(figures(page)) for page in pages.values()) == 6
    rows = [row for page in pages.values() for row in re.findall(rb'<tr><th scope="row">', page)]
    assert len(rows) == areas


def test_a_number_of_an_area_is_that_of_its_counted_sheets():
    ballot = small().ballots[0]
    found = small().gathered[ballot.id].turnouts
    assert found["1"] == (sum((40, 100, 1, 41, 99, 1)), 600)
    place = Place("1", "", "1", ballot.count("1"), *found["1"])
    values = {one.id: one.of(place) for one in measures(ENGLISH)}
    assert values == {
        "share": (199, 280),
        "margin": (118, 280),
        "turnout": (282, 600),
        "coverage": (2, 2),
    }


def test_sources_agree_as_the_page_of_two_sources_says():
    outcome = ELECTIONS["two_sources"]()
    found = agreement.at_the_top(outcome.agreement["president"])
    assert found[""] == agreement.Agreement(agree=1, differ=2)
    assert found["1"] == agreement.Agreement(agree=1, differ=1)
    rows = frames.agreement(outcome).frame.rows()
    assert [row[1:] for row in rows] == [
        ("1", None, 1, 1, 0),
        ("1/10", None, 1, 1, 0),
        ("2", None, 0, 1, 0),
        ("2/20", None, 0, 1, 0),
    ]
    assert agreement.at_the_top(small_outcome().agreement["president"])[""].alone == 1


def small_outcome():
    return ELECTIONS["nine_levels"]()


def test_charts_run_nothing_and_use_nothing_from_elsewhere():
    for path, page in drawn().items():
        assert inert.fault(path.partition("/")[2], page) is None, path
    for wrong in (b"other.svg#a", b"//else.example/a#b", b"&#104;ttp:x#a"):
        assert inert.fault("en/charts.html", b'<svg><use href="' + wrong + b'"/></svg>')


@pytest.mark.data
def test_maps_of_real_states_stay_small(shared_data: Path):
    data = (shared_data / "ve-2024" / "ve-states.geojson").read_bytes()
    picture = outlines.picture(data, "code", "ve-states.geojson", 15_000)
    assert len(picture.outlines) == 24
    assert sum(len(one.path) for one in picture.outlines) <= 15_000
