"""Where documents are kept: renditions by their SHA-256, sealed originals by their commitment.

A folder, a bucket (`s3://bucket/prefix`) or memory, all through obstore, so that one code serves
them. Knows bytes and names; refuses to know what is in them.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from actas.errors import InputError, ProjectError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

Kind = Literal["rendition", "sealed"]

_NAME = re.compile(r"[0-9a-f]{64}")
_SHAPES: dict[Kind, tuple[str, str]] = {"rendition": ("", ".jpg"), "sealed": ("sealed/", ".age")}
_LEFT_OVER = re.compile(r".*\.(jpg|age)#\d+")
MEMORY = "memory:"


class Store:
    """Documents by name. Whatever is put is there whole, or not at all.

    Args:
        place: a folder, made where it is not there; `s3://bucket/prefix` (where and with which
            keys is said by the environment, as AWS_ENDPOINT_URL and the like); or `memory:`.

    Raises:
        InputError: the place is none of these.
        ProjectError: the folder cannot be made or read.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._folder = None if place == MEMORY or "://" in place else Path(place)
        with _told(place):
            self._store = _connect(place, self._folder)

    def put_rendition(self, data: bytes) -> str:
        """Keep a rendition; its name, the SHA-256 in hexadecimal. Again, it changes nothing.

        One of that name whose bytes are others (a disk that lost power) is replaced.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError

        name = hashlib.sha256(data).hexdigest()
        path = _path("rendition", name)
        with _told(self.place):
            try:
                obstore.put(self._store, path, data, mode="create", use_multipart=False)
            except AlreadyExistsError:
                if obstore.get(self._store, path).bytes().to_bytes() != data:
                    obstore.put(self._store, path, data, use_multipart=False)
        return name

    def put_sealed(self, commitment: str, data: bytes) -> None:
        """Keep a sealed original under its commitment."""
        import obstore

        with _told(self.place):
            obstore.put(self._store, _path("sealed", commitment), data, use_multipart=False)

    def rendition(self, name: str) -> bytes:
        """The rendition of that SHA-256.

        Raises:
            ProjectError: it is not there, or its bytes are not those of its name.
        """
        data = self._get("rendition", name)
        if hashlib.sha256(data).hexdigest() != name:
            raise ProjectError(f"rendition {name} is damaged: its bytes are not those of its name")
        return data

    def sealed(self, commitment: str) -> bytes:
        """The sealed original of that commitment; ProjectError where it is not there."""
        return self._get("sealed", commitment)

    def has(self, kind: Kind, name: str) -> bool:
        """Whether one of that name is kept."""
        import obstore

        with _told(self.place):
            try:
                obstore.head(self._store, _path(kind, name))
            except FileNotFoundError:
                return False
        return True

    def names(self, kind: Kind) -> Iterator[str]:
        """Names of all that is kept of a kind, in no order; what is only half there has none."""
        import obstore

        start, end = _SHAPES[kind]
        shape = re.compile(re.escape(start) + r"([0-9a-f]{2})/(\1[0-9a-f]{62})" + re.escape(end))
        with _told(self.place):
            for batch in obstore.list(self._store, prefix=start.rstrip("/") or None):
                for one in batch:
                    if match := shape.fullmatch(one["path"]):
                        yield match.group(2)

    def settle(self) -> None:
        """Return once what was put outlasts a power cut; a bucket promises that with each put."""
        if self._folder is not None:
            os.sync()

    def tidy(self) -> int:
        """Remove what a killed process left half-written in a folder; how many there were.

        Only while no other process puts.
        """
        if self._folder is None:
            return 0
        with _told(self.place):
            left = [one for one in self._folder.rglob("*#*") if _LEFT_OVER.fullmatch(one.name)]
            for one in left:
                one.unlink(missing_ok=True)
        return len(left)

    def _get(self, kind: Kind, name: str) -> bytes:
        import obstore

        with _told(self.place):
            try:
                return obstore.get(self._store, _path(kind, name)).bytes().to_bytes()
            except FileNotFoundError:
                raise ProjectError(f"{kind} {name} is not in {self.place}") from None


def _path(kind: Kind, name: str) -> str:
    """`ab/abcd….jpg` or `sealed/ab/abcd….age`; a name is 64 hexadecimal digits."""
    if not _NAME.fullmatch(name):
        raise InputError("a document is named by 64 hexadecimal digits")
    start, end = _SHAPES[kind]
    return f"{start}{name[:2]}/{name}{end}"


def _connect(place: str, folder: Path | None) -> ObjectStore:
    from obstore.store import LocalStore, MemoryStore, from_url

    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder.resolve())
    if place == MEMORY:
        return MemoryStore()
    if not place.startswith("s3://"):
        raise InputError(f"{place}: documents are kept in a folder or at s3://bucket/prefix")
    return from_url(place)


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Errors of disk and network as one sentence: which place, and what it said first."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        if isinstance(error, OSError) and error.strerror:
            said = error.strerror
        else:
            said = (str(error).splitlines() or ["no reason given"])[0]
        raise ProjectError(f"documents at {place} cannot be reached or written: {said}") from None
