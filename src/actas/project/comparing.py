"""What a table says that the log does not know yet: new, other, dropped, moved, learnt.

Pure: frames and state in, drafts and counts out. Equal means equal numbers; a column that the
table lacks changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from actas.count.shapes import State
from actas.election.shapes import READINGS
from actas.project import drafting
from actas.project.drafting import Draft

READER = "table"

NEWS = (
    "new",
    "equal",
    "other",
    "dropped",
    "restored",
    "moved",
    "stations_learnt",
    "electors_learnt",
)
"""What is counted of a table."""

_REGISTER_COLUMNS = ("name", "electors", "status", "into")


@dataclass(frozen=True)
class Given:
    """The rows that a source's table gives for one contest, beside what it gave before."""

    state: State
    source: str
    contest: str
    fields: list[str]
    rows: pl.DataFrame
    complete: bool

    def drafts(self, news: Counter[str]) -> Iterator[Draft]:
        """Readings that are new, and what a complete set no longer has or has again.

        Counts into `news`: new, equal, other, dropped, restored.
        """
        to_log = pl.concat([self._new_placed(news), self._new_unplaced(news)])
        ordered = to_log.sort("station", "given", nulls_last=True)
        yield from drafting.readings(ordered, self.fields, self.contest, self.source, READER)
        if self.complete:
            yield from self._membership(news)

    def _new_placed(self, news: Counter[str]) -> pl.DataFrame:
        placed = self.rows.filter(pl.col("station").is_not_null())
        new = placed.join(self._known, on="station", how="anti")
        in_both = placed.join(self._known, on="station", how="semi")
        other = in_both.join(self._equal(in_both), on="station", how="anti")
        news.update(new=new.height, other=other.height, equal=in_both.height - other.height)
        return pl.concat([new, other])

    def _equal(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Stations whose numbers all equal those of one reading that is known."""
        shared = self._shared(rows)
        joined = rows.join(self._known.select("station", *shared), on="station", suffix="_known")
        same = [pl.col(n).is_null() | pl.col(n).eq_missing(pl.col(f"{n}_known")) for n in shared]
        return joined.filter(pl.all_horizontal(same)).select("station").unique()

    def _new_unplaced(self, news: Counter[str]) -> pl.DataFrame:
        unplaced = self.rows.filter(pl.col("station").is_null())
        mine = self._mine.filter(pl.col("station").is_null())
        key = ["given", *self._shared(unplaced)]
        new = unplaced.join(mine, on=key, how="anti", nulls_equal=True)
        news.update(new=new.height, equal=unplaced.height - new.height)
        return new

    def _membership(self, news: Counter[str]) -> Iterator[Draft]:
        mine = (pl.col("contest") == self.contest) & (pl.col("source") == self.source)
        standing = self.state.withdrawals.filter(mine).sort("index")
        last = standing.group_by("station", maintain_order=True).agg(pl.col("standing").last())
        gone = last.filter(pl.col("standing") == "dropped").select("station")
        absent = self._known.select("station").unique().join(self.rows, on="station", how="anti")
        dropped = absent.join(gone, on="station", how="anti")["station"].sort()
        restored = gone.join(self.rows, on="station", how="semi")["station"].sort()
        news.update(dropped=len(dropped), restored=len(restored))
        yield from drafting.withdrawals(dropped, self.contest, self.source, "dropped")
        yield from drafting.withdrawals(restored, self.contest, self.source, "restored")

    @property
    def _mine(self) -> pl.DataFrame:
        before = self.state.readings.get(self.contest)
        if before is None:
            return pl.DataFrame(schema=READINGS | dict.fromkeys(self.fields, pl.Int64))
        return before.filter(pl.col("source") == self.source)

    @property
    def _known(self) -> pl.DataFrame:
        read = pl.col("problems").list.len().fill_null(0) == 0
        return self._mine.filter(pl.col("station").is_not_null() & read)

    def _shared(self, rows: pl.DataFrame) -> list[str]:
        return [name for name in self.fields if name in rows.columns]


def addresses(
    state: State, contest: str | None, rows: pl.DataFrame, source: str, news: Counter[str]
) -> Iterator[Draft]:
    """Documents whose address is new; counts into `news` those that moved.

    `contest` is None where the election has one only: the sheet is the sheet.
    """
    given = rows.select("station", "address").drop_nulls().unique()
    mine = (pl.col("source") == source) & pl.col("contest").eq_missing(pl.lit(contest, pl.String))
    known = state.documents.filter(mine).select("station", "address").drop_nulls()
    changed = given.join(known, on=["station", "address"], how="anti")
    news.update(moved=changed.join(known, on="station", how="semi").height)
    yield from drafting.documents(changed.sort("station", "address"), source, contest)


def register(
    state: State,
    areas: pl.DataFrame,
    stations: pl.DataFrame,
    source: str | None,
    news: Counter[str],
) -> Iterator[Draft]:
    """What the register does not know yet; counts stations_learnt and electors_learnt.

    A source's table names an area once, the first name stays; a register file (no source) may
    name it anew.
    """
    named = state.register.areas.filter(pl.col("name").is_not_null())
    key = ["area"] if source is not None else ["area", "name"]
    fresh_areas = areas.join(named, on=key, how="anti").sort("area")
    known = state.register.stations
    beside = stations.join(known, on="station", how="left", suffix="_known")
    says_more = {
        name: pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"{name}_known"))
        for name in _REGISTER_COLUMNS
    }
    is_new = ~pl.col("station").is_in(known["station"].implode())
    fresh = beside.filter(is_new | pl.any_horizontal(says_more.values()))
    news.update(
        stations_learnt=beside.filter(is_new).height,
        electors_learnt=beside.filter(says_more["electors"]).height,
    )
    yield from drafting.register(
        fresh_areas, fresh.select(stations.columns).sort("station"), source
    )
