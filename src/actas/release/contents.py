"""What a file of a release holds: bytes, bytes on disk, or bytes that the last release has too.

It refuses to know where releases lie.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

PIECE = 1 << 20
"""Bytes held at a time of a file that is too large to hold."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Bytes that are made from what they were made from for the last release.

    Whoever still has that release may take them from there; `make` gives them anew.
    """

    make: Callable[[], bytes]


class OnDisk:
    """Bytes that grow with the election: made in a file, and read from it in pieces.

    They are made once: where `make_at` says, or when something is asked of them, in a file without
    a name.

    Args:
        write: writes them to the path that it is given.
    """

    def __init__(self, write: Callable[[Path], object]) -> None:
        self._write: Callable[[Path], object] | None = write

    def make_at(self, path: str) -> None:
        """Put them into a new file: made there, or copied where they are made already.

        Raises:
            FileExistsError: there is one.
        """
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        file = os.fdopen(handle, "r+b", buffering=0)
        if self._write is None:
            with file:
                for piece in self.pieces():
                    write_all(handle, piece)
            return
        with contextlib.ExitStack() as unless_made:
            unless_made.enter_context(file)
            self._write(Path(path))
            self._keep(file)
            unless_made.pop_all()

    def made(self) -> OnDisk:
        """The same, made by now."""
        if self._write is not None:
            with tempfile.TemporaryDirectory(prefix="actas-") as folder:
                path = Path(folder) / "made"
                self._write(path)
                self._keep(path.open("rb", buffering=0))
        return self

    def _keep(self, file: IO[bytes]) -> None:
        """What made them, and all that it holds, is let go."""
        self._file, self._write = file, None
        self._size = os.fstat(file.fileno()).st_size
        digest = sha256()
        for piece in self.pieces():
            digest.update(piece)
        self._sha256 = digest.hexdigest()

    @property
    def size(self) -> int:
        """How many they are."""
        return self.made()._size

    @property
    def sha256(self) -> str:
        """SHA-256 of them, in hex."""
        return self.made()._sha256

    @property
    def path(self) -> str:
        """Where other libraries read it, as long as this is held (Linux and macOS)."""
        return f"/dev/fd/{self.made()._file.fileno()}"

    def pieces(self) -> Iterator[bytes]:
        """The bytes from the first to the last; any process may read, at the same time."""
        at, handle = 0, self.made()._file.fileno()
        while piece := os.pread(handle, PIECE, at):
            yield piece
            at += len(piece)


Content = bytes | OnDisk | Unchanged
"""What a file holds."""


def whole(content: Content) -> bytes:
    """The bytes at once."""
    if isinstance(content, Unchanged):
        return content.make()
    return b"".join(content.pieces()) if isinstance(content, OnDisk) else content


def write_all(handle: int, data: bytes) -> None:
    """Write all of it, however little is taken at once."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
