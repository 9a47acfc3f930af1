"""Values by name that are too many to hold: they lie on disk, held is only where each of them does.

Filled once, before workers are forked; then any process may read, at the same time. It refuses to
know what the values are.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Shelf(Mapping[str, T]):
    """What was put there by name, in the order in which it came; each name once.

    Whoever changes a value that it gives changes nothing on the shelf, and must not: the last one
    that was asked for is kept at hand.

    Args:
        items: name and bytes of each value.
        load: makes the value of its bytes.
    """

    def __init__(self, items: Iterable[tuple[str, bytes]], load: Callable[[bytes], T]) -> None:
        self._load = load
        self._file = tempfile.TemporaryFile(prefix="actas-")  # noqa: SIM115  # as long as this
        self._number: dict[str, int] = {}
        self._starts = array("Q", [0])
        self._digests = bytearray()
        self._last: tuple[str, T] | None = None
        for name, data in items:
            self._number[name] = len(self._number)
            self._starts.append(self._starts[-1] + self._file.write(data))
            self._digests += sha256(data).digest()
        self._file.flush()

    def __getitem__(self, name: str) -> T:
        if self._last is not None and self._last[0] == name:
            return self._last[1]
        value = self._load(self._read(self._number[name]))
        self._last = name, value
        return value

    def raw(self, name: str) -> bytes:
        """The bytes of a value; empty where there is none."""
        number = self._number.get(name)
        return b"" if number is None else self._read(number)

    def digest(self, name: str) -> str | None:
        """SHA-256 in hex of the bytes of a value, which are not read; None where there is none."""
        at = self._number.get(name)
        return None if at is None else self._digests[32 * at : 32 * at + 32].hex()

    def _read(self, number: int) -> bytes:
        start, end = self._starts[number], self._starts[number + 1]
        return os.pread(self._file.fileno(), end - start, start)

    def __contains__(self, name: object) -> bool:
        return name in self._number

    def __iter__(self) -> Iterator[str]:
        return iter(self._number)

    def __len__(self) -> int:
        return len(self._number)
