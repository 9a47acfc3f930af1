"""Pages of areas, from the top level down to the centre with its stations.

Made by the thousand in workers: everything here is plain Python prepared before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from actas.election.definition import text
from actas.release.site import paths
from actas.release.site.ballot import Ballot, Shown, lacking
from actas.release.site.book import Book, Page
from actas.release.site.rendering import shortened
from actas.release.site.shapes import Station, Told
from actas.release.site.words import Words


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
        self._fixed = self._same_on_every_page(list(by_id.values()))

    def pages(self, areas: Sequence[str]) -> Iterator[Page]:
        """All pages of these areas."""
        for area in areas:
            held = self.ballot.stations.get(area, [])
            for number in range(1, paths.pages_of(len(held), paths.STATIONS_A_PAGE) + 1):
                yield self.page(area, number)

    def page(self, area: str, number: int = 1) -> Page:
        """One page of an area: its totals on the first, and its stations by the page."""
        held = self.ballot.stations.get(area, [])
        start = (number - 1) * paths.STATIONS_A_PAGE
        shown = held[start : start + paths.STATIONS_A_PAGE]
        depth = area.count("/")
        # Stations without any area stand on a page of their own, whose totals are the whole's.
        rows = self.rows(area) if area and number == 1 else []
        return self.press.page(
            paths.area_page(self.folder, area, number),
            "area.html",
            self.title(area),
            within=f"{self.language}/index.html",
            area=area,
            page=number,
            count=self.ballot.count(area),
            level=self.level(depth) if area else self.words.say("Stations"),
            trail=self.trail(area),
            contests=self._switch(area),
            rows=rows,
            rows_level=self.level(depth + 1),
            rows_title=self.level(depth + 1, several=True),
            stations=[self._station(station) for station in shown],
            broad=any(len(station.sheets) > 1 for station in shown),
            parts=self._parts(area, number, len(held)),
            twin=self._twin(area),
            **self._fixed,
        )

    def rows(self, area: str) -> list[dict[str, Any]]:
        """The areas below this one, as a table shows them."""
        rows = []
        for child in self.ballot.children.get(area, ()):
            count = self.ballot.count(child)
            missing = lacking(count)
            rows.append(
                {
                    "href": paths.area_page(self.folder, child),
                    "name": shortened(self.title(child), 120),
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
        outside = self._fixed["outside"].get(area)
        part = area.rpartition("/")[2]
        named = outside or self.ballot.names.get(area)
        return named or f"{self.level(area.count('/'))} {part}"

    def level(self, depth: int, *, several: bool = False) -> str:
        """What the level at this depth is called."""
        level = self.levels[min(depth, len(self.levels) - 1)]
        name = level.plural if several and level.plural is not None else level.name
        return text(name, self.language)

    def trail(self, area: str) -> list[tuple[str, str]]:
        """The way from the whole down to this area."""
        steps = [(str(self.words.say("Result")), f"{self.folder}index.html")]
        parts = area.split("/") if area else []
        for depth in range(1, len(parts)):
            above = "/".join(parts[:depth])
            steps.append((shortened(self.title(above), 60), paths.area_page(self.folder, above)))
        return [*steps, (shortened(self.title(area), 60), "")]

    def _station(self, station: Station) -> dict[str, Any]:
        sheet = station.sheets[0] if station.sheets else None
        turnout = None
        if sheet and sheet.ballots is not None and station.electors and len(station.sheets) == 1:
            turnout = self.words.share(sheet.ballots, station.electors, 1)
        return {
            "part": station.part,
            "name": station.name,
            "electors": station.electors,
            "status": station.status,
            "into": station.into,
            "state": station.state,
            "sheets": station.sheets,
            "findings": station.findings,
            "turnout": turnout,
        }

    def _same_on_every_page(self, choices: list[Shown]) -> dict[str, Any]:
        words, language = self.words, self.language

        def tell(told: Told) -> str:
            return self.book.says(told.code, told.numbers, language)

        return {
            "choices": [_named(choice) for choice in choices],
            "ranked": self.ranked,
            "leaders": self.ranked[:2],
            "tallies": self.ballot.tallies(language),
            "outside": {o.code: text(o.name, language) for o in self.book.election.outside},
            "source_names": {k: v.name for k, v in self.book.speakers(language).items()},
            "state_words": state_words(words),
            "status_words": status_words(words),
            "station_word": text(self.levels[-1].name, language),
            "stations_title": text(self.levels[-1].plural or self.levels[-1].name, language),
            "tell": tell,
            "rule_page": lambda code: f"{language}/findings/{code}.html",
            "leaf": self.book.facts.leaf,
        }

    def _parts(self, area: str, number: int, rows: int) -> list[dict[str, Any]]:
        return parts(
            number,
            paths.pages_of(rows, paths.STATIONS_A_PAGE),
            lambda page: paths.area_page(self.folder, area, page),
        )

    def _switch(self, area: str) -> list[Any]:
        def page(other: Ballot) -> str:
            folder = other.folder(self.language)
            there = area in other.areas
            return paths.area_page(folder, area) if there else f"{folder}index.html"

        return self.book.switch(self.ballot, self.language, page)

    def _twin(self, area: str) -> str | None:
        if not area or area not in self.ballot.counts:
            return None
        return self.book.facts.twin(self.ballot.id, area)


def parts(here: int, pages: int, href: Any) -> list[dict[str, Any]]:
    """What a pager shows: first, last, those near this page, and a gap where some are left out."""
    shown: list[dict[str, Any]] = []
    last = 0
    for number in range(1, pages + 1):
        if number in {1, pages} or abs(number - here) <= 3:
            if number - last > 1:
                shown.append({"here": False, "gap": True, "number": 0, "href": ""})
            shown.append(
                {"here": number == here, "gap": False, "number": number, "href": href(number)}
            )
            last = number
    return shown


def state_words(words: Words) -> dict[str, str]:
    """What the state of a station or sheet is called."""
    return {
        "accepted": words.say("Counted"),
        "quarantined": words.say("In quarantine"),
        "rejected": words.say("Rejected"),
        "withdrawn": words.say("Withdrawn"),
        "missing": words.say("Missing"),
    }


def status_words(words: Words) -> dict[str, str]:
    """What a station's place in the count is called, where it is not an ordinary one."""
    return {
        "abroad": words.say("Votes abroad"),
        "mobile": words.say("Mobile station"),
        "merged": words.say("Merged: its electors vote elsewhere; not expected"),
        "annulled": words.say("Annulled: its vote does not count"),
        "repeated": words.say("The vote was held again"),
    }


def _named(choice: Shown) -> dict[str, Any]:
    return {"id": choice.id, "short": shortened(choice.name), "at": choice.at}
