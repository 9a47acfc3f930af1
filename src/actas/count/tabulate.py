"""The count: totals of a contest by every level, with coverage and what is missing.

Brings sheets, register and records together as addends, sums them once, and reads every area's
count from the sums. It refuses to know files and the log: it is given the state.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import polars as pl

from actas.count.coverage import (
    Expected,
    absent_rows,
    beside,
    expectations,
    register_rows,
)
from actas.count.encoded import encode, unheld
from actas.count.missing import Proven, capacity, contradictory, missing, missing_stations
from actas.count.outlook import Outlook, outlook
from actas.count.shapes import Count, Missing, State
from actas.count.sheets import aside, sheets
from actas.count.totals import totals
from actas.election.written import text
from actas.errors import InputError, LogError
from actas.mapped import sliced

Row = dict[str, Any]

PIECE = 5_000
"""Areas whose sums are held as objects at a time."""

_UNKNOWN = Expected()


def tabulate(
    state: State, contest: str, level: str | None = None, source: str | None = None
) -> Count:
    """The count of a contest, and of each area of a level.

    Args:
        state: the log folded.
        contest: id.
        level: id of a level for `by`; the last one gives every station.
        source: count this source alone.

    Raises:
        InputError: no such contest, level or source.
        LogError: the log holds no election.
    """
    table = _Table(state, contest, source)
    return table.whole(() if level is None else tuple(table.at(level)))


def tabulate_all(state: State, contest: str, source: str | None = None) -> dict[str, Count]:
    """The count of the whole ("") and of every area of every level, by code.

    Raises:
        InputError, LogError: as `tabulate`.
    """
    return {count.area: count for count in tabulate_each(state, contest, source)}


def tabulate_each(state: State, contest: str, source: str | None = None) -> Iterator[Count]:
    """The same, one count after the other, each area once; some thousands are held at a time."""
    table = _Table(state, contest, source)
    yield table.whole()
    for depth, sums in table.each_level():
        yield from table.counts(depth, sums)


def tabulate_json(
    state: State, contest: str, source: str | None = None
) -> Iterator[tuple[str, bytes]]:
    """The same, each as its area and JSON (`actas.count.encoded`); most are never objects."""
    table = _Table(state, contest, source)
    yield "", encode(table.whole())
    for depth, sums in table.each_level():
        yield from table.encoded(depth, sums)


def counted_sheets(state: State, contest: str, source: str | None = None) -> pl.DataFrame:
    """The counted sheets of a contest, as `actas.count.sheets.sheets` gives them."""
    return _Table(state, contest, source).sheets


class _Table:
    """One contest, with what its counts need computed at most once."""

    def __init__(self, state: State, contest: str, source: str | None) -> None:
        if state.election is None:
            raise LogError("the log holds no election yet: there is nothing to count")
        self.state = state
        self.election = state.election
        ids = [one.id for one in self.election.contests]
        if contest not in ids:
            raise InputError(f"no contest {contest!r}; there are: {', '.join(ids)}")
        known = {one.id for one in self.election.sources}.union(
            state.sources, state.records["source"]
        )
        if source is not None and source not in known:
            raise InputError(f"no source {source!r}; there are: {', '.join(sorted(known))}")
        self.contest = self.election.contest(contest)
        self.source = source
        self.choices = [choice.id for choice in self.contest.choices]
        form = self.election.form
        self.tallies = [tally.id for tally in form.tallies]
        self.null, self.blank = form.tally("null"), form.tally("blank")
        self.expectations = expectations(self.election, contest, state.register.stations)
        self.levels = [level.id for level in self.election.levels]

    @cached_property
    def sheets(self) -> pl.DataFrame:
        """One row a counted station."""
        state, contest = self.state, self.contest.id
        readings = state.readings.get(contest)
        return sheets(
            state.records, readings, state.register.stations, self.election, contest, self.source
        )

    @cached_property
    def register(self) -> pl.DataFrame:
        """The register's stations of this contest, as addends."""
        return register_rows(self.state.register.stations, self.contest)

    @cached_property
    def absent(self) -> pl.DataFrame:
        """The register's expected stations that no sheet is counted of."""
        return absent_rows(self.register, self.sheets)

    def addends(self) -> Iterator[pl.DataFrame]:
        """Everything that is added up, one column a sum: sheets, stations aside, register."""
        known, ballots = pl.col("electors").is_not_null(), pl.col("ballots_cast")
        closed = self.expectations.closed
        other = beside(self.register, self.sheets["station"], closed=closed).to_frame("other")
        for some, besides in zip(sliced(self.sheets), sliced(other), strict=True):
            yield some.hstack(besides).with_columns(
                pl.lit(1, pl.Int64).alias("counted"),
                known.cast(pl.Int64).alias("registers"),
                pl.when(known).then(ballots).alias("ballots_known"),
                pl.when(~known).then(ballots).alias("ballots_unknown"),
                pl.col("other").cast(pl.Int64).alias("beside"),
                pl.when("other").then(pl.coalesce("electors", ballots)).alias("electors_beside"),
            )
        yield aside(self.state.records, self.contest.id, self.source).select(
            "station",
            (pl.col("state") == "quarantined").cast(pl.Int64).alias("quarantined"),
            (pl.col("state") == "rejected").cast(pl.Int64).alias("rejected"),
        )
        yield self.register
        yield self.absent.select(
            "station",
            pl.lit(1, pl.Int64).alias("absent"),
            pl.col("electors").alias("absent_electors"),
        )

    @cached_property
    def sums(self) -> tuple[pl.DataFrame, ...]:
        """The addends summed: the whole, then each level above the station."""
        return totals(self.addends(), len(self.levels) - 1)

    @cached_property
    def outlook(self) -> Outlook:
        """What is missing, by frames."""
        return outlook(self.sheets, self.sums, self.absent, self.choices, self.levels[:-1])

    def each_level(self) -> Iterator[tuple[int, pl.DataFrame]]:
        """Depth and sums of the areas of each level above the station; each area once."""
        for depth, sums in enumerate(self.sums[1:], 1):
            # A station that lies less deep has its deepest area here too, which came before.
            yield depth, sums.filter(pl.col("area").str.count_matches("/") == depth - 1)

    def names(self, codes: pl.Series) -> dict[str, str]:
        """Names of these areas or stations, of those that have one."""
        language = self.election.languages[0]
        outside = {one.code: text(one.name, language) for one in self.election.outside}
        here = pl.col("area").is_in(codes.implode())
        frames = (
            self.state.register.areas.select("area", "name"),
            self.state.register.stations.select(area="station", name="name"),
        )
        given = {
            code: name
            for frame in frames
            for code, name in frame.filter(here).drop_nulls().iter_rows()
        }
        return outside | given

    def whole(self, by: tuple[Count, ...] = ()) -> Count:
        """The count of the whole contest."""
        return next(self.counts(0, self.sums[0], by))

    def at(self, level: str) -> Iterator[Count]:
        """The counts of the areas of a level, in the order of their codes."""
        if level not in self.levels:
            raise InputError(f"no level {level!r}; there are: {', '.join(self.levels)}")
        depth = self.levels.index(level) + 1
        if depth < len(self.sums):
            return self.counts(depth, self.sums[depth])
        every = pl.concat(self.addends(), how="diagonal").drop("other")
        stations = every.group_by(pl.col("station").alias("area")).agg(
            pl.all().exclude("station").sum()
        )
        return self.counts(depth, stations.sort("area"))

    def encoded(self, depth: int, sums: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
        """Area and JSON of the counts of sums, in their order."""
        ids = self.contest.id, self.choices, self.tallies
        plain = unheld(*ids, self.null, self.blank)
        for piece in sums.iter_slices(PIECE):
            areas = piece["area"].to_list()
            held = pl.Series(map(self.expectations.say, areas), dtype=pl.Boolean)
            made = {one.area: encode(one) for one in self.counts(depth, piece.filter(held))}
            if len(made) < len(areas):
                names = self.names(piece["area"])
                named = pl.Series("name", map(names.get, areas), pl.String)
                texts = piece.with_columns(named).select(plain).to_series().to_list()
                made = dict(zip(areas, texts, strict=True)) | made
            yield from ((area, made[area]) for area in areas)

    def counts(
        self, depth: int, frame: pl.DataFrame, by: tuple[Count, ...] = ()
    ) -> Iterator[Count]:
        """The counts of sums, in their order."""
        # Sheets that could not be placed are in the whole only.
        placed = frame.filter(pl.col("area").is_not_null())
        for piece in placed.iter_slices(PIECE):
            rows = piece.rows(named=True)
            # Of most areas of an open register nothing is known that they could be held against.
            held = [row for row in rows if self.expectations.say(row["area"])]
            should = {row["area"]: self._expected(row) for row in held}
            proven = {row["area"]: self._proven(row) for row in held}
            lacking = self._missing(depth, proven, should) if depth < len(self.sums) else {}
            names = self.names(piece["area"])
            for row in rows:
                area = row["area"]
                name, given = names.get(area), proven.get(area)
                expected = should.get(area, _UNKNOWN)
                yield self._count(row, name, expected, given, lacking.get(area), by)

    def _missing(
        self, depth: int, proven: dict[str, Proven], should: dict[str, Expected]
    ) -> dict[str, Missing | None]:
        rooms = {area: capacity(one, should[area]) for area, one in proven.items()}
        known = {area: room for area, room in rooms.items() if room is not None}
        stations = {area: missing_stations(proven[area], should[area]) for area in known}
        false = self.outlook.fragility(depth, known)
        predicted = self.outlook.predicted(
            depth, {area: number for area, number in stations.items() if number}
        )
        return {
            area: missing(proven[area], should[area], false.get(area), predicted.get(area))
            for area in known
        }

    def _count(
        self,
        row: Row,
        name: str | None,
        should: Expected,
        proven: Proven | None,
        lacking: Missing | None,
        by: tuple[Count, ...],
    ) -> Count:
        tallies = {name: row[name] for name in self.tallies}
        unknown = row["counted"] - row["registers"]
        return Count(
            contest=self.contest.id,
            area=row["area"],
            name=name,
            expected=should.stations,
            counted=row["counted"],
            quarantined=row["quarantined"],
            rejected=row["rejected"],
            registered_expected=should.electors,
            registered_counted=None if unknown and not row["registers"] else row["electors"],
            valid=row["valid_votes"],
            null=tallies.get(self.null or ""),
            blank=tallies.get(self.blank or ""),
            tallies=tallies,
            votes={name: row[name] for name in self.choices},
            missing=lacking,
            by=by,
            registered_unknown=unknown,
            stations_missing=None if proven is None else missing_stations(proven, should),
            contradictory=proven is not None and contradictory(proven, should),
        )

    def _expected(self, row: Row) -> Expected:
        electors = None if row["expected_unknown"] else row["expected_electors"]
        register = Expected(row["expected"], electors, row["absent"], row["absent_electors"])
        return self.expectations.of(row["area"], register)

    def _proven(self, row: Row) -> Proven:
        return Proven(
            votes={name: row[name] for name in self.choices},
            valid=row["valid_votes"],
            stations=row["counted"],
            electors=row["electors"],
            ballots=row["ballots_known"],
            ballots_unknown=row["ballots_unknown"],
            votes_allowed=self.contest.votes_allowed,
            beside=row["beside"],
            electors_beside=row["electors_beside"],
        )
