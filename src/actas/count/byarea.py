"""Rows of a frame by the area that their station lies in, some areas at a time.

It puts rows in order and refuses to copy the frame; it knows no column but `station`.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from actas.election.codes import right_above

_RIGHT_ABOVE = right_above(pl.col("station"))


class ByArea:
    """The rows of a frame that have a `station`.

    Args:
        frame: it.
        area: of each row; the one right above its station, where it is not given.
    """

    def __init__(self, frame: pl.DataFrame, area: pl.Expr = _RIGHT_ABOVE) -> None:
        self._frame = frame
        placed = frame.select(
            pl.when(pl.col("station").is_not_null()).then(area).alias("area")
        ).to_series()
        unplaced = placed.null_count()
        self._order = placed.arg_sort(nulls_last=False)[unplaced:]
        runs = placed.gather(self._order).rle().struct
        self._areas = runs.field("value")
        self._ends = runs.field("len").cum_sum()

    def pieces(self, size: int) -> Iterator[tuple[str, str]]:
        """The first and the last of every `size` areas, in the order of their codes as text."""
        for start in range(0, len(self._areas), size):
            piece = self._areas[start : start + size]
            yield piece[0], piece[-1]

    def between(self, first: str, last: str) -> pl.DataFrame:
        """The rows of the areas from `first` to `last`, in the order of the frame."""
        start = self._areas.search_sorted(first, side="left")
        end = self._areas.search_sorted(last, side="right")
        rows = self._order[self._until(start) : self._until(end)]
        return self._frame if len(rows) == self._frame.height else self._frame[rows.sort()]

    def _until(self, area: int) -> int:
        """How many rows lie in the areas before this one."""
        return int(self._ends[area - 1]) if area else 0
