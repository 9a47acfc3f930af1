"""Feeds are valid Atom whose entries keep their ids; cards stand alone and load nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import orjson
import pytest
from crawling import Parsed
from votes import STATIONS, Votes, beginning, entry, more_sheets, sheets

from actas.release import inert

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = {"id", "title", "updated"}


@pytest.fixture(scope="module")
def later(
    tmp_path_factory: pytest.TempPathFactory, publishing: Callable[[Votes, Path], Path]
) -> list[Path]:
    """Two releases of one log: the second has a decision, a withdrawal and more sheets."""
    folder = tmp_path_factory.mktemp("later")
    votes = Votes(folder / "project").bring(beginning()).bring(sheets()).release()
    one = publishing(votes, folder / "one")
    dropped = entry(
        "withdrawal",
        station=STATIONS[5],
        contest="governor",
        source="watch",
        standing="dropped",
    )
    votes.bring([*more_sheets(), dropped]).release("2030-01-12")
    return [one, publishing(votes, folder / "two")]


def feeds(release: Path) -> list[Path]:
    return sorted((release / "feeds").rglob("*.xml"))


def entries(path: Path) -> dict[str, tuple[str, str]]:
    found = feedparser.parse(path.read_bytes())
    assert not found.bozo, found.get("bozo_exception")
    return {one.id: (one.title, one.updated) for one in found.entries}


def wrong_with(feed: ElementTree.Element) -> list[str]:
    """What RFC 4287, section 4, demands of a feed and of each of its entries, and is not there."""
    wrong = []
    for one in (feed, *feed.iter(f"{ATOM}entry")):
        names = [child.tag.removeprefix(ATOM) for child in one]
        wrong += [f"{name}: {names.count(name)}" for name in ONCE if names.count(name) != 1]
        moment = one.findtext(f"{ATOM}updated") or ""
        if datetime.fromisoformat(moment).tzinfo is None:
            wrong.append(f"no time zone: {moment}")
        links = [(link.get("rel"), link.get("type")) for link in one.iter(f"{ATOM}link")]
        wrong += [] if all(rel for rel, _ in links) else ["link without rel"]
        if not re.fullmatch(
            r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:[A-Za-z0-9._~/-]+", one.findtext(f"{ATOM}id") or ""
        ):
            wrong.append("no tag URI")
    if not feed.findtext(f"{ATOM}author/{ATOM}name"):
        wrong.append("no author")
    ids = [one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry")]
    return wrong + (["an id twice"] if len(ids) != len(set(ids)) else [])


def test_every_feed_is_valid_and_every_link_of_it_leads_somewhere(later: list[Path]) -> None:
    assert len(feeds(later[1])) == 2 * (3 + 2)
    for path in feeds(later[1]):
        feed = ElementTree.fromstring(path.read_bytes())
        assert wrong_with(feed) == [], path
        for link in feed.iter(f"{ATOM}link"):
            target = path.parent / (link.get("href") or "").partition("#")[0]
            assert target.is_file(), (path, target)
        assert inert.fault(path.name, path.read_bytes()) is None


def test_the_page_of_an_area_of_the_first_level_names_its_feed(later: list[Path]) -> None:
    named = Parsed((later[1] / "es/a/1.html").read_bytes()).resources
    assert "../../feeds/es/area/1.xml" in named
    for page in ("es/index.html", "es/about.html"):
        named = Parsed((later[1] / page).read_bytes()).resources
        assert not any("area" in one for one in named), page


def test_entries_keep_id_and_day_when_more_come(later: list[Path]) -> None:
    old, new = (entries(release / "feeds/es/releases.xml") for release in later)
    assert len(old) == 1
    assert len(new) == 2
    assert old.items() <= new.items()
    assert [day for _, day in new.values()] == ["2030-01-12T00:00:00Z", "2030-01-09T00:00:00Z"]
    assert next(iter(old)).startswith("tag:example.org,2030-01-06:votes/entry/")


def test_decisions_and_withdrawals_are_corrections(later: list[Path]) -> None:
    assert entries(later[0] / "feeds/en/corrections.xml") == {}
    found = entries(later[1] / "feeds/en/corrections.xml")
    assert {title for title, _ in found.values()} == {
        f"Rejected by a person: {STATIONS[4]}",
        f"Dropped by its source: {STATIONS[5]}",
        "Statement corrected: c1",
    }
    assert {day for _, day in found.values()} == {"2030-01-12T00:00:00Z"}
    there = entries(later[1] / "feeds/en/area/1.xml")
    placed = {one for one in found.items() if "Statement" not in one[1][0]}
    assert placed <= there.items()
    assert not found.items() & entries(later[1] / "feeds/en/area/2.xml").items()


def test_what_was_read_adds_up_over_the_releases(later: list[Path]) -> None:
    read = feedparser.parse((later[1] / "feeds/en/releases.xml").read_bytes())
    numbers = [int(one.content[0].value.split()[0]) for one in read.entries]
    listed = (later[1] / "data/readings.csv").read_bytes().count(b"\r\n") - 1
    assert sum(numbers) == listed
    assert numbers[0] == 3


def cards(release: Path, ending: str) -> list[Path]:
    found = sorted((release / "cards").rglob(f"*.{ending}"))
    assert len(found) == 2 * (3 + 2)
    return found


def test_cards_stand_alone(published: Path) -> None:
    for ending in ("html", "svg"):
        for path in cards(published, ending):
            data = path.read_bytes()
            assert len(data) <= 10_000
            assert inert.fault(path.name, data) is None
            if ending == "svg":
                assert ElementTree.fromstring(data).tag.endswith("svg")
            else:
                page = Parsed(data)
                assert page.resources == []
                assert all((path.parent / link).is_file() for link in page.links)


def test_a_card_says_what_the_count_says(published: Path) -> None:
    count = orjson.loads((published / "data/count.json").read_bytes())[0]
    said = Parsed((published / "cards/en/whole.html").read_bytes()).words
    shares = {name: f"{100 * share:.2f}" for name, share in count["shares"].items()}
    for name, votes in count["votes"].items():
        assert f"{votes:,} · {shares[name]}" in said
    assert f"{count['stations']['counted']} of {count['stations']['expected']} sheets" in said


@pytest.mark.parametrize(
    "forged",
    [
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>',
        inert._FEED + b'><script xmlns="http://www.w3.org/1999/xhtml">1</script></feed>',
        inert._FEED + b'><entry xmlns="http://www.w3.org/1999/xhtml"></entry></feed>',
        inert._FEED + b'><?xml-stylesheet href="a"?></feed>',
        inert._FEED + b'><link href="javascript:alert(1)"/></feed>',
    ],
)
def test_what_only_looks_like_a_feed_is_found(forged: bytes) -> None:
    assert inert.may_stand("feeds/es/releases.xml", ("es",))
    assert not inert.may_stand("feeds/fr/releases.xml", ("es",))
    assert not inert.may_stand("cards/es/a.xml", ("es",))
    assert inert.fault("releases.xml", forged) is not None
