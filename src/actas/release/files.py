"""The files of a release, wherever they lie: in a folder or in a tarball of one.

It gives paths and bytes and refuses to know what they mean. A tarball is never unpacked onto disk
under the names it gives; one that holds anything but plain files is refused.
"""

from __future__ import annotations

import gzip
import lzma
import os
import stat
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from actas.errors import InputError, Place
from actas.release.verified import printable

MAX_BYTES = 16 << 30
"""A tarball that unpacks to more is refused: a release of a million stations stays far below."""

MAX_RATIO = 300
"""A packed tarball that unpacks to more than so many times its size is refused as a bomb."""

MAX_MEMBERS = 2_000_000
MAX_HEADER = 1 << 20
"""Bytes that the extended header of one member may claim (it is read into memory)."""


_BROKEN = (
    tarfile.TarError,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    # What `tarfile` lets escape: lengths that are no sizes, headers that follow one another by
    # the thousand (each is a call inside the last).
    ArithmeticError,
    LookupError,
    RecursionError,
    ValueError,
)


class Files(Protocol):
    """Files by path (parts joined by `/`), the same for every kind of holder."""

    name: str
    """What the person called it."""

    def paths(self) -> list[str]:
        """Paths of all plain files, sorted."""

    def strange(self) -> list[str]:
        """Paths of what is there and no plain file (links, devices), sorted."""

    def read(self, path: str) -> bytes | None:
        """Bytes of a file; None where there is no plain file of that path."""


class Folder:
    """The files under a folder; links are not followed."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder
        self._plain: set[str] | None = None
        self._strange: list[str] = []

    def paths(self) -> list[str]:
        """Paths of all plain files, sorted."""
        return sorted(self._known())

    def strange(self) -> list[str]:
        """Paths of what is there and no plain file, sorted."""
        self._known()
        return sorted(self._strange)

    def read(self, path: str) -> bytes | None:
        """Bytes of a file; None where there is no plain file of that path."""
        if path not in self._known():
            return None
        try:
            # O_NOFOLLOW and the listing together: what was a plain file is read as one.
            handle = os.open(f"{self._folder}/{path}", os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(handle, "rb", buffering=0) as file:
                return file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", Place(printable(path))) from None

    def walk(self) -> Iterator[tuple[str, bool]]:
        """Path of everything but folders, sorted, and whether it is a plain file; nothing is held
        but the folders on the way."""
        yield from _walk(str(self._folder), "")

    def _known(self) -> set[str]:
        if self._plain is None:
            self._plain = set()
            for path, plain in self.walk():
                if plain:
                    self._plain.add(path)
                else:
                    self._strange.append(path)
        return self._plain


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, bool]]:
    try:
        with os.scandir(folder) as found:
            here = [
                # A folder stands where the paths in it do.
                (f"{item.name}/" if item.is_dir(follow_symlinks=False) else item.name, item)
                for item in found
            ]
        here.sort(key=itemgetter(0))
        kinds = [(name, item.is_file(follow_symlinks=False)) for name, item in here]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", Place(printable(folder))) from None
    for name, plain in kinds:
        if name.endswith("/"):
            yield from _walk(f"{folder}/{name[:-1]}", prefix + name)
        else:
            yield prefix + name, plain


class Archive:
    """The files of a tarball (plain, gzip or xz), at its top or all in one folder.

    Raises:
        InputError: it is no tarball, is cut off, unpacks to too much, or holds links, devices,
            sparse or doubled members, or names that lead outside it.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self.name = str(path)
        try:
            self._limit = min(max_bytes, max(1 << 26, path.stat().st_size * MAX_RATIO))
            self._file = self._unpacked(path)
            members = dict(self._members())
        except _BROKEN as error:
            why = printable(str(error)) or type(error).__name__
            raise InputError(f"is not a whole tarball: {why}", Place(self.name)) from None
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", Place(self.name)) from None
        top = _top(list(members))
        self._at = {name[len(top) :]: where for name, where in members.items()}

    def paths(self) -> list[str]:
        """Paths of all members, sorted."""
        return sorted(self._at)

    def strange(self) -> list[str]:
        """Nothing: an archive with anything strange in it was refused."""
        return []

    def read(self, path: str) -> bytes | None:
        """Bytes of a member; None where there is none of that path."""
        where = self._at.get(path)
        # pread has no position of its own, so forked workers can share the file.
        return None if where is None else os.pread(self._file.fileno(), where[1], where[0])

    def _unpacked(self, path: Path) -> IO[bytes]:
        with path.open("rb") as file:
            magic = file.read(6)
        if magic[:2] == b"\x1f\x8b":
            return self._spooled(gzip.open(path))
        if magic == b"\xfd7zXZ\x00":
            return self._spooled(lzma.open(path))
        return path.open("rb")

    def _spooled(self, source: gzip.GzipFile | lzma.LZMAFile) -> IO[bytes]:
        """The whole stream in an unnamed temporary file, never more than the limit."""
        spool = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the archive
        with source:
            while chunk := source.read(1 << 20):
                if spool.tell() + len(chunk) > self._limit:
                    raise InputError(
                        f"unpacks to more than {self._limit:,} bytes; no release is that large",
                        Place(self.name),
                    )
                spool.write(chunk)
        spool.flush()
        spool.seek(0)
        return spool

    def _members(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Path and (offset, size) of every plain member; whatever else it holds is refused."""
        end = os.fstat(self._file.fileno()).st_size
        seen: set[str] = set()
        with tarfile.open(fileobj=self._file, mode="r:", tarinfo=_Member) as archive:
            for number, member in enumerate(archive):
                if number >= MAX_MEMBERS:
                    raise InputError(f"holds more than {MAX_MEMBERS:,} members", Place(self.name))
                if member.isdir():
                    continue
                name = member.name.removeprefix("./")
                wrong = _wrong(member, name)
                if name in seen:
                    wrong = "is in it twice"
                elif member.size < 0 or member.offset_data + member.size > end:
                    wrong = "is cut off"
                if wrong:
                    raise InputError(f"refused: {member.name!r} {wrong}", Place(self.name))
                seen.add(name)
                yield name, (member.offset_data, member.size)


class _Member(tarfile.TarInfo):
    """A member whose extended header cannot claim a memory-filling size."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Member:
        member = super().frombuf(buf, encoding, errors)
        extended = member.type not in tarfile.SUPPORTED_TYPES or member.type in (
            tarfile.XHDTYPE,
            tarfile.XGLTYPE,
            tarfile.SOLARIS_XHDTYPE,
            tarfile.GNUTYPE_LONGNAME,
            tarfile.GNUTYPE_LONGLINK,
        )
        if extended and member.size > MAX_HEADER:
            raise tarfile.ReadError("a header claims to be larger than any")
        return member


def opened(path: Path) -> Files:
    """The files of a release given as a folder or a tarball."""
    try:
        kind = path.stat().st_mode
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", Place(str(path))) from None
    if stat.S_ISDIR(kind):
        return Folder(path)
    if stat.S_ISREG(kind):
        return Archive(path)
    raise InputError("should be a folder or a tarball", Place(str(path)))


def _wrong(member: tarfile.TarInfo, name: str) -> str | None:
    """What keeps a member from being a plain file inside the archive, or None."""
    if not member.isreg() or member.issparse():
        return "is no plain file"
    parts = PurePosixPath(name).parts
    if name.startswith("/") or not parts or ".." in parts or "/".join(parts) != name:
        return "does not name a file inside it"
    if "\\" in name or any(ord(char) < 32 for char in name):
        return "has a name that is not allowed"
    return None


def _top(names: list[str]) -> str:
    """The one folder that all members lie in, with its `/`; empty where they lie at the top."""
    if not names or "head.json" in names:
        return ""
    first = {name.partition("/")[0] for name in names}
    return f"{first.pop()}/" if len(first) == 1 and all("/" in name for name in names) else ""
