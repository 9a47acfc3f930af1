"""The few file calls that writing a log makes, each durable when it says so.

Everything that changes a log's folder goes through here, so that tests can record the calls and
play back what a loss of power would have left. It knows nothing of logs.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from actas.errors import ActasError, ProjectError

SYNC_EACH = 32
"""Up to this many files each is synced alone; beyond it the file system is synced once."""


class Disk:
    """The file calls, on the real file system."""

    def write(self, path: Path, data: bytes, *, sync: bool) -> None:
        """Make the file hold exactly `data`; on the disk before this returns if `sync`."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = os.open(path, flags, 0o644)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(fd, view) :]
            if sync:
                os.fsync(fd)
        finally:
            os.close(fd)

    def mkdir(self, path: Path) -> None:
        """Make a folder."""
        path.mkdir()

    def rename(self, source: Path, target: Path) -> None:
        """Put a file in another's place, at once."""
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Remove a file; nothing happens if it is not there."""
        path.unlink(missing_ok=True)

    def rmdir(self, path: Path) -> None:
        """Remove a folder that is empty."""
        path.rmdir()

    def sync_file(self, path: Path) -> None:
        """Wait until what a file holds is on the disk."""
        self._sync(path, os.O_RDONLY)

    def sync_dirs(self, paths: Iterable[Path]) -> None:
        """Wait until the names in these folders are on the disk."""
        for path in paths:
            self._sync(path, os.O_RDONLY | os.O_DIRECTORY)

    def sync_all(self, root: Path) -> None:
        """Wait until everything written to the file system of `root` is on the disk."""
        fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            if not hasattr(libc, "syncfs"):
                os.sync()  # elsewhere than on Linux: every file system, errors untold
            elif libc.syncfs(fd):
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code))
        finally:
            os.close(fd)

    @staticmethod
    def _sync(path: Path, flags: int) -> None:
        fd = os.open(path, flags | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Be the only writer of a folder, by a lock that leaves no file behind.

    Raises:
        ProjectError: another process is writing, or the folder cannot be opened.
    """
    with told(directory):
        fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProjectError(
                f"another process is writing to {directory}; try again when it is done"
            ) from None
        yield
    finally:
        # Unlocked by hand: a process that another thread forks just now would keep a closed lock.
        # Nothing was written through this descriptor, so an error here loses nothing.
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_UN)
        with suppress(OSError):
            os.close(fd)


@contextmanager
def told(directory: Path) -> Iterator[None]:
    """Turn what the operating system says into a sentence for a person."""
    try:
        yield
    except OSError as error:
        raise explain(directory, error) from error


def explain(directory: Path, error: OSError) -> ActasError:
    """The error to show for a failed file call below `directory`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ProjectError(f"no space left on the disk of {directory}: free some and try again")
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ProjectError(f"{directory} cannot be written to: it is read-only for this user")
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and not directory.is_dir():
        return ProjectError(f"there is no log at {directory}")
    return ProjectError(f"{error.filename or directory}: {error.strerror or error}")
