"""Writing a release to a folder, so that there is always a whole one.

It knows how files reach the disk, and whose folder it may replace. What is in them is `build`'s.
"""

from __future__ import annotations

import contextlib
import heapq
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path

from actas.errors import ActasError, InputError, Place, ProjectError
from actas.log.policy import Policy
from actas.release.build import Before, Plan, Public, begun, plan, settled, told
from actas.release.contents import Content, OnDisk, Unchanged, write_all
from actas.release.files import Folder
from actas.release.kept import in_folder
from actas.release.known import Known
from actas.release.listing import Listing
from actas.release.logcheck import must_hold
from actas.release.lookup import Lookup
from actas.release.manifest import (
    HEAD,
    MANIFEST,
    Head,
    Listed,
    listed,
    parse_head,
)
from actas.release.packed import whole
from actas.release.renditions import Renditions
from actas.release.renditions import path as path_of
from actas.release.reuse import Last
from actas.release.standby import Made, Standby
from actas.release.swap import recover, replacing
from actas.release.workers import aside, spread, worth

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how many are done, of how many."""


@dataclass(frozen=True)
class Published:
    """What `publish` wrote: where, how many files and bytes, and the head it stands at."""

    folder: Path
    files: int
    bytes: int
    head: Head

    @property
    def size(self) -> int:
        """Entries in the log."""
        return self.head.size

    @property
    def root(self) -> str:
        """Root hash of the log, in hex."""
        return self.head.root


def publish(
    log: Path,
    policy: Policy,
    files: Path,
    target: Path,
    workers: int = 2,
    progress: Progress | None = None,
    pictures: Renditions | None = None,
    kept: Path | None = None,
    known: Known | None = None,
    standby: Standby | None = None,
) -> Published:
    """Publish the release that the log's last entry makes.

    Args:
        log: the log's folder.
        policy: its keys and witnesses, which the release carries.
        files: folder of the public files that the log names.
        target: as for `write`.
        workers: processes that render pages.
        progress: told of the work.
        pictures: the renditions that the log names.
        kept: file that tells the next release what this one was made from, so that it takes over
            what is the same; without it every file is made.
        known: the log as whoever ended it has it, which is then not read and judged again.
        standby: for whoever publishes again and again; it is told of this release, to be settled.

    Raises:
        LogError: the log's last entry is no release entry, or the log does not hold.
        InputError, ProjectError: as for `write`, or a file that the log names is not there.
    """
    tick = progress or (lambda *_: None)
    target, source = target.resolve(), in_folder(log, policy)
    workers = worth(workers, source.head.size)
    tick("reading the log", 0, None)

    if known is not None and known.head != source.head:
        known = None

    def allowed() -> None:
        if standby is None:
            may_replace(target, source.head.origin)
        must_hold(source, str(log))

    # With a log that is known, nobody needs to know it before the pages are ready.
    allow = allowed if known is None else aside(allowed, workers)

    @cache
    def ready() -> bool:
        """Whether the standby is, once nothing stands in the way."""
        usable = standby is not None and standby.as_left(target) and standby.grew(source)
        if standby is not None and not usable:
            may_replace(target, source.head.origin)
        allow()
        return usable

    tables = None
    if known is None:
        ready()
        read = told(source.entries())
        tick("counting", 0, None)
        found = settled(read.state)
    else:
        # Sooner, and more held at once: for whoever publishes again and again.
        tables = begun(known.state, known.judged) if standby is not None else None
        found, read = settled(known.state, known.judged), known.told(source)
    last = cache(lambda: Last(target, kept, source.begins_with, read=not ready()))

    def before() -> Before:
        if standby is not None and ready():
            return Before(standby.made_from.each(), in_place=True)
        return Before(last().made_from() if kept is not None else None)

    release = plan(source, read, found, _public(files), pictures or _none, before, tables)
    del known, read, found, tables  # what is made from here on does not need the folded log
    over = standby if ready() else None
    done = _replaced(release, target, workers, lambda n: tick("writing", n, None), last(), over)
    if standby is not None:
        standby.made = Made(
            target, [*done], release.left, release.made_from, release.areas, head=release.head
        )
    return _published(release, target, done)


def write(
    release: Plan, target: Path, workers: int = 2, progress: Callable[[int], None] | None = None
) -> Published:
    """Write a release to `target`, which is the old release until it is the new one.

    Args:
        release: what it is made of (`actas.release.build.plan`).
        target: absent, empty, or an earlier release of the same log; its parent must be there.
        workers: processes that render pages.
        progress: called now and then with the number of files written.

    Raises:
        InputError: `target` holds something else; nothing is touched.
        ProjectError: it could not be written; the old release stands.
    """
    target = target.resolve()
    may_replace(target, release.head.origin)
    return _published(release, target, _replaced(release, target, workers, progress))


def may_replace(target: Path, origin: str) -> None:
    """Refuse a target that is anything but free or an earlier release of this log, unmixed.

    Raises:
        InputError: naming what is in the way.
    """
    if not target.parent.is_dir():
        raise InputError("there is no such folder to publish into", Place(str(target.parent)))
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError("is not a folder; name one that is free", Place(str(target)))
    if not target.exists() or not any(target.iterdir()):
        return
    try:
        if not all(_is_plain(target / name) for name in (HEAD, MANIFEST)):
            raise ProjectError("it has no head or no manifest")
        head = parse_head((target / HEAD).read_bytes())
        known = Lookup(target / MANIFEST)
    except ActasError:
        raise InputError(
            "is not empty and holds no release; name a folder that is free", Place(str(target))
        ) from None
    except OSError as error:
        raise ProjectError(f"{target} could not be looked at: {error.strerror}") from None
    if head.origin != origin:
        raise InputError(
            f"holds a release of {head.origin}, not of {origin}; name another folder",
            Place(str(target)),
        )
    for path in _strangers(Folder(target), known):
        raise InputError(
            f"holds {path!r}, which no release put there; move it away first",
            Place(str(target)),
        )


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _strangers(there: Folder, known: Lookup) -> Iterator[str]:
    """What lies there and is no file of the release, nor one of them compressed."""
    names = heapq.merge(known, [MANIFEST])
    name = next(names, None)
    for path, plain in there.walk():
        while name is not None and name < path:
            name = next(names, None)
        if not plain or (path != name and not _is_listed(whole(path), known)):
            yield path


def _is_listed(path: str | None, known: Lookup) -> bool:
    return path is not None and (path == MANIFEST or path in known)


def _replaced(
    release: Plan,
    target: Path,
    workers: int,
    progress: Callable[[int], None] | None,
    last: Last | None = None,
    ready: Standby | None = None,
) -> Listing:
    last = last or Last(target, None, lambda *_: False)
    try:
        if ready is None:
            recover(target)
        with replacing(target, ready=ready is not None) as new:
            if ready and not ready.held(target):
                raise ProjectError(f"another command is publishing to {target.parent} now")
            there = ready.of(release.left) if ready else ()
            write = _Writer(new, last, over=ready is not None)
            work = spread(release.near, release.far, write, workers, joining=ready is not None)
            files, digest = _written(work, write, there, progress)
            if ready:
                ready.without_others(files)
    except OSError as error:
        raise ProjectError(
            f"{target} could not be written: {error.strerror}; what was there stands"
        ) from None
    last.keep(digest, release.head, release.made_from)
    return files


def _published(release: Plan, target: Path, files: Listing) -> Published:
    return Published(target, files.files, files.bytes, release.head)


def _written(
    new: Iterator[Listed],
    write: _Writer,
    there: Iterable[Listed],
    progress: Callable[[int], None] | None,
) -> tuple[Listing, str]:
    """What was written or is there already, and the SHA-256 of the manifest."""
    files = Listing()
    # With the first that is made, workers are at work: what is there is told beside them.
    for file in chain(islice(new, 1), there, new):
        files.add(file)
        if progress and files.files % 500 == 0:
            progress(files.files)
    made = write(MANIFEST, files.manifest())
    files.add(made)
    if progress:
        progress(files.files)
    return files, made.sha256


class _Writer:
    """Writes one file under a folder, or takes it over; nothing is synced here."""

    def __init__(self, folder: Path, last: Last, *, over: bool = False) -> None:
        self._folder = str(folder)
        self._last = last
        self._over = over
        self._made: set[str] = set()

    def __call__(self, path: str, content: Content) -> Listed:
        full = f"{self._folder}/{path}"
        parent = os.path.dirname(full)  # noqa: PTH120  # thirty thousand times
        if parent not in self._made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            self._made.add(parent)
        linked = self._last.link(path, full) if isinstance(content, Unchanged) else None
        if linked is not None:
            return linked
        data = content.make() if isinstance(content, Unchanged) else content
        if self._over:  # the file there is another name of one that stands: it is not written into
            with contextlib.suppress(FileNotFoundError):
                os.unlink(full)  # noqa: PTH108
        if isinstance(data, OnDisk):
            data.make_at(full)
            return listed(path, data)
        handle = os.open(full, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            write_all(handle, data)
        finally:
            os.close(handle)
        return listed(path, data)


def _none(digest: str) -> bytes:
    raise ProjectError(f"{path_of(digest)}, which the log names, is missing")


def _public(folder: Path) -> Public:
    def read(name: str) -> bytes | None:
        path = folder / name
        return path.read_bytes() if path.is_file() else None

    return read
