"""Everything that came in and does not count: in quarantine, rejected, withdrawn, without a place.

As visible as what counts, with the reasons and what a person decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from actas.release.site import paths
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page
from actas.release.site.cards import state_words
from actas.release.site.leaves import leaves
from actas.release.site.shapes import Sheet, Station

LISTED = 80
"""Sheets on one page."""

Part = tuple[Ballot, Sequence[tuple[Station | None, Sheet]]]
"""Sheets of a contest, each with its station where it has one."""


def pages(book: Book, language: str) -> Iterator[Page]:
    """All pages of the list, the sheets of every contest one after the other."""
    press = book.presses[language]
    parts = [part for ballot in book.ballots for part in _parts(ballot)]
    states = Counter(sheet.state for ballot in book.ballots for sheet in ballot.unplaced)
    for ballot in book.ballots:
        states += ballot.stations.aside
    sheets = range(sum(len(some) for _, some in parts))
    for leaf in leaves(sheets, LISTED, partial(paths.paged, f"{language}/", "aside")):
        yield press.page(
            leaf.path,
            "aside.html",
            str(press.words.say("Set aside")),
            within=f"{language}/aside.html",
            page=leaf.number,
            rows=[_row(book, *_nth(parts, number), language) for number in leaf.rows],
            several=len(book.ballots) > 1,
            tally={state: states[state] for state in ("quarantined", "rejected", "withdrawn")},
            waiting=f"{language}/waiting.html"
            if any(ballot.waiting for ballot in book.ballots)
            else None,
            opened=_opened(book, language) if leaf.number == 1 else [],
            unplaced=sum(len(ballot.unplaced) for ballot in book.ballots),
            names={key: one.name for key, one in book.speakers(language).items()},
            state_words=state_words(press.words),
            titles={rule.code: rule.titles[language] for rule in book.rules},
            parts=leaf.pager,
        )


def _parts(ballot: Ballot) -> Iterator[Part]:
    """The sheets of stations, then those without one."""
    yield ballot, ballot.aside
    yield ballot, [(None, sheet) for sheet in ballot.unplaced]


def _nth(parts: Sequence[Part], number: int) -> tuple[Ballot, Station | None, Sheet]:
    for ballot, some in parts:
        if number < len(some):
            return ballot, *some[number]
        number -= len(some)
    raise IndexError(number)


def _row(
    book: Book, ballot: Ballot, station: Station | None, sheet: Sheet, language: str
) -> dict[str, Any]:
    codes = {rule.code for rule in book.rules}
    return {
        "station": station.code if station else sheet.given,
        "href": ballot.station_href(language, station.code) if station else None,
        "place": book.place(station.code) if station else "",
        "contest": book.contest_name(ballot, language),
        "source": sheet.source,
        "state": sheet.state,
        "valid": sheet.valid,
        "reasons": [
            {"code": code, "href": f"{language}/findings/{code}.html" if code in codes else None}
            for code in sheet.reasons
        ],
        "problems": sheet.problems,
        "why": _why(book, ballot, sheet, station) if "decision" in sheet.reasons else [],
        "entry": sheet.record if sheet.record is not None else sheet.reading,
    }


def _opened(book: Book, language: str) -> list[dict[str, Any]]:
    """Sealed originals that were opened, the newest first."""
    first = book.ballots[0]
    return [
        {
            "one": one,
            "href": first.station_href(language, one.station)
            if one.station and first.knows(one.station)
            else None,
        }
        for one in reversed(book.opened)
    ][:LISTED]


def _why(book: Book, ballot: Ballot, sheet: Sheet, station: Station | None) -> list[str]:
    """What the person who decided gave as the reason."""
    if station is None:
        return []
    of = ((ballot.id, sheet.source), (ballot.id, None), (None, sheet.source), (None, None))
    found = [book.why[station.code, *key] for key in of if (station.code, *key) in book.why]
    return found[:1]
