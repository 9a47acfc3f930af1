"""The first page of a contest: who leads, how much is counted, the map, what else was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from actas.errors import ActasError
from actas.release.site import home, maps, outlines, paths, places
from actas.release.site.areas import Areas
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page
from actas.release.site.leaves import pager
from actas.release.site.missing import could_matter
from actas.release.site.rendering import shortened
from actas.release.site.statement import verdict_words
from actas.release.site.tables import coverage_bar

MAP, LINK = 24_000, 220
"""Bytes of the map on a first page, and those of them that each area takes beside its outline."""


def pages(book: Book, ballot: Ballot, language: str) -> Iterator[Page]:
    """The result of one contest, and further pages of its areas where they are many."""
    areas = Areas(book, ballot, language)
    yield _first(book, areas)
    for number in range(2, _pages(ballot) + 1):
        yield areas.press.page(
            _path(areas, number),
            "further.html",
            areas.level(0, several=True),
            within=f"{language}/index.html",
            contests=_switch(book, areas),
            tables=areas.tables,
            rows=areas.rows("", number, paths.AREAS_AT_HOME),
            rows_level=areas.level(0),
            parts=_parts(areas, number),
        )


def _first(book: Book, areas: Areas) -> Page:
    ballot, language, press, folder = areas.ballot, areas.language, areas.press, areas.folder
    path = _path(areas, 1)
    count, beside = ballot.count(), home.announced(book, areas)
    rows = areas.rows("", 1, paths.AREAS_AT_HOME)
    map_, legend = _map(book, areas, paths.up(path))
    return press.page(
        path,
        "result.html",
        book.name(language),
        within=f"{language}/index.html",
        contest=ballot.id,
        subtitle=book.contest_name(ballot, language),
        held=press.words.day(book.election.date.isoformat()),
        first_round=book.election.second_round_of,
        search=places.attributes(book, language),
        places=f"{language}/places.html",
        size_of_log=book.facts.size,
        as_of=press.words.day(book.as_of),
        headline=home.headline(areas),
        race=home.race(areas, beside),
        bar=Markup(coverage_bar(count)),  # noqa: S704  # numbers only
        standing=home.parts(areas, f"{language}/aside.html", f"{folder}missing.html"),
        matters=home.matters(areas),
        announced=beside,
        silent=_silent(book, ballot, language),
        given_by=_given_by(book, ballot, language),
        contests=_switch(book, areas),
        count=count,
        tables=areas.tables,
        rows=rows,
        parts=_parts(areas, 1),
        rows_level=areas.level(0),
        rows_title=areas.level(0, several=True),
        direct=paths.area_page(folder, "") if "" in ballot.stations else None,
        seen=areas.seen("", paths.up(f"{folder}index.html")),
        map=map_,
        legend=legend,
        could=could_matter(areas),
        missing_page=f"{folder}missing.html",
        charts_page=f"{folder}charts.html",
        verdicts=_verdicts(book, language),
        verdict_words=verdict_words(press.words),
        rules=[rule for rule in book.rules if rule.found],
        shared=ballot.stations.several,
        incidents=book.incidents,
    )


def _pages(ballot: Ballot) -> int:
    return paths.pages_of(ballot.areas.width(""), paths.AREAS_AT_HOME)


def _path(areas: Areas, number: int) -> str:
    return paths.paged(areas.folder, "index", number)


def _parts(areas: Areas, number: int) -> list[dict[str, Any]]:
    return pager(number, _pages(areas.ballot), lambda page: _path(areas, page))


def _switch(book: Book, areas: Areas) -> list[dict[str, Any]]:
    language = areas.language
    return book.switch(areas.ballot, language, lambda other: f"{other.folder(language)}index.html")


def _given_by(book: Book, ballot: Ballot, language: str) -> list[dict[str, Any]]:
    """The sources whose sheets count here, with how many each."""
    speakers = book.speakers(language)
    return [
        {"speaker": speakers.get(name), "id": name, "sheets": sheets}
        for name, sheets in sorted(
            ballot.stations.accepted.items(), key=lambda item: (-item[1], item[0])
        )
    ]


def _silent(book: Book, ballot: Ballot, language: str) -> list[str]:
    """Names of the authorities that have brought no sheet of any station."""
    return [
        one.name
        for one in book.speakers(language).values()
        if one.role == "authority" and one.id not in ballot.stations.heard
    ]


def _map(book: Book, areas: Areas, root: str) -> tuple[Any, Any]:
    top = areas.levels[0].id
    for boundary in book.election.boundaries:
        data = book.facts.files.get(boundary.file)
        if boundary.level != top or data is None or len(areas.levels) < 2:
            continue
        try:
            lands = outlines.lands(data, boundary.property, boundary.file)
        except ActasError:
            # A file that is no map must not keep the numbers from being published.
            continue
        most = MAP - LINK * len(lands)
        picture = outlines.drawn(lands, max(0, most))
        if sum(len(one.path) for one in picture.outlines) > most:
            continue
        spots = {
            area: maps.Spot(
                area,
                root + paths.area_page(areas.folder, area),
                shortened(areas.title(area), 120),
                areas.ballot.count(area),
            )
            for area in areas.ballot.areas.below("")
        }
        drawn = maps.drawing(picture, spots, areas.ranked, areas.words)
        return drawn, maps.legend(_on_map(picture, spots), areas.ranked, areas.words)
    return None, ()


def _on_map(picture: outlines.Picture, spots: dict[str, maps.Spot]) -> dict[str, maps.Spot]:
    return {o.code: spots[o.code] for o in picture.outlines if o.code in spots}


def _verdicts(book: Book, language: str) -> list[dict[str, Any]]:
    """How many statements have each verdict, the gravest first."""
    order = ("contradicted", "overdue", "undecidable", "supported", "met", "not due", "recorded")
    found = [one["verdict"] for one in book.verdicts[language]]
    return [{"verdict": word, "n": found.count(word)} for word in order if word in found]
