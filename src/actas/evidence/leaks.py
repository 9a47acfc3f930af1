"""What a file that is to be published could give away: anything in it but its pixels.

An allow-list, not a list of dangers: of a JPEG's parts only those that decode its picture may be
there, each of its exact size. Then what must not appear is searched for, in several encodings.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterator

from actas.evidence import jpeg
from actas.evidence.shapes import Refused

DQT, DHT, DRI, SOF0, SOF2 = 0xDB, 0xC4, 0xDD, 0xC0, 0xC2

_JFIF = b"JFIF\0\1"
_JFIF_SIZE = 14
_SHORTEST = 4


def leaks(data: bytes, canaries: Collection[bytes] = (), deep: bool = False) -> list[str]:
    """What is in the file besides a picture, a sentence each; empty where there is nothing.

    Args:
        data: a JPEG as Actas makes it: SOI, one JFIF header without thumbnail, tables, one frame,
            scans, EOI, and nothing between, within or after them.
        canaries: what must not appear, as bytes: looked for plainly, as UTF-16, base64 and
            hexadecimal. Shorter than four bytes they are passed over: those appear by chance.
        deep: decode the picture too, to find bytes hidden behind its last block.
    """
    found = [*_structure(data), *_planted(data, canaries)]
    if deep and not found:
        try:
            jpeg.decode(data, "Gray")
        except Refused:
            found.append("bytes that belong to no block of the picture")
    return found


def _structure(data: bytes) -> Iterator[str]:
    try:
        parts = jpeg.parts(data)
        jpeg.frame(data, parts)
    except Refused:
        yield "it is no whole JPEG"
        return
    if parts.end != len(data):
        yield f"{len(data) - parts.end:,} bytes after its end"
    if not parts.segments or parts.segments[0].marker != jpeg.APP0:
        yield "it does not begin with a JFIF header"
    after = 2
    for number, one in enumerate(parts.segments):
        if one.start != after + 4 and not _coded_before(parts.segments, number):
            yield f"bytes between its parts, before the one at {one.start - 4:,}"
        after = one.end
        if not _allowed(data, one, first=number == 0):
            yield f"a part {one.marker:02X} of {one.end - one.start:,} bytes at {one.start - 4:,}"


def _coded_before(segments: tuple[jpeg.Segment, ...], number: int) -> bool:
    """Whether coded data, whose length nothing states, stand before a segment."""
    return number > 0 and segments[number - 1].marker == jpeg.SOS


def _allowed(data: bytes, one: jpeg.Segment, first: bool) -> bool:
    """Whether a segment is one that decodes the picture, and of the size that it must be."""
    held = data[one.start : one.end]
    if one.marker == jpeg.APP0:
        return first and len(held) == _JFIF_SIZE and held[:6] == _JFIF and held[12:] == b"\0\0"
    if one.marker == DQT:
        return len(held) % 65 == 0 and all(held[at] < 4 for at in range(0, len(held), 65))
    if one.marker in {SOF0, SOF2}:
        return len(held) == 6 + 3 * held[5]
    if one.marker == DHT:
        return _whole_tables(held)
    if one.marker == DRI:
        return len(held) == 2
    return one.marker == jpeg.SOS and bool(held) and len(held) == 4 + 2 * held[0]


def _whole_tables(held: bytes) -> bool:
    """Whether Huffman tables fill a segment exactly."""
    at = 0
    while at + 17 <= len(held):
        at += 17 + sum(held[at + 1 : at + 17])
    return at == len(held)


def _planted(data: bytes, canaries: Collection[bytes]) -> Iterator[str]:
    lower = data.lower()
    for number, canary in enumerate(canaries, 1):
        if len(canary) < _SHORTEST:
            continue
        for how, form in _forms(canary):
            if form in data or (how == "in hexadecimal" and form in lower):
                yield f"what must not appear, number {number} of those given, {how}"


def _forms(canary: bytes) -> Iterator[tuple[str, bytes]]:
    """The ways in which bytes may be written into a file."""
    yield "as it is", canary
    yield "in hexadecimal", canary.hex().encode()
    for skipped in range(3):
        coded = base64.b64encode(bytes(skipped) + canary)
        whole = coded.rstrip(b"=")[(0, 2, 3)[skipped] : -1]
        if len(whole) >= _SHORTEST:
            yield "in base64", whole
    try:
        text = canary.decode()
    except UnicodeDecodeError:
        return
    yield "in UTF-16", text.encode("utf-16-le")
    yield "in UTF-16", text.encode("utf-16-be")
