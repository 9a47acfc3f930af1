"""Values by name that are too many to hold: they lie on disk, held is only where each of them does.

Filled once, before workers are forked; then any process may read, at the same time. It refuses to
know what the values are.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from typing import IO, TypeVar

from actas.release.names import Names

T = TypeVar("T")

AHEAD = 1 << 14
"""Bytes that are read at once: most are asked for one after the other."""


class Shelf(Mapping[str, T]):
    """What was put there by name, in the order in which it came; each name once.

    Whoever changes a value that it gives changes nothing on the shelf, and must not: the last ones
    that were asked for are kept at hand.

    Args:
        items: name and bytes of each value.
        load: makes the value of its bytes.
        at_hand: how many values are kept so.

    Raises:
        ValueError: as `Names`.
    """

    def __init__(
        self,
        items: Iterable[tuple[str, bytes]],
        load: Callable[[bytes], T],
        at_hand: int = 1,
    ) -> None:
        self._file = tempfile.TemporaryFile(prefix="actas-")  # noqa: SIM115  # as long as this
        self._starts = array("Q", [0])
        self._digests = bytearray()
        self._names = Names(self._put(items))
        self._file.flush()
        # Not methods: what keeps values at hand would keep the shelf, and its file, for ever.
        self._read = read = partial(_read, self._file, self._starts, [(0, b"")])
        self._value = lru_cache(maxsize=at_hand)(lambda place: load(read(place)))

    def _put(self, items: Iterable[tuple[str, bytes]]) -> Iterator[str]:
        for name, data in items:
            self._starts.append(self._starts[-1] + self._file.write(data))
            self._digests += sha256(data).digest()
            yield name

    def __getitem__(self, name: str) -> T:
        place = self._names.place(name)
        if place is None:
            raise KeyError(name)
        return self._value(place)

    def raw(self, name: str) -> bytes:
        """The bytes of a value; empty where there is none."""
        place = self._names.place(name)
        return b"" if place is None else self._read(place)

    def digest(self, name: str) -> str | None:
        """SHA-256 in hex of the bytes of a value, which are not read; None where there is none."""
        at = self._names.place(name)
        return None if at is None else self._digests[32 * at : 32 * at + 32].hex()

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _read(
    file: IO[bytes], starts: Sequence[int], last: list[tuple[int, bytes]], place: int
) -> bytes:
    """The bytes of a value, with those after it for whoever asks for them next (`last`)."""
    start, end = starts[place], starts[place + 1]
    at, held = last[0]
    if not at <= start <= end <= at + len(held):
        at, held = last[0] = start, os.pread(file.fileno(), max(end - start, AHEAD), start)
    return held[start - at : end - at]
