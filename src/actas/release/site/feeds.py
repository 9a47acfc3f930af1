"""Atom feeds (RFC 4287) of releases, corrections, statements, and by area of the first level.

Days are those of releases; ids are tag URIs (RFC 4151) of the log's origin and the entry's index,
so that an entry keeps its id for ever. Content is plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from actas.election.written import text
from actas.release.markup import element, escaped, shown
from actas.release.site import paths
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page
from actas.release.site.history import Correction
from actas.release.site.statement import kind_words
from actas.release.site.words import Words, plain

MOST = 200
"""Entries of a feed, the newest; all that came before is in the open data and in the log."""

CORRECTED = {
    "accept": "Accepted by a person: {station}",
    "quarantine": "Put in quarantine by a person: {station}",
    "reject": "Rejected by a person: {station}",
    "withdraw": "Withdrawn by a person: {station}",
    "dropped": "Dropped by its source: {station}",
    "restored": "Given again by its source: {station}",
    "incident": "Incident",
    "unseal": "Original opened: {station}",
    "reworded": "Statement corrected: {claim}",
    "unsaid": "Statement withdrawn: {claim}",
}

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'


@dataclass(frozen=True)
class Told:
    """One entry of a feed: the index in the log that it is of, its day, and what it says."""

    index: int
    day: str
    title: str
    content: str
    href: str


def path_of(language: str, area: str = "", name: str = "") -> str:
    """Path of the feed of an area of the first level, or of the feed with this name."""
    return f"feeds/{language}/{name}.xml" if name else f"feeds/{language}/area/{area}.xml"


def pages(book: Book, language: str) -> Iterator[Page]:
    """All feeds of one language."""
    words = book.presses[language].words
    title = book.name(language)
    releases = [_release(book, language, at, "") for at in range(len(book.history.releases))]
    yield _feed(book, language, path_of(language, name="releases"), title, releases)
    corrections = [_correction(book, language, one) for one in book.history.corrections]
    named = f"{title} · {words.say('Corrections')}"
    yield _feed(book, language, path_of(language, name="corrections"), named, corrections)
    named = f"{title} · {words.say('Statements')}"
    said = _statements(book, language)
    yield _feed(book, language, path_of(language, name="statements"), named, said)
    for area in first_level(book):
        yield _area(book, language, area)


def first_level(book: Book) -> list[str]:
    """Codes of the areas of the first level of every contest."""
    areas = {area for ballot in book.ballots for area in ballot.areas.below("")}
    return sorted(area for area in areas if has_one(book, area))


def has_one(book: Book, area: str) -> bool:
    """Whether an area has a feed: those of the first level have, if that is not the stations."""
    return bool(area) and "/" not in area and bool(book.election.areas_levels)


def _area(book: Book, language: str, area: str) -> Page:
    read = book.history.read
    told = [
        _release(book, language, at, area)
        for at in range(len(book.history.releases))
        if read[at, area]
    ]
    told += [
        _correction(book, language, one) for one in book.history.corrections if one.area == area
    ]
    name = _area_name(book, area)
    return _feed(book, language, path_of(language, area), f"{book.name(language)} · {name}", told)


def _area_name(book: Book, area: str) -> str:
    return book.names.get(area, area)


def _release(book: Book, language: str, at: int, area: str) -> Told:
    words, release = book.presses[language].words, book.history.releases[at]
    number = book.history.read[at, area]
    said = words.many(
        number,
        "{n} sheet was read since the last one.",
        "{n} sheets were read since the last one.",
    )
    title = words.say("Release of {day}", day=words.day(release.as_of))
    holder = _holder(book, area)
    page = paths.area_page(holder.folder(language), area) if area else f"{language}/index.html"
    return Told(release.index, release.as_of, plain(title), plain(said), page)


def _holder(book: Book, area: str) -> Ballot:
    """The first contest that has a page of the area."""
    return next((one for one in book.ballots if area in one.areas), book.ballots[0])


def _correction(book: Book, language: str, one: Correction) -> Told:
    words = book.presses[language].words
    title = words.say(CORRECTED[one.did], station=one.station or "–", claim=one.claim)
    said = [text for text in (one.contest, one.source, one.why) if text]
    page = _about(book, language, one)
    return Told(one.index, one.day, plain(title), " · ".join(said), page)


def _about(book: Book, language: str, one: Correction) -> str:
    """The page of what was corrected."""
    if one.claim is not None:
        known = one.claim in book.claims or one.claim in book.withdrawn
        return paths.claim_page(language, one.claim) if known else f"{language}/claims.html"
    if one.did == "incident":
        return f"{language}/about.html#incidents"
    ballots = [b for b in book.ballots if one.contest in {None, b.id} and b.knows(one.station)]
    if ballots and one.station:
        return ballots[0].station_href(language, one.station)
    return f"{language}/aside.html" + ("#opened" if one.did == "unseal" else "")


def _statements(book: Book, language: str) -> Iterator[Told]:
    """Every statement that stands, with the day on which it was first written down."""
    kinds = kind_words(book.presses[language].words)
    for name, claim in book.claims.items():
        index = book.said[name][0][0]
        day = book.history.day(index)
        if day is not None:
            actor = text(claim.actor_words or claim.actor_name, language)
            title = f"{actor} · {plain(kinds[claim.kind])}"
            page = paths.claim_page(language, name)
            yield Told(index, day, title, text(claim.words, language), page)


def _feed(book: Book, language: str, path: str, title: str, told: Iterable[Told]) -> Page:
    newest = sorted(told, key=lambda one: -one.index)[:MOST]
    updated = newest[0].day if newest else book.as_of
    up, words = paths.up(path), book.presses[language].words
    parts = [
        element("id", escaped(_tag(book, path.removesuffix(".xml")))),
        element("title", shown(title)),
        element("updated", _moment(updated)),
        element("author", element("name", escaped(book.facts.origin))),
        _link("self", path.rpartition("/")[2]),
        _link("alternate", f"{up}{language}/index.html"),
        *(_entry(book, up, one) for one in newest),
    ]
    head = f'{HEAD} xml:lang="{words.code}">'
    return path, f"{head}{''.join(parts)}</feed>\n".encode()


def _entry(book: Book, up: str, one: Told) -> str:
    parts = [
        element("id", escaped(_tag(book, f"entry/{one.index}"))),
        element("title", shown(one.title)),
        element("updated", _moment(one.day)),
        _link("alternate", up + one.href),
        element("content", shown(one.content, 1000), {"type": "text"}),
    ]
    return element("entry", "".join(parts))


def _link(rel: str, href: str) -> str:
    return f'<link rel="{rel}" href="{escaped(href)}"/>'


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _tag(book: Book, specific: str) -> str:
    """A tag URI: who names (the host of the log's origin), since when, and what."""
    host, _, rest = book.facts.origin.partition("/")
    authority = re.sub("[^a-z0-9.-]", "-", host.lower()).strip(".-") or "actas"
    named: Sequence[str] = [part for part in (rest, specific) if part]
    return f"tag:{authority},{book.election.date.isoformat()}:{'/'.join(named)}"


def listed(words: Words) -> list[tuple[str, str]]:
    """Title and path of the feeds that are not of an area."""
    return [
        (str(words.say("Releases")), path_of(words.code, name="releases")),
        (str(words.say("Corrections")), path_of(words.code, name="corrections")),
        (str(words.say("Statements")), path_of(words.code, name="statements")),
    ]
