"""The chunks of a PNG file, and the file cut down to those that make its picture.

Reads structure only; checks each needed chunk's sum, since decoders do not always.
Source: W3C PNG (third edition), section 5.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from actas.evidence.shapes import Refused

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"}


@dataclass(frozen=True)
class Header:
    """Pixels, bits a sample, and whether it is animated."""

    width: int
    height: int
    bits: int
    animated: bool


def header(data: bytes) -> Header:
    """What the file says of itself; Refused F705 where it does not hold together."""
    chunks = list(_chunks(data))
    name, start, end = chunks[0]
    if name != b"IHDR" or end - start != 13:
        raise Refused("F705")
    width, height, bits = struct.unpack(">IIB", data[start : start + 9])
    animated = any(one[0] in {b"acTL", b"fcTL", b"fdAT"} for one in chunks)
    return Header(width, height, bits, animated)


def bare(data: bytes) -> bytes:
    """The same picture without chunks that it does not need: no texts, no profiles.

    Raises:
        Refused: F705, the sum of a chunk that it needs is wrong.
    """
    kept = [SIGNATURE]
    for name, start, end in _chunks(data):
        if name not in _KEPT:
            continue
        if zlib.crc32(data[start - 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise Refused("F705")
        kept.append(data[start - 8 : end + 4])
    return b"".join(kept)


def end(data: bytes) -> int:
    """Offset of the first byte after IEND; Refused F705 where the file breaks off before it."""
    at = 0
    for _, _, finish in _chunks(data):
        at = finish + 4
    return at


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's name, and where its content begins and ends; the last one is IEND."""
    at = len(SIGNATURE)
    while True:
        size = int.from_bytes(data[at : at + 4], "big")
        name, start = data[at + 4 : at + 8], at + 8
        if len(name) < 4 or start + size + 4 > len(data):
            raise Refused("F705")
        yield name, start, start + size
        if name == b"IEND":
            return
        at = start + size + 4
