"""One spelling an entry: RFC 8785 within the profile, and everything outside it refused."""

from __future__ import annotations

import json
import math
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from actas.errors import InputError
from actas.log.canonical import CanonicalError, decode, encode, encode_all

texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\t\n"\\/é€\U0001f600')
).map(lambda text: unicodedata.normalize("NFC", text))
keys = st.text("abcXYZ019_.-", min_size=1, max_size=8)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=6)
)


@given(values)
def test_bytes_are_those_of_rfc_8785(value: Any) -> None:
    data = encode(value)
    assert data == rfc8785.dumps(value)
    assert decode(data) == value
    assert encode_all([value, value]) == [data, data]


@given(values)
def test_standard_library_spells_it_alike(value: Any) -> None:
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert encode(value) == plain.encode()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (1.0, "float"), (math.nan, "float"), ({"a": [1, {"b": 0.5}]}, r"at a\.1\.b: float"),
        (2**53, "2\\^53"), (-(2**53), "2\\^53"), (10**30, "2\\^53"),
        ({"a b": 1}, "key"), ({"": 1}, "key"), ({"ñ": 1}, "key"), ({1: 1}, "key"),
        ({"a\n": 1}, "key"),
        ("e\u0301", "normal form C"), ("\ud800", "surrogate"), ("a\x00", "control"),
        ("a\r\n", "control"), ("\x7f", "control"), ("\x85", "control"), ("\x1b[31m", "control"),
        (b"bytes", "bytes"), ({"a": {1, 2}}, "set"), (object(), "object"),
    ],
)  # fmt: skip
def test_outside_the_profile(value: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}', b'{"a":1,"a":1}', b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1}\n', b' {}',
        b'{"a":1.0}', b'{"a":1e3}', b'{"a":-0}', b'{"a":01}', b'"\\u0041"', b'"\\/"', b'"\\u000A"',
        b"{", b"", b"\xff", b"nul", b'"\xed\xa0\x80"', b'{"a":12345678901234567890123}',
        b"[" * 100 + b"]" * 100, b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_bytes_that_are_not_canonical(data: bytes) -> None:
    with pytest.raises(CanonicalError):
        decode(data)


def test_nothing_deep_enough_to_break_the_reader() -> None:
    value: Any = 1
    for _ in range(40):
        value = {"a": value}
    with pytest.raises(CanonicalError, match="nested deeper"):
        encode(value)
