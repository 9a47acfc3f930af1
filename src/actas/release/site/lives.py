"""What happened to each station: its entries of the log in order, with the day each came with.

Most stations come in once and stay as they are; of these it tells that day only. Entries carry no
time: each belongs to the first release after it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from actas.count.byarea import ByArea
from actas.release.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log on a station.

    Attributes:
        index: of the entry.
        day: ISO date of the release that it came with.
        what: `reading`, `record`, `document` or `decision`.
        source: of whose sheet it speaks, None for all of them.
        said: reader of a reading, state of a record, what a decision did.
        why: as a person wrote it.
    """

    index: int
    day: str
    what: str
    source: str | None
    said: str
    why: str | None


@dataclass(frozen=True)
class Lived:
    """Histories of some stations.

    Attributes:
        since: frame `station` and `day`: of the only release in which anything came of it.
        changes: all that is known of the others, the oldest first, by station.
    """

    since: pl.DataFrame
    changes: dict[str, tuple[Change, ...]]


class Lives:
    """Histories of the stations of a contest; entries that name no station are in none."""

    def __init__(self, outcome: Outcome, contest: str) -> None:
        releases = outcome.state.releases
        self._days = pl.Series([release.as_of for release in releases], dtype=pl.String)
        self._ends = pl.Series([release.index for release in releases], dtype=pl.Int64)
        self._parts = [(ByArea(frame), told) for frame, told in _events(outcome, contest)]

    def between(self, first: str, last: str) -> Lived:
        """Those of the stations in the areas from one to another, by their codes as text."""
        events = pl.concat(part.between(first, last).select(told) for part, told in self._parts)
        events = events.with_columns(self._ends.search_sorted(events["index"]).alias("release"))
        # What came after the last release came with none.
        events = events.filter(pl.col("release") < len(self._ends))
        told = (pl.col("what") == "decision") | pl.col("replaced")
        several = pl.col("release").n_unique() > 1
        whole = events.group_by("station").agg(
            pl.col("release").min(), (told.any() | several).alias("changed")
        )
        quiet = whole.filter(~pl.col("changed"))
        moving = whole.filter("changed")["station"].implode()
        moved = events.filter(pl.col("station").is_in(moving)).sort("index")
        found: dict[str, list[Change]] = defaultdict(list)
        columns = ["station", "index", "release", "what", "source", "said", "why"]
        for station, index, release, *about in moved.select(columns).iter_rows():
            found[station].append(Change(index, self._days[release], *about))
        return Lived(
            quiet.select("station", day=self._days.gather(quiet["release"])),
            {station: tuple(changes) for station, changes in found.items()},
        )


def _events(outcome: Outcome, contest: str) -> list[tuple[pl.DataFrame, list[pl.Expr]]]:
    """Entries that speak of stations, as they lie there, and what is told of them."""
    state = outcome.state
    here = pl.col("contest").is_null() | (pl.col("contest") == contest)
    logged = state.records.with_columns(index=state.record_index)
    shown = state.documents.filter(here & pl.col("document").is_not_null())
    parts = [
        (state.decisions.filter(here), _told("decision", "action", why="why")),
        (state.withdrawals.filter(here), _told("decision", "standing")),
        (state.replaced.filter(here), _told("record", "state", replaced=True)),
        (logged.filter(here), _told("record", "state")),
        (shown, _told("document", "document")),
    ]
    readings = state.readings.get(contest)
    return parts if readings is None else [*parts, (readings, _told("reading", "reader"))]


def _told(what: str, said: str, why: str | None = None, *, replaced: bool = False) -> list[pl.Expr]:
    return [
        pl.col("station"),
        pl.col("index"),
        pl.col("source"),
        pl.lit(what).alias("what"),
        pl.col(said).alias("said"),
        (pl.col(why) if why else pl.lit(None, dtype=pl.String)).alias("why"),
        pl.lit(replaced).alias("replaced"),
    ]
