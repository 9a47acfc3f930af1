"""Files of every kind that is read, made from one small picture."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pikepdf
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
KINDS = ("jpeg", "png", "tiff", "webp", "heic", "pdf")


def picture(height: int = 60, width: int = 90) -> Pixels:
    """Smooth, with a dark upper left corner, so that turns and damage show."""
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([120 + x % 100, 120 + y % 100, 200 - (x + y) % 60], axis=-1).astype(np.uint8)
    pixels[: height // 3, : width // 3] = 10
    return pixels


def make(kind: str, pixels: Pixels | None = None, **options: object) -> bytes:
    """The picture as a file of that kind; options are Pillow's."""
    pixels = picture() if pixels is None else pixels
    if kind == "pdf":
        return pdf([make("jpeg", pixels, **options)])
    image = Image.fromarray(pixels)
    out = io.BytesIO()
    if kind == "heic":
        pillow_heif.from_pillow(image).save(out, quality=90, **options)
    else:
        image.save(out, kind.upper(), **options)
    return out.getvalue()


def pdf(jpegs: list[bytes], size: tuple[float, float] = (90, 60), **saving: object) -> bytes:
    """A PDF of scans, one a page."""
    document = pikepdf.new()
    for jpeg in jpegs:
        wide, high = Image.open(io.BytesIO(jpeg)).size
        page = document.add_blank_page(page_size=size)
        scan = pikepdf.Stream(
            document,
            jpeg,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=wide,
            Height=high,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=scan))
        drawn = f"q {size[0]} 0 0 {size[1]} 0 0 cm /Scan Do Q".encode()
        page.Contents = pikepdf.Stream(document, drawn)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png(header: bytes, *chunks: bytes) -> bytes:
    """A PNG with that IHDR and chunks."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")
