"""Sending a release to a mirror: only what changed, what is new before what names it.

In a bucket no set of files is replaced at once. So what is new goes first, under its own name;
what changed is sent beside, under its hash, and only then copied into place; the log's head, the
site's and the manifest are the last of these; what is gone is removed after them. A run that is
killed while it sends leaves the old release as it was; one that is killed among the copies leaves
pages of both, each of them whole, under the old head; the next run ends it. It refuses to know
what a bucket is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import md5
from typing import Protocol

from actas.errors import ActasError, InputError, LogError, Place
from actas.log.audit import CHECKPOINT
from actas.log.merkle import verify_consistency
from actas.release.files import Files
from actas.release.kept import PREFIX, in_release
from actas.release.manifest import (
    HEAD,
    MANIFEST,
    Head,
    Listed,
    manifest,
    parse_head,
    parse_manifest,
)

ASIDE = ".actas-new/"
"""Where a run keeps what it sends until it is whole; gone when it is done."""

LAST = ("index.html", PREFIX + CHECKPOINT, HEAD, MANIFEST)
"""What is put in place after everything that it names, in this order."""

Tick = Callable[[int, int], None]


class Bucket(Protocol):
    """Files at a distance; each is written whole or not at all."""

    name: str

    def listed(self) -> Mapping[str, str | None]:
        """Every path with the MD5 of its bytes in hex, None where the bucket does not tell."""

    def read(self, path: str) -> bytes | None:
        """Bytes of a file, None where there is none."""

    def put(self, files: Collection[tuple[str, str]], source: Files, tick: Tick) -> None:
        """Write files, each from a path of the source to a path here, several at once."""

    def write(self, path: str, data: bytes) -> None:
        """Write one small file."""

    def copy(self, files: Collection[tuple[str, str]]) -> None:
        """Copy files within the bucket, several at once."""

    def delete(self, paths: Collection[str]) -> None:
        """Remove files."""


@dataclass(frozen=True)
class Mirrored:
    """What was done: files sent and their bytes, files that were there, files removed."""

    to: str
    sent: int
    bytes: int
    kept: int
    removed: int


@dataclass(frozen=True)
class _There:
    """What a bucket holds: its head, what its manifest lists, what an unfinished run announced."""

    head: Head | None
    listed: dict[str, Listed]
    pending: dict[str, Listed]
    names: Mapping[str, str | None]


def mirror(release: Files, bucket: Bucket, tick: Tick = lambda done, of: None) -> Mirrored:
    """Make a bucket hold this release and nothing else; run again, it ends what was cut off.

    Args:
        release: whole, as `publish` wrote it.
        bucket: empty, or a mirror of an earlier release of the same log.
        tick: told of files sent, of how many.

    Raises:
        InputError: the bucket holds something else, or a release that this one does not follow.
        ProjectError: it could not be written.
    """
    new = parse_manifest(release.read(MANIFEST) or b"")
    there = _looked_at(bucket)
    if there.head is not None:
        may_follow(release, there.head, bucket.name)
    if not there.pending and there.listed and bucket.read(MANIFEST) == release.read(MANIFEST):
        return Mirrored(bucket.name, 0, 0, len(new) + 1, 0)
    bucket.write(f"{ASIDE}{HEAD}", release.read(HEAD) or b"")
    bucket.write(f"{ASIDE}{MANIFEST}", _announced(release, there))
    changed = [path for path in new if not _stands(path, new[path], there, release)]
    fresh = [path for path in changed if path not in there.listed and path not in LAST]
    rest = [path for path in changed if path in there.listed or path in LAST]
    aside = {path: f"{ASIDE}{new[path].sha256}" for path in rest}
    sending = {where: path for path, where in aside.items() if where not in there.names}
    whole = len(fresh) + len(sending)
    bucket.put([(path, path) for path in fresh], release, lambda n, _: tick(n, whole))
    sends = [(path, where) for where, path in sending.items()]
    bucket.put(sends, release, lambda n, _: tick(len(fresh) + n, whole))
    bucket.copy([(aside[path], path) for path in rest if path not in LAST])
    for path in LAST:
        if path in aside:
            bucket.copy([(aside[path], path)])
    bucket.write(MANIFEST, release.read(MANIFEST) or b"")
    gone = [path for path in bucket.listed() if path not in new and path != MANIFEST]
    bucket.delete([path for path in gone if not path.startswith(ASIDE)])
    bucket.delete([path for path in gone if path.startswith(ASIDE) and path != ASIDE + MANIFEST])
    bucket.delete([ASIDE + MANIFEST])
    size = sum(new[path].size for path in [*fresh, *sending.values()])
    removed = sum(not path.startswith(ASIDE) for path in gone)
    return Mirrored(bucket.name, whole + 1, size, len(new) - len(changed), removed)


def _looked_at(bucket: Bucket) -> _There:
    """What is there, refused where no release of ours put it there."""
    names = bucket.listed()
    head = listed = pending = None
    try:
        if ASIDE + MANIFEST in names:
            pending = parse_manifest(bucket.read(ASIDE + MANIFEST) or b"")
            head = parse_head(bucket.read(ASIDE + HEAD) or b"")
        if MANIFEST in names or (names and pending is None):
            listed = parse_manifest(bucket.read(MANIFEST) or b"")
            head = parse_head(bucket.read(HEAD) or b"")
    except ActasError:
        raise InputError(
            "is not empty and holds no release; name a place that is free", Place(bucket.name)
        ) from None
    known = {*(listed or {}), *(pending or {}), MANIFEST}
    for path in sorted(names):
        if path not in known and not path.startswith(ASIDE):
            raise InputError(
                f"holds {path!r}, which no release put there; move it away first",
                Place(bucket.name),
            )
    return _There(head, listed or {}, pending or {}, names)


def may_follow(release: Files, before: Head, name: str) -> None:
    """Refuse to put a release where another stands that its log did not grow from.

    Raises:
        InputError: that is of another log, newer, or of a fork.
    """
    kept = in_release(release)
    now = kept.head
    if before.origin != now.origin:
        raise InputError(
            f"holds a release of {before.origin}, not of {now.origin}; name another place",
            Place(name),
        )
    if before.size > now.size:
        raise InputError(
            f"holds a newer release, of {before.size:,} entries and not {now.size:,}", Place(name)
        )
    try:
        proof = kept.tree.consistency_proof(before.size)
        root = bytes.fromhex(before.root)
        verify_consistency(before.size, now.size, proof, root, now.root)
    except (LogError, ValueError):
        raise InputError(
            f"holds a release of {before.origin} that this log did not grow from", Place(name)
        ) from None


def _announced(release: Files, there: _There) -> bytes:
    """The manifest of what is coming, with what an earlier run that was cut off announced."""
    coming = parse_manifest(release.read(MANIFEST) or b"")
    return manifest((there.pending | coming).values())


def _stands(path: str, wanted: Listed, there: _There, release: Files) -> bool:
    """Whether a file of the bucket surely holds what it should already."""
    if path not in there.names:
        return False
    if path in there.pending:  # a run was cut off: either content may be there
        known = there.names[path]
        data = release.read(path) or b""
        return known is not None and known == md5(data, usedforsecurity=False).hexdigest()
    return path in there.listed and there.listed[path].sha256 == wanted.sha256
