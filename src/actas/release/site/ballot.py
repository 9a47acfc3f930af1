"""One contest of the site: its choices, areas and stations in plain Python, ready to be shown.

Knows which area lies under which and on which page a station stands; refuses to know words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from actas.count.shapes import Count
from actas.election.codes import lies_in
from actas.election.written import text
from actas.release.names import FEW
from actas.release.outcome import Outcome
from actas.release.shelf import Shelf
from actas.release.site import papers, paths, stations
from actas.release.site.compared import Compared
from actas.release.site.papers import Paper
from actas.release.site.picked import Picked, all_of
from actas.release.site.shapes import Sheet, Station
from actas.release.site.tree import Tree

AT_HAND = 1_000
"""Names of areas that are kept at hand: those of one area are asked for again and again."""

PALETTE = 10
"""Colours of the style sheet for choices that bring none, `c1` … `c9`, then `c0` for the rest."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A choice or a tally as a page shows it; `at` is its place among a sheet's numbers."""

    id: str
    name: str
    at: int
    color: str | None = None
    css: str = "c0"
    role: str | None = None


class Ballot:
    """What the pages of one contest are made from.

    Args:
        outcome: what the log amounts to.
        contest: id of the contest.
        number: its place among the contests; 0 has the language's own folder.
        names: of areas by code, as `area_names` gives them.

    Attributes:
        stations: those that lie directly in an area, by its code; on disk, one area at a time.
        page_of: page of every station that does not stand on its area's first page.
    """

    def __init__(
        self, outcome: Outcome, contest: str, number: int, names: Mapping[str, str]
    ) -> None:
        self.id = contest
        self.number = number
        self.definition = outcome.election.contest(contest)
        self.tallies_defined = outcome.election.form.tallies
        self.papers = papers.papers(outcome, contest)
        self.seen = papers.tally(self.papers)
        self.papers_of = stations.by_station(self.papers)
        self.stations = stations.Stations(outcome, contest, self.papers_of)
        self.page_of = self.stations.page_of
        self.unplaced = stations.unplaced(outcome, contest)
        self.names = names
        self.counts = outcome.counts[contest]
        parts = self.stations.parts
        self._parts = lru_cache(maxsize=1)(lambda area: frozenset(parts(area)))
        self.areas = Tree(_areas(outcome, contest, self.counts, self.stations))

    def folder(self, language: str) -> str:
        """Folder of its pages in a language."""
        return paths.contest_folder(language, self.id, self.number == 0)

    def count(self, area: str = "") -> Count:
        """Totals of an area; an area of which nothing is counted has zeros."""
        found = self.counts.get(area)
        return found if found is not None else _nothing(self, area)

    @property
    def places(self) -> range:
        """Places in `areas` of those that have pages: of all, and of the whole where stations lie
        in no area."""
        return range(0 if "" in self.stations else 1, len(self.areas) + 1)

    def with_pages(self) -> Iterator[str]:
        """Every area that has pages; "" is the stations that lie in none."""
        return self.areas.named(self.places)

    def choices(self, language: str) -> list[Shown]:
        """The choices in the order of the ballot."""
        return [
            Shown(choice.id, text(choice.name, language), at, choice.color, css(at))
            for at, choice in enumerate(self.definition.choices)
        ]

    def tallies(self, language: str) -> list[Shown]:
        """The special counts of the form, in its order."""
        first = len(self.definition.choices)
        return [
            Shown(tally.id, text(tally.name, language), first + at, role=tally.role)
            for at, tally in enumerate(self.tallies_defined)
        ]

    @cached_property
    def order(self) -> list[str]:
        """Choices from the most votes down; the ballot's order where they are equal."""
        votes = self.count().votes
        return sorted(votes, key=lambda choice: -votes[choice])

    def station_href(self, language: str, code: str) -> str:
        """Path from the root to a station's place on its area's page."""
        area, _, part = code.rpartition("/")
        page = paths.area_page(self.folder(language), area, self.page_of.get(code, 1))
        return f"{page}#{part}"

    def permanent_href(self, language: str, code: str) -> str:
        """Path from the root to a station's place that does not change as more stations come.

        It is on the first page of its area, where those of other pages are listed; an area of
        more than that has room for only names the station's page of today.
        """
        area, _, part = code.rpartition("/")
        if self.page_of.get(code) and len(self.stations.parts(area)) > paths.LISTED:
            return self.station_href(language, code)
        return f"{paths.area_page(self.folder(language), area)}#{part}"

    def knows(self, code: str | None) -> bool:
        """Whether this is a station that has a place on a page."""
        area, _, part = (code or "").rpartition("/")
        return part in self._parts(area)

    @cached_property
    def aside(self) -> Picked[tuple[Station, Sheet]]:
        """Every sheet of a station that is in quarantine, rejected or withdrawn, by station."""

        held = self.stations

        def of(area: str) -> list[tuple[Station, Sheet]]:
            every = ((one, sheet) for one in held[area] for sheet in one.sheets)
            return [(one, sheet) for one, sheet in every if sheet.state != "accepted"]

        return all_of(held.apart, of)

    @cached_property
    def waiting(self) -> list[Paper]:
        """Documents that wait for people or are not shown, those of a station first."""
        found = [one for one in self.papers if one.waits or one.withheld]
        return sorted(
            found,
            key=lambda one: (one.station is None, stations.natural(one.station or ""), one.index),
        )

    @cached_property
    def compared(self) -> Compared:
        """Stations of which more than one source speaks."""
        return Compared(self.stations)


def css(at: int) -> str:
    """Class of the style sheet that colours the `at`-th choice."""
    return f"c{at + 1}" if at + 1 < PALETTE else "c0"


def lacking(count: Count) -> int | None:
    """Stations of which no sheet counts, is in doubt or was rejected; None where not known."""
    if count.expected is None or count.stations_missing is None:
        return None
    return max(0, count.stations_missing - count.quarantined - count.rejected)


def area_names(outcome: Outcome) -> Mapping[str, str]:
    """Names of the areas of the register that have one, by code; many lie on disk."""
    areas = outcome.register.areas.select("area", "name").filter(pl.col("name") != "")
    if areas.height <= FEW:
        return dict(areas.iter_rows())
    named = ((area, name.encode()) for area, name in areas.iter_rows())
    return Shelf(named, bytes.decode, AT_HAND)


def _areas(
    outcome: Outcome, contest: str, counts: Mapping[str, Count], held: Iterable[str]
) -> set[str]:
    """Every area of the contest: those of the register where it is voted on, and any that counts,
    with all that they lie in."""
    voted = outcome.election.contest(contest).areas
    registered = outcome.register.areas["area"].to_list()
    areas = {area for area in registered if stations.within(area, voted)}
    areas.update(area for area in counts if area)
    areas.update(area for area in held if area)
    for area in list(areas):
        areas.update(lies_in(area))
    return areas


def _nothing(ballot: Ballot, area: str) -> Count:
    return Count(
        contest=ballot.id,
        area=area,
        name=ballot.names.get(area),
        expected=None,
        counted=0,
        quarantined=0,
        rejected=0,
        registered_expected=None,
        registered_counted=None,
        valid=0,
        null=None,
        blank=None,
        tallies={tally.id: 0 for tally in ballot.tallies_defined},
        votes={choice.id: 0 for choice in ballot.definition.choices},
    )
