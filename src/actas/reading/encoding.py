"""Bytes to text: the encoding is found, said, and never guessed where two would fit.

Knows UTF-8, UTF-16, Latin-1 and, where it is named, Windows-1252.
"""

from __future__ import annotations

import re

from actas.errors import InputError, Place

_BOMS = (
    (b"\xff\xfe\x00\x00", None, "UTF-32"),
    (b"\x00\x00\xfe\xff", None, "UTF-32"),
    (b"\xef\xbb\xbf", "utf-8", "UTF-8 with BOM"),
    (b"\xff\xfe", "utf-16-le", "UTF-16 LE with BOM"),
    (b"\xfe\xff", "utf-16-be", "UTF-16 BE with BOM"),
)
_SAID = {
    "utf-8": "UTF-8",
    "latin-1": "Latin-1",
    "windows-1252": "Windows-1252",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
_PROBE = 4096
_ASCII = bytes(range(128))
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def text_of(content: bytes, name: str, declared: str | None = None) -> tuple[str, str]:
    """The text and its encoding, as a person would call it.

    Args:
        content: the whole file.
        name: of the file, for errors.
        declared: encoding the mapping names (`utf-8`, `latin-1`, `windows-1252`, `utf-16`,
            `utf-16-le`, `utf-16-be`), or None to find it.

    Raises:
        InputError: the bytes are not text in that encoding, or in any that is known.
    """
    for bom, codec, said in _BOMS:
        if content.startswith(bom):
            if codec is None:
                raise InputError(f"is {said}; save it as UTF-8", Place(name))
            _agrees(codec, declared, said, name)
            return _decoded(content[len(bom) :], codec, name), said
    if declared:
        # Without a byte order mark, UTF-16 is big-endian (RFC 2781, section 4.3).
        codec = "utf-16-be" if declared == "utf-16" else declared
        return _decoded(content, codec, name), _SAID[codec]
    codec = _found(content, name)
    return _decoded(content, codec, name), _SAID[codec]


def _agrees(codec: str, declared: str | None, said: str, name: str) -> None:
    if declared and not codec.startswith(declared):
        raise InputError(f"is {said}, but the mapping says {declared}", Place(name))


def _found(content: bytes, name: str) -> str:
    if b"\x00" in content:
        return _utf16(content, name)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return "utf-8"
        _refuse_mixed(content, error.start, name)
        return "latin-1"
    return "utf-8"


def _utf16(content: bytes, name: str) -> str:
    head = content[:_PROBE]
    high, low = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if low > 0.4 * half and high < 0.1 * half:
        return "utf-16-le"
    if high > 0.4 * half and low < 0.1 * half:
        return "utf-16-be"
    raise InputError("has NUL bytes: it is no table, or it is damaged", _at(content, name))


def _at(content: bytes, name: str) -> Place:
    return Place(name, content[: content.index(b"\x00")].count(b"\n") + 1)


def _refuse_mixed(content: bytes, start: int, name: str) -> None:
    """Latin-1 gives a meaning to every byte, so only bytes that text in it would hold are taken."""
    letters = _UTF8_LETTER.findall(content)
    rest = len(content.translate(None, _ASCII)) - sum(map(len, letters))
    line = content[:start].count(b"\n") + 1
    if len(letters) > rest:
        raise InputError("is UTF-8 but for some bytes; save it as UTF-8", Place(name, line))
    odd = re.search(rb"[\x80-\x9f]", content)
    if odd:
        line = content[: odd.start()].count(b"\n") + 1
        raise InputError(
            "is neither UTF-8, UTF-16 nor Latin-1; save it as UTF-8, or name its encoding "
            "in the mapping (file.encoding)",
            Place(name, line),
        )


def _decoded(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(codec, "replace")
        place = Place(name, before.count("\n") + 1)
        if error.reason in {"unexpected end of data", "truncated data"}:
            raise InputError("ends within a character: the file was cut", place) from None
        raise InputError(f"is not {_SAID[codec]} text", place) from None
