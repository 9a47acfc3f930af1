"""Rules D404 and D405: the same numbers on the sheets of several stations.

All stations of a group are told alike. A coincidence that chance gives is a notice, which holds
nothing back; one that chance does not give is an error. The chances stand in `chance`.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from actas.checks import chance
from actas.checks.case import Case, Outcome, rows
from actas.checks.sources import SHOWN
from actas.election.codes import right_above
from actas.mapped import in_pieces, sliced

UNLIKELY = 0.01
"""A coincidence is an error if fewer than this many like it are expected in the whole election."""

Expectation = Callable[[pl.DataFrame, pl.DataFrame, list[str]], pl.Series]
"""Sheets, groups and choices to the coincidences expected, as `chance` has them."""


def d404(case: Case) -> Outcome:
    """Same numbers at another station of the centre (the area right above the station)."""
    sheets = comparable(case).filter(pl.col("_centre") != "")
    return _outcome(case, sheets, _within_centres(case, sheets))


def d405(case: Case) -> Outcome:
    """Same numbers at a station of another centre."""
    sheets = comparable(case)
    return _outcome(case, sheets, _across_centres(case, sheets))


def comparable(case: Case) -> pl.DataFrame:
    """Sheets with votes on which every choice is given, with `_centre`, `_area` and `_votes`.

    `_area` is the one above the centre: whose shares chance would draw from.
    """
    centre = right_above(pl.col("station"))
    return in_pieces(
        some.rename({"choices": "_votes"})
        .filter(pl.col("_votes") > 0)
        .with_columns(_centre=centre, _area=right_above(centre))
        for some in sliced(case.speaking)
    )


def _outcome(case: Case, sheets: pl.DataFrame, found: pl.DataFrame) -> Outcome:
    numbers = {
        "stations": pl.col("_stations"),
        "others": _others(),
        "votes": pl.col("_votes"),
        "expected_by_chance": pl.col("_told"),
    }
    severe = (
        pl.when(pl.col("_expected") < UNLIKELY).then(pl.lit("error")).otherwise(pl.lit("notice"))
    )
    told = rows(found, numbers, severe)
    return Outcome(told, sheets.height, case.speaking.height - sheets.height)


def _within_centres(case: Case, sheets: pl.DataFrame) -> pl.DataFrame:
    by = ["source", "_centre", *case.fields]
    twins = _twins(sheets, by)
    groups = _judged(_groups(twins, by), sheets, case.choices, chance.within)
    return _members(twins, groups, by)


def _across_centres(case: Case, sheets: pl.DataFrame) -> pl.DataFrame:
    by = ["source", *case.fields]
    twins = _twins(sheets, by)
    groups = _groups(twins, by).filter(pl.col("_centres") > 1)
    groups = _judged(groups, sheets, case.choices, chance.anywhere)
    return _members(twins, groups, by)


def _twins(sheets: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Sheets that have the hash of another one: all that are equal to another, and hardly more."""
    # Some at a time: a struct of all columns is a copy of them.
    hashed = [some.select(pl.struct(by).hash().alias("hash")) for some in sliced(sheets)]
    return sheets.filter(pl.concat(hashed)["hash"].is_duplicated())


def _groups(twins: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Groups of several stations whose numbers are all the same, in a fixed order."""
    return (
        twins.group_by(by)
        .agg(
            pl.col("_votes").first(),
            pl.col("station").n_unique().alias("_stations"),
            pl.col("_centre").n_unique().alias("_centres"),
            pl.col("station").unique().sort().head(SHOWN + 1).alias("_some"),
            pl.col("_area").unique().sort().alias("_areas"),
        )
        .filter(pl.col("_stations") > 1)
        .sort("source", "_some")
    )


def _judged(
    groups: pl.DataFrame, sheets: pl.DataFrame, choices: list[str], expectation: Expectation
) -> pl.DataFrame:
    """The groups with how many coincidences like each chance would give: `_expected`, `_told`."""
    parts = [groups.head(0).with_columns(_expected=pl.lit(0.0), _told=pl.lit(""))]
    for source in groups["source"].unique().sort():
        mine = pl.col("source") == source
        own, here = groups.filter(mine), in_pieces(some.filter(mine) for some in sliced(sheets))
        values = expectation(here, own, choices)
        told = pl.Series([chance.decimal(value) for value in values], dtype=pl.String)
        parts.append(own.with_columns(_expected=values, _told=told))
    return pl.concat(parts)


def _members(twins: pl.DataFrame, groups: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    if groups.is_empty():
        return twins.clear()
    told = groups.select(*by, "_stations", "_some", "_expected", "_told")
    return twins.join(told, on=by, nulls_equal=True)


def _others() -> pl.Expr:
    """A few other stations of the group."""
    return (
        pl.col("_some").list.set_difference(pl.concat_list("station")).list.sort().list.head(SHOWN)
    )
