"""A vote held again annuls the one before it, whatever the register says of that one.

Both are never the vote of the same electors. Refuses to know sheets.
"""

from __future__ import annotations

import polars as pl


def standing(stations: pl.DataFrame) -> pl.DataFrame:
    """STATIONS with the status that holds: one that a `repeated` station names is `annulled`."""
    again = stations.filter(pl.col("status") == "repeated", pl.col("into") != pl.col("station"))
    if again.is_empty():
        return stations
    first = pl.col("station").is_in(again["into"].implode())
    return stations.with_columns(
        pl.when(first).then(pl.lit("annulled")).otherwise("status").alias("status")
    )
