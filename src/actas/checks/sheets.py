"""From readings to the sheets that rules see: which are unread, which are one, which contend.

Knows readings, the register and what people decided; applies no rule.
"""

from __future__ import annotations

import polars as pl

from actas.checks.case import KEY, Case
from actas.checks.decisions import effective
from actas.checks.placing import NOT_EXPECTED
from actas.election import arithmetic
from actas.election.definition import Election
from actas.election.repeats import standing
from actas.election.shapes import Register


def prepare(
    election: Election,
    contest: str,
    register: Register,
    readings: pl.DataFrame,
    withdrawals: pl.DataFrame,
    decisions: pl.DataFrame,
    annulled_speak: bool = False,
) -> tuple[Case, pl.DataFrame]:
    """One contest's case, and the decisions that hold in it (frame of `decisions.effective`).

    Args:
        readings: frame READINGS of the contest, with its fields.
        withdrawals, decisions: all of them; those of other contests are left aside.
        annulled_speak: whether sheets of annulled and merged stations take part in comparisons.
    """
    fields = election.fields(contest)
    told = pl.col("problems").list.len().fill_null(0) > 0
    read = ~told & pl.any_horizontal(pl.col(fields).is_not_null())
    good = _told_apart(readings.filter(read), fields)
    sheets = _with_station(good.filter(pl.col("index") == pl.col("_sheet")), register)
    sheets = sheets.with_columns(arithmetic.choices_sum(election, contest)).with_columns(
        _valid=arithmetic.valid_votes(election, contest),
        _ballots=arithmetic.ballots_cast(election, contest),
    )
    unread = readings.filter(~read)
    everything = pl.concat([good, unread], how="diagonal").select("index", *KEY, "_sheet")
    decided = effective(decisions, contest, everything)
    return (
        Case(
            election=election,
            contest=contest,
            fields=fields,
            choices=[choice.id for choice in election.contest(contest).choices],
            sheets=sheets,
            unread=_unread(unread, good),
            dropped=_dropped(withdrawals, contest),
            speaking=_speaking(sheets, decided, annulled_speak),
            readings=readings.height,
        ),
        decided,
    )


def _told_apart(good: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    """Every reading with `_contends` and `_sheet`, the index of the reading that stands for it.

    Of readings that agree the one that gives most fields stands, then the first; contending ones
    stand for themselves and for their equals.
    """
    twice = pl.col("station").is_not_null() & pl.struct(KEY).hash().is_duplicated()
    single, several = good.filter(~twice), good.filter(twice)
    given = pl.sum_horizontal(pl.col(name).is_not_null() for name in fields)
    fullest = pl.col("index").sort_by(given, "index", descending=[True, False]).first().over(KEY)
    differ = pl.any_horizontal(
        (pl.col(name).min() != pl.col(name).max()).fill_null(value=False).over(KEY)
        for name in fields
    )
    equal = pl.col("index").min().over([*KEY, *fields])
    several = several.with_columns(_contends=differ).with_columns(
        _sheet=pl.when("_contends").then(equal).otherwise(fullest)
    )
    single = single.with_columns(_contends=pl.lit(value=False), _sheet=pl.col("index"))
    return pl.concat([single, several])


def _with_station(sheets: pl.DataFrame, register: Register) -> pl.DataFrame:
    known = standing(register.stations).select(
        "station", "electors", "status", _known=pl.lit(value=True)
    )
    joined = sheets.join(known, on="station", how="left", maintain_order="left")
    return joined.with_columns(pl.col("_known").fill_null(value=False))


def _unread(bad: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """Readings without numbers whose source has no better one of that station."""
    alone = bad.join(good.select(KEY), on=KEY, how="anti")
    return alone.select("index", *KEY, pl.col("problems").fill_null([]))


def _dropped(withdrawals: pl.DataFrame, contest: str) -> pl.DataFrame:
    last = withdrawals.filter(pl.col("contest") == contest).sort("index")
    last = last.unique(KEY, keep="last")
    return last.filter(pl.col("standing") == "dropped").select(KEY)


def _speaking(sheets: pl.DataFrame, decided: pl.DataFrame, annulled_speak: bool) -> pl.DataFrame:
    placed = sheets.filter(pl.col("station").is_not_null())
    if not annulled_speak:
        placed = placed.filter(~pl.col("status").is_in(NOT_EXPECTED).fill_null(value=False))
    if decided.is_empty():
        return placed
    out = decided.filter(pl.col("action").is_in(["reject", "withdraw"]))
    chosen = decided.filter(pl.col("action") == "accept").select(*KEY, "_stands")
    placed = placed.join(out, on=KEY, how="anti")
    placed = placed.join(chosen, on=KEY, how="left", maintain_order="left")
    return placed.filter(pl.col("_stands").is_null() | (pl.col("_stands") == pl.col("index")))
