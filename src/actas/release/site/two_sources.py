"""Where two sources speak of one station: how often they agree, and where they differ.

There from the start: it also says that the authority has published nothing by station, as long as
that is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from actas.release.site import paths
from actas.release.site.agreement import differs
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page
from actas.release.site.cards import state_words
from actas.release.site.compared import Compared
from actas.release.site.leaves import leaves
from actas.release.site.shapes import Station

LISTED = 24
"""Stations on one page."""


def pages(book: Book, ballot: Ballot, language: str) -> Iterator[Page]:
    """The pages of one contest."""
    press, folder = book.presses[language], ballot.folder(language)
    shared = ballot.compared
    speakers = book.speakers(language)
    spoken = ballot.stations.heard
    for leaf in leaves(shared.stations, LISTED, partial(paths.paged, folder, "sources")):
        yield press.page(
            leaf.path,
            "sources.html",
            str(press.words.say("Two sources on one station")),
            within=f"{language}/sources.html",
            page=leaf.number,
            contests=book.switch(
                ballot, language, lambda other: f"{other.folder(language)}sources.html"
            ),
            speakers=[
                {"speaker": one, "stations": spoken.get(one.id, 0)} for one in speakers.values()
            ],
            authorities=[one for one in speakers.values() if one.role == "authority"],
            silent=[
                one
                for one in speakers.values()
                if one.role == "authority" and not spoken.get(one.id)
            ],
            pairs=_pairs(shared, {k: v.name for k, v in speakers.items()}),
            stations=[_row(book, ballot, station, language) for station in leaf.rows],
            total=len(shared.stations),
            differing=shared.differing,
            names={key: one.name for key, one in speakers.items()},
            roles=role_words(press.words),
            choices=[(c.at, c.name) for c in ballot.choices(language)],
            tallies=[(t.at, t.name) for t in ballot.tallies(language)],
            state_words=state_words(press.words),
            parts=leaf.pager,
        )


def role_words(words: Any) -> dict[str, str]:
    """What the role of a source is called."""
    return {
        "authority": words.say("electoral authority"),
        "party": words.say("party"),
        "observer": words.say("observers"),
        "citizen": words.say("citizens"),
    }


def _pairs(shared: Compared, names: dict[str, str]) -> list[dict[str, Any]]:
    """Every two sources with the stations where both speak, agree and differ."""
    return [
        {"a": names.get(a, a), "b": names.get(b, b), "agree": agree, "differ": differ}
        for (a, b), (agree, differ) in sorted(shared.pairs.items())
    ]


def _row(book: Book, ballot: Ballot, station: Station, language: str) -> dict[str, Any]:
    numbers = zip(*(sheet.values for sheet in station.sheets), strict=True)
    return {
        "code": station.code,
        "href": ballot.station_href(language, station.code),
        "place": book.place(station.code),
        "sheets": station.sheets,
        "state": station.state,
        "differs": differs(station),
        "odd": {at for at, values in enumerate(numbers) if len(set(values) - {None}) > 1},
    }
