"""The files of a release as they are made, in any order, and their manifest, sorted by path.

However many there are, some thousands are held; the others wait on disk in sorted runs. It refuses
to know what is in them.
"""

from __future__ import annotations

import heapq
import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from actas.release.contents import OnDisk
from actas.release.manifest import Listed, lines

RUN = 100_000
"""Files that are held before they are put aside."""

BLOCK = 500
"""Of these, how many come back at a time."""


class Listing:
    """What has been made so far.

    Attributes:
        files, bytes: how many files, and of how many bytes together.
    """

    def __init__(self) -> None:
        self.files = 0
        self.bytes = 0
        self._held: list[Listed] = []
        self._runs: list[IO[bytes]] = []

    def add(self, file: Listed) -> None:
        """One file more."""
        self.files += 1
        self.bytes += file.size
        self._held.append(file)
        if len(self._held) == RUN:
            self._put_aside()

    def __iter__(self) -> Iterator[Listed]:
        """All of them, by path."""
        self._held.sort()  # again and again, but once in order it takes no time
        return heapq.merge(self._held, *map(_read, self._runs)) if self._runs else iter(self._held)

    def manifest(self) -> OnDisk:
        """`manifest.json` of all files."""

        def write(path: Path) -> None:
            with path.open("wb") as file:
                file.writelines(lines(self))

        return OnDisk(write)

    def _put_aside(self) -> None:
        run = tempfile.TemporaryFile(prefix="actas-")  # noqa: SIM115  # until the manifest is made
        files = [tuple(file) for file in sorted(self._held)]
        for start in range(0, RUN, BLOCK):
            pickle.dump(files[start : start + BLOCK], run)
        self._runs.append(run)
        self._held.clear()


def _read(run: IO[bytes]) -> Iterator[Listed]:
    run.seek(0)
    while True:
        try:
            yield from map(Listed._make, pickle.load(run))  # noqa: S301  # written above
        except EOFError:
            return
