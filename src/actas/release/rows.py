"""Rows in their order that are too many to hold: they lie on disk, held is only where each begins.

Filled once, before workers are forked; then any process may read, at the same time. It refuses to
know what the rows are.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from typing import TypeVar, overload

T = TypeVar("T")


class Rows(Sequence[T]):
    """What was put there, by its place.

    Args:
        rows: bytes of each.
        load: makes a row of its bytes.
    """

    def __init__(self, rows: Iterable[bytes], load: Callable[[bytes], T]) -> None:
        self._load = load
        self._file = tempfile.TemporaryFile(prefix="actas-")  # noqa: SIM115  # as long as this
        self._starts = array("Q", [0])
        for data in rows:
            self._starts.append(self._starts[-1] + self._file.write(data))
        self._file.flush()
        self._places = range(len(self._starts) - 1)

    def between(self, start: int, end: int) -> Rows[T]:
        """Those from one place to before another."""
        some = copy(self)
        some._places = self._places[start:end]
        return some

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        places = self._places[index]
        if isinstance(places, int):
            return self._row(places)
        return [self._row(place) for place in places]

    def _row(self, place: int) -> T:
        start, end = self._starts[place], self._starts[place + 1]
        return self._load(os.pread(self._file.fileno(), end - start, start))
