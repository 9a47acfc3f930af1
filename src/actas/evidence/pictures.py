"""Pages of PNG, TIFF, WebP and HEIC files, through Pillow and libheif; sizes are asked first.

Called by `decoding`, which knows what kind a file is. Pixels come back as red, green, blue, 8 bits
each; what is transparent lies on white.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from actas.election.registration import Pixels
from actas.evidence import png
from actas.evidence.shapes import Limits, Page, Refused

if TYPE_CHECKING:
    from PIL import Image

_MODES = {"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX"}
_CLEAR = {"LA", "La", "PA", "RGBA", "RGBa"}
_EXIF_ORIENTATION = 274


LONGEST = 32_000
"""Pixels a side: what can be made flat at once (OpenCV counts them in 16 bits)."""


def refuse_size(width: int, height: int, limits: Limits) -> None:
    """Refused F704 where a page has too many pixels, F705 where it has none."""
    if width < 1 or height < 1:
        raise Refused("F705")
    if width * height > limits.pixels or max(width, height) > LONGEST:
        raise Refused(
            "F704", f"{width} × {height}; {limits.pixels:,} are allowed, {LONGEST:,} a side"
        )


def orientation(exif: bytes) -> int:
    """Which way is up by an EXIF block, 1 to 8; 1 where nothing sensible is said."""
    from PIL import Image

    block = Image.Exif()
    try:
        block.load(exif)
        said = block.get(_EXIF_ORIENTATION)
    except Exception:  # made by anyone: whatever it breaks, it says nothing of which way is up
        return 1
    return said if isinstance(said, int) and 1 <= said <= 8 else 1


def turned(pixels: Pixels, said: int) -> Pixels:
    """The picture upright, by its EXIF orientation (CIPA DC-008, tag 274)."""
    if said in {5, 6, 7, 8}:
        pixels = pixels.swapaxes(0, 1)
    if said in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    if said in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)


def png_pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """The one page of a PNG."""
    head = png.header(data)
    if head.animated:
        raise Refused("F706")
    if head.bits > 8:
        raise Refused("F707")
    refuse_size(head.width, head.height, limits)
    with _opened(png.bare(data), "PNG") as image:
        yield Page(_rgb(image))


def tiff_pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """Each page of a TIFF."""
    with _opened(data, "TIFF") as image:
        count = _count(image, limits.pages)
        if count > limits.pages:
            raise Refused("F714", f"{limits.pages} are allowed")
        for number in range(count):
            image.seek(number)
            _refuse_mode(image)
            refuse_size(image.width, image.height, limits)
        for number in range(count):
            image.seek(number)
            yield Page(_rgb(image), number + 1, count)


def webp_pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """The one page of a WebP; its size is read from its first chunk, as Pillow decodes at once."""
    width, height, animated = _webp_header(data)
    if animated:
        raise Refused("F706")
    refuse_size(width, height, limits)
    if len(data) < 8 + int.from_bytes(data[4:8], "little"):
        raise Refused("F705")
    with _opened(data, "WEBP") as image:
        yield Page(_rgb(image))


def gif_pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """Never a page: a GIF is told by its reason, as nobody photographs a sheet so."""
    with _opened(data, "GIF") as image:
        if _count(image, 1) > 1:
            raise Refused("F706")
    raise Refused("F702", "a GIF")
    yield


def heic_pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """The one page of a HEIC; libheif turns it, and brings ten bits a colour to eight."""
    import pillow_heif

    if data[8:12] in {b"hevc", b"hevx", b"msf1"}:
        raise Refused("F706")
    with _damage_told():
        opened = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
        if len(opened) != 1:
            raise Refused("F706")
        refuse_size(opened.size[0], opened.size[1], limits)
        if opened.mode not in {"RGB", "RGBA", "L"}:
            raise Refused("F707")
        page = Page(_rgb(opened.to_pillow(), turn=False))
    yield page


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    """The file opened as that kind and no other."""
    from PIL import Image

    with _damage_told(), Image.open(io.BytesIO(data), formats=[kind]) as image:
        yield image


@contextmanager
def _damage_told() -> Iterator[None]:
    """Whatever a decoder raises on bytes that anyone may have made is one refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (Refused, GeneratorExit):
        raise
    except MemoryError:
        raise Refused("F711") from None
    except Exception:  # Pillow and libheif raise of every kind on broken files
        raise Refused("F705") from None


def _count(image: Image.Image, most: int) -> int:
    """Pages of a file, or `most` + 1 where it has more: one of millions costs nothing."""
    for number in range(1, most + 1):
        try:
            image.seek(number)
        except EOFError:
            return number
    return most + 1


def _refuse_mode(image: Image.Image) -> None:
    if image.mode not in _MODES:
        raise Refused("F707")


def _rgb(image: Image.Image, turn: bool = True) -> Pixels:
    """Red, green, blue, upright."""
    from PIL import Image, ImageOps

    _refuse_mode(image)
    image.load()
    upright = ImageOps.exif_transpose(image) if turn else image
    if upright.mode in _CLEAR or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        upright = Image.new("RGBA", clear.size, "white")
        upright.alpha_composite(clear)
    return np.ascontiguousarray(np.asarray(upright.convert("RGB"), dtype=np.uint8))


def _webp_header(data: bytes) -> tuple[int, int, bool]:
    """Width, height and whether it moves (RFC 9649, sections 2.5 to 2.7)."""
    first, head = data[12:16], data[20:30]
    if len(head) < 10:
        raise Refused("F705")
    if first == b"VP8X":
        width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (4, 7))
        return width, height, bool(head[0] & 2) or b"ANMF" in data
    if first == b"VP8L" and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), False
    if first == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[6:10])
        return width & 0x3FFF, height & 0x3FFF, False
    raise Refused("F705")
