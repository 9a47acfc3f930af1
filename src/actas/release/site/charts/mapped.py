"""The maps of each level that has boundaries: one page a level, more where it has many areas.

A level of too many for one map is drawn area by area of the level above it. What `parting` does not
match is named and not drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from actas.errors import ActasError
from actas.release.site import outlines, parting, paths
from actas.release.site.areas import Areas
from actas.release.site.book import Page
from actas.release.site.charts import looks
from actas.release.site.charts.choropleth import Atlas, Plate
from actas.release.site.charts.drawing import hidden
from actas.release.site.charts.measures import Measure, Place, measures
from actas.release.site.leaves import pager
from actas.release.site.maps import leader
from actas.release.site.outlines import Lands, Picture
from actas.release.site.parting import DRAWN, Matched, matched
from actas.release.site.rendering import inside, key, shortened

OUTLINES = 15_000
"""Characters that the outlines of a page may take."""

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
        picture: its outlines, None where they cannot be drawn, or not on one map.
        file: that they come from.
        lands: what is drawn by the area above; empty where one map holds all.
    """

    depth: int
    id: str
    picture: Picture | None
    file: str
    lands: Lands


def levels(areas: Areas) -> list[Level]:
    """The levels with boundaries in the release, from the top down."""
    depths = {level.id: depth for depth, level in enumerate(areas.levels[:-1])}
    found: dict[int, Level] = {}
    for one in areas.book.election.boundaries:
        data = areas.book.facts.files.get(one.file)
        if one.level not in depths or data is None:
            continue
        depth = depths[one.level]
        picture, lands = _drawn(data, one.property, one.file)
        found[depth] = Level(depth, one.level, picture, one.file, lands if depth else {})
    return [found[depth] for depth in sorted(found)]


@lru_cache(maxsize=16)
def _drawn(data: bytes, key: str, name: str) -> tuple[Picture | None, Lands]:
    """All outlines of a file, else its lands where they are too many; neither if it is no map."""
    try:
        lands = outlines.lands(data, key, name)
    except ActasError:
        # A file that is no map must not keep the numbers from being published.
        return None, {}
    if len(lands) > DRAWN:
        return None, lands
    return outlines.drawn(lands, OUTLINES), {}


def matching(areas: Areas, level: Level) -> Matched:
    """Which outline of a level is which area, one map or many."""
    drawn = [one.code for one in level.picture.outlines] if level.picture else sorted(level.lands)
    return matched(drawn, areas.ballot.areas.at(level.depth))


def too_many(areas: Areas, level: Level) -> list[str]:
    """Areas that have more below them than one map holds, so that they have none."""
    counts = parting.parents(matching(areas, level).areas) if level.lands else {}
    return [area for area, times in counts.items() if times > DRAWN]


def page_of(areas: Areas, level: Level, number: int = 1, parent: str = "") -> str:
    """Where the maps of a level are, or those of what is below one area."""
    return paths.map_page(areas.folder, level.id, parent, number)


def pages(areas: Areas, level: Level, turnouts: Mapping[str, tuple[int, int]]) -> Iterator[Page]:
    """The maps of one level, each with its legend, and the table of all areas."""
    match = matching(areas, level)
    if level.picture is not None:
        yield from _pages(areas, level, "", level.picture, match, turnouts)
    for parent, held in areas.book.parted[areas.ballot.id].items():
        if held == level.id and level.lands:
            here = match.within(parent)
            picture = outlines.drawn({one: level.lands[one] for one in here.areas}, OUTLINES)
            yield from _pages(areas, level, parent, picture, here, turnouts)


def _pages(
    areas: Areas,
    level: Level,
    parent: str,
    picture: Picture,
    match: Matched,
    turnouts: Mapping[str, tuple[int, int]],
) -> Iterator[Page]:
    """Those of one picture, of the whole or of what is below one area."""
    tree = areas.ballot.areas
    codes = tree.below(parent) if parent else tree.at(level.depth)
    root = paths.up(page_of(areas, level, 1, parent))
    places = {code: _place(areas, code, root, turnouts) for code in codes}
    # A place is known to its map by the outline's code.
    on_map = {outline: _as(places[code], outline) for outline, code in match.areas.items()}
    shown = measures(areas.words)
    atlas = Atlas(picture, on_map, areas.ranked, areas.words)
    known = tuple(measure for measure in shown if atlas.knows(measure))
    plates = _plates(atlas, known)
    size = LISTED if atlas.together else FEWER
    count = max(len(plates), paths.pages_of(len(codes), size))
    for number in range(1, count + 1):
        drawn = plates[number - 1] if number <= len(plates) else []
        rows = [places[code] for code in codes[(number - 1) * size : number * size]]
        yield areas.press.page(
            page_of(areas, level, number, parent),
            "maps.html",
            _title(areas, level, parent),
            within=f"{areas.language}/charts.html",
            charts=f"{areas.folder}charts.html",
            parent=_parent(areas, parent, root) if parent else None,
            step=_title(areas, level, ""),
            page=number,
            shared=hidden(atlas.shared()) if drawn else hidden(looks.patterns(areas.ranked, ())),
            plates=[plate() for plate in drawn],
            rows=[_row(areas, place, shown) for place in rows],
            level=areas.level(level.depth),
            measures=shown,
            unknown=[str(measure.title) for measure in shown if measure not in known],
            strange=named(match.strange),
            lacking=named([shortened(areas.title(code), 60) for code in match.lacking]),
            file=level.file,
            csv=data_file(areas, f"areas-{level.id}"),
            parts=pager(number, count, lambda page: page_of(areas, level, page, parent)),
            single=len(drawn) == 1,
        )


def data_file(areas: Areas, name: str) -> str | None:
    """Path of a table of the open data, where the release has it."""
    path = f"data/{name}.csv"
    return path if any(one.path == path for one in areas.book.downloads) else None


def named(names: Sequence[str]) -> str:
    """The first of many codes or names, and how many more there are."""
    listed = [shortened(str(name), 40) for name in names[:NAMED]]
    more = "" if len(names) <= NAMED else f", … (+{len(names) - NAMED})"
    return ", ".join(listed) + more


def _plates(atlas: Atlas, shown: tuple[Measure, ...]) -> list[list[Callable[[], Plate]]]:
    """What each page draws: all together, or one by one where there are many areas."""

    def stepped(measure: Measure) -> Callable[[], Plate]:
        return lambda: atlas.steps(measure)

    every = [atlas.leaders, *(stepped(measure) for measure in shown), atlas.circles]
    return [every] if atlas.together else [[one] for one in every]


def _title(areas: Areas, level: Level, parent: str) -> str:
    name = areas.level(level.depth, several=True)
    title = str(areas.words.say("Maps: {level}", level=inside(name)))
    return f"{areas.title(parent)} · {title}" if parent else title


def _parent(areas: Areas, parent: str, root: str) -> tuple[str, str]:
    """Address and name of the area whose maps these are."""
    return root + paths.area_page(areas.folder, parent), areas.title(parent)


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
