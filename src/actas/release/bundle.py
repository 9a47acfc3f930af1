"""A whole release as one tarball, and a torrent of that tarball: same release, same bytes.

The tarball has the manifest's files in the manifest's order and nothing of the machine (no time,
no owner). It refuses to know what the files are.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO

from actas.errors import InputError, Place, ProjectError
from actas.release.files import Folder
from actas.release.manifest import MANIFEST, parse_manifest
from actas.release.torrent import torrent


def tarball(release: Path, target: Path) -> int:
    """Write the release in the folder `release` as the tarball `target`.

    Returns:
        Its size in bytes.

    Raises:
        InputError: `release` is no whole release, or `target` lies in it or is no place for a file.
        ProjectError: it could not be written; what was there stands.
    """
    may_pack(target, release)
    there = Folder(release)
    known = parse_manifest(there.read(MANIFEST) or b"")
    with _replacing(target) as file, tarfile.open(fileobj=file, mode="w|", format=_FORMAT) as tar:
        for path in (*sorted(known), MANIFEST):
            data = there.read(path)
            if data is None or (path in known and sha256(data).hexdigest() != known[path].sha256):
                raise InputError("is not what the manifest says", Place(str(release / path)))
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(data), 0o644
            tar.addfile(member, BytesIO(data))
    return target.stat().st_size


def may_pack(target: Path, release: Path) -> None:
    """Refuse a target that is no place for a file, or lies in the release; InputError."""
    if release.resolve() in target.resolve().parents:
        raise InputError("lies in the release; name a file outside of it", Place(str(target)))
    if target.is_dir() or not target.resolve().parent.is_dir():
        raise InputError("is no place for a file", Place(str(target)))


def torrent_of(tar: Path, target: Path, seeds: tuple[str, ...] = ()) -> str:
    """Write the torrent of a tarball.

    Args:
        tar: the tarball, whose name the torrent gives.
        target: where the torrent goes.
        seeds: addresses where the tarball can be fetched by HTTP.

    Returns:
        Its v1 info hash in hex, as magnet links have it.

    Raises:
        ProjectError: it could not be written.
    """
    with tar.open("rb") as file:
        made = torrent(tar.name, tar.stat().st_size, file, seeds)
    with _replacing(target) as out:
        out.write(made.content)
    return made.info_hash


_FORMAT = tarfile.PAX_FORMAT


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `target` once it is whole."""
    new = target.with_name(f".{target.name}.new")
    try:
        with new.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(target)
    except OSError as error:
        raise ProjectError(f"{target} could not be written: {error.strerror}") from None
    finally:
        new.unlink(missing_ok=True)
