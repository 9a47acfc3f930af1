"""A file's bytes to its pages in pixels, or why it is not taken.

Bytes in, pixels out: no name, no disk, no clock. What the file says besides its pixels is used for
which way is up, and dropped. Colour profiles are not applied: a sheet is read by dark and light.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from actas.evidence import jpeg, pdf, pictures, sniffing
from actas.evidence.shapes import Limits, Page, Refused

if TYPE_CHECKING:
    from collections.abc import Callable


def media(data: bytes) -> str:
    """The media type of the bytes; Refused F701 or F702 where they are none that is read."""
    return sniffing.MEDIA[sniffing.kind(data)]


def pages(data: bytes, limits: Limits | None = None) -> Iterator[Page]:
    """The pages of a document, one after the other, each turned as its metadata says.

    What can be refused from headers is refused before anything is decoded; damage within a later
    page is found when that page is reached, and means that nothing of the file is taken.

    Args:
        data: the file.
        limits: what it may cost.

    Raises:
        Refused: F701 to F709, F713, F714.
    """
    limits = limits or Limits()
    kind = sniffing.kind(data)
    if len(data) > limits.file_bytes:
        raise Refused("F703", f"{len(data):,} bytes; {limits.file_bytes:,} are allowed")
    sniffing.refuse_two_kinds(data, kind)
    readers: dict[str, Callable[[bytes, Limits], Iterator[Page]]] = {
        "jpeg": _jpeg,
        "png": pictures.png_pages,
        "tiff": pictures.tiff_pages,
        "webp": pictures.webp_pages,
        "heic": pictures.heic_pages,
        "gif": pictures.gif_pages,
        "pdf": pdf.pages,
    }
    yield from readers[kind](data, limits)


def _jpeg(data: bytes, limits: Limits) -> Iterator[Page]:
    found = jpeg.parts(data)
    frame = jpeg.frame(data, found)
    if frame.marker not in jpeg.HUFFMAN_8_BIT:
        raise Refused("F702", "a JPEG of a rare kind")
    if frame.bits != 8 or frame.components not in {1, 3}:
        raise Refused("F707")
    pictures.refuse_size(frame.width, frame.height, limits)
    yield Page(pictures.turned(jpeg.decode(data, "RGB"), _orientation(data, found)))


def _orientation(data: bytes, found: jpeg.Parts) -> int:
    """Which way is up by the first EXIF segment, 1 to 8; 1 where nothing sensible is said."""
    for one in found.segments:
        if one.marker == jpeg.APP1 and data[one.start : one.start + 6] == b"Exif\0\0":
            return pictures.orientation(data[one.start : one.end])
    return 1
