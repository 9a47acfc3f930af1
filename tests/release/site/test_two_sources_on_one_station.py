"""The page where two sources speak of one station: there from the start, and right on the day."""

from __future__ import annotations

from building import ELECTIONS, election, entry, made, printed, reading, source
from crawling import Parsed


def test_it_says_plainly_that_the_authority_has_published_nothing():
    outcome = made(
        [
            entry("election", definition=election()),
            source(),
            source("authority", "authority", name="Electoral Authority"),
            reading("1/1/1", A=1, B=2),
        ]
    )
    said = Parsed(printed(outcome)["en/sources.html"]).words
    assert "Electoral Authority has published no result by station." in said
    assert "No station has sheets from two sources yet." in said


def test_without_an_authority_among_the_sources_it_says_that():
    said = Parsed(printed(ELECTIONS["plain"]())["en/sources.html"]).words
    assert "No electoral authority is among the sources" in said


def test_both_sources_stand_side_by_side_and_what_differs_is_marked():
    page = Parsed(printed(ELECTIONS["two_sources"]())["en/sources.html"])
    assert "has published no result" not in page.words
    assert "Electoral Authority · Watch 1 2" in page.words
    assert (
        "Two or more sources speak of 3 stations. They differ on 2; these stand first."
        in page.words
    )
    first, second, third = (
        page.words.index(code) for code in ("1/10/2 They", "2/20/1 They", "1/10/1 They")
    )
    assert first < second < third
    assert "Ada Alba ≠ 90 130" in page.words and "Null votes 1 1" in page.words
    assert "1/10/1 They agree" in page.words
    assert "../en/a/1/10.html#2" in page.links
