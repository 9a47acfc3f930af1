"""The one spelling of an entry: RFC 8785 JSON under a restricted profile.

In the profile orjson with sorted keys gives RFC 8785's bytes: no floats, whole numbers below
2^53, keys of `[A-Za-z0-9_.-]+`, strings in NFC without lone surrogates and without control
characters except tab and newline. It knows nothing of what entries mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import orjson

from actas.errors import InputError

INT_MAX = (1 << 53) - 1
DEPTH_MAX = 32

_KEY = re.compile(r"[A-Za-z0-9_.-]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class CanonicalError(InputError):
    """A value that has no canonical spelling here, or bytes that are not the canonical ones."""


def encode(value: object) -> bytes:
    """The canonical bytes of a value of dicts, lists, strings, whole numbers, booleans, null.

    Raises:
        CanonicalError: naming the place in the value and what is wrong there.
    """
    _check(value, (), set())
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def encode_all(values: Iterable[object]) -> list[bytes]:
    """`encode` for many values, quicker where they share their keys."""
    keys: set[str] = set()
    dumps, option = orjson.dumps, orjson.OPT_SORT_KEYS
    out = []
    for value in values:
        _check(value, (), keys)
        # A copy: orjson gives bytes with room behind them, ten times what they say, until they go.
        out.append(bytes(memoryview(dumps(value, option=option))))
    return out


def decode(data: bytes) -> object:
    """The value of canonical bytes; bytes that `encode` would not give are refused.

    Raises:
        CanonicalError: not JSON, outside the profile, a key twice, or spelt in another way.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise CanonicalError(f"not JSON: {error.msg}") from None
    if encode(value) != data:
        raise CanonicalError("not canonical: a key stands twice, or it is spelt in another way")
    return value


def _check(value: object, path: tuple[object, ...], keys: set[str]) -> None:
    """Refuse what is outside the profile. `keys` remembers keys already found good."""
    kind = type(value)
    if kind is str:
        if not (value.isascii() and value.isprintable()):  # type: ignore[attr-defined]
            _check_text(str(value), path)
    elif kind is int:
        if not -INT_MAX <= value <= INT_MAX:  # type: ignore[operator]
            raise _wrong(path, "a whole number must be below 2^53")
    elif kind is dict:
        _deep(path)
        for key, inner in value.items():  # type: ignore[attr-defined]
            if key not in keys:
                if type(key) is not str or not _KEY.fullmatch(key):
                    raise _wrong(path, f"a key must be of letters, digits and _.- only: {key!r}")
                keys.add(key)
            _check(inner, (*path, key), keys)
    elif kind is list or kind is tuple:
        _deep(path)
        for number, inner in enumerate(value):  # type: ignore[arg-type]
            _check(inner, (*path, number), keys)
    elif kind is not bool and value is not None:
        what = "write decimals as strings" if kind is float else "not a JSON value"
        raise _wrong(path, f"{kind.__name__} is not allowed: {what}")


def _check_text(text: str, path: tuple[object, ...]) -> None:
    if _SURROGATE.search(text):
        raise _wrong(path, "the text has half of a surrogate pair")
    if _CONTROL.search(text):
        raise _wrong(path, "the text has a control character other than tab and newline")
    if not unicodedata.is_normalized("NFC", text):
        raise _wrong(path, "the text is not in Unicode normal form C")


def _deep(path: tuple[object, ...]) -> None:
    if len(path) >= DEPTH_MAX:
        raise _wrong(path[:4], f"nested deeper than {DEPTH_MAX}")


def _wrong(path: tuple[object, ...], message: str) -> CanonicalError:
    where = ".".join(str(part) for part in path)
    return CanonicalError(f"at {where}: {message}" if where else message)
