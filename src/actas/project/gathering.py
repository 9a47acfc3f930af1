"""Files to read, from files, folders and buckets, found one by one so that memory stays bounded.

Knows where a file is and how its bytes are had; refuses to know what is in it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from actas.errors import InputError
from actas.evidence.shapes import Refused

if TYPE_CHECKING:
    from obstore.store import ObjectStore


@dataclass(frozen=True)
class Item:
    """A file that is there, not opened yet. Plain: it travels to the process that reads it.

    Attributes:
        path: as it is told to people.
        size: bytes.
        changed: when, or its version: another one where its bytes are others.
        bucket: `s3://bucket` that it is in; None for a file of this machine.
        key: its name in the bucket, or its path here.
        data: its bytes, where they were brought along.
    """

    path: str
    size: int
    changed: str
    bucket: str | None
    key: str
    data: bytes | None = None

    @property
    def name(self) -> str:
        """Its last part, which says how its sender called it."""
        return self.key.rsplit("/", 1)[-1]

    def read(self, most: int) -> bytes:
        """Its bytes.

        Raises:
            Refused: F703 where there are more than `most`, F712 where they cannot be had.
        """
        if self.data is not None:
            return self.data
        if self.size > most:
            raise Refused("F703", f"{self.size:,} bytes; {most:,} are allowed")
        return _from_bucket(self, most) if self.bucket else _from_file(self.key, most)

    def digest(self) -> bytes | None:
        """SHA-256 of a file of this machine, in bounded memory; None where it cannot be had."""
        if self.bucket is not None:
            return None
        try:
            fd = os.open(self.key, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(fd, "rb") as file:
                return hashlib.file_digest(file, "sha256").digest()
        except OSError:
            return None


def gather(inputs: Sequence[str]) -> Iterator[Item | tuple[str, Refused]]:
    """Every file of the inputs: files as they are named, folders and buckets in order of names.

    A folder that a link leads back to is entered once; what is no file is passed over; what
    vanishes meanwhile is told as refused, F712.

    Args:
        inputs: paths, or `s3://bucket/prefix`.

    Raises:
        InputError: an input that is not there, before any file is given.
    """
    for one in inputs:
        if not one.startswith("s3://") and not Path(one).exists():
            raise InputError(f"{one}: no such file or folder")
    for one in inputs:
        if one.startswith("s3://"):
            yield from _bucket(one)
        elif Path(one).is_dir():
            yield from _folder(one, set())
        else:
            yield _file(one)


def _file(path: str) -> Item | tuple[str, Refused]:
    try:
        found = Path(path).stat()
    except OSError as error:
        return path, Refused("F712", error.strerror)
    if not stat.S_ISREG(found.st_mode):
        return path, Refused("F712", "it is no file")
    real = os.path.realpath(path)
    return Item(path, found.st_size, str(found.st_mtime_ns), None, real)


def _folder(path: str, above: set[tuple[int, int]]) -> Iterator[Item | tuple[str, Refused]]:
    """Files below a folder; `above` are the folders that it is in, so that no link loops."""
    try:
        here = Path(path).stat()
        names = sorted(os.listdir(path))  # noqa: PTH208 - strings, for folders of millions
    except OSError as error:
        yield path, Refused("F712", error.strerror)
        return
    itself = (here.st_dev, here.st_ino)
    if itself in above:
        return
    for name in names:
        below = f"{path.rstrip('/')}/{name}"
        if Path(below).is_dir():
            yield from _folder(below, above | {itself})
        elif not _is_special(below):
            yield _file(below)


def _is_special(path: str) -> bool:
    """Whether it is a pipe, a device or the like, which no one meant to be read."""
    try:
        mode = Path(path).stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode)


def _bucket(url: str) -> Iterator[Item | tuple[str, Refused]]:
    import obstore
    from obstore.exceptions import BaseError

    bucket, prefix = _parts(url)
    try:
        for batch in obstore.list(_store(bucket), prefix=prefix or None):
            for found in batch:
                changed = str(found["e_tag"] or found["last_modified"])
                key = found["path"]
                yield Item(f"{bucket}/{key}", found["size"], changed, bucket, key)
    except (BaseError, OSError, ValueError) as error:
        said = (str(error).splitlines() or [""])[0][:200]
        raise InputError(f"{url} cannot be listed: {said}") from None


def _parts(url: str) -> tuple[str, str]:
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    if not bucket:
        raise InputError(f"{url} names no bucket: s3://bucket/prefix")
    return f"s3://{bucket}", prefix.strip("/")


def _store(bucket: str) -> ObjectStore:
    from obstore.store import from_url

    return from_url(bucket)


def _from_bucket(item: Item, most: int) -> bytes:
    import obstore
    from obstore.exceptions import BaseError

    try:
        got = obstore.get(_store(item.bucket or ""), item.key)
        if got.meta["size"] > most:
            raise Refused("F703", f"{got.meta['size']:,} bytes; {most:,} are allowed")
        return got.bytes().to_bytes()
    except (BaseError, OSError) as error:
        raise Refused("F712", type(error).__name__) from None


def _from_file(path: str, most: int) -> bytes:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Refused("F712", error.strerror) from None
    if len(data) > most:
        raise Refused("F703", f"more than {most:,} bytes")
    return data
