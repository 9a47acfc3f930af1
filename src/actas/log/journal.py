"""What is under way in a log's folder, and how it is finished or undone.

A batch is announced in `journal` (from which size to which) before its first tile is written,
and committed when the signed checkpoint is whole in `pending`: before that moment it is undone,
after it it is finished. Both files are gone when no write is under way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from actas.errors import LogError
from actas.log.checkpoint import Checkpoint
from actas.log.files import SYNC_EACH, Disk
from actas.log.tiles import Tile, added, superseded
from actas.log.tree import Tree

CHECKPOINT = "checkpoint"
JOURNAL = "journal"
PENDING = "pending"

_JOURNAL = re.compile(rb"actas log journal v1\nfrom ([0-9]{1,18})\nto ([0-9]{1,18})\nend\n")

OpenHead = Callable[[bytes], Checkpoint]
"""Gives the checkpoint of a signed note, or raises LogError if it is not signed as it should."""


def publish_first(disk: Disk, directory: Path, note: bytes) -> None:
    """Publish the head of a new log; nothing is left if it cannot be done."""
    try:
        disk.write(directory / PENDING, note, sync=True)
        disk.rename(directory / PENDING, directory / CHECKPOINT)
        disk.sync_dirs([directory, directory.parent])
    except BaseException:
        disk.unlink(directory / PENDING)
        disk.unlink(directory / CHECKPOINT)
        raise


def begin(disk: Disk, directory: Path, old: int, new: int) -> None:
    """Announce a batch, durably, before anything of it is written."""
    text = b"actas log journal v1\nfrom %d\nto %d\nend\n" % (old, new)
    disk.write(directory / JOURNAL, text, sync=True)
    disk.sync_dirs([directory])


def write_tiles(
    disk: Disk, directory: Path, tiles: Iterable[tuple[Tile, bytes]], few: bool
) -> None:
    """Write a batch's tiles and wait until they are on the disk."""
    seen: set[Path] = set()
    changed: set[Path] = set()
    for tile, data in tiles:
        path = directory / tile.path
        if path.parent not in seen:
            _make_dirs(disk, directory, path.parent, seen, changed)
        disk.write(path, data, sync=few)
        changed.add(path.parent)
    if few:
        disk.sync_dirs(sorted(changed))
    else:
        disk.sync_all(directory)


def few(old: int, new: int) -> bool:
    """Whether a batch is small enough to sync its files one by one."""
    return sum(1 for _, _ in zip(added(old, new), range(SYNC_EACH + 1), strict=False)) <= SYNC_EACH


def write_pending(disk: Disk, directory: Path, note: bytes) -> None:
    """Keep the signed checkpoint, durably, before it takes the place of the last one."""
    disk.write(directory / PENDING, note, sync=True)
    disk.sync_dirs([directory])


def finish(disk: Disk, directory: Path, old: int, new: int) -> None:
    """Publish the pending checkpoint and remove what is no longer needed."""
    if (directory / PENDING).exists():
        disk.sync_file(directory / PENDING)
        disk.rename(directory / PENDING, directory / CHECKPOINT)
    disk.sync_dirs([directory])
    for tile in superseded(old, new):
        folder = directory / f"{tile.path}.p"
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                disk.unlink(path)
            disk.rmdir(folder)
            disk.sync_dirs([folder.parent])
    disk.unlink(directory / JOURNAL)


def undo(disk: Disk, directory: Path, old: int, new: int) -> None:
    """Remove everything of a batch that was not committed."""
    disk.unlink(directory / PENDING)
    folders: set[Path] = set()
    for tile in added(old, new):
        path = directory / tile.path
        disk.unlink(path)
        folders.update(parent for parent in path.parents if directory in parent.parents)
    for folder in sorted(folders, reverse=True):  # inner ones first
        if folder.is_dir() and not any(folder.iterdir()):
            disk.rmdir(folder)
    # Names that were removed must stay removed before the journal forgets them.
    disk.sync_dirs([directory, *(folder for folder in sorted(folders) if folder.is_dir())])
    disk.unlink(directory / JOURNAL)


def recover(disk: Disk, directory: Path, open_head: OpenHead) -> None:
    """Finish or undo what an earlier process left. The caller holds the lock.

    Raises:
        LogError: what is there was not left by a process of ours.
    """
    pending = _read(directory / PENDING)
    journal = _read(directory / JOURNAL)
    if journal is None:
        if pending is not None:
            raise LogError(f"{directory} holds a pending checkpoint that no write announced")
        return
    match = _JOURNAL.fullmatch(journal)
    if match is None:  # torn: its write was cut off, so nothing after it was begun
        disk.unlink(directory / JOURNAL)
        return
    old, new = int(match[1]), int(match[2])
    size = open_head((directory / CHECKPOINT).read_bytes()).size
    if size == new:
        disk.unlink(directory / PENDING)
        finish(disk, directory, old, new)
    elif size != old:
        raise LogError(f"{directory} was altered: its journal and its checkpoint do not meet")
    elif pending is not None and _committed(directory, pending, new, open_head):
        finish(disk, directory, old, new)
    else:
        undo(disk, directory, old, new)


def _committed(directory: Path, pending: bytes, new: int, open_head: OpenHead) -> bool:
    """Whether the pending checkpoint is whole; its tiles were durable before it was written."""
    try:
        head = open_head(pending)
    except LogError:
        return False
    Tree(lambda path: _read(directory / path), head.size, head.root).edge()
    return head.size == new


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _make_dirs(
    disk: Disk, directory: Path, folder: Path, seen: set[Path], changed: set[Path]
) -> None:
    """Make a folder and those above it, noting which folders got a new name in them."""
    for path in (*reversed(folder.parents), folder):
        if directory in path.parents and path not in seen:
            seen.add(path)
            if not path.is_dir():
                disk.mkdir(path)
                changed.add(path.parent)
