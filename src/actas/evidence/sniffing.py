"""What kind of file some bytes are, and whether they are two kinds at once.

By their bytes, never by a name. The rule for two kinds: what follows a picture's end is common
(phones append films and second pictures there) and harmless, as only pixels are published; a file
is refused where that makes it another kind of *document*, which some other program would open:
an archive, a PDF, a page or script, a program.
"""

from __future__ import annotations

import re
from typing import Literal

from actas.evidence import jpeg, png
from actas.evidence.shapes import Refused

Kind = Literal["jpeg", "png", "tiff", "webp", "heic", "gif", "pdf"]

MEDIA: dict[Kind, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "heic": "image/heic",
    "gif": "image/gif",
    "pdf": "application/pdf",
}

_HEIC = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc", b"hevx", b"msf1"}
_FOREIGN = re.compile(
    rb"PK\x03\x04|%PDF-|<html|<script|<!doctype|<\?php|<svg|\x7fELF|Rar!\x1a\x07"
    rb"|7z\xbc\xaf\x27\x1c|\xca\xfe\xba\xbe\x00|cannot be run in DOS mode|^#!/",
    re.IGNORECASE,
)
_PDF_WITHIN = 1024
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 22 + 65_535
_PDF_TAIL = 2048


def kind(data: bytes) -> Kind:
    """What the bytes are by how they begin.

    Raises:
        Refused: F701 empty; F702 nothing that is read here.
    """
    if not data:
        raise Refused("F701")
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] in {b"II*\0", b"MM\0*"}:
        return "tiff"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return "heic"
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "gif"
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "pdf"
    raise Refused("F702")


def refuse_two_kinds(data: bytes, of: Kind) -> None:
    """Refused F709 where the bytes are another kind of document too; F705 where they break off."""
    if _is_archive(data):
        raise Refused("F709", "it is an archive too")
    if of != "pdf" and b"%PDF-" in data[:_PDF_WITHIN]:
        raise Refused("F709", "it is a PDF too")
    if _FOREIGN.search(data, _end(data, of)):
        raise Refused("F709", "another document follows its end")


def _end(data: bytes, of: Kind) -> int:
    """Where what is of that kind ends. TIFF and HEIC say so nowhere: their whole length."""
    if of == "jpeg":
        return jpeg.parts(data).end
    if of == "png":
        return png.end(data)
    if of == "webp":
        return 8 + int.from_bytes(data[4:8], "little")
    if of == "pdf":
        end = data.rfind(b"%%EOF", max(0, len(data.rstrip(b"\0\r\n \t")) - _PDF_TAIL))
        if end < 0:
            last = data.rfind(b"%%EOF")
            if last >= 0 and _FOREIGN.search(data, last + 5):
                return last + 5
            raise Refused("F705")
        return end + 5
    return len(data)


def _is_archive(data: bytes) -> bool:
    """Whether a ZIP reader would find its directory: an end record whose comment ends the file.

    So it does not matter where in the file the archive hides.
    """
    tail = data[-_ZIP_TAIL:]
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        record = tail[at : at + 22]
        if len(record) == 22 and at + 22 + int.from_bytes(record[20:], "little") == len(tail):
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False
