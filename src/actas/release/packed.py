"""Files of a release compressed beside themselves, for web servers that send them as they are.

They are no part of a release: whoever has the file can make its `.gz`, and `verify` holds one that
it finds to its file. It refuses to know where files lie.
"""

from __future__ import annotations

import gzip
import zlib

ENDING = ".gz"
_TEXTS = ("html", "css", "js", "json", "csv", "svg", "xml", "py", "ipynb", "geojson", "txt", "pub")
_LEAST = 300
"""Bytes below which a packed file travels no faster."""


def worth(path: str, size: int) -> bool:
    """Whether a file of the release is text, and large enough to be packed."""
    return size >= _LEAST and path.endswith(tuple(f".{one}" for one in _TEXTS))


def packed(data: bytes) -> bytes:
    """The bytes in gzip's format, the same for the same bytes: no name and no time in it."""
    return gzip.compress(data, 6, mtime=0)


def whole(path: str) -> str | None:
    """The path of the file that this one would be, compressed; None where it has no such name."""
    return path.removesuffix(ENDING) if path.endswith(ENDING) else None


def holds(data: bytes, content: bytes) -> bool:
    """Whether `data` unpacks to exactly `content`; what unpacks to more is never unpacked whole."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        found = unpacking.decompress(data, len(content) + 1)
    except zlib.error:
        return False
    return found == content and unpacking.eof and not unpacking.unused_data
