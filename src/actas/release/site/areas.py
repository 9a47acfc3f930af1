"""Pages of areas, from the top level down to the centre with its stations.

Made by the thousand in workers: everything here is plain Python prepared before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup, escape

from actas.election.codes import lies_in
from actas.election.written import text
from actas.release.site import feeds, paths
from actas.release.site.ballot import Ballot, lacking
from actas.release.site.book import Book, Page
from actas.release.site.cards import Cards
from actas.release.site.leaves import pager
from actas.release.site.pictures import counted
from actas.release.site.rendering import shortened
from actas.release.site.shapes import Station, Told
from actas.release.site.tables import Figures, Tables
from actas.release.site.tree import Tree


def pages_of(ballot: Ballot, area: str) -> int:
    """How many pages the stations of an area and the areas below it take."""
    below = ballot.areas.width(area) if area else 0
    return max(
        paths.pages_of(len(ballot.stations.parts(area)), paths.STATIONS_A_PAGE),
        paths.pages_of(below, paths.AREAS_A_PAGE),
    )


def _titled(
    tree: Tree, title: Callable[[str], str], area: str
) -> tuple[list[str], dict[str, str], Counter[str]]:
    """The areas below one, what each is called there, and how often each of these names is."""
    below = tree.below(area)
    titles = {one: shortened(title(one), 120) for one in below}
    return below, titles, Counter(titles.values())


def paths_of(ballot: Ballot, folder: str, area: str) -> Iterator[str]:
    """Paths of the pages of an area, in the folder of a language."""
    pages = range(1, pages_of(ballot, area) + 1)
    return (paths.area_page(folder, area, number) for number in pages)


class Areas:
    """The pages of areas of one contest in one language."""

    def __init__(self, book: Book, ballot: Ballot, language: str) -> None:
        self.book = book
        self.ballot = ballot
        self.press = book.presses[language]
        self.words = self.press.words
        self.language = language
        self.folder = ballot.folder(language)
        self.levels = book.election.levels
        by_id = {choice.id: choice for choice in ballot.choices(language)}
        self.ranked = [by_id[name] for name in ballot.order]
        self.outside = {o.code: text(o.name, language) for o in book.election.outside}
        self.tables = Tables(ballot, self.words, self.ranked)
        self.figures = Figures(self.words)
        self._below = lru_cache(maxsize=1)(partial(_titled, ballot.areas, self.title))
        self._above: dict[tuple[str, str], str] = {}
        self.cards = Cards(
            ballot,
            self.words,
            {name: one.name for name, one in book.speakers(language).items()},
            text(self.levels[-1].name, language),
            self._tell,
            book.facts.leaf,
            self._permanent,
        )

    def promised(self, area: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Path of every page of an area, and what makes its bytes."""
        for number, path in enumerate(paths_of(self.ballot, self.folder, area), 1):
            yield path, partial(self._made, area, number)

    def _made(self, area: str, number: int) -> bytes:
        return self.page(area, number)[1]

    def page(self, area: str, number: int = 1) -> Page:
        """One page of an area: its totals on the first; its areas and stations by the page."""
        held = self.ballot.stations.get(area, [])
        start = (number - 1) * paths.STATIONS_A_PAGE
        shown = held[start : start + paths.STATIONS_A_PAGE]
        depth = area.count("/")
        # Stations without any area stand on a page of their own, whose totals are the whole's.
        rows = self.rows(area, number) if area else []
        path = paths.area_page(self.folder, area, number)
        root = paths.up(path)
        return self.press.page(
            path,
            "area.html",
            self.title(area),
            within=f"{self.language}/index.html",
            area=area,
            contest=self.ballot.id,
            fields=self.cards.fields,
            page=number,
            feed=feeds.path_of(self.language, area) if feeds.has_one(self.book, area) else None,
            count=self.ballot.count(area),
            level=self.level(depth) if area else self.words.say("Stations"),
            crumbs=self.crumbs(area, root),
            contests=self._switch(area),
            rows=rows,
            rows_level=self.level(depth + 1),
            rows_title=self.level(depth + 1, several=True),
            maps=self._maps(area, root) if rows else None,
            stations=Markup("").join(self.cards.card(station, root) for station in shown),
            stations_title=self.words.say("Station by station")
            if self.levels[-1].plural is None
            else text(self.levels[-1].plural, self.language),
            further=self._further(area, number, held),
            broad=any(len(station.sheets) > 1 or station.papers for station in shown),
            parts=self._parts(area, number),
            twin=self._twin(area),
            seen=self.seen(area, root),
            tables=self.tables,
            figures=self.figures,
            caption=self.words.say("What the counted sheets of this place add up to"),
        )

    def rows(
        self, area: str, number: int | None = None, size: int = paths.AREAS_A_PAGE
    ) -> list[dict[str, Any]]:
        """The areas below this one as a table shows them: all, or those on its page `number`."""
        children, titles, times = self._below(area)
        shown = children if number is None else children[(number - 1) * size : number * size]
        rows = []
        for child in shown:
            title = titles[child]
            count = self.ballot.count(child)
            missing = lacking(count)
            rows.append(
                {
                    "href": paths.area_page(self.folder, child),
                    # Areas of one name are told apart by their codes.
                    "name": title if times[title] == 1 else f"{title} · {child}",
                    "code": child,
                    "count": count,
                    "aside": None
                    if missing is None and not (count.quarantined + count.rejected)
                    else (missing or 0) + count.quarantined + count.rejected,
                }
            )
        return rows

    def title(self, area: str) -> str:
        """Name of an area, else its level and code."""
        if not area:
            return str(self.words.say("Stations outside every area"))
        outside = self.outside.get(area)
        part = area.rpartition("/")[2]
        named = outside or self.ballot.names.get(area)
        return named or f"{self.level(area.count('/'))} {part}"

    def level(self, depth: int, *, several: bool = False) -> str:
        """What the level at this depth is called."""
        level = self.levels[min(depth, len(self.levels) - 1)]
        name = level.plural if several and level.plural is not None else level.name
        return text(name, self.language)

    def crumbs(self, area: str, root: str) -> Markup:
        """The way from the whole down to this area; what is above is the same for siblings."""
        above = area.rpartition("/")[0]
        if (above, root) not in self._above:
            whole = (self.words.say("Result"), f"{self.folder}index.html")
            steps = [
                (escape(shortened(self.title(code), 60)), paths.area_page(self.folder, code))
                for code in lies_in(area)
            ]
            links = "".join(
                f'<li><a href="{root}{href}"><bdi>{name}</bdi></a></li>'
                for name, href in (whole, *steps)
            )
            where = self.words.say("Where you are")
            self._above[above, root] = f'<nav class="crumbs" aria-label="{where}"><ul>{links}'
        here = escape(shortened(self.title(area), 60))
        return Markup(  # noqa: S704  # every part is escaped above
            f'{self._above[above, root]}<li><span aria-current="page"><bdi>{here}</bdi></span></li>'
            "</ul></nav>"
        )

    def seen(self, area: str, root: str) -> Markup:
        """How many sheets of an area are shown and how many wait; empty where there is neither."""
        shown, waiting = self.ballot.seen.get(area, (0, 0))
        return counted(self.words, shown, waiting, f"{root}{self.language}/waiting.html")

    def _permanent(self, code: str) -> str:
        """The same address whichever contest a page is of: that of the first one held there."""
        first = next((one for one in self.book.ballots if one.knows(code)), self.ballot)
        return first.permanent_href(self.language, code)

    def _further(self, area: str, number: int, held: Sequence[Station]) -> Markup:
        """Places on the first page for the stations of the others, each leading to its own."""
        further = held[paths.STATIONS_A_PAGE :]
        if number != 1 or len(held) > paths.LISTED:
            return Markup()
        made = []
        for station in further:
            href = self.ballot.station_href(self.language, station.code).rpartition("/")[2]
            part = escape(station.part)
            made.append(f'<li id="{part}"><a href="{escape(href)}"><bdi>{part}</bdi></a></li>')
        return Markup("".join(made))  # noqa: S704  # escaped

    def _tell(self, told: Told) -> str:
        return self.book.says(told.code, told.numbers, self.language)

    def _parts(self, area: str, number: int) -> list[dict[str, Any]]:
        return pager(
            number,
            pages_of(self.ballot, area),
            lambda page: paths.area_page(self.folder, area, page),
        )

    def _switch(self, area: str) -> list[Any]:
        def page(other: Ballot) -> str:
            folder = other.folder(self.language)
            there = area in other.areas
            return paths.area_page(folder, area) if there else f"{folder}index.html"

        return self.book.switch(self.ballot, self.language, page)

    def _maps(self, area: str, root: str) -> str | None:
        level = self.book.parted[self.ballot.id].get(area)
        return root + paths.map_page(self.folder, level, area) if level else None

    def _twin(self, area: str) -> str | None:
        if not area or area not in self.ballot.counts:
            return None
        return self.book.facts.twin(self.ballot.id, area)
