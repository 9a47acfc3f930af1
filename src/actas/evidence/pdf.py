"""Pages of a PDF as pixels, through PDFium; streams that blow up are found before it opens it.

Draws what the page shows: no annotations, no forms, no scripts. A scan is drawn at its own
resolution, anything else at 200 dots an inch, or at eight million pixels where that is less.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from actas.evidence import jpeg
from actas.evidence.pictures import refuse_size
from actas.evidence.shapes import Limits, Page, Refused

if TYPE_CHECKING:
    import pypdfium2

DOTS, MOST_DOTS = 200.0, 300.0
"""An inch: where no scan says better; of the finest scan."""

LARGEST = 14_400
"""Points a side: the most that the format allows (ISO 32000-1, annex C)."""

HARMLESS = 64 << 20
"""Bytes that any stream may unpack to, however small it is: about a page in colour."""

USUAL_PIXELS = 8_000_000
"""Of a page that is no fine scan: A3 at 200 dots an inch. Larger pages are scans that state a wrong
size."""

_POINTS = 72.0
_COVERS = 0.5
_DEEP = 4
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_BEGINNINGS = 8
_PIECE = 1 << 20


def pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """Each page, drawn.

    Raises:
        Refused: F704, F705, F708, F713, F714.
    """
    import pypdfium2
    from pypdfium2 import raw

    _refuse_streams(data, limits)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise Refused("F713" if locked else "F705") from None
    try:
        count = len(document)
        if count > limits.pages:
            raise Refused("F714", f"{count}; {limits.pages} are allowed")
        if count < 1:
            raise Refused("F705")
        for number in range(count):
            yield _page(document, number, count, limits)
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int, count: int, limits: Limits) -> Page:
    import pypdfium2

    try:
        page = document[number]
        width, height = page.get_size()
        scale = _scale(width, height, _scan_dots(page, limits), limits)
        drawn = page.render(
            scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True
        )
        pixels = np.array(drawn.to_numpy()[..., :3], dtype=np.uint8, order="C")
        page.close()
    except pypdfium2.PdfiumError:
        raise Refused("F705") from None
    return Page(pixels, number + 1, count)


def _scale(width: float, height: float, dots: float, limits: Limits) -> float:
    """Pixels a point: `dots` an inch, or as many as the limit on pixels leaves."""
    if not (width > 0 and height > 0):
        raise Refused("F705")
    if max(width, height) > LARGEST:
        raise Refused("F704", f"a page of {width:,.0f} × {height:,.0f} points")
    fits = math.sqrt(limits.pixels * 0.98 / (width * height))
    return min(dots / _POINTS, fits) * (1 - 1e-9)


def _scan_dots(page: pypdfium2.PdfPage, limits: Limits) -> float:
    """Dots an inch of the picture that covers most of the page; at least the usual ones.

    Refused F704 where any picture has too many pixels: drawing would unpack it.
    """
    from pypdfium2 import raw

    area = page.get_width() * page.get_height()
    best = min(DOTS, _POINTS * math.sqrt(USUAL_PIXELS / area)) if area > 0 else DOTS
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        wide, high = one.get_px_size()
        if wide and high:
            refuse_size(wide, high, limits)
        left, bottom, right, top = one.get_bounds()
        covered = (right - left) * (top - bottom)
        if covered >= _COVERS * area > 0:
            best = max(best, min(MOST_DOTS, _POINTS * math.sqrt(wide * high / covered)))
    return best


def _refuse_streams(data: bytes, limits: Limits) -> None:
    """Unpack every stream by pieces, keeping nothing, as far as the limits.

    Streams never stand inside compressed objects, so none hides there. Raises Refused F708 for one
    that blows up, F704 for a coded picture of too many pixels, F705 for one that is damaged.
    """
    certain = b"/Encrypt" not in data
    for before, start, end in _streams(data):
        head = data[max(0, before - 1024) : before]
        flate = certain and _only_flate(head[head.rfind(b" obj") + 1 :])
        _refuse_picture(data, start, end, limits)
        _refuse_packed(memoryview(data)[start:end], limits, flate)


def _streams(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each stream's dictionary ends, and where its bytes begin and end.

    What stands between two ends is taken to begin at each of the first few places that could be its
    beginning, so that a word in a comment hides nothing.
    """
    at = 0
    while (end := data.find(b"endstream", at)) >= 0:
        for match in islice(_STREAM.finditer(data, at, end), _BEGINNINGS):
            yield match.start(), match.end(), end
        at = end + len(b"endstream")


def _only_flate(dictionary: bytes) -> bool:
    """Whether a stream's dictionary says for certain that it is packed by Flate and nothing else
    comes first."""
    return bool(re.search(rb"/Filter\s*\[?\s*/FlateDecode", dictionary))


def _refuse_packed(
    packed: memoryview | bytes, limits: Limits, certain: bool, deep: int = 0
) -> None:
    """Refused F708 where packed bytes blow up, also packed several times over."""
    if len(packed) < 2 or packed[0] & 15 != 8 or (packed[0] << 8 | packed[1]) % 31:
        return
    most = max(HARMLESS, limits.ratio * len(packed))
    unpacker = zlib.decompressobj()
    total, first, left = 0, b"", bytes(packed)
    try:
        while left and not unpacker.eof:
            piece = unpacker.decompress(left, _PIECE)
            left = unpacker.unconsumed_tail
            first = first or piece
            total += len(piece)
            if total > most:
                raise Refused("F708")
    except zlib.error:
        if certain:
            raise Refused("F705") from None
        return
    if certain and not unpacker.eof:
        raise Refused("F705")
    if total <= _PIECE and deep < _DEEP:
        _refuse_packed(first, limits, False, deep + 1)


def _refuse_picture(data: bytes, start: int, end: int, limits: Limits) -> None:
    """Refused where a JPEG is damaged, or a JPEG or JPEG 2000 has too many pixels."""
    if data[start : start + 3] == b"\xff\xd8\xff":
        one = data[start:end]
        frame = jpeg.frame(one, jpeg.parts(one))
        refuse_size(frame.width, frame.height, limits)
        if frame.components in {1, 3} and frame.marker in jpeg.HUFFMAN_8_BIT:
            jpeg.decode(one, "Gray")
        return
    at = data.find(b"\xff\x4f\xff\x51", start, min(end, start + 4096))
    if at >= 0:
        wide, high = (int.from_bytes(data[at + o : at + o + 4], "big") for o in (8, 12))
        refuse_size(wide, high, limits)
