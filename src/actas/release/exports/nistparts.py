"""The small parts of a NIST report: ids, identifiers, states, counts, and what lies in what.

It knows single values; what a report is made of is `nist`'s.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import compress
from typing import Any

from actas.election.definition import Choice, Contest
from actas.release.exports.nistwriting import PREFIX, Counts, Each, Precinct

WHOLE = "u"
"""Id of the unit that is everything."""

LEVELS = frozenset(
    [
        "borough",
        "city",
        "congressional",
        "county",
        "judicial",
        "municipality",
        "school",
        "state",
        "town",
        "township",
        "village",
        "ward",
    ]
)
"""Types of unit of the standard that a level may be."""

Report = dict[str, Any]

Numbers = Mapping[str, Iterable[int | None]]
"""A number of each unit, by the choice or tally that it is of."""


def unit(code: str) -> str:
    """Id of an area or station: its code, with a middle dot for the slash that no id may have."""
    return f"u·{code.replace('/', '·')}" if code else WHOLE


EVIDENCE = ("sheet-image-sha256", "sheet-address", "log-entry-record")
"""What identifies the evidence of a station, in the order of `frames.EVIDENCE`."""


def status(states: Set[str]) -> str:
    """How far a station is in all its contests together."""
    if states == {"accepted"}:
        return "completed"
    return "in-process" if states & {"accepted", "quarantined"} else "not-processed"


def identifier(kind: str, value: object) -> Report:
    """An external identifier of a kind that the standard does not know."""
    given = {"Type": "other", "OtherType": kind, "Value": str(value)}
    return {"@type": f"{PREFIX}ExternalIdentifier", **given}


def candidate_id(contest: Contest, choice: Choice) -> str:
    """Id of a choice as a candidate."""
    return f"k·{contest.id}·{choice.id}"


def given(
    kind: str,
    field: str,
    ids: Sequence[str],
    numbers: Iterable[int | None],
    other: str | None = None,
) -> Counts:
    """The counts that are given; a sheet may lack some."""
    known = [number is not None for number in numbers]
    units = ids if all(known) else list(compress(ids, known))
    return Counts(kind, field, units, array("q", (n for n in numbers if n is not None)), other)


class Units(Each):
    """What a report counts in: areas, then stations, then districts.

    Args:
        areas: the units that are not stations.
        stations: what is known of each station, by its code.
        make: a station's unit of its code and what is known of it.
    """

    def __init__(
        self,
        areas: Iterable[Report],
        stations: Mapping[str, Any] | None = None,
        make: Callable[[str, Any], Precinct] | None = None,
    ) -> None:
        self._areas = {one["@id"]: one for one in areas}
        self._stations, self._make = stations or {}, make
        self._districts: list[Report] = []

    def __contains__(self, code: str) -> bool:
        return unit(code) in self._areas or code in self._stations

    def __iter__(self) -> Iterator[Report | Precinct]:
        yield from self._areas.values()
        if self._make is not None:
            yield from itertools.starmap(self._make, self._stations.items())
        yield from self._districts

    def add_district(self, district: Report) -> None:
        """One more, the last."""
        self._districts.append(district)


def children_of(stations: Iterable[str]) -> dict[str, list[str]]:
    """What lies directly in each area that some of the stations lie in, in order."""
    found: dict[str, dict[str, None]] = {}
    for code in stations:
        below = code
        while below:
            area = below.rpartition("/")[0]
            known = found.setdefault(area, {})
            seen = below in known
            known[below] = None
            if seen or not area:
                break
            below = area
    return {area: list(below) for area, below in found.items()}
