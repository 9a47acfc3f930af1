"""An entry's bytes to the object that they hold, as this version says it.

A change of a kind's schema is one function here; nothing else knows that there was an older one.
What a kind's fields may hold is for `actas.log.entries`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from actas.errors import LogError

VERSION = 2
"""Version of the entries that this release writes; it reads this one and the one before."""


def load(data: bytes, index: int | None = None) -> dict[str, Any]:
    """The JSON object in `data`, of this version or upgraded to it.

    Raises:
        LogError: it is not JSON, no object, or of no version that is read here.
    """
    try:
        entry = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise LogError(f"{named(index)}: not JSON: {error.msg}") from None
    if not isinstance(entry, dict):
        raise LogError(f"{named(index)}: an entry must be a JSON object with a kind")
    version = entry.get("v")
    if type(version) is not int:  # to Python, True is 1
        raise LogError(f"{named(index)}: v: must be a whole number, the version of the entry")
    if version > VERSION:
        raise LogError(
            f"{named(index)} is of version {version}; this Actas reads up to {VERSION}: "
            f"use a newer one"
        )
    return _upgraded(entry) if version == VERSION - 1 else entry


def named(index: int | None) -> str:
    """How a sentence names the entry at an index."""
    return "entry" if index is None else f"entry {index}"


def _upgraded(entry: dict[str, Any]) -> dict[str, Any]:
    change = _FROM_VERSION_1.get(str(entry.get("kind")), _same)
    return {**change(entry), "v": VERSION}


def _same(entry: dict[str, Any]) -> dict[str, Any]:
    return entry


def _record_from_1(entry: dict[str, Any]) -> dict[str, Any]:
    # Version 1 called the reasons of a record its findings.
    return {("reasons" if key == "findings" else key): value for key, value in entry.items()}


def _withdrawal_from_1(entry: dict[str, Any]) -> dict[str, Any]:
    # Version 1 knew only sheets that went, not sheets that came back.
    return {**entry, "standing": "dropped"}


def _claim_from_1(entry: dict[str, Any]) -> dict[str, Any]:
    # Version 1 let a claim leave its id to the entry.
    claim = entry.get("claim")
    if not isinstance(claim, dict) or "id" in claim:
        return entry
    return {**entry, "claim": {"id": entry.get("id"), **claim}}


_FROM_VERSION_1: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "claim": _claim_from_1,
    "record": _record_from_1,
    "withdrawal": _withdrawal_from_1,
}
