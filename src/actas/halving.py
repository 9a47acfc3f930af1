"""Looking up in what is sorted, by halving: nothing is made of the rows that are not looked for.

It refuses to check that columns are sorted: the shapes say which are, and the fold makes them so.
"""

from __future__ import annotations

import polars as pl


def alongside(some: pl.DataFrame, rows: pl.DataFrame, by: str = "station") -> pl.DataFrame:
    """Of rows that are sorted by a column, those from the first to the last value of some."""
    known = some[by].drop_nulls().sort()
    if known.is_empty():
        return rows.clear()
    first = rows[by].search_sorted(known[0], side="left")
    return rows[first : rows[by].search_sorted(known[-1], side="right")]


def places(column: pl.Series, values: pl.Series) -> pl.Series:
    """Where each value stands in a column that is sorted and has it once; null where it is not."""
    if column.is_empty():
        return pl.Series([None] * len(values), dtype=pl.UInt32)
    at = column.search_sorted(values).clip(upper_bound=len(column) - 1).cast(pl.UInt32)
    return at.set(~column.gather(at).eq_missing(values), None)
