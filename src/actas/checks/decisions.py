"""Which of people's decisions hold: for a station and source the last one that is about it.

A decision is about every contest and source that it does not name; one that names a reading is
about the source of that reading only. Accepting needs a sheet: where there is none it does nothing.
"""

from __future__ import annotations

import polars as pl

from actas.checks.case import KEY

EFFECTIVE: dict[str, type[pl.DataType]] = {
    "station": pl.String,
    "source": pl.String,
    "action": pl.String,
    "_decision": pl.Int64,  # its index: of two that contradict each other the later holds
    "_named": pl.Boolean,  # whether it says which source or reading it means
    "_stands": pl.Int64,  # the sheet it is about, or null; for accept always one
}
"""One row a station and source that somebody decided on."""


def effective(decisions: pl.DataFrame, contest: str, readings: pl.DataFrame) -> pl.DataFrame:
    """The decision that holds for each station and source of the contest.

    Args:
        decisions: frame DECISIONS.
        contest: id.
        readings: every reading: `index`, `station`, `source`, `_sheet` (index of the reading that
            stands for it, null where it has no numbers).

    Returns:
        Frame EFFECTIVE.
    """
    about = decisions.filter(pl.col("contest").is_null() | (pl.col("contest") == contest))
    if about.is_empty():
        return pl.DataFrame(schema=EFFECTIVE)
    readings = readings.join(about.select("station"), on="station", how="semi")
    each = readings.join(about.rename({"index": "_decision", "source": "_for"}), on="station")
    means = pl.col("reading")
    ours = pl.col("_for").is_null() | (pl.col("_for") == pl.col("source"))
    each = each.filter(ours & (means.is_null() | (means == pl.col("index")))).with_columns(
        _named=pl.col("_for").is_not_null() | means.is_not_null(),
        _stands=pl.when(means.is_not_null() | (pl.col("action") == "accept")).then("_sheet"),
    )
    can = (pl.col("action") != "accept") | pl.col("_stands").is_not_null()
    # Of several sheets that an acceptance without a name could mean, the first stands.
    last = each.filter(can).sort("_decision", "_stands", descending=[True, False], nulls_last=True)
    return last.unique(KEY, keep="first").select(*EFFECTIVE)
