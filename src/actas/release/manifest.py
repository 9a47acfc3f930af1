"""`manifest.json` and `head.json` of a release: what files it has, and where its log stands.

Pure bytes in and out. The manifest names every file but itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

import orjson

from actas.errors import InputError, Place
from actas.release.contents import OnDisk

MANIFEST = "manifest.json"
HEAD = "head.json"

_SHA256 = re.compile(r"[0-9a-f]{64}")


AT_ONCE = 500
"""Files that are made JSON at once."""

_OPENED, _CLOSED = b'{\n  "files": {\n', b"\n  }\n}"


class Listed(NamedTuple):
    """One file of a release: path, size in bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


def listed(path: str, data: bytes | OnDisk) -> Listed:
    """How the manifest lists this file."""
    if isinstance(data, OnDisk):
        return Listed(path, data.size, data.sha256)
    return Listed(path, len(data), sha256(data).hexdigest())


def manifest(files: Iterable[Listed]) -> bytes:
    """`manifest.json`: `{"files": {path: {"size", "sha256"}}}`, sorted by path."""
    return b"".join(lines(sorted(files)))


def lines(files: Iterable[Listed]) -> Iterator[bytes]:
    """`manifest.json` in pieces, of files that are sorted."""
    left, between = iter(files), b""
    while some := list(islice(left, AT_ONCE)):
        held = {path: {"size": size, "sha256": digest} for path, size, digest in some}
        body = orjson.dumps({"files": held}, option=orjson.OPT_INDENT_2)
        yield between or _OPENED
        yield body.removeprefix(_OPENED).removesuffix(_CLOSED)
        between = b",\n"
    yield _CLOSED + b"\n" if between else b'{\n  "files": {}\n}\n'


def parse_manifest(data: bytes) -> dict[str, Listed]:
    """The files that a manifest names, by path; InputError where it is none."""
    files = _object(data, MANIFEST).get("files")
    if not isinstance(files, dict):
        raise InputError("should have the key `files`", Place(MANIFEST))
    return {path: _parsed(path, value) for path, value in files.items()}


@dataclass(frozen=True)
class Head:
    """Where a release stands: the one small file to fetch to know whether there is news.

    Attributes:
        origin: name of the log.
        size, root: entries in the log and its root hash in hex.
        as_of: ISO date that the release entry fixes.
        actas: version of Actas that made the release.
    """

    origin: str
    size: int
    root: str
    as_of: str
    actas: str

    def encoded(self) -> bytes:
        """`head.json`."""
        return orjson.dumps(self.__dict__, option=orjson.OPT_INDENT_2) + b"\n"


def parse_head(data: bytes) -> Head:
    """The head that `head.json` holds; InputError where it is none."""
    value = _object(data, HEAD)
    if set(value) != set(Head.__dataclass_fields__):
        raise InputError(
            f"should have the keys {', '.join(Head.__dataclass_fields__)}", Place(HEAD)
        )
    size = value.pop("size")
    if type(size) is not int or not all(isinstance(part, str) for part in value.values()):
        raise InputError("`size` should be a whole number and the rest text", Place(HEAD))
    return Head(size=size, **value)


def _parsed(path: str, value: object) -> Listed:
    if isinstance(value, dict) and set(value) == {"size", "sha256"}:
        size, digest = value["size"], value["sha256"]
        if type(size) is int and isinstance(digest, str) and _SHA256.fullmatch(digest):
            return Listed(path, size, digest)
    raise InputError("should have a `size` and a `sha256`", Place(MANIFEST, field=path))


def _object(data: bytes, name: str) -> dict[str, Any]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error}", Place(name)) from None
    if not isinstance(value, dict):
        raise InputError("should be a JSON object", Place(name))
    return value
