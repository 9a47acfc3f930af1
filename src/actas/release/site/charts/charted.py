"""The page of charts of each contest, and the pages of its maps.

What is the same in every language is gathered once; each page is then a matter of words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from actas.release.agreement import Agreement
from actas.release.site import paths
from actas.release.site.areas import Areas
from actas.release.site.ballot import Ballot, lacking
from actas.release.site.book import Book, Page
from actas.release.site.cards import state_words
from actas.release.site.charts import arrivals, looks, mapped, turnout
from actas.release.site.charts.bars import bar
from actas.release.site.charts.drawing import hidden, sample
from actas.release.site.charts.gathering import Gathered
from actas.release.site.words import Words

LISTED = 50
"""Areas that a table of bars lists; those with the most come first."""


def pages(book: Book, ballot: Ballot) -> Iterator[Page]:
    """All charts of one contest, in every language."""
    came, stations = arrivals.gathered(book, ballot), book.gathered[ballot.id]
    for language in book.languages:
        areas = Areas(book, ballot, language)
        levels = mapped.levels(areas)
        for level in levels:
            yield from mapped.pages(areas, level, stations.turnouts)
        yield _page(areas, levels, stations, came)


def _page(
    areas: Areas,
    levels: list[mapped.Level],
    stations: Gathered,
    came: arrivals.Arrivals | None,
) -> Page:
    words, folder = areas.words, areas.folder
    path = f"{folder}charts.html"
    missing, agreeing = _missing(areas), _agreeing(areas)
    return areas.press.page(
        path,
        "charts.html",
        str(words.say("Charts")),
        within=f"{areas.language}/charts.html",
        contests=areas.book.switch(
            areas.ballot, areas.language, lambda other: f"{other.folder(areas.language)}charts.html"
        ),
        shared=hidden(looks.kinds("quarantined", "rejected", "differ", "alone")),
        maps=[_maps(areas, level) for level in levels],
        stations=stations,
        squares=turnout.drawn(areas, stations) if stations.drawn else [],
        bands=turnout.rows(areas, stations),
        leading=areas.ranked[: len(stations.leading)],
        came=arrivals.shown(areas, came) if came else None,
        missing=missing[:LISTED],
        missing_known=all(row["gone"] is not None for row in missing),
        missing_page=f"{folder}missing.html",
        missing_legend=_legend(_states(words)),
        agreeing=agreeing[:LISTED],
        agreeing_legend=_legend(_spoken(words)),
        whole=areas.book.agreement[areas.ballot.id].get("", Agreement()),
        sources_page=f"{folder}sources.html",
        level=areas.level(0),
        csv=lambda name: mapped.data_file(areas, name),
        top=f"areas-{areas.levels[0].id}",
    )


def _maps(areas: Areas, level: mapped.Level) -> dict[str, Any]:
    """Where the maps of a level are: on a page of its own, or with each area above it."""
    match = mapped.matching(areas, level)
    return {
        "name": areas.level(level.depth, several=True),
        "page": mapped.page_of(areas, level) if level.picture else None,
        "above": areas.level(level.depth - 1) if level.lands and match.areas else None,
        "large": mapped.named([areas.title(one) for one in mapped.too_many(areas, level)]),
        "strange": mapped.named(match.strange) if level.lands else "",
        "file": level.file,
    }


def _states(words: Words) -> dict[str, Markup]:
    """Kinds of stations by what became of their sheets."""
    said = state_words(words)
    return {"counted": said["accepted"]} | {
        state: said[state] for state in ("quarantined", "rejected", "missing")
    }


def _spoken(words: Words) -> dict[str, Markup]:
    """Kinds of stations by what sources say of them."""
    return {
        "agree": words.say("Agree"),
        "differ": words.say("Differ"),
        "alone": words.say("One source alone"),
    }


def _legend(kinds: dict[str, Markup]) -> list[tuple[Markup, Markup]]:
    return [(sample(looks.kind(kind)), said) for kind, said in kinds.items()]


def _missing(areas: Areas) -> list[dict[str, Any]]:
    """What became of the stations of each area of the top level, the most not counted first.

    Each bar is what is expected there; where that is not known of all, all have one scale.
    """
    rows = areas.rows("")
    for row in rows:
        count, gone = row["count"], lacking(row["count"])
        parts = (count.counted, count.quarantined, count.rejected, gone or 0)
        row |= {"gone": gone, "parts": parts, "order": sum(parts[1:])}
    most = max((sum(row["parts"]) for row in rows), default=0)
    known = all(row["gone"] is not None for row in rows)
    kinds = _states(areas.words)
    for row in rows:
        whole = max(row["count"].expected or 0, sum(row["parts"])) if known else most
        row["bar"] = bar(zip(kinds, row["parts"], strict=True), whole)
    return sorted(rows, key=lambda row: -row["order"])


def _agreeing(areas: Areas) -> list[dict[str, Any]]:
    """How far sources agree in each area of the top level of which more than one speaks."""
    rows = []
    known = areas.book.agreement[areas.ballot.id]
    for area in areas.ballot.areas.below(""):
        one = known.get(area)
        if one is None or not one.agree + one.differ:
            continue
        parts = (("agree", one.agree), ("differ", one.differ), ("alone", one.alone))
        rows.append(
            {
                "href": paths.area_page(areas.folder, area),
                "name": areas.title(area),
                "one": one,
                "bar": bar(parts, one.heard),
            }
        )
    return sorted(rows, key=lambda row: (-row["one"].differ, -row["one"].agree))
