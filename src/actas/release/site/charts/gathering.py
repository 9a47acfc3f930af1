"""What charts show of stations, gathered from the sheets that count: each station once.

Uses Polars, so it runs before workers are forked; what it gives is plain and small, however many
stations there are. It adds up nothing that the count does.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from actas.count.sheets import sheets
from actas.count.totals import totals
from actas.election.definition import Election
from actas.release.outcome import Outcome
from actas.release.site.charts.grid import CELLS, Cell

BAND = 10
"""Width in per cent of a band of turnout."""

OVER = 100 // BAND
"""The band of what is over 100 per cent."""


@dataclass(frozen=True)
class Band:
    """Stations of about one turnout, their valid votes, and those of each leading choice."""

    stations: int
    valid: int
    votes: tuple[int, ...]


@dataclass(frozen=True)
class Gathered:
    """All counted stations of a contest.

    Attributes:
        leading: ids of the choices that are drawn.
        turnouts: ballots and electors of the whole and by area of each level down to the last that
            has a map, over the stations of which both are known.
        squares: by choice: stations in each square of the grid of turnout and share.
        shares: by choice: stations by their share in thousandths.
        turnout: stations by their turnout in thousandths.
        bands: by the turnout's tens of per cent.
        left: counted stations of which turnout or share is not known.
        over: stations with more ballots than electors.
    """

    leading: tuple[str, ...]
    turnouts: dict[str, tuple[int, int]] = field(default_factory=dict)
    squares: tuple[Counter[Cell], ...] = ()
    shares: tuple[Counter[int], ...] = ()
    turnout: Counter[int] = field(default_factory=Counter)
    bands: dict[int, Band] = field(default_factory=dict)
    left: int = 0
    over: int = 0

    @property
    def drawn(self) -> int:
        """Stations that are in the grid."""
        return self.turnout.total()


def gathered(outcome: Outcome, contest: str, leading: Sequence[str]) -> Gathered:
    """The counted stations of a contest, for the choices `leading`."""
    counted = sheets(
        outcome.records,
        outcome.state.readings.get(contest),
        outcome.register.stations,
        outcome.election,
        contest,
    ).select("station", "electors", "ballots_cast", "valid_votes", *leading)
    known = counted.filter(pl.col("electors") > 0, pl.col("ballots_cast").is_not_null())
    votes = [pl.col(name).is_not_null() for name in leading]
    drawn = known.filter(pl.col("valid_votes") > 0, *votes).with_columns(
        over=pl.col("ballots_cast") > pl.col("electors")
    )
    across = (
        pl.when("over").then(CELLS).otherwise(_part("ballots_cast", "electors", CELLS, CELLS - 1))
    )
    up = [_part(name, "valid_votes", CELLS, CELLS - 1) for name in leading]
    return Gathered(
        tuple(leading),
        _turnouts(known, outcome.election),
        tuple(_squares(drawn, across, one) for one in up),
        tuple(_tally(drawn, _part(name, "valid_votes", 1000)) for name in leading),
        _tally(drawn, _part("ballots_cast", "electors", 1000)),
        _bands(drawn, leading),
        counted.height - drawn.height,
        int(drawn["over"].sum()),
    )


@dataclass(frozen=True)
class Came:
    """Sheets of known stations, each once, by source.

    Attributes:
        entries: places in the log of their readings.
        times: when they arrived, in seconds since `START`, of those that say so.
    """

    entries: dict[str, array[int]]
    times: dict[str, array[int]]


START = datetime(2000, 1, 1)  # noqa: DTZ001  # the log's times are local and have no zone


def came(outcome: Outcome, contest: str) -> Came:
    """Where and when the sheets of a contest came in."""
    rows = outcome.sheets[contest].select("station", "source", "reading", "arrived")
    rows = rows.drop_nulls(["station", "reading"]).drop("station")
    entries: dict[str, array[int]] = {}
    times: dict[str, array[int]] = {}
    for (source,), mine in sorted(rows.partition_by("source", as_dict=True).items()):
        entries[source] = array("q", mine["reading"].sort())
        known = [at for said in mine["arrived"].drop_nulls() if (at := _seconds(said)) is not None]
        if known:
            times[source] = array("q", sorted(known))
    return Came(entries, times)


def _seconds(arrived: str) -> int | None:
    try:
        return int((datetime.fromisoformat(arrived[:19]) - START).total_seconds())
    except ValueError:
        return None


def _part(part: str, whole: str, of: int, most: int | None = None) -> pl.Expr:
    """`part` of `whole` in so many parts, rounded down; `most` where it would be more."""
    found = of * pl.col(part) // pl.col(whole)
    return found if most is None else found.clip(upper_bound=most)


def _turnouts(known: pl.DataFrame, election: Election) -> dict[str, tuple[int, int]]:
    """Of the whole under "", and by area of each level down to the last that has a map."""
    if known.is_empty():
        return {}
    levels = election.areas_levels
    drawn = {one.level for one in election.boundaries}
    deepest = max((at for at, level in enumerate(levels, 1) if level.id in drawn), default=0)
    sums = totals(known.select("station", "ballots_cast", "electors"), len(levels))
    return {
        area: (ballots, electors)
        # An area that is the deepest of some of its stations is among those below too, with less.
        for level in reversed(sums[: deepest + 1])
        for area, ballots, electors in level.select("area", "ballots_cast", "electors").iter_rows()
    }


def _squares(drawn: pl.DataFrame, across: pl.Expr, up: pl.Expr) -> Counter[Cell]:
    rows = drawn.group_by(across.alias("x"), up.alias("y")).len().sort("x", "y").iter_rows()
    return Counter({(x, y): number for x, y, number in rows})


def _tally(drawn: pl.DataFrame, value: pl.Expr) -> Counter[int]:
    return Counter(dict(drawn.group_by(value.alias("value")).len().sort("value").iter_rows()))


def _bands(drawn: pl.DataFrame, leading: Sequence[str]) -> dict[int, Band]:
    inside = _part("ballots_cast", "electors", OVER, OVER - 1)
    band = pl.when("over").then(OVER).otherwise(inside).alias("band")
    sums = drawn.group_by(band).agg(pl.len(), pl.col("valid_votes").sum(), *map(_sum, leading))
    return {
        at: Band(stations, valid, tuple(votes))
        for at, stations, valid, *votes in sums.sort("band").iter_rows()
    }


def _sum(name: str) -> pl.Expr:
    return pl.col(name).sum()
