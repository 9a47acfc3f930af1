"""A folder replaced as a whole: written beside its place, synced, then exchanged.

Whoever looks, and whenever the machine stops, finds the old folder or the new one, never a mix.
It refuses to know what is written.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from actas.errors import ProjectError
from actas.release.syncing import syncing

_PATIENCE = 1.5
"""Seconds to wait for a lock."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


@contextlib.contextmanager
def replacing(target: Path, *, ready: bool = False) -> Iterator[Path]:
    """A new empty folder that becomes `target` when the block ends without an error.

    What a killed run left behind is cleaned (or, where it stopped between two renames, put back)
    first. On an error nothing is left of the new folder and `target` is as it was.

    Args:
        target: what is replaced.
        ready: the new folder is there already, with links to files of the old one; where the two
            can be exchanged, the old one is left in its place.

    Raises:
        ProjectError: another run is writing here now.
        OSError: no space, no permission, read-only.
    """
    new = coming(target)
    if not ready:
        recover(target)
        _make(new)
    with locked(new):
        try:
            with syncing(new) as wait:
                yield new
                wait()
            _take_place(new, target)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
    # After an exchange the old folder stands under the new one's name.
    if not ready:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(_beside(target, "old"), ignore_errors=True)


def coming(target: Path) -> Path:
    """The folder that is written before it becomes `target`."""
    return _beside(target, "new")


def recover(target: Path) -> None:
    """Put right what a killed run left beside `target`.

    Raises:
        ProjectError: the run is not dead, it is writing now.
    """
    new, old = coming(target), _beside(target, "old")
    if new.is_dir():
        with locked(new):
            shutil.rmtree(new)
    if old.is_dir() and not target.exists():
        old.rename(target)
    elif old.is_dir():
        shutil.rmtree(old)


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.actas-{what}")


def _make(new: Path) -> None:
    try:
        new.mkdir()
    except FileExistsError:
        raise ProjectError(f"another command is writing {new.parent / new.name}") from None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder; the lock goes with the process, however it ends.

    Raises:
        ProjectError: another process holds it, or it is another folder by now.
    """
    busy = ProjectError(f"another command is publishing to {folder.parent} now")
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        raise busy from None
    end = time.monotonic() + _PATIENCE
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                # Workers of a run that was just killed hold the lock until they are gone too.
                if time.monotonic() > end:
                    raise busy from None
                time.sleep(0.02)
        if not still(folder, handle):
            raise busy
        yield
    finally:
        os.close(handle)


def still(folder: Path, handle: int) -> bool:
    """Whether this is yet the folder that was opened: another run may have taken its place."""
    try:
        return os.path.samestat(folder.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _take_place(new: Path, target: Path) -> None:
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):
        # Without an exchange there is a moment without `target`; `recover` puts the old one back.
        target.rename(_beside(target, "old"))
        new.rename(target)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux renameat2)."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN:
        return False
    raise OSError(code, os.strerror(code), str(other))
