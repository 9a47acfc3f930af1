"""What happened to each station: its entries of the log in order, with the day each came with.

Most stations come in once and stay as they are; of these it tells that day only. Entries carry no
time: each belongs to the first release after it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

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
class Lives:
    """Histories of the stations of a contest.

    Attributes:
        since: frame `station` and `day`: of the only release in which anything came of it.
        changes: all that is known of the others, the oldest first, by station.
    """

    since: pl.DataFrame
    changes: dict[str, tuple[Change, ...]]


def lives(outcome: Outcome, contest: str) -> Lives:
    """The histories of one contest; entries that name no station are in none."""
    days = [release.as_of for release in outcome.state.releases]
    ends = pl.Series([release.index for release in outcome.state.releases], dtype=pl.Int64)
    events = pl.concat(_events(outcome, contest)).filter(pl.col("station").is_not_null())
    told = (pl.col("what") == "decision") | pl.col("replaced")
    rows = events.select("station", "index", told.alias("told")).collect()
    rows = _released(rows, ends)
    several = pl.col("release").n_unique() > 1
    whole = rows.group_by("station").agg(
        pl.col("release").min(), (pl.col("told").any() | several).alias("changed")
    )
    day = pl.Series(days, dtype=pl.String)
    quiet = whole.filter(~pl.col("changed"))
    moving = whole.filter("changed")["station"].implode()
    moved = _released(events.filter(pl.col("station").is_in(moving)).sort("index").collect(), ends)
    found: dict[str, list[Change]] = defaultdict(list)
    columns = ["station", "index", "release", "what", "source", "said", "why"]
    for station, index, release, what, source, said, why in moved.select(columns).iter_rows():
        found[station].append(Change(index, days[release], what, source, said, why))
    return Lives(
        quiet.select("station", day=day.gather(quiet["release"])),
        {station: tuple(changes) for station, changes in found.items()},
    )


def _released(events: pl.DataFrame, ends: pl.Series) -> pl.DataFrame:
    """Those that came with a release, and the place of that release."""
    events = events.with_columns(ends.search_sorted(events["index"]).alias("release"))
    return events.filter(pl.col("release") < len(ends))


def _events(outcome: Outcome, contest: str) -> list[pl.LazyFrame]:
    """Every entry that speaks of a station; not read yet, since of most only the day is told."""
    state = outcome.state
    here = pl.col("contest").is_null() | (pl.col("contest") == contest)
    parts = [
        _event(state.decisions.filter(here), "decision", "action", why="why"),
        _event(state.withdrawals.filter(here), "decision", "standing"),
        _event(state.replaced.filter(here), "record", "state", replaced=True),
        _event(
            state.records.with_columns(index=state.record_index).filter(here), "record", "state"
        ),
        _event(
            state.documents.filter(here & pl.col("document").is_not_null()), "document", "document"
        ),
    ]
    readings = state.readings.get(contest)
    if readings is not None:
        parts.append(_event(readings, "reading", "reader"))
    return parts


def _event(
    frame: pl.DataFrame, what: str, said: str, why: str | None = None, *, replaced: bool = False
) -> pl.LazyFrame:
    return frame.lazy().select(
        "station",
        "index",
        "source",
        pl.lit(what).alias("what"),
        pl.col(said).alias("said"),
        (pl.col(why) if why else pl.lit(None, dtype=pl.String)).alias("why"),
        pl.lit(replaced).alias("replaced"),
    )
