"""What is expected: stations and registered electors, of the whole and of every area.

Takes what was declared first, then a closed register's own sums; what neither gives is None, never
a guess. It refuses to know sheets.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from actas.election.definition import Contest, Election, Totals
from actas.election.repeats import standing
from actas.halving import places

EXPECTED_STATUS = ("regular", "abroad", "mobile", "repeated")
"""Stations that are expected to give a sheet; merged and annulled ones are not."""


_UNDECLARED = Totals()


@dataclass(frozen=True)
class Expected:
    """What should come from an area, and what of it the register knows to be absent.

    Attributes:
        stations, electors: how many there are; None where it is not known.
        absent: expected stations of the register that no sheet is counted of.
        absent_electors: their registered electors, as far as they are known.
        closed: whether the register names every station.
    """

    stations: int | None = None
    electors: int | None = None
    absent: int = 0
    absent_electors: int = 0
    closed: bool = False


@dataclass(frozen=True)
class Expectations:
    """What is declared of a contest, and whether its register says the rest.

    Attributes:
        whole: declared of the whole contest.
        areas: declared of single areas, by code.
        closed: whether the register is complete.
    """

    whole: Totals
    areas: dict[str, Totals]
    closed: bool

    def say(self, area: str) -> bool:
        """Whether anything is known of what an area ("" for the whole) should give."""
        return self.closed or not area or area in self.areas

    def of(self, area: str, register: Expected) -> Expected:
        """What an area ("" for the whole) should give.

        Args:
            area: code, or "".
            register: sums of the register's stations there that are expected; of an open
                register only what is absent says anything.
        """
        known = register if self.closed else Expected()
        declared = self.areas.get(area, _UNDECLARED) if area else self.whole
        return Expected(
            stations=known.stations if declared.stations is None else declared.stations,
            electors=known.electors if declared.electors is None else declared.electors,
            absent=register.absent,
            absent_electors=register.absent_electors,
            closed=self.closed,
        )


def expectations(election: Election, contest: str, stations: pl.DataFrame) -> Expectations:
    """What the definition says is expected of a contest.

    A closed register is complete once it is there: before its first station nothing is known.

    Declared totals are of the whole election: where a contest is voted on in some areas only, its
    whole is the sum of what is declared of those, if all of it is.
    """
    closed = election.register_.kind == "closed" and not stations.is_empty()
    rules, voted = election.register_, election.contest(contest).areas
    areas: dict[str, Totals] = {one.code: one for one in rules.areas}
    parts = [areas.get(one, Totals()) for one in voted]
    restricted = Totals(
        stations=_sum([part.stations for part in parts]),
        electors=_sum([part.electors for part in parts]),
    )
    return Expectations(restricted if voted else rules.totals, areas, closed)


def register_rows(stations: pl.DataFrame, contest: Contest) -> pl.DataFrame:
    """The register's stations of a contest as addends.

    Args:
        stations: STATIONS.
        contest: its `areas` restrict what is expected.

    Returns:
        `station`, and as Int64: `expected` (1 or 0), `expected_electors`, `expected_unknown`
        (1 where an expected station's electors are not known).
    """
    stations = standing(stations)
    should = pl.col("status").is_in(EXPECTED_STATUS)
    if contest.areas:
        stations = stations.filter(pl.any_horizontal(map(_within, contest.areas)))
    return stations.select(
        "station",
        should.cast(pl.Int64).alias("expected"),
        pl.when(should).then("electors").alias("expected_electors"),
        (should & pl.col("electors").is_null()).cast(pl.Int64).alias("expected_unknown"),
    )


def absent_rows(register: pl.DataFrame, sheets: pl.DataFrame) -> pl.DataFrame:
    """Expected stations that no sheet is counted of: `station`, `electors` (null if not known).

    Args:
        register: as `register_rows` gives it.
        sheets: one row a counted station, sorted by it.
    """
    counted = places(sheets["station"], register["station"])
    absent = register.filter((pl.col("expected") == 1) & counted.is_null())
    return absent.select("station", pl.col("expected_electors").alias("electors"))


def beside(register: pl.DataFrame, stations: pl.Series, *, closed: bool) -> pl.Series:
    """Whether the station of a counted sheet is none of those that are expected.

    A station that the register does not have may be one of those an open register lacks.
    """
    listed = register.filter(pl.col("expected") == (1 if closed else 0))["station"]
    known = places(listed, stations)
    return known.is_null() if closed else known.is_not_null()


def _sum(parts: list[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _within(area: str) -> pl.Expr:
    station = pl.col("station")
    return (station == area) | station.str.starts_with(f"{area}/")
