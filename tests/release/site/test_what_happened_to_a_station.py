"""The section of a station: how it was read, whether readings agree, what changed since."""

from __future__ import annotations

import orjson
from building import (
    ELECTIONS,
    election,
    entry,
    printed,
    reading,
    register,
    source,
)
from crawling import Parsed

from actas.checks.run import judge
from actas.count.fold import fold
from actas.log import canonical
from actas.project import drafting
from actas.release.outcome import outcome
from actas.release.site.lives import Lives
from actas.release.site.stations import by_area
from actas.release.site.tree import Tree
from actas.release.twins import Twins


def released(*parts):
    """The outcome of entries in several releases, each part judged and recorded by itself."""
    state = None
    for day, entries in parts:
        state = fold(canonical.encode_all(list(entries)), state)
        judged = judge(
            state.election,
            state.register,
            state.readings,
            state.withdrawals,
            state.decisions,
            state.documents,
        )
        named = ["station", "contest", "source", "state", "reading"]
        changed = judged.records.join(state.records, on=named, how="anti", nulls_equal=True)
        new = drafting.records(changed)
        state = fold(canonical.encode_all(list(new)), state)
        end = entry("release", as_of=day, languages=["en"], actas="0")
        state = fold(canonical.encode_all([end]), state)
    return outcome(state, parts[-1][0], ("en",))


def test_every_change_of_a_station_stands_with_the_day_it_came():
    found = released(
        (
            "2031-05-05",
            [
                entry("election", definition=election()),
                source(),
                register({"1/10/1": 300, "1/10/2": 300}),
                reading("1/10/1", A=120, B=60),
                reading("1/10/2", A=10, B=60),
            ],
        ),
        ("2031-05-07", [entry("decision", station="1/10/1", action="reject", why="torn <in> two")]),
    )
    lived = Lives(found, "president").between("", "~")
    assert [(one.day, one.what, one.said) for one in lived.changes["1/10/1"]] == [
        ("2031-05-05", "reading", "table"),
        ("2031-05-05", "record", "accepted"),
        ("2031-05-07", "decision", "reject"),
        ("2031-05-07", "record", "rejected"),
    ]
    assert "1/10/2" not in lived.changes
    said = Parsed(printed(found)["en/a/1/10.html"]).words
    assert "May 5, 2031: Counted · Watch (entry" in said
    assert "May 7, 2031: Rejected by a person: 1/10/1 · torn <in> two" in said
    stations = dict(by_area(found, "president"))
    twins = dict(
        Twins(
            found.election,
            "president",
            found.counts["president"],
            stations,
            Tree(filter(None, found.counts["president"])),
        ).all()
    )
    moved, quiet = orjson.loads(twins["data/a/1/10.json"])["list"]
    assert [one["entry"] for one in moved["history"]] == [
        change.index for change in lived.changes["1/10/1"]
    ]
    decided = {"day": "2031-05-07", "what": "decision", "said": "reject", "source": None}
    assert decided.items() <= moved["history"][2].items()
    assert moved["history"][2]["why"] == "torn <in> two"
    assert quiet["since"] == "2031-05-05"
    assert "history" not in quiet
    assert "since" not in moved


def test_a_station_that_changed_without_end_keeps_its_page_light():
    decided = [
        entry("decision", station="1/10/1", action=action, why=f"{n}. " + "<\u202e" * 1900)
        for n in range(30)
        for action in ("reject", "accept")
    ]
    began = [entry("election", definition=election()), source(), register({"1/10/1": 300})]
    page = printed(released(("2031-05-05", [*began, reading("1/10/1", A=120, B=60), *decided])))
    assert max(len(page["en/a/1/10.html"]), len(page["en/aside.html"])) <= 60_000
    said = Parsed(page["en/a/1/10.html"]).words
    assert "… and 32 more" in said and "Accepted by a person: 1/10/1 · 29. <" in said


def test_a_station_that_never_changed_says_since_when():
    found = released(
        (
            "2031-05-05",
            [
                entry("election", definition=election()),
                source(),
                register({"1/10/1": 300}),
                reading("1/10/1", A=120, B=60),
            ],
        )
    )
    said = Parsed(printed(found)["en/a/1/10.html"]).words
    assert "In the log since May 5, 2031, unchanged" in said
    assert "How it was read Taken from a table of its source" in said


def test_readings_of_one_sheet_are_held_against_each_other():
    said = Parsed(printed(ELECTIONS["pictured"]())["en/a/1/10.html"]).words
    assert "All readings of it agree." in said
    assert "Its readings differ: Ada Alba 130 ≠ 180" in said


def test_the_address_of_a_station_is_the_same_on_the_pages_of_every_contest():
    pages = printed(ELECTIONS["two_contests"]())
    permanent = [
        link
        for path in ("en/a/1/10.html", "en/c/bridge~d2031/a/1/10.html")
        for link in Parsed(pages[path]).links
        if link.endswith("a/1/10.html#1")
    ]
    assert [link.replace("../", "") for link in permanent] == ["en/a/1/10.html#1"] * 2


def test_sources_on_one_station_say_whether_they_agree():
    page = Parsed(printed(ELECTIONS["two_sources"]())["en/a/1/10.html"])
    assert "They agree" in page.words and "They differ" in page.words
    assert any(link.endswith("en/sources.html") for link in page.links)
