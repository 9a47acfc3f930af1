"""Pages of an election with hundreds of areas under one: paged, light, and every one reached."""

from __future__ import annotations

import re

import pytest
from building import election, entry, facts, made, reading, register, source
from crawling import Parsed
from test_charts_say_what_they_draw import land

from actas.release import site
from actas.release.site import paths
from tests.pages.walk import MOST

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

REGIONS, CENTRES = 130, 200
"""Regions of the whole, and centres of the first of them."""

LONG = "Movement for the Renewal of the Country and of All Its Provinces"


def pages(regions: int, outlines: int) -> dict[str, bytes]:
    """The whole site, with names as long as they come."""
    stations = [f"1/{n}/1" for n in range(1, CENTRES + 1)]
    stations += [f"{region}/1/1" for region in range(2, regions + 1)]
    areas = {str(n): f"Autonomous Province of the Northern Lakes {n}" for n in range(1, regions)}
    choices = [{"id": f"LIST_{n:02}", "name": f"{LONG} {n}"} for n in range(12)]
    contest = {"id": "president", "name": "President", "choices": choices}
    said = [{"level": "region", "file": "land.geojson", "property": "code"}]
    votes = {choice["id"]: 40 - at for at, choice in enumerate(choices)}
    outcome = made(
        [
            entry("election", definition=election(contests=[contest], boundaries=said)),
            source(),
            register(dict.fromkeys(stations, 1300), areas),
            *(reading(code, **votes, nulls=2) for code in stations),
        ],
        ("en", "ar"),
    )
    files = {"land.geojson": land([str(n) for n in range(1, outlines + 1)])}
    return dict(site.pages(outcome, facts(files=files)))


@pytest.fixture(scope="module")
def many() -> dict[str, bytes]:
    return pages(REGIONS, REGIONS)


def test_no_page_is_too_heavy(many):
    heavy = {
        path: len(data)
        for path, data in many.items()
        if path.endswith(".html") and len(data) > MOST
    }
    assert not heavy


def test_a_map_is_on_the_first_page_while_it_is_light():
    made = pages(60, 60)
    assert max(len(data) for path, data in made.items() if path.endswith("index.html")) <= MOST
    assert b'class="map"' in made["en/index.html"]


@pytest.mark.parametrize(
    ("first", "below", "size"),
    [
        ("en/index.html", REGIONS, paths.AREAS_AT_HOME),
        ("en/a/1.html", CENTRES, paths.AREAS_A_PAGE),
    ],
)
def test_every_area_stands_on_one_page_and_turning_leads_to_it(many, first, below, size):
    stem = first.removesuffix(".html")
    found = {path for path in many if re.fullmatch(rf"{stem}(~\d+)?\.html", path)}
    assert len(found) == -(-below // size)
    listed, reached, wait = [], set(), [first]
    while wait:
        path = wait.pop()
        if path in reached:
            continue
        reached.add(path)
        page = many[path].decode()
        listed += re.findall(r'<tr><th scope="row"><a href="[./]*/(en/a/[^"]*)">', page)
        wait += [one for one in found if f'href="{paths.up(path)}{one}"' in page]
    assert reached == found
    assert len(listed) == len(set(listed)) == below


def test_the_totals_stand_on_the_first_page_alone(many):
    first, second = (Parsed(many[f"en/a/1{part}.html"]) for part in ("", "~2"))
    assert "Result on the counted sheets" in first.text
    assert "Result on the counted sheets" not in second.text


def test_what_is_missing_is_listed_of_every_area(many):
    pages = [
        data.decode() for path, data in many.items() if re.match(r"en/missing[~\d]*\.html", path)
    ]
    rows = [one for page in pages for one in re.findall(r'<tr><th scope="row"><a href="', page)]
    assert len(rows) == REGIONS
