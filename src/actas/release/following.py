"""Whether the records in the log are those that the rules and decisions make of its readings.

Pure. It compares; the judging is done by the rules themselves.
"""

from __future__ import annotations

import polars as pl

from actas.election.shapes import RECORDS
from actas.release.verified import Check

_KEY = ["station", "contest", "source", "unplaced"]


def records_follow(logged: pl.DataFrame, judged: pl.DataFrame) -> Check:
    """The check `records`: both frames RECORDS; the first record that differs is named."""
    both = _keyed(logged).join(
        _keyed(judged), on=_KEY, how="full", coalesce=True, nulls_equal=True, suffix="_judged"
    )
    differ = both.filter(pl.col("said").ne_missing(pl.col("said_judged"))).sort(_KEY)
    if differ.is_empty():
        return Check("records", True, f"all {logged.height:,} records follow from the readings")
    first = differ.row(0, named=True)
    where = first["station"] or f"reading {first['unplaced']}, which has no station,"
    return Check(
        "records",
        False,
        f"{differ.height:,} records do not follow from readings and decisions; the first: "
        f"{where} of {first['source']} ({first['contest']}): the log says "
        f"{_told(first['said'])}, the rules and decisions {_told(first['said_judged'])}",
    )


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    unplaced = pl.when(pl.col("station").is_null()).then("reading").alias("unplaced")
    reading = pl.col("reading").cast(pl.String).fill_null("no reading")
    said = pl.concat_str("state", pl.lit(" with "), reading, pl.lit(" "), _reasons())
    return frame.select(list(RECORDS)).with_columns(unplaced, said=said).select(*_KEY, "said")


def _reasons() -> pl.Expr:
    return pl.col("reasons").list.sort().list.join(" ").fill_null("")


def _told(said: str | None) -> str:
    return (
        "no such record" if said is None else said.strip().replace(" with ", " (reading ", 1) + ")"
    )
