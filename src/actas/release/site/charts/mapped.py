"""The maps of each level that has boundaries: one page a level, more where it has many areas.

Outlines and areas are matched by code, else by the last part of it where that is unique; what
does not match is named and not drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from actas.errors import ActasError
from actas.release.site import outlines, paths
from actas.release.site.areas import Areas
from actas.release.site.book import Page
from actas.release.site.charts import looks
from actas.release.site.charts.choropleth import Atlas, Plate
from actas.release.site.charts.drawing import hidden
from actas.release.site.charts.measures import Measure, Place, measures
from actas.release.site.leaves import pager
from actas.release.site.maps import leader
from actas.release.site.outlines import Picture
from actas.release.site.rendering import key, shortened

OUTLINES = 15_000
"""Characters that the outlines of a page may take."""

DRAWN = 500
"""Areas that a map can hold; a level with more is not drawn, and the page says so."""

LISTED, FEWER = 30, 20
"""Rows of the table on one page, and beside a map of very many areas."""

NAMED = 12
"""Codes or names that are listed of what does not match."""


@dataclass(frozen=True)
class Level:
    """A level with boundaries.

    Attributes:
        depth: its place among the levels, 0 at the top.
        id: of the level.
        picture: its outlines, None where they cannot be drawn.
        file: that they come from.
    """

    depth: int
    id: str
    picture: Picture | None
    file: str


@dataclass(frozen=True)
class Matched:
    """Which outline is which area.

    Attributes:
        areas: code of the area by the outline's code.
        strange: outlines of no area of the election.
        lacking: areas without an outline.
    """

    areas: Mapping[str, str]
    strange: tuple[str, ...]
    lacking: tuple[str, ...]


def levels(areas: Areas) -> list[Level]:
    """The levels with boundaries in the release, from the top down."""
    depths = {level.id: depth for depth, level in enumerate(areas.levels[:-1])}
    found: dict[int, Level] = {}
    for one in areas.book.election.boundaries:
        data = areas.book.facts.files.get(one.file)
        if one.level not in depths or data is None:
            continue
        drawn = _picture(data, one.property, one.file)
        found[depths[one.level]] = Level(depths[one.level], one.level, drawn, one.file)
    return [found[depth] for depth in sorted(found)]


@lru_cache(maxsize=16)
def _picture(data: bytes, key: str, name: str) -> Picture | None:
    """The outlines, once for all languages and contests; None where they cannot be drawn."""
    try:
        drawn = outlines.picture(data, key, name, OUTLINES)
    except ActasError:
        # A file that is no map must not keep the numbers from being published.
        return None
    return drawn if len(drawn.outlines) <= DRAWN else None


def matched(picture: Picture, codes: list[str]) -> Matched:
    """Outlines and areas of the same code, else of the same last part where one has it."""
    known, last = set(codes), _unique([code.rpartition("/")[2] for code in codes])
    by_last = {code.rpartition("/")[2]: code for code in codes}
    found: dict[str, str] = {}
    for outline in picture.outlines:
        if outline.code in known:
            found[outline.code] = outline.code
        elif outline.code in last and by_last[outline.code] not in found.values():
            found[outline.code] = by_last[outline.code]
    here = set(found.values())
    strange = tuple(one.code for one in picture.outlines if one.code not in found)
    return Matched(found, strange, tuple(code for code in codes if code not in here))


def page_of(areas: Areas, level: Level, number: int = 1) -> str:
    """Where the maps of a level are."""
    return paths.paged(f"{areas.folder}maps/", level.id, number)


def pages(areas: Areas, level: Level, turnouts: Mapping[str, tuple[int, int]]) -> Iterator[Page]:
    """The maps of one level, each with its legend, and the table of all areas."""
    if level.picture is None:
        return
    codes = _codes(areas, level.depth)
    match = matched(level.picture, codes)
    root = paths.up(page_of(areas, level))
    places = {code: _place(areas, code, root, turnouts) for code in codes}
    on_map = {outline: places[code] for outline, code in match.areas.items()}
    # A place is known to its map by the outline's code.
    on_map = {code: _as(place, code) for code, place in on_map.items()}
    shown = measures(areas.words)
    atlas = Atlas(level.picture, on_map, areas.ranked, areas.words)
    known = tuple(measure for measure in shown if atlas.knows(measure))
    plates = _plates(atlas, known)
    size = LISTED if atlas.together else FEWER
    count = max(len(plates), paths.pages_of(len(codes), size))
    for number in range(1, count + 1):
        drawn = plates[number - 1] if number <= len(plates) else []
        rows = [places[code] for code in codes[(number - 1) * size : number * size]]
        yield areas.press.page(
            page_of(areas, level, number),
            "maps.html",
            _title(areas, level),
            within=f"{areas.language}/charts.html",
            charts=f"{areas.folder}charts.html",
            page=number,
            shared=hidden(atlas.shared()) if drawn else hidden(looks.patterns(areas.ranked, ())),
            plates=[plate() for plate in drawn],
            rows=[_row(areas, place, shown) for place in rows],
            level=areas.level(level.depth),
            measures=shown,
            unknown=[str(measure.title) for measure in shown if measure not in known],
            strange=_named(match.strange),
            lacking=_named([shortened(areas.title(code), 60) for code in match.lacking]),
            file=level.file,
            csv=data_file(areas, f"areas-{level.id}"),
            parts=pager(number, count, lambda page: page_of(areas, level, page)),
            single=len(drawn) == 1,
        )


def data_file(areas: Areas, name: str) -> str | None:
    """Path of a table of the open data, where the release has it."""
    path = f"data/{name}.csv"
    return path if any(one.path == path for one in areas.book.facts.downloads) else None


def _plates(atlas: Atlas, shown: tuple[Measure, ...]) -> list[list[Callable[[], Plate]]]:
    """What each page draws: all together, or one by one where there are many areas."""

    def stepped(measure: Measure) -> Callable[[], Plate]:
        return lambda: atlas.steps(measure)

    every = [atlas.leaders, *(stepped(measure) for measure in shown), atlas.circles]
    return [every] if atlas.together else [[one] for one in every]


def _title(areas: Areas, level: Level) -> str:
    name = areas.level(level.depth, several=True)
    return str(areas.words.say("Maps: {level}", level=name.lower()))


def _codes(areas: Areas, depth: int) -> list[str]:
    """Areas of a level in the order of the site; a place outside the tree has none below it."""
    found = [""]
    for _ in range(depth + 1):
        found = [child for code in found for child in areas.ballot.children.get(code, ())]
    return found


def _place(areas: Areas, code: str, root: str, turnouts: Mapping[str, tuple[int, int]]) -> Place:
    href = root + paths.area_page(areas.folder, code)
    count = areas.ballot.count(code)
    return Place(code, href, shortened(areas.title(code), 60), count, *turnouts.get(code, (0, 0)))


def _as(place: Place, code: str) -> Place:
    return Place(code, place.href, place.name, place.count, place.ballots, place.electors)


def _row(areas: Areas, place: Place, shown: tuple[Measure, ...]) -> dict[str, Any]:
    at = leader(place.count, areas.ranked)
    lead = None if at is None else areas.ranked[at]
    values = [found and areas.words.share(*found, decimals=1) for found in _values(place, shown)]
    return {
        "href": place.href,
        "name": place.name,
        "lead": lead,
        "key": key(lead) if lead else Markup(""),
        "values": [value or "–" for value in values],
        "valid": place.count.valid,
    }


def _values(place: Place, shown: tuple[Measure, ...]) -> list[tuple[int, int] | None]:
    return [measure.of(place) for measure in shown]


def _named(names: Any) -> str:
    listed = [shortened(str(name), 40) for name in names[:NAMED]]
    more = "" if len(names) <= NAMED else f", … (+{len(names) - NAMED})"
    return ", ".join(listed) + more


def _unique(names: list[str]) -> set[str]:
    once: dict[str, int] = {}
    for name in names:
        once[name] = once.get(name, 0) + 1
    return {name for name, times in once.items() if times == 1}
