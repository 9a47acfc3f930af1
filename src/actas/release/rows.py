"""Rows in their order that are too many to hold: they lie on disk, held is only where each begins.

Filled once, before workers are forked; then any process may read, at the same time. It refuses to
know what the rows are.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable, Iterable
from copy import copy
from typing import TypeVar

from actas.release.ondemand import OnDemand

T = TypeVar("T")


class Rows(OnDemand[T]):
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

    def _made(self, place: int) -> T:
        at = self._places[place]
        start, end = self._starts[at], self._starts[at + 1]
        return self._load(os.pread(self._file.fileno(), end - start, start))
