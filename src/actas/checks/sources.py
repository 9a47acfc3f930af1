"""Rules D401 to D403: what a source says twice, takes back, or says against another.

Numbers agree when no field that several give differs; a field that only one gives disturbs nobody.
"""

from __future__ import annotations

import polars as pl

from actas.checks.case import KEY, NOTHING_FOUND, Case, Outcome, rows
from actas.checks.differing import any_differs, differing, fields_that_differ

SHOWN = 5
"""How many names of a long list a finding carries."""


def d401(case: Case) -> Outcome:
    """A source gives a station several times, with different numbers."""
    placed = case.placed
    # Where only a print differs from its own document's code, D406 tells it.
    several = placed.filter(pl.col("_contends") & ~pl.col("_own_print"))
    found = several.group_by(KEY).agg(
        pl.col("index").sort().alias("readings"), *differing(case.fields)
    )
    numbers = {"readings": pl.col("readings"), "fields": fields_that_differ(case.fields)}
    return Outcome(rows(found, numbers, "error"), placed.height - several.height + found.height)


def d402(case: Case) -> Outcome:
    """A source's complete set no longer has a station that it brought before."""
    keys = case.placed.select(KEY).unique()
    found = keys.join(case.dropped, on=KEY, how="semi")
    return Outcome(rows(found, {}, "warning"), keys.height)


def d403(case: Case) -> Outcome:
    """Sources that speak of one station and differ. One finding a station, without a source."""
    speaking = case.speaking
    stations = speaking["station"].n_unique()
    if speaking["source"].n_unique() < 2:
        return Outcome(NOTHING_FOUND, 0, stations)
    shared = speaking.filter(pl.col("source").n_unique().over("station") > 1)
    by_station = shared.group_by("station").agg(
        pl.col("source").unique().sort().alias("sources"), *differing(case.fields)
    )
    found = by_station.filter(any_differs(case.fields))
    numbers = {"sources": pl.col("sources"), "fields": fields_that_differ(case.fields)}
    return Outcome(rows(found, numbers, "error"), by_station.height, stations - by_station.height)
