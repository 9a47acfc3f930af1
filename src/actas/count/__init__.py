"""Entries to current records, totals, coverage, what is missing.

Flows: `fold` (log to state), `sheets` (which sheets count), `totals` (sums by level), `tabulate`
(the count), with `missing`, `fragility`, `siblings` and `pending` for what does not count yet, and
`compare` for two sources. Names are loaded when they are asked for: adding up alone needs Polars
and nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actas.count.shapes import Count, Missing, State
    from actas.count.tabulate import counted_sheets, tabulate_all

__all__ = ["Count", "Missing", "State", "counted_sheets", "tabulate_all"]

_HOMES = {
    "Count": "shapes",
    "Missing": "shapes",
    "State": "shapes",
    "counted_sheets": "tabulate",
    "tabulate_all": "tabulate",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
