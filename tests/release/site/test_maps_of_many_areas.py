"""A level of too many areas for one map is drawn on the pages of the areas above it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from building import election, entry, facts, made, reading, register, source
from crawling import Parsed
from test_charts_say_what_they_draw import land

from actas.release.site import sameness
from actas.release.site.areas import Areas
from actas.release.site.book import Book
from actas.release.site.charts import charted
from actas.release.site.parting import DRAWN

CENTRES = {"1": 4, "2": 90, "3": DRAWN + 1}
"""Centres of each region: few, many, and more than a map holds."""


def book(*, boundaries: bool = True) -> Book:
    codes = [f"{region}/{n}" for region, most in CENTRES.items() for n in range(1, most + 1)]
    said = [{"level": "centre", "file": "land.geojson", "property": "code"}]
    stations = [f"{code}/1" for code in codes]
    outcome = made(
        [
            entry("election", definition=election(boundaries=said)),
            source(),
            *(
                register(dict.fromkeys(stations[at : at + 500], 300), {"1": "North"})
                for at in range(0, len(stations), 500)
            ),
            *(reading(code, A=40 + at % 97, B=90) for at, code in enumerate(stations)),
        ]
    )
    # One centre has no outline, one outline is of no centre.
    files = {"land.geojson": land([*codes[1:], "sea"])} if boundaries else {}
    return Book(outcome, facts(files=files))


@pytest.fixture(scope="module")
def many() -> Book:
    return book()


@pytest.fixture(scope="module")
def drawn(many: Book) -> dict[str, bytes]:
    return dict(charted.pages(many, many.ballots[0]))


def in_english(pages: dict[str, bytes]) -> Iterator[str]:
    return (path for path in pages if path.startswith("en/maps/"))


def test_each_area_that_can_has_maps_of_what_is_below_it(drawn):
    assert {re.sub(r"~\d+", "", path) for path in in_english(drawn)} == {
        "en/maps/centre/1.html",
        "en/maps/centre/2.html",
    }
    page = drawn["en/maps/centre/1.html"].decode()
    leads = page[: page.index("</figure>")]
    assert re.findall(r'<a href="([^"]+)" aria-label', leads) == [
        f"../../../en/a/1/{n}.html" for n in (2, 3, 4)
    ]
    words = Parsed(page.encode()).words
    assert "North · Maps: centre" in words
    assert "and so not on the map: Centre 1" in words
    rows = [
        row for path in in_english(drawn) for row in re.findall(b'<tr><th scope="row"', drawn[path])
    ]
    assert len(rows) == 4 + 90
    assert max(map(len, drawn.values())) <= 60_000


def test_the_page_of_the_whole_says_where_the_maps_are(drawn):
    words = Parsed(drawn["en/charts.html"]).words
    assert "Centre: on the page of each region" in words
    assert "Too many areas for one map: Region 3" in words
    assert "In the boundaries, but no area of the election: sea" in words


def test_the_page_of_an_area_leads_to_its_maps(many):
    areas = Areas(many, many.ballots[0], "en")
    link = '<a href="../../en/maps/centre/1.html">Maps: centre</a>'
    assert link in areas.page("1")[1].decode()
    assert "/maps/" not in areas.page("3")[1].decode()


def test_pages_are_made_again_when_boundaries_come(many):
    without = book(boundaries=False)
    old, new = (dict(sameness.made_from(one, one.ballots[0])) for one in (without, many))
    assert {name for name in new if new[name] != old[name]} == {"president:1", "president:2"}
