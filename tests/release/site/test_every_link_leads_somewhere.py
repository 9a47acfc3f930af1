"""Every link of every page leads to a page that is there, and every page can be reached."""

from __future__ import annotations

import posixpath
from functools import cache

import pytest
from building import ELECTIONS, SHOWN, printed, site_of
from crawling import Parsed, crawl

from actas.release import renditions
from actas.release.site.checking import PROGRAMS

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

OTHERS = [
    *("log/checkpoint", "verify.py", "manifest.json", "head.json", *PROGRAMS),
    *(renditions.path(name) for name in SHOWN),
]


@cache
def crawled(name: str) -> dict[str, Parsed]:
    """Every page of an election's site."""
    return crawl(site_of(name), OTHERS)


@pytest.mark.parametrize("name", ELECTIONS)
def test_no_link_is_dead_and_no_page_an_orphan(name):
    parsed = crawled(name)
    assert {"index.html", "es/index.html", "en/index.html"} <= set(parsed)


@pytest.mark.parametrize("name", ELECTIONS)
def test_nothing_is_fetched_from_elsewhere(name):
    for path, page in crawled(name).items():
        assert not page.tags & {"iframe", "object", "embed", "form", "style", "base"}, path
        assert set(page.programs) <= {posixpath.relpath(one, path + "/..") for one in PROGRAMS}
        assert not any(one.startswith("on") or one == "style" for one in page.attributes), path
        assert all(not one.startswith(("http:", "https:", "//")) for one in page.resources), path
        assert all(not one.startswith(("javascript:", "/")) for one in page.links), path


@pytest.mark.parametrize("name", ["plain", "two_contests"])
def test_a_site_works_below_any_path_as_an_onion_and_from_ipfs(name):
    """No address is absolute, asks anything of a server, or climbs above the release."""
    web = ("https://", "http://", "data:")
    for path, page in crawled(name).items():
        for link in [*page.links, *page.resources]:
            if not link.startswith(web):
                assert not link.startswith("/") and "?" not in link and ":" not in link, path
                assert link.count("../") <= path.count("/"), (path, link)


def test_both_languages_have_the_same_pages():
    paths = set(site_of("plain"))
    spanish = {path[3:] for path in paths if path.startswith("es/")}
    assert spanish == {path[3:] for path in paths if path.startswith("en/")}


def test_one_language_alone_is_a_whole_site():
    from building import election, entry, made

    outcome = made([entry("election", definition=election())], ("es",))
    assert not any(path.startswith("en/") for path in crawl(printed(outcome), OTHERS))


def test_the_same_outcome_gives_the_same_bytes():
    assert printed(ELECTIONS["two_sources"]()) == printed(ELECTIONS["two_sources"]())


def test_codes_that_look_like_pages_do_not_collide():
    from actas.release.site import paths

    codes = ["20", "20.html", "20/1", "20.html/1", "20.2", "20..2", "2/0.html"]
    places = [paths.area_page("es/", code, page) for code in codes for page in (1, 2, 3)]
    assert len(set(places)) == len(places)
    folders = {place.rsplit("/", 1)[0] for place in places}
    assert not folders & set(places)
