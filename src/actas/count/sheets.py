"""Which sheets count, and which stand aside: records and readings to one row a station.

Follows the records as they stand; it refuses to judge them, and it adds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from actas.election.arithmetic import ballots_cast, choices_sum, valid_votes
from actas.election.definition import Election
from actas.election.shapes import READINGS, SOURCES_IN_CONFLICT
from actas.halving import alongside, places
from actas.mapped import in_pieces, sliced

ASIDE = ("quarantined", "rejected")
"""States of records that do not count and are shown in columns of their own."""


def sheets(
    records: pl.DataFrame,
    readings: pl.DataFrame | None,
    stations: pl.DataFrame,
    election: Election,
    contest: str,
    source: str | None = None,
) -> pl.DataFrame:
    """One row a counted station of a contest.

    A station counts once: where several sources agree, the first by name speaks, and what its
    sheet does not give is taken from the next.

    Args:
        records: current RECORDS.
        readings: READINGS of the contest with the form's fields, in log order; None where there
            are none.
        stations: STATIONS of the register, sorted, for `electors`.
        election: the definition.
        contest: id.
        source: count this source alone: what is accepted of it, and what is quarantined only
            because others say otherwise.

    Returns:
        `station`, `electors` (null where not known), the form's fields (null where not given),
        `valid_votes` and `ballots_cast`, sorted by station. Where the form's expressions lack a
        number, valid votes are the choices that are given, and ballots the valid votes.
    """
    fields = election.fields(contest)
    if readings is None:
        readings = _no_readings(fields)
    counted = records.lazy().filter(
        pl.col("contest") == contest, pl.col("station").is_not_null(), counts(source)
    )
    read = counted.select("station", "source", pl.col("reading").alias("index")).collect()
    found = read.with_columns(places(readings["index"], read["index"]).alias("at")).filter(
        pl.col("at").is_not_null()
    )
    if not found["station"].is_sorted():
        found = found.sort("station")
    electors = stations.select("station", "electors")
    return in_pieces(
        _with_sums(
            rows.join(alongside(rows, electors), on="station", how="left", maintain_order="left"),
            election,
            contest,
        ).select("station", "electors", *fields, "valid_votes", "ballots_cast")
        for rows in _by_station(found, readings, fields)
    )


def _by_station(
    found: pl.DataFrame, readings: pl.DataFrame, fields: list[str]
) -> Iterator[pl.DataFrame]:
    """The numbers of each station, some stations at a time.

    Args:
        found: `station`, sorted, and of each reading of it its `source`, `index` and the place
            `at` which it stands.
        readings: of the contest.
        fields: of the form.
    """
    first = [pl.col(name).drop_nulls().first() for name in fields]
    for every in sliced(found, together="station"):
        some = every.sort("station", "source", "index")
        rows = some.select("station").hstack(readings[some["at"]].select(fields))
        if some["station"].is_duplicated().any():
            rows = rows.group_by("station", maintain_order=True).agg(first)
        yield rows


def aside(records: pl.DataFrame, contest: str, source: str | None = None) -> pl.DataFrame:
    """Stations that do not count, each once, and whether quarantined or rejected.

    A station with a sheet that counts is not aside; one with both a quarantined and a rejected
    sheet is quarantined. Sheets that could not be placed have no station: one row each.

    Returns:
        `station` (or null) and `state`, one of ASIDE; sorted.
    """
    mine = records.filter(pl.col("contest") == contest, _of(source))
    counting = mine.filter(counts(source), pl.col("station").is_not_null())
    rest = mine.filter(pl.col("state").is_in(ASIDE), ~counts(source))
    if rest.is_empty():
        return rest.select("station", "state")
    placed = rest.filter(pl.col("station").is_not_null()).join(counting, on="station", how="anti")
    # "quarantined" comes before "rejected", so the smaller is the one that stands.
    once = placed.group_by("station").agg(pl.col("state").min())
    unplaced = rest.filter(pl.col("station").is_null()).select("station", "state")
    return pl.concat([once, unplaced]).sort("station", "state")


def sheets_aside(
    records: pl.DataFrame,
    readings: pl.DataFrame | None,
    election: Election,
    contest: str,
    source: str | None = None,
) -> pl.DataFrame:
    """The readings behind the stations of `aside`: what would count if they did.

    Where no reading of a source stands (it gave several), each of them is a row.

    Returns:
        `state`, `unit` (an ordinal: one a station, or one a sheet that has none), `station`,
        `source`, `index`, the form's fields and `valid_votes`; sheets without numbers are left
        out. Sorted by unit, source and index.
    """
    fields = election.fields(contest)
    if readings is None:
        readings = _no_readings(fields)
    placed = aside(records, contest, source).filter(pl.col("station").is_not_null())
    mine = records.filter(pl.col("contest") == contest, _of(source))
    mine = mine.filter(pl.col("state").is_in(ASIDE), ~counts(source))
    # Of a quarantined station only its quarantined sheets could be let in by a decision.
    known = mine.join(placed, on=["station", "state"], how="semi")
    rows = pl.concat([known, mine.filter(pl.col("station").is_null())])
    named = rows.rename({"reading": "index"}).filter(pl.col("index").is_not_null())
    several = rows.filter(pl.col("reading").is_null(), pl.col("station").is_not_null())
    key = ["station", "source"]
    told = readings.select(*key, "index").join(several.select(key), on=key, how="semi")
    stands = ["state", *key, "index"]
    chosen = pl.concat([named.select(stands), several.join(told, on=key).select(stands)])
    chosen = chosen.with_columns(places(readings["index"], chosen["index"]).alias("at"))
    chosen = chosen.drop_nulls("at")
    found = chosen.drop("at").hstack(readings[chosen["at"]].select(fields))
    found = found.filter(pl.any_horizontal(pl.col(fields).is_not_null()))
    with_electors = found.with_columns(pl.lit(None, pl.Int64).alias("electors"))
    unit = pl.coalesce("station", pl.format("?{}", "index")).rank("dense").cast(pl.Int64)
    return (
        _with_sums(with_electors, election, contest)
        .with_columns(unit.alias("unit"))
        .select("state", "unit", "station", "source", "index", *fields, "valid_votes")
        .sort("unit", "source", "index")
    )


def counts(source: str | None) -> pl.Expr:
    """Whether a record of RECORDS counts."""
    accepted = pl.col("state") == "accepted"
    if source is None:
        return accepted
    only_conflict = (pl.col("reasons").list.len() == 1) & (
        pl.col("reasons").list.first() == SOURCES_IN_CONFLICT
    )
    alone = (pl.col("state") == "quarantined") & only_conflict
    return _of(source) & (accepted | alone.fill_null(value=False))


def _of(source: str | None) -> pl.Expr:
    return pl.lit(value=True) if source is None else pl.col("source") == source


def _with_sums(rows: pl.DataFrame, election: Election, contest: str) -> pl.DataFrame:
    choices = [choice.id for choice in election.contest(contest).choices]
    return (
        rows.with_columns(choices_sum(election, contest))
        .with_columns(valid_votes(election, contest), ballots_cast(election, contest))
        .with_columns(pl.coalesce("valid_votes", pl.sum_horizontal(choices)))
        .with_columns(pl.coalesce("ballots_cast", "valid_votes"))
        .sort("station")
    )


def _no_readings(fields: list[str]) -> pl.DataFrame:
    return pl.DataFrame(schema={**READINGS, **dict.fromkeys(fields, pl.Int64)})
