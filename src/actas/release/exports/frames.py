"""The table of stations cut by area of the first level, as plain columns, for formats of others.

It adds nothing up and judges nothing: rows are those of `data/stations.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import polars as pl

from actas.election.codes import right_above
from actas.election.definition import Contest
from actas.mapped import in_pieces
from actas.release.outcome import Outcome
from actas.release.tables import Table

ROWS = 25_000
"""Rows of stations that are held at a time, where their area of the first level has no more."""

EVIDENCE = ("document", "address", "record")

_NUMBERS = ("votes_", "tally_")
_WANTED = frozenset(
    ["contest", "station", "name", "electors", "state", "valid", "address", "record", "reading"]
)
"""Columns that some format says something of, besides those that begin so."""


@dataclass(frozen=True)
class Part:
    """The stations of one area of the first level.

    Attributes:
        area: its code; empty where the election has no level above the station, and for
            stations that lie in no area.
        contests: the table of stations, and `document`, by contest.
        stations: every station once, in the order in which the contests have them: `station` (its
            code), `name`, `electors`, and of all its contests `states` (a list) and `evidence` (a
            list of what there is in `EVIDENCE`).
        areas: what some of the stations lie in: `area` (its code; the first is empty, for the
            whole), `name`, and `below`, the codes of what lies directly in it, in their order.
    """

    area: str
    contests: Mapping[str, pl.DataFrame]
    stations: pl.DataFrame
    areas: pl.DataFrame


def parts(outcome: Outcome, tables: Sequence[Table]) -> Iterator[Part]:
    """The stations by area of the first level, in the order of the codes.

    They are read some areas at a time: as many as have `ROWS` rows, or one.

    Args:
        outcome: of the release.
        tables: of the open data, those of stations and readings among them.
    """
    levels = outcome.election.areas_levels
    named = {table.name: table for table in tables}
    documents = _documents(named["readings"])
    top = pl.col(f"area_{levels[0].id}").fill_null("") if levels else pl.lit("")
    columns = named["stations"].frame.columns
    wanted = [one for one in columns if one in _WANTED or one.startswith(_NUMBERS)]
    # Parquet gives no rows of an area without many around them; here each has a place.
    made = [pl.col(wanted), top.alias("top")]
    nothing = named["stations"].frame.clear().select(made)
    stations = in_pieces(chain([nothing], named["stations"].pieces(*made)))
    places = stations.select("top").with_row_index("at").group_by("top").agg("at").sort("top")
    for run in _runs(places.select("top", pl.col("at").list.len()).iter_rows()):
        at = places.filter(pl.col("top").is_in(run))["at"].explode().sort()
        rows = stations[at]
        rows = rows.join(documents, on="reading", how="left", maintain_order="left")
        once = _once(rows)
        areas = _areas(once).join(area_names(outcome), on="area", how="left", maintain_order="left")
        by_contest = rows.partition_by("top", "contest", as_dict=True)
        by_area = [one.partition_by("top", as_dict=True) for one in (once, areas)]
        for area in run:
            found = {
                contest.id: by_contest[area, contest.id]
                for contest in outcome.election.contests
                if (area, contest.id) in by_contest
            }
            yield Part(area, found, *(one[area,] for one in by_area))


def totals(outcome: Outcome, contest: Contest, areas: Iterable[str]) -> pl.DataFrame:
    """Of those areas where a contest is counted, `area` and its numbers, as columns of the tables
    call them: `electors`, `votes_…` and `tally_…`."""
    by_area = outcome.counts[contest.id]
    found = [by_area[area] for area in areas if area in by_area]
    numbers = {"electors": [one.registered_expected for one in found]}
    for choice in contest.choices:
        numbers[f"votes_{choice.id}"] = [one.votes[choice.id] for one in found]
    for tally in outcome.election.form.tallies:
        numbers[f"tally_{tally.id}"] = [one.tallies.get(tally.id) for one in found]
    frame = pl.DataFrame(numbers, dict.fromkeys(numbers, pl.Int64))
    return frame.with_columns(pl.Series("area", [one.area for one in found], pl.String))


def area_names(outcome: Outcome) -> pl.DataFrame:
    """`name` of every `area` (its code), where the register has one."""
    return outcome.register.areas.select("area", "name")


def _runs(sizes: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """The areas that are read together, of areas and their rows."""
    run, rows = list[str](), 0
    for area, size in sizes:
        if run and rows + size > ROWS:
            yield run
            run, rows = [], 0
        run.append(area)
        rows += size
    if run:
        yield run


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """`Part.stations` of several parts, and `top`."""
    return rows.group_by("station", maintain_order=True).agg(
        pl.col("top", "name", "electors").first(),
        pl.col("state").alias("states"),
        pl.struct(EVIDENCE).alias("evidence"),
    )


def _areas(stations: pl.DataFrame) -> pl.DataFrame:
    """`Part.areas` of several parts, and `top`, without names."""
    above = right_above(pl.col("below"))
    left = stations.select("top", below="station").with_row_index("at")
    pairs = []
    while not left.is_empty():
        pairs.append(left.with_columns(area=above))
        areas = pairs[-1].select("at", "top", below="area").filter(pl.col("below") != "")
        left = areas.unique("below", keep="first", maintain_order=True)
    return (
        pl.concat(pairs)
        .sort("at")
        .unique(["top", "area", "below"], keep="first", maintain_order=True)
        .group_by("top", "area", maintain_order=True)
        .agg("below")
        .sort("top", "area")
    )


def _documents(readings: Table) -> pl.DataFrame:
    """SHA-256 of the public rendition behind each reading that has one."""
    return (
        readings.lazy().select(pl.col("index").alias("reading"), "document").drop_nulls().collect()
    )
