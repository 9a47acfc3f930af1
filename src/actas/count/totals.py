"""Sums by every level of areas: the deepest first, each level from the one below it.

Counting is adding: whatever integer columns the sheets have are summed, exactly, in whatever order
they come. This refuses to know what the columns mean or which sheets should count.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl


def totals(
    sheets: pl.DataFrame | pl.LazyFrame | Iterable[pl.DataFrame], depth: int
) -> tuple[pl.DataFrame, ...]:
    """Totals of the whole and of the areas at each level.

    Args:
        sheets: one row a station: `station`, its path of codes, and Int64 columns to add up
            (a missing number adds nothing). Lazy frames are read once, only where needed; of
            several frames, each with columns of its own, only the sums are held.
        depth: how many levels of areas stand above the station.

    Returns:
        `depth` + 1 frames, first the whole (one row, area ""), then each level from the top down,
        sorted by area: `area`, `stations` (how many rows), and the sum of every Int64 column.
        The area of a station whose code is shorter than its level is its deepest area, so that
        every level adds up to the whole.
    """
    parts = [sheets] if isinstance(sheets, pl.DataFrame | pl.LazyFrame) else sheets
    # Names are made of the grouped rows where they can be: they are fewer.
    area = deepest_area(pl.col("station")) if depth else pl.lit("")
    sums = [_summed(part.lazy(), area) for part in parts]
    frames = [
        sums[0] if len(sums) == 1 else _added(pl.concat(sums, how="diagonal"), pl.col("area"))
    ]
    for level in range(depth - 1, 0, -1):
        frames.append(_added(frames[-1], area_at(pl.col("area"), level)))
    whole = frames[-1].select(pl.lit("").alias("area"), pl.all().exclude("area").sum())
    return (whole, *(frame.sort("area") for frame in reversed(frames) if depth))


def _summed(sheets: pl.LazyFrame, area: pl.Expr) -> pl.DataFrame:
    numbers = [name for name, kind in sheets.collect_schema().items() if kind == pl.Int64]
    counted = [pl.len().cast(pl.Int64).alias("stations"), pl.col(numbers).sum()]
    return sheets.group_by(area.alias("area")).agg(counted).collect()


def _added(sums: pl.DataFrame, area: pl.Expr) -> pl.DataFrame:
    return sums.group_by(area.alias("area")).agg(pl.all().exclude("area").sum())


def deepest_area(station: pl.Expr) -> pl.Expr:
    """The area a station stands in: its code without its own part."""
    return station.str.replace(r"/[^/]*$", "")


def area_at(area: pl.Expr, level: int) -> pl.Expr:
    """The first `level` parts of an area's code, or all it has."""
    return area.str.extract(rf"^((?:[^/]+/){{0,{level - 1}}}[^/]+)")
