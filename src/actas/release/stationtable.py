"""The table of stations: one row a station and contest, whatever is known of it.

Votes stand where the station counts, as the count takes them; it adds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from actas.count.sheets import sheets as count_sheets
from actas.halving import alongside
from actas.mapped import sliced
from actas.release.columns import field_columns, field_names, table
from actas.release.outcome import Outcome
from actas.release.site.shapes import STATES
from actas.release.tables import Column, Table


def stations(outcome: Outcome) -> Table:
    """One row a station and contest. Votes are given where the station counts, so that a column
    adds up to the result; all readings are in `readings`."""
    levels = [
        Column(name, says)
        for level in outcome.election.areas_levels
        for name, says in (
            (f"area_{level.id}", f"Code of its area at the level {level.id}"),
            (f"name_{level.id}", "Name of that area"),
        )
    ]
    columns = [
        Column("contest", "Contest", required=True),
        Column("station", "Code: the path of codes from the top level down", required=True),
        Column("name", "Name, where the register has one"),
        *levels,
        Column("electors", "Registered electors, where known"),
        Column("status", "Its place in the count: regular, abroad, mobile, merged, annulled, …"),
        Column("state", f"The best of its sheets: {', '.join(STATES)}", required=True),
        Column("sources", "Sources of the sheets in that state, separated by spaces"),
        Column("reasons", "Codes of the findings that keep its sheets from counting"),
        Column("valid", "Valid votes as the form defines them"),
        *field_columns(outcome),
        Column("arrived", "When the sheet arrived (ISO local time)"),
        Column("address", "Where its source published the sheet"),
        Column("record", "Index in the log of the record"),
        Column("reading", "Index in the log of the reading that stands"),
    ]
    made = (
        piece
        for contest in outcome.election.contests
        for piece in _stations_of(outcome, contest.id)
    )
    return table("stations", "Every station with what is known of it", columns, made).keyed(
        "contest", "station"
    )


def _stations_of(outcome: Outcome, contest: str) -> Iterator[pl.DataFrame]:
    """The rows of a contest, some at a time, in the order of their codes."""
    sheets = outcome.sheets[contest].filter(pl.col("station").is_not_null())
    records = outcome.records.filter(pl.col("contest") == contest, pl.col("station").is_not_null())
    voting = _voting(outcome, contest).select("station")
    both = voting.merge_sorted(sheets.select("station"), "station")["station"]
    every = both.rle().struct.field("value").to_frame("station")
    for some in sliced(every):
        yield _rows(outcome, contest, some, alongside(some, sheets), alongside(some, records))


def _rows(
    outcome: Outcome,
    contest: str,
    some: pl.DataFrame,
    sheets: pl.DataFrame,
    records: pl.DataFrame,
) -> pl.DataFrame:
    """The rows of these stations, of which there are these sheets and records."""
    election, state = outcome.election, outcome.state
    rank = pl.col("state").replace_strict(STATES, range(len(STATES)), return_dtype=pl.Int64)
    best = sheets.with_columns(rank=rank).filter(
        pl.col("rank") == pl.col("rank").min().over("station")
    )
    heard = (
        best.sort("station", "source", "reading")
        .group_by("station", maintain_order=True)
        .agg(
            pl.col("state").first(),
            pl.col("source").unique(maintain_order=True).str.join(" ").alias("sources"),
            pl.col("reasons").explode().drop_nulls().unique().sort().str.join(" "),
            pl.col("arrived", "address").drop_nulls().first(),
            pl.col("record").first(),
            pl.col("reading").filter("stands").first(),
        )
        .with_columns(pl.col("reasons").replace("", None))
    )
    counted = count_sheets(
        records,
        state.readings.get(contest),
        alongside(some, outcome.register.stations),
        election,
        contest,
    )
    named = [pl.col(name).alias(column) for name, column in field_names(outcome, contest).items()]
    counted = counted.select("station", *named, pl.col("valid_votes").alias("valid"))
    joined = _universe(outcome, some).join(heard, on="station", how="left")
    return (
        joined.join(counted, on="station", how="left")
        .with_columns(pl.col("state").fill_null("missing"), contest=pl.lit(contest))
        .sort("station")
    )


def _voting(outcome: Outcome, contest: str) -> pl.DataFrame:
    """The stations of the register where the contest is voted on."""
    voted = outcome.election.contest(contest).areas
    known = outcome.register.stations
    if not voted:
        return known
    here = [(pl.col("station") == a) | pl.col("station").str.starts_with(f"{a}/") for a in voted]
    return known.filter(pl.any_horizontal(here))


def _universe(outcome: Outcome, some: pl.DataFrame) -> pl.DataFrame:
    """These stations, as the register has them, with the areas that they lie in."""
    known = alongside(some, outcome.register.stations)
    found = some.join(known, on="station", how="left").select(known.columns)
    names = outcome.register.areas.select("area", "name")
    parts = pl.col("station").str.split("/")
    for number, level in enumerate(outcome.election.areas_levels):
        # A station outside the tree has fewer parts: its area there is its deepest one.
        depth = pl.min_horizontal(pl.lit(number + 1), parts.list.len() - 1)
        code = parts.list.head(depth).list.join("/").replace("", None)
        found = found.with_columns(code.alias(f"area_{level.id}")).join(
            names.rename({"area": f"area_{level.id}", "name": f"name_{level.id}"}),
            on=f"area_{level.id}",
            how="left",
        )
    return found
