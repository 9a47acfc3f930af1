"""An entry's bytes to the object that they hold, as this version says it.

A change of a kind's schema is one function here; nothing else knows that there was an older one.
What a kind's fields may hold is for `actas.log.entries`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson

from actas.errors import LogError

VERSION = 3
"""Version of the entries that this release writes; it reads this one and those before."""


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
    return _upgraded(entry, version)


def named(index: int | None) -> str:
    """How a sentence names the entry at an index."""
    return "entry" if index is None else f"entry {index}"


def _upgraded(entry: dict[str, Any], version: int) -> dict[str, Any]:
    """The entry as the version after its own says it, and so on to this one."""
    for changes in _CHANGES[version - 1 :] if version > 0 else ():
        change = changes.get(str(entry.get("kind")), _same)
        entry = {**change(entry), "v": VERSION}
    return entry


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


def _election_from_2(entry: dict[str, Any]) -> dict[str, Any]:
    # Version 2 knew of a sheet only the grammar of its code.
    definition = entry.get("definition")
    if not isinstance(definition, dict) or "sheet_code" not in definition:
        return entry
    kept = {key: value for key, value in definition.items() if key != "sheet_code"}
    return {**entry, "definition": kept | _sheets_from_2(definition["sheet_code"])}


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def _sheets_from_2(code: Any) -> dict[str, Any]:
    """The plan of a sheet of which only its code is known; none where no reader could use it."""
    try:
        groups = re.compile(code["pattern"]).groupindex
        station, votes, tallies = code["station"], code["votes"], code.get("tallies", ())
        names = {*station, votes, *tallies}
        if not (names <= groups.keys() and all(map(_NAME.fullmatch, names))):
            return {}
    except (AttributeError, KeyError, TypeError, re.error):
        return {}
    grammar = {
        "kind": "pattern",
        "pattern": code["pattern"],
        "station": station,
        "votes": votes,
        "tallies": {name: name for name in tallies},
    }
    printed = {"symbology": code.get("symbology"), "grammar": grammar}
    printed |= {"cite": code["cite"]} if code.get("cite") else {}
    return {"sheets": [{"id": "sheet", "name": "sheet", "size": [1, 1], "codes": [printed]}]}


_Change = Callable[[dict[str, Any]], dict[str, Any]]

_CHANGES: tuple[dict[str, _Change], ...] = (
    {"claim": _claim_from_1, "record": _record_from_1, "withdrawal": _withdrawal_from_1},
    {"election": _election_from_2},
)
"""What changed from version 1 to 2, from 2 to 3: by kind."""
