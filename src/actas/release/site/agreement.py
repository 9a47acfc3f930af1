"""Whether the sources of a station agree: plain comparisons of its sheets, for every page alike.

A number that a sheet does not give contradicts nothing.
"""

from __future__ import annotations

from itertools import combinations

from actas.release.site.shapes import Sheet, Station


def differs(station: Station) -> bool:
    """Whether two sources differ in every pair of their sheets."""
    brought = by_source(station)
    return any(
        all(apart(x, y) for x in brought[a] for y in brought[b])
        for a, b in combinations(brought, 2)
    )


def by_source(station: Station) -> dict[str, list[Sheet]]:
    """The sheets of each source, in the order in which they stand."""
    found: dict[str, list[Sheet]] = {}
    for sheet in station.sheets:
        found.setdefault(sheet.source, []).append(sheet)
    return found


def apart(a: Sheet, b: Sheet) -> bool:
    """Whether two sheets differ in a number that both give."""
    return any(
        x != y for x, y in zip(a.values, b.values, strict=True) if x is not None and y is not None
    )
