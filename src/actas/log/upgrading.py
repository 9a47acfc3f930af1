"""Entries of the version before, said as this version says them.

A change of a kind's schema is one function here; nothing else knows that there was an older one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

VERSION = 2
"""Version of the entries that this release writes; it reads this one and the one before."""


def upgrade(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the version before as one of this version; this version's as it stands."""
    if entry.get("v") != VERSION - 1:
        return entry
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


_FROM_VERSION_1: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "record": _record_from_1,
    "withdrawal": _withdrawal_from_1,
}
