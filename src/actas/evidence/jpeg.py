"""The parts of a JPEG file: its segments in order, what its frame says, and where it ends.

For bytes that anyone may have made. Refuses to know what is in the picture.
Source: ITU-T T.81, annex B.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from actas.evidence.shapes import Refused

SOI, EOI, SOS, APP0, APP1, COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xFE
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
HUFFMAN_8_BIT = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive frames: what is read here."""

SCANS = 100
"""In a progressive JPEG; cameras write about ten."""

_BARE = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(frozen=True)
class Segment:
    """One segment: its marker and where what it holds begins and ends in the file."""

    marker: int
    start: int
    end: int


@dataclass(frozen=True)
class Parts:
    """The segments, from the first after SOI to the last before EOI, and where the file ends.

    Attributes:
        segments: in order; an SOS segment holds its header, its coded data follow it.
        end: offset of the first byte after EOI.
    """

    segments: tuple[Segment, ...]
    end: int

    def count(self, marker: int) -> int:
        """How many segments there are of a marker."""
        return sum(one.marker == marker for one in self.segments)


@dataclass(frozen=True)
class Frame:
    """What the frame header says: its marker, bits a sample, pixels, components."""

    marker: int
    bits: int
    width: int
    height: int
    components: int


def parts(data: bytes) -> Parts:
    """Walk the file from SOI to EOI; Refused F705 where it breaks off or makes no sense."""
    if data[:2] != b"\xff\xd8":
        raise Refused("F705")
    found: list[Segment] = []
    at = 2
    while True:
        marker, at = _marker(data, at)
        if marker == EOI:
            return Parts(tuple(found), at)
        if marker in _BARE:
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        if marker in {0x00, SOI} or size < 2 or at + size > len(data):
            raise Refused("F705")
        found.append(Segment(marker, at + 2, at + size))
        at += size
        if marker == SOS:
            at = _after_coded(data, at)


def frame(data: bytes, of: Parts) -> Frame:
    """The frame header; Refused F705 where there is none, or more than one."""
    found = [one for one in of.segments if one.marker in FRAMES]
    if len(found) != 1 or found[0].end - found[0].start < 6:
        raise Refused("F705")
    head = data[found[0].start : found[0].end]
    height, width = int.from_bytes(head[1:3], "big"), int.from_bytes(head[3:5], "big")
    return Frame(found[0].marker, head[0], width, height, head[5])


def decode(data: bytes, colours: Literal["RGB", "Gray"]) -> NDArray[np.uint8]:
    """The picture; height × width × 3 or 1. Size and kind were checked before.

    By simplejpeg: it tells damage that other decoders paint over in grey, and is the fastest.

    Raises:
        Refused: F708, of so many scans that it is made to cost time; F705, anything is wrong.
    """
    import simplejpeg

    found = parts(data)
    if found.count(SOS) > SCANS:
        raise Refused("F708")
    try:
        pixels = simplejpeg.decode_jpeg(data[: found.end], colours, strict=True)
    except ValueError:
        raise Refused("F705") from None
    return np.asarray(pixels, dtype=np.uint8)


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker at `at`, fill bytes passed over, and the offset after it."""
    if data[at : at + 1] != b"\xff":
        raise Refused("F705")
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        raise Refused("F705")
    return data[at], at + 1


def _after_coded(data: bytes, at: int) -> int:
    """Offset of the first marker after coded data; stuffed bytes and restarts belong to it."""
    while (at := data.find(b"\xff", at)) >= 0:
        following = data[at + 1 : at + 2]
        if following == b"\xff":
            at += 1
        elif following and (following[0] == 0 or 0xD0 <= following[0] <= 0xD7):
            at += 2
        else:
            return at
    raise Refused("F705")
