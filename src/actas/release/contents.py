"""What a file of a release holds: bytes, bytes on disk, or bytes that the last release has too.

It refuses to know where releases lie.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

PIECE = 1 << 20
"""Bytes held at a time of a file that is too large to hold."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Bytes that are made from what they were made from for the last release.

    Whoever still has that release may take them from there; `make` gives them anew.
    """

    make: Callable[[], bytes]


class OnDisk:
    """Bytes that grow with the election: kept in a file without a name, read in pieces.

    Args:
        write: writes them to the path that it is given.
    """

    def __init__(self, write: Callable[[Path], object]) -> None:
        with tempfile.TemporaryDirectory(prefix="actas-") as folder:
            path = Path(folder) / "made"
            write(path)
            self._file = path.open("rb", buffering=0)
        self.size = os.fstat(self._file.fileno()).st_size
        digest = sha256()
        for piece in self.pieces():
            digest.update(piece)
        self.sha256 = digest.hexdigest()

    @property
    def path(self) -> str:
        """Where other libraries read it, as long as this is held (Linux and macOS)."""
        return f"/dev/fd/{self._file.fileno()}"

    def pieces(self) -> Iterator[bytes]:
        """The bytes from the first to the last; any process may read, at the same time."""
        at = 0
        while piece := os.pread(self._file.fileno(), PIECE, at):
            yield piece
            at += len(piece)


Content = bytes | OnDisk | Unchanged
"""What a file holds."""


def whole(content: Content) -> bytes:
    """The bytes at once."""
    if isinstance(content, Unchanged):
        return content.make()
    return b"".join(content.pieces()) if isinstance(content, OnDisk) else content
