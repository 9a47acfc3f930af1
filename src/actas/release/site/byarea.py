"""Rows of a frame by the area that their station lies in, some areas at a time.

It puts rows in order and refuses to copy the frame; it knows no column but `station`.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl


class ByArea:
    """The rows of a frame that have a `station`."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame
        placed = frame["station"].is_not_null().arg_true()
        area = frame["station"].gather(placed).str.extract("^(.*)/[^/]*$").fill_null("")
        order = area.arg_sort()
        self._order = placed.gather(order)
        self._areas = area.gather(order)

    def pieces(self, size: int) -> Iterator[tuple[str, str]]:
        """The first and the last of every `size` areas, in the order of their codes as text."""
        areas = self._areas.unique(maintain_order=True)
        for start in range(0, len(areas), size):
            piece = areas[start : start + size]
            yield piece[0], piece[-1]

    def between(self, first: str, last: str) -> pl.DataFrame:
        """The rows of the areas from `first` to `last`, in the order of the frame."""
        start = self._areas.search_sorted(first, side="left")
        end = self._areas.search_sorted(last, side="right")
        return self._frame[self._order[start:end].sort()]
