"""Whether the sources of a station agree: plain comparisons of its sheets, for every page alike.

A number that a sheet does not give contradicts nothing.
"""

from __future__ import annotations

from actas.release import agreement
from actas.release.site.shapes import Sheet, Station


def differs(station: Station) -> bool:
    """Whether two sources differ in every pair of their sheets."""
    sheets = by_source(station).items()
    return agreement.disagree({source: [one.values for one in held] for source, held in sheets})


def by_source(station: Station) -> dict[str, list[Sheet]]:
    """The sheets of each source, in the order in which they stand."""
    found: dict[str, list[Sheet]] = {}
    for sheet in station.sheets:
        found.setdefault(sheet.source, []).append(sheet)
    return found


def apart(a: Sheet, b: Sheet) -> bool:
    """Whether two sheets differ in a number that both give."""
    return agreement.apart(a.values, b.values)
