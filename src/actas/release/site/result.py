"""The first page of a contest: who leads, how much is counted, the map, what else was found."""

from __future__ import annotations

from typing import Any

from actas.election.written import text
from actas.errors import ActasError
from actas.release.site import maps, outlines, paths
from actas.release.site.areas import Areas
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page
from actas.release.site.missing import could_matter
from actas.release.site.rendering import isolated, shortened
from actas.release.site.statements import verdict_words


def page(book: Book, ballot: Ballot, language: str) -> Page:
    """The result of one contest."""
    areas = Areas(book, ballot, language)
    press, folder = areas.press, areas.folder
    path = f"{folder}index.html"
    count = ballot.count()
    rows = areas.rows("")
    map_, legend = _map(book, areas, paths.up(path))
    return press.page(
        path,
        "result.html",
        book.name(language),
        within=f"{language}/index.html",
        contest=ballot.id,
        subtitle=_contest_name(book, ballot, language),
        held=press.words.day(book.election.date.isoformat()),
        first_round=book.election.second_round_of,
        lead=_lead(areas),
        given_by=_given_by(book, ballot, language),
        contests=book.switch(ballot, language, lambda other: f"{other.folder(language)}index.html"),
        count=count,
        tables=areas.tables,
        figures=areas.figures,
        leaders=areas.ranked[:2],
        rows=rows,
        rows_level=areas.level(0),
        rows_title=areas.level(0, several=True),
        direct=paths.area_page(folder, "") if "" in ballot.stations else None,
        aside=f"{language}/aside.html",
        seen=areas.seen("", paths.up(f"{folder}index.html")),
        map=map_,
        legend=legend,
        could=could_matter(areas),
        missing_page=f"{folder}missing.html",
        charts_page=f"{folder}charts.html",
        verdicts=_verdicts(book, language),
        verdict_words=verdict_words(press.words),
        rules=[rule for rule in book.rules if rule.found],
        shared=len(ballot.shared),
        incidents=book.incidents,
    )


def _contest_name(book: Book, ballot: Ballot, language: str) -> str:

    return text(ballot.definition.name, language)


def _lead(areas: Areas) -> Any:
    """Who leads, in one sentence."""
    words, count = areas.words, areas.ballot.count()
    if not count.valid or not areas.ranked:
        return words.say("No sheet is counted yet.")
    first = areas.ranked[0]
    votes = count.votes[first.id]
    name = isolated(shortened(first.name))
    share = words.share(votes, count.valid)
    if len(areas.ranked) == 1:
        return words.say("{first} has {share} of the valid votes.", first=name, share=share)
    second = areas.ranked[1]
    if votes == count.votes[second.id]:
        other = isolated(shortened(second.name))
        return words.many(
            count.counted,
            "On the one sheet counted, {first} and {second} have the same number of votes.",
            "On the {n} sheets counted, {first} and {second} have the same number of votes.",
            first=name,
            second=other,
        )
    return words.many(
        count.counted,
        "{first} leads with {share} of the valid votes on the one sheet counted, "
        "{lead} votes ahead of {second}.",
        "{first} leads with {share} of the valid votes on the {n} sheets counted, "
        "{lead} votes ahead of {second}.",
        first=name,
        share=share,
        lead=votes - count.votes[second.id],
        second=isolated(shortened(second.name)),
    )


def _given_by(book: Book, ballot: Ballot, language: str) -> list[dict[str, Any]]:
    """The sources whose sheets count here, with how many each."""
    counted: dict[str, int] = {}
    for here in ballot.stations.values():
        for station in here:
            for sheet in station.sheets:
                if sheet.state == "accepted":
                    counted[sheet.source] = counted.get(sheet.source, 0) + 1
    speakers = book.speakers(language)
    return [
        {"speaker": speakers.get(name), "id": name, "sheets": sheets}
        for name, sheets in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]


def _map(book: Book, areas: Areas, root: str) -> tuple[Any, Any]:
    top = areas.levels[0].id
    for boundary in book.election.boundaries:
        data = book.facts.files.get(boundary.file)
        if boundary.level != top or data is None or len(areas.levels) < 2:
            continue
        try:
            picture = outlines.picture(data, boundary.property, boundary.file)
        except ActasError:
            # A file that is no map must not keep the numbers from being published.
            continue
        spots = {
            area: maps.Spot(
                area,
                root + paths.area_page(areas.folder, area),
                shortened(areas.title(area), 120),
                areas.ballot.count(area),
            )
            for area in areas.ballot.children.get("", ())
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
