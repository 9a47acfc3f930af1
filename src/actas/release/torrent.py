"""A torrent of one file, for clients of both versions of BitTorrent (BEP 3, BEP 52: hybrid).

Pure but for reading the file it is given: no date, no name of a program, no tracker (peers find
each other by DHT; web seeds are BEP 19). Same file, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import IO

BLOCK = 1 << 14
"""Bytes of a leaf of the v2 hash tree."""

_PIECES = 2048
"""About how many pieces a file is cut into, within the two sizes below."""
_SMALLEST, _LARGEST = 1 << 16, 1 << 24

Bencoded = int | bytes | str | list["Bencoded"] | dict[str | bytes, "Bencoded"]


@dataclass(frozen=True)
class Torrent:
    """The bytes of a torrent file, and its v1 info hash in hex."""

    content: bytes
    info_hash: str


def torrent(name: str, size: int, file: IO[bytes], seeds: Sequence[str] = ()) -> Torrent:
    """The torrent of a file.

    Args:
        name: of the file.
        size: in bytes; more than none.
        file: read from where it stands to its end.
        seeds: addresses where the file can be fetched by HTTP.
    """
    length = piece_length(size)
    ones, layer = [], []
    for piece in _read(file, length):
        ones.append(sha1(piece).digest())  # noqa: S324  # what BEP 3 asks for
        blocks = [sha256(piece[at : at + BLOCK]).digest() for at in range(0, len(piece), BLOCK)]
        # A file smaller than one piece has the tree of its own blocks, not of a whole piece.
        layer.append(_root(blocks, length // BLOCK if size > length else _power(len(blocks))))
    root = _root(layer, _power(len(layer)), _nothing(length // BLOCK))
    leaf: Bencoded = {"": {"length": size, "pieces root": root}}
    info: Bencoded = {
        "file tree": {name: leaf},
        "length": size,
        "meta version": 2,
        "name": name,
        "piece length": length,
        "pieces": b"".join(ones),
    }
    layers: Bencoded = {root: b"".join(layer)} if size > length else {}
    whole: dict[str | bytes, Bencoded] = {"info": info, "piece layers": layers}
    if seeds:
        whole["url-list"] = list(seeds)
    return Torrent(bencoded(whole), sha1(bencoded(info)).hexdigest())  # noqa: S324


def piece_length(size: int) -> int:
    """Bytes of a piece: the power of two that gives about 2,048 pieces."""
    wanted = _power(max(1, size // _PIECES))
    return min(max(wanted, _SMALLEST), _LARGEST)


def bencoded(value: Bencoded) -> bytes:
    """The value in the encoding of BEP 3; keys of dictionaries sorted as raw bytes."""
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    if isinstance(value, list):
        return b"l%se" % b"".join(map(bencoded, value))
    pairs = sorted((k.encode() if isinstance(k, str) else k, v) for k, v in value.items())
    return b"d%se" % b"".join(bencoded(key) + bencoded(one) for key, one in pairs)


def _read(file: IO[bytes], length: int) -> Iterator[bytes]:
    while piece := file.read(length):
        yield piece


def _root(hashes: Sequence[bytes], width: int, filler: bytes = bytes(32)) -> bytes:
    """Root of the binary tree over `width` hashes (a power of two), the missing ones `filler`."""
    row = list(hashes)
    while width > 1:
        if len(row) % 2:
            row.append(filler)
        row = [sha256(row[at] + row[at + 1]).digest() for at in range(0, len(row), 2)]
        filler = sha256(filler + filler).digest()
        width //= 2
    return row[0]


def _nothing(width: int) -> bytes:
    """Root of a piece beyond the end of the file."""
    return _root([bytes(32)], width)


def _power(number: int) -> int:
    """The least power of two that is not below `number`."""
    return 1 << max(0, number - 1).bit_length()
