"""The folder of the next release, made ready while the last one stands.

For a process that publishes again and again: a second tree of links to the files of the release,
in which the next one puts only what is new before the two are exchanged. It is used only where
every file in it is still the one that was hashed, known by its inode, size and both of its times,
the last of which no writer chooses; where anything differs it is thrown away, and all is done
without. It refuses to know what files are made from.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple, TypeVar

from actas.errors import ProjectError
from actas.release import swap
from actas.release.kept import KeptLog
from actas.release.manifest import Head, Listed
from actas.release.names import Digests
from actas.release.workers import aside, worth

T = TypeVar("T")


class Seen(NamedTuple):
    """By what a file is known again without reading it."""

    inode: int
    size: int
    written: int
    changed: int


class Made(NamedTuple):
    """A release that stands, as whoever made it knows it.

    Attributes:
        target: its folder.
        files: all of them.
        left: areas whose files were left where they were.
        made_from: digest of what the files of each area are made from.
        areas: gives the paths of those files, of those of all files.
        head: where the log stood.
    """

    target: Path
    files: Sequence[Listed]
    left: Collection[str]
    made_from: Digests
    areas: Callable[[Iterable[str]], Mapping[str, Sequence[str]]]
    head: Head


class Standby:
    """The second tree of one release; there is none at first.

    Attributes:
        made_from: digest of what the files of each area in it are made from.
        made: the release that it is to be made of, until `settle`.
        head: where the log of the release that it was made of stood.
    """

    def __init__(self) -> None:
        self.made_from = Digests()
        self.made: Made | None = None
        self.head: Head | None = None
        self._areas: Mapping[str, Sequence[str]] = {}
        self._listed: dict[str, Listed] = {}
        self._seen: dict[str, Seen] = {}
        self._folder: Path | None = None
        self._handle = -1
        self._looked: Callable[[], bool] | None = None

    def look(self, target: Path, workers: int = 2) -> None:
        """Begin to look whether all is as it was left, beside whatever is done until `as_left`."""
        size = self.head.size if self.head else 0
        self._looked = aside(partial(self._is_as_left, target), worth(workers, size))

    def as_left(self, target: Path) -> bool:
        """Whether its tree is there and every file as it was left, and the release in `target` is
        a tree of the same files and of no others."""
        looked, self._looked = self._looked, None
        return looked() if looked else self._is_as_left(target)

    def grew(self, log: KeptLog) -> bool:
        """Whether the log begins with that of the release that it was made of: digests name
        entries by their place in the log."""
        return self.head is not None and log.begins_with(
            self.head.size, bytes.fromhex(self.head.root)
        )

    def held(self, target: Path) -> bool:
        """Whether its folder is yet the one that was made: another process may have cleaned it."""
        folder = self._folder
        return (
            folder is not None
            and folder == swap.coming(target)
            and self._handle >= 0
            and swap.still(folder, self._handle)
        )

    def of(self, areas: Iterable[str]) -> Iterator[Listed]:
        """The files of these areas, which are in it."""
        return (self._listed[path] for area in areas for path in self._areas[area])

    def without_others(self, files: Iterable[Listed]) -> None:
        """Take out of it whatever is none of these."""
        for path in self._listed.keys() - {file.path for file in files}:
            _removed(f"{self._folder}/", path)

    def settle(self) -> None:
        """Make it a tree of the release that was made last.

        Where that cannot be done (no links on this disk, another process publishes), there is
        none, and the next release is made without.
        """
        if self.made is None:
            return
        made, self.made = self.made, None
        kept = {file.path for file in self.of(made.left)}
        self._folder = swap.coming(made.target)
        try:
            if not (kept and self._folder.is_dir() and self._linked(made, kept)):
                swap.recover(made.target)
                self._folder.mkdir()
                if not self._linked(made, set()):
                    self.close()
                    return
        except (OSError, ProjectError):
            self.close()
            return
        self._listed = {file.path: file for file in made.files}
        self.head = made.head
        self.made_from, self._areas = made.made_from, made.areas(self._listed)

    def close(self) -> None:
        """Remove it."""
        self._forget()
        if self._folder is not None:
            with contextlib.suppress(OSError, ProjectError), swap.locked(self._folder):
                shutil.rmtree(self._folder)
        self._folder = None

    def _is_as_left(self, target: Path) -> bool:
        entered = {path: one.inode for path, one in self._seen.items()}
        with contextlib.suppress(OSError):  # what goes while it is looked at is not as it was left
            return (
                self.held(target)
                and _walked(f"{target}/", _entered) == entered
                and _walked(f"{self._folder}/", _seen) == self._seen
            )
        return False

    def _linked(self, made: Made, kept: Set[str]) -> bool:
        """Link what is new and hash it once it is linked; whether all is now as it should be."""
        assert self._folder is not None
        folder, before = f"{self._folder}/", self._seen
        with swap.locked(self._folder):
            self._forget()
            for path in self._listed.keys() - {file.path for file in made.files}:
                _removed(folder, path)
            new = [file for file in made.files if file.path not in kept]
            for file in new:
                _link(f"{made.target}/{file.path}", f"{folder}{file.path}")
            seen = _walked(folder, _seen)
            if len(seen) != len(made.files) or any(seen.get(one) != before[one] for one in kept):
                return False
            if not all(_is(f"{folder}{file.path}", file) for file in new):
                return False
            self._seen, self._handle = seen, os.open(folder, os.O_RDONLY)
        return True

    def _forget(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1


def _walked(
    folder: str,
    told: Callable[[os.DirEntry[str]], T],
    below: str = "",
    found: dict[str, T] | None = None,
) -> dict[str, T]:
    """What is told of whatever is below a folder and no folder itself, by path; links are not
    followed."""
    found = {} if found is None else found
    with os.scandir(folder + below) as items:
        for item in items:
            if item.is_dir(follow_symlinks=False):
                _walked(folder, told, f"{below}{item.name}/", found)
            else:
                found[below + item.name] = told(item)
    return found


def _seen(item: os.DirEntry[str]) -> Seen:
    one = item.stat(follow_symlinks=False)
    return Seen(one.st_ino, one.st_size, one.st_mtime_ns, one.st_ctime_ns)


def _entered(item: os.DirEntry[str]) -> int | None:
    """The inode of a plain file, as its folder has it: the file itself is not looked at."""
    return item.inode() if item.is_file(follow_symlinks=False) else None


def _is(path: str, file: Listed) -> bool:
    """Whether a file holds what the manifest says."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb", buffering=0) as held:
        return file_digest(held, "sha256").hexdigest() == file.sha256


def _link(old: str, new: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(new)  # noqa: PTH108  # as everywhere here, by the thousand
    try:
        os.link(old, new, follow_symlinks=False)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(new), exist_ok=True)  # noqa: PTH103, PTH120
        os.link(old, new, follow_symlinks=False)


def _removed(folder: str, path: str) -> None:
    """Remove a file, and the folders that are empty without it."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(folder + path)  # noqa: PTH108
    while path := path.rpartition("/")[0]:
        try:
            os.rmdir(folder + path)  # noqa: PTH106
        except OSError:
            return
