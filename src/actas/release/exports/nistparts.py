"""The small parts of a NIST report: ids, identifiers, states, counts, and what lies in what.

It knows single values; what a report is made of is `nist`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any

from actas.election.definition import Choice, Contest
from actas.release.exports.nistwriting import PREFIX, Counts

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
    numbers: Sequence[int | None],
    other: str | None = None,
) -> Counts:
    """The counts that are given; a sheet may lack some."""
    known = [(one, n) for one, n in zip(ids, numbers, strict=True) if n is not None]
    return Counts(kind, field, [one for one, _ in known], [n for _, n in known], other)


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
