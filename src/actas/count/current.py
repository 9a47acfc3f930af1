"""Which of many rows is current: frames before and frames since to the frame that stands.

Pure functions of frames in log order; this refuses to know entries and how they were parsed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from actas.count.shapes import State
from actas.election.shapes import DOCUMENTS, READINGS, RECORDS
from actas.mapped import taken


def records(
    before: pl.DataFrame, before_index: pl.Series, since: Sequence[pl.DataFrame]
) -> tuple[pl.DataFrame, pl.Series]:
    """The last record of each station, contest and source, and their log indices.

    Where the station is null, the last of each reading. Sorted by contest, station, source and
    reading.

    Args:
        before: RECORDS that stood.
        before_index: their log indices.
        since: frames `index` + RECORDS, in log order.
    """
    if not since:
        return before, before_index
    stood = before.with_columns(before_index.alias("index")).select("index", *RECORDS)
    every = pl.concat([stood, *since])
    unplaced = pl.when(pl.col("station").is_null()).then("reading").alias("unplaced")
    order = ["contest", "station", "source", "reading"]
    last = (
        every.select(*order, unplaced)
        .with_row_index("at")
        .unique(["station", "contest", "source", "unplaced"], keep="last", maintain_order=True)
        .sort(order, maintain_order=True)["at"]
    )
    current = taken(every, last)
    return current.select(list(RECORDS)), current["index"]


def replaced(before: State, since: Sequence[pl.DataFrame], current: pl.Series) -> pl.DataFrame:
    """The records that are no longer current: `index` and RECORDS, in log order.

    Args:
        before: the state that stood.
        since: frames `index` + RECORDS, in log order.
        current: log indices of the records that are.
    """
    if not since:
        return before.replaced
    stood = before.records.with_columns(before.record_index.alias("index"))
    every = pl.concat([stood.select("index", *RECORDS), *since])
    gone = every.filter(~pl.col("index").is_in(current.implode()))
    return pl.concat([before.replaced, gone]).sort("index")


def documents(before: pl.DataFrame, since: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The documents that stand, in log order; of entries on one thing the last is current.

    A page that was received is known by its commitment, or else its rendition; one that has
    neither by its address, where its station is not known. An address alone is of a station,
    source and contest.
    """
    if not since:
        return before
    nothing = pl.lit(None, dtype=pl.String)
    number = pl.col("page").fill_null(1).cast(pl.String)
    page = pl.concat_str(pl.coalesce("commitment", "document"), number)
    lone = pl.when(pl.col("withheld").is_not_null()).then(pl.col("index").cast(pl.String))
    unplaced = pl.when(pl.col("station").is_null()).then(pl.col("address").fill_null(""))
    itself = pl.coalesce(page, lone, unplaced)
    owned = pl.coalesce(page, lone).is_not_null()
    about = [
        pl.when(owned).then(nothing).otherwise(pl.col(name)).alias(f"_{name}")
        for name in ("station", "contest")
    ]
    every = pl.concat([before, *since]).with_columns(*about, _itself=itself)
    current = every.unique(["source", "_station", "_contest", "_itself"], keep="last")
    return current.sort("index").select(list(DOCUMENTS))


def readings(parts: Sequence[pl.DataFrame], form: Sequence[str]) -> pl.DataFrame:
    """All readings of a contest with the columns of its current form, in the form's order.

    A field that a later form no longer has keeps its column, last: nothing is forgotten.
    """
    found = {name for part in parts for name in part.columns}
    extra = sorted(found.difference(READINGS, form))
    schema: dict[str, Any] = READINGS | dict.fromkeys([*form, *extra], pl.Int64)
    if len(parts) == 1 and parts[0].columns == list(schema):
        return parts[0]
    return pl.concat([pl.DataFrame(schema=schema), *parts], how="diagonal")


def appended(
    before: pl.DataFrame, new: Sequence[tuple[int, Any]], schema: dict[str, Any]
) -> pl.DataFrame:
    """The frame with one row more an entry: its index, then its attributes by the schema."""
    if not new:
        return before
    names = list(schema)[1:]
    rows = [(index, *(getattr(entry, name) for name in names)) for index, entry in new]
    return before.vstack(pl.DataFrame(rows, schema=schema, orient="row"))
