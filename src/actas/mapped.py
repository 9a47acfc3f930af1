"""Large frames laid on disk and mapped into memory, so that the system may take that memory back.

A mapped frame is the frame it was, column for column; nobody needs to know where it lies. The file
has no name, and is gone with the frame. It lies where Python puts temporary files (`TMPDIR`):
that must be a disk, since a file system in memory would give nothing back.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import polars as pl

SMALL = 8 << 20
"""Bytes below which a frame stays where it is."""

ROWS = 25_000
"""Rows to make at a time of a frame that could be large."""


def is_small(frame: pl.DataFrame) -> bool:
    """Whether it may stay where it is."""
    return frame.estimated_size() < SMALL


def mapped(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame, mapped where it is large; as it is where the disk has no room for it."""
    if is_small(frame):
        return frame
    with contextlib.suppress(OSError):
        return _on_disk(frame)
    return frame


class Pieces:
    """Frames that come one after the other, of which only the last are held in memory."""

    def __init__(self) -> None:
        self._laid: list[pl.DataFrame] = []
        self._held: list[pl.DataFrame] = []
        self._size = 0.0

    def add(self, piece: pl.DataFrame) -> None:
        """One frame more; its columns may be others than those before."""
        self._held.append(piece)
        self._size += piece.estimated_size()
        if self._size >= SMALL:
            self._laid.append(mapped(_one(self._held).rechunk()))
            self._held, self._size = [], 0.0

    def frames(self) -> list[pl.DataFrame]:
        """All that came, in order, some of them as one."""
        return [*self._laid, *([_one(self._held).rechunk()] if self._held else [])]


def in_pieces(pieces: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """One frame of several, at least one; each is made only when those before are on disk."""
    found = Pieces()
    for piece in pieces:
        found.add(piece)
    return _one(found.frames())


def taken(frame: pl.DataFrame, places: pl.Series) -> pl.DataFrame:
    """The rows of a frame at these places, in their order."""
    return in_pieces(frame[some["at"]] for some in sliced(places.to_frame("at")))


def sliced(frame: pl.DataFrame, together: str | None = None) -> Iterator[pl.DataFrame]:
    """A frame in slices of `ROWS` rows; itself where it is empty.

    Args:
        frame: it.
        together: column that it is sorted by, of which equal values stay in one slice; the slices
            are then of so many values.
    """
    number = None if together is None else frame[together].rle_id()
    for start in range(0, frame.height or 1, ROWS):
        first, end = start, start + ROWS
        if number is not None:
            first, end = number.search_sorted(pl.Series([first, end], dtype=pl.UInt32))
        if first < end or not start:
            yield frame[first:end]


def _one(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames, how="diagonal", rechunk=False) if len(frames) > 1 else frames[0]


def _on_disk(frame: pl.DataFrame) -> pl.DataFrame:
    import pyarrow as pa  # only where frames are large: it takes a while to load

    with tempfile.TemporaryDirectory(prefix="actas-") as folder:
        path = Path(folder) / "frame"
        with path.open("wb") as file:
            frame.write_ipc(file, compression="uncompressed")
        with pa.memory_map(str(path)) as mapping:
            table = pa.ipc.open_file(mapping).read_all()
    return cast("pl.DataFrame", pl.from_arrow(table, rechunk=False))
