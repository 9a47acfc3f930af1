"""What is written below a folder made durable: most of it while it is written, the rest at the end.

One call for all files, not one a file. It refuses to know what is written, and in what order.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

_syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)

EVERY = 0.5
"""Seconds after which the disk is given what has been written since."""


@contextlib.contextmanager
def syncing(folder: Path) -> Iterator[Callable[[], None]]:
    """Have the disk begin with what is written below a folder; gives what waits for all of it.

    Raises:
        OSError: from what waits: something that was written since has not reached the disk.
    """
    # The system tells each handle of every error since it was opened: this one is of the end.
    handle = os.open(folder, os.O_RDONLY)
    written = threading.Event()
    early = threading.Thread(target=_early, args=(folder, written), daemon=True)
    early.start()

    def ended() -> None:
        _stopped(early, written)
        synced(handle)
        os.fsync(handle)

    try:
        yield ended
    finally:
        _stopped(early, written)
        os.close(handle)


def synced(handle: int) -> None:
    """Wait until all that is written where an open folder lies is on the disk."""
    if _syncfs is None:
        os.sync()
    elif _syncfs(handle) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _early(folder: Path, written: threading.Event) -> None:
    with contextlib.suppress(OSError):  # it is told at the end
        handle = os.open(folder, os.O_RDONLY)
        try:
            while not written.wait(EVERY):
                synced(handle)
        finally:
            os.close(handle)


def _stopped(early: threading.Thread, written: threading.Event) -> None:
    written.set()
    early.join()
