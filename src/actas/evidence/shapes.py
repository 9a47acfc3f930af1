"""What a document is while it is worked on: its pages, what may be published, what was refused.

Shapes only. A refusal's code is for life, like a rule's.
"""

from __future__ import annotations

from dataclasses import dataclass

from actas.election.registration import Pixels
from actas.errors import ActasError

REFUSALS: dict[str, str] = {
    "F701": "the file is empty",
    "F702": "it is no image or PDF that is read here",
    "F703": "the file is too large",
    "F704": "it has too many pixels",
    "F705": "it is damaged or cut off",
    "F706": "it is animated or holds several pictures",
    "F707": "its colours are not 8 bits of grey or RGB",
    "F708": "it unpacks to far more than its size",
    "F709": "it is two kinds of file at once",
    "F710": "reading it took too long",
    "F711": "reading it broke the reader",
    "F712": "the file vanished or could not be read",
    "F713": "it is encrypted",
    "F714": "it has too many pages",
    "F715": "its originals cannot be sealed: the project has no recipients",
}
"""Why a file is not taken at all: nothing of it is stored or logged."""


class Refused(ActasError):
    """A file that is not taken, with the code of why."""

    def __init__(self, code: str, detail: str | None = None) -> None:
        self.code = code
        super().__init__(REFUSALS[code] + (f": {detail}" if detail else ""))


@dataclass(frozen=True)
class Limits:
    """What a document may cost.

    Attributes:
        file_bytes: of the file as received.
        pixels: of one page, before anything is decoded.
        pages: of a PDF or TIFF.
        ratio: bytes that a compressed stream may unpack to, by its own size.
        seconds, memory: of one document in its worker, bytes.
    """

    file_bytes: int = 64 << 20
    pixels: int = 60_000_000
    pages: int = 20
    ratio: int = 200
    seconds: float = 60.0
    memory: int = 3 << 30


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a document.

    Attributes:
        pixels: height × width × 3, red, green, blue, turned as its metadata says.
        number, of: which page of how many, from 1.
    """

    pixels: Pixels
    number: int = 1
    of: int = 1


@dataclass(frozen=True)
class Rendition:
    """What may be published of a page: a JPEG from pixels alone, flat and upright.

    Attributes:
        data: the file.
        sha256: of it, in hexadecimal: the document's public name.
        size: width and height in pixels.
        redacted: x, y, width, height in its pixels of each region burnt out.
        likeness: perceptual hash of the flat sheet, 64 hexadecimal digits.
    """

    data: bytes
    sha256: str
    size: tuple[int, int]
    redacted: tuple[tuple[int, int, int, int], ...]
    likeness: str
