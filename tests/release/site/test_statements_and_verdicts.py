"""Public statements on the site: the timeline, and a page each that can be cited for ever."""

from __future__ import annotations

import pytest
from building import facts, printed
from crawling import Parsed
from saying import long_said, much_printed, much_said

from actas.release.site import paths, statements


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    return much_printed()


def words(pages: dict[str, bytes], path: str) -> str:
    return Parsed(pages[path]).words.replace("\N{NO-BREAK SPACE}", " ")


def test_the_timeline_goes_by_day_with_who_verdict_and_reason(pages):
    said = words(pages, "en/claims.html")
    days = [said.index(day) for day in ("May 2031 Neighbour", "May 6, 2031 Board", "May 10, 2031")]
    assert days == sorted(days)
    assert "Court · Endorsement of another statement Words of court ✗ Contradicted by" in said
    assert pages["en/claims.html"].count(b'<time datetime="2031-05-06">') >= 1
    assert b'href="../en/claims/bulletin.html"' in pages["en/claims.html"]


def test_old_addresses_of_statements_still_lead_to_them(pages):
    ids = Parsed(pages["es/claims.html"]).ids
    assert {"c-bulletin", "c-Audit", "c-no", "c-please", "c-hurt"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_announcements_stand_beside_the_counted_sheets(pages):
    said = words(pages, "en/claims.html")
    assert "Ada Alba 100 20.0 % 400 90.91 %" in said
    assert "all others 400 80.0 % 40 9.09 %" in said


def test_an_obligation_says_how_many_days_it_is_overdue(pages):
    assert "Overdue by 10 days." in words(pages, "en/claims.html")
    assert "Vencida hace 10 días." in words(pages, "es/claims/~uaudit.html")


def test_positions_are_grouped_by_what_they_are_toward_and_by_stance(pages):
    said = words(pages, "en/claims.html")
    group = said[said.index("Toward: Board , May 6, 2031") :]
    last = group.index("Toward no single statement")
    assert group.index("rejects it Ada") < group.index("Request Ada") < last
    assert "Neighbour" in group[last:]


def test_every_actor_is_listed_with_what_they_said(pages):
    said = words(pages, "en/claims.html")
    assert "Ada : Position, May 6, 2031 ; Request, May 6, 2031" in said[said.index("By actor") :]


def test_the_home_page_counts_the_verdicts(pages):
    said = words(pages, "en/index.html")
    assert "Contradicted by the records 3" in said and "Overdue 1" in said


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("bulletin", "Ada Alba 100 400 −300"),
        ("bulletin", "all others, % 80.0 % 9.09 % +70.91"),
        ("bulletin", "Stations covered 80 % 100.00 % −20.00"),
        ("twice", "Ada Alba ÷ Bruno Bosque > 2.5 10.000 −7.500"),
        ("first", "Most votes Bruno Bosque Ada Alba −360 votes"),
        ("all", "Stations covered ≥ 99.9 % 100.00 % −0.10"),
        ("hurt", "– ≈ 7 – –"),
        ("~uaudit", "Due May 10, 2031 – 10 days"),
    ],
)
def test_what_was_said_stands_beside_the_records_with_the_difference(pages, name, row):
    assert row in words(pages, f"en/claims/{name}.html")


def test_a_page_has_source_tests_what_would_change_it_and_how_to_cite_it(pages):
    said = words(pages, "en/claims/bulletin.html")
    assert "https://gazette.example/1" in Parsed(pages["en/claims/bulletin.html"]).links
    assert "Do its percentages follow from its votes?" in said
    assert "What would change this Sheets or a register that show other numbers" in said
    leaf = facts().leaf(10)
    assert "statement bulletin of Board , May 6, 2031: Contradicted by the records." in said
    assert f"Release of May 20, 2031, log entry 10, SHA-256 {leaf} ." in said
    assert "https://watch.example/2031/en/claims/bulletin.html" in said
    assert "What would change this The originals" in words(pages, "en/claims/real.html")


def test_a_quotation_says_which_language_it_is_in(pages):
    assert b'<q lang="fr"><bdi>B a gagn\xc3\xa9</bdi></q>' in pages["es/claims/first.html"]


def test_a_corrected_statement_shows_its_earlier_form(pages):
    said = words(pages, "en/claims/bulletin.html")
    history = said[said.index("History in the log") :]
    assert "May 11, 2031 · written down · log entry 6 Words of bulletin" in history
    changed = "corrected: coverage groups percent votes · log entry 10"
    assert f"May 20, 2031 · {changed}" in history


def test_a_withdrawn_statement_keeps_its_page_and_says_so(pages):
    said = words(pages, "en/claims/gone.html")
    assert "Said in haste" in said and "This statement was withdrawn" in said
    assert "May 20, 2031 · Withdrawn · log entry 11" in said
    assert Parsed(pages["en/claims/gone.html"]).machine == []
    assert "Said in haste" not in words(pages, "en/claims.html")


def test_no_two_statements_share_a_page_even_where_case_is_folded():
    names = ["a", "A", "a.html", "a~d", "con", "CON", "nul.x", "Nul.x", "~", "ua", "1", "1.0"]
    places = [paths.claim_page("es", name).lower() for name in names]
    assert len(set(places)) == len(names)
    assert paths.claim_page("es", "6b") == "es/claims/6b.html"
    assert not {"es/claims/con.html", "es/claims/nul.x.html"} & set(places)


def test_a_long_timeline_goes_on_on_further_pages(monkeypatch):
    monkeypatch.setattr(statements, "LISTED", 5)
    pages = printed(much_said())
    timeline = [path for path in pages if path.startswith("en/claims") and path.count("/") == 1]
    ids = [name for path in timeline for name in Parsed(pages[path]).ids if name.startswith("c-")]
    assert len(timeline) == 3
    assert len(ids) == len(set(ids)) == 12
    assert "Lists on this page are cut" in words(pages, "en/claims.html")


def test_a_statement_of_a_hundred_choices_and_many_long_sources_stays_light():
    pages = printed(long_said())
    assert "… and 124 more" in words(pages, "en/claims/long.html")
    for path in ("en/claims/long.html", "en/claims.html"):
        assert len(pages[path]) <= 60_000, path


def test_openings_of_originals_stand_with_what_is_set_aside(pages):
    said = words(pages, "en/aside.html")
    assert f"1/1/2 A court asked. May 20, 2031 · log entry 13 · {'c0' * 32}" in said


def test_pages_name_the_feeds(pages):
    for path in ("en/index.html", "en/a/1.html", "en/claims/bulletin.html"):
        found = Parsed(pages[path]).resources
        assert any(one.endswith("feeds/en/corrections.xml") for one in found), path
    assert "../feeds/en/statements.xml" in Parsed(pages["en/claims.html"]).resources


def test_the_feed_of_corrections_tells_of_statements_openings_and_incidents(pages):
    feed = pages["feeds/en/corrections.xml"].decode()
    for said in (
        "<title>Statement corrected: bulletin</title>",
        "<title>Statement withdrawn: gone</title>",
        "<title>Original opened: 1/1/2</title>",
        "The site was down.",
        'href="../../en/claims/gone.html"',
        'href="../../en/about.html#incidents"',
    ):
        assert said in feed, said
    assert '<link rel="alternate" href="../../en/claims/bulletin.html"/>' in (
        pages["feeds/en/statements.xml"].decode()
    )
