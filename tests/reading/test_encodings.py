"""The encoding of a table is found and said; what fits none, or two, is refused."""

from __future__ import annotations

import codecs

import pytest

from actas.errors import InputError
from actas.reading.encoding import text_of

TEXT = "centro,año\nPeñón,1\nCárdenas,2\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8 with BOM"),
        (TEXT.encode("latin-1"), "Latin-1"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "UTF-16 LE with BOM"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16 BE with BOM"),
        (TEXT.encode("utf-16-le"), "UTF-16 LE"),
        (TEXT.encode("utf-16-be"), "UTF-16 BE"),
    ],
)
def test_the_encoding_is_found_and_said(content: bytes, said: str) -> None:
    assert text_of(content, "t.csv") == (TEXT, said)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("utf-8", "UTF-8"),
        ("latin-1", "Latin-1"),
        ("windows-1252", "Windows-1252"),
        ("utf-16-le", "UTF-16 LE"),
        ("utf-16-be", "UTF-16 BE"),
    ],
)
def test_a_declared_encoding_is_used(declared: str, said: str) -> None:
    assert text_of(TEXT.encode(declared), "t.csv", declared) == (TEXT, said)


def test_declared_utf16_without_a_mark_is_big_endian() -> None:
    assert text_of(TEXT.encode("utf-16-be"), "t.csv", "utf-16") == (TEXT, "UTF-16 BE")
    marked = codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")
    assert text_of(marked, "t.csv", "utf-16")[1] == "UTF-16 LE with BOM"


def test_windows_1252_must_be_declared() -> None:
    content = "centro\n“Peñón”\n".encode("windows-1252")
    with pytest.raises(InputError, match=r"t\.csv, line 2: is neither UTF-8, UTF-16 nor Latin-1"):
        text_of(content, "t.csv")
    assert text_of(content, "t.csv", "windows-1252")[0] == "centro\n“Peñón”\n"


@pytest.mark.parametrize(
    ("content", "declared", "says"),
    [
        ("a\ná\né\ní\n".encode() + b"\xe9\n", None, "line 5: is UTF-8 but for some bytes"),
        (TEXT.encode("latin-1"), "utf-8", "line 1: is not UTF-8 text"),
        (b"a,b\n1,\x00\n", None, "line 2: has NUL bytes"),
        (b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), None, "is UTF-32; save it as UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "latin-1", "is UTF-8 with BOM, but the mapping says"),
        (b"a\n\x81\n", "windows-1252", "line 2: is not Windows-1252 text"),
    ],
)
def test_what_is_not_the_encoding_is_told_with_its_line(
    content: bytes, declared: str | None, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        text_of(content, "t.csv", declared)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_file_cut_within_a_character_is_told(codec: str) -> None:
    content = codecs.BOM_UTF8 if codec == "utf-8" else "\ufeff".encode(codec)
    content += "a,b\n1,ñ".encode(codec)[:-1]
    with pytest.raises(InputError, match="line 2: ends within a character: the file was cut"):
        text_of(content, "t.csv")


def test_utf8_cut_within_a_character_is_no_latin1() -> None:
    with pytest.raises(InputError, match="the file was cut"):
        text_of("Peñ".encode()[:-1], "t.csv")
