"""What a result stands on, flattened by name so that two releases can be compared.

Definition, register, sources, documents, decisions, and the coverage of each contest. It tells
what is there; it refuses to say what a change of it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from actas.count.shapes import Count, State
from actas.election.definition import Election

Key = tuple[tuple[str, Any], ...]
"""Names and values that tell one thing from the others of its kind."""

_NAMED_BY = ("id", "code")


def definition(election: Election) -> dict[Key, Any]:
    """Every value of the definition by its path (`contests.governor.choices.sun.name.en`).

    What has an id or a code stands under it; the list itself holds those, in their order.
    """
    whole = election.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {(("field", path),): value for path, value in _leaves("", whole)}


def register(state: State) -> dict[Key, Any]:
    """Stations with name, electors, status and the station they go into; named areas."""
    stations = {
        (("station", row.pop("station")),): row
        for row in state.register.stations.iter_rows(named=True)
    }
    named = state.register.areas.drop_nulls("name").select("area", "name").iter_rows()
    return stations | {(("area", area),): {"name": name} for area, name in named}


def sources(state: State) -> dict[Key, Any]:
    """Name, role and address of every source, as last logged."""
    return {
        (("source", name),): {key: said.get(key) for key in ("name", "role", "url")}
        for name, said in state.sources.items()
    }


def documents(state: State) -> dict[Key, Any]:
    """Where each sheet was published, how it is shown, and what waits.

    What was received is known by its commitment, else by its rendition; where neither tells, and
    the station does not, by its entry.
    """
    found: dict[Key, Any] = {}
    for row in state.documents.iter_rows(named=True):
        itself = row["commitment"] or row["document"]
        alone = itself is None and (row["station"] is None or row["withheld"])
        said: list[tuple[str, Any]] = [(name, row[name]) for name in _OF_DOCUMENT]
        said += [("entry", row["index"] if alone else None)]
        said += [("received", itself), ("page", row["page"])] if itself else []
        found[tuple(said)] = {name: row[name] for name in _SAID if row[name]} | {
            name: row[name] for name in ("address", "document")
        }
    return found


_OF_DOCUMENT = ("station", "source", "contest")
_SAID = ("sheet", "withheld", "unread", "again")


def decisions(state: State) -> dict[Key, Any]:
    """What people decided and why, by its entry."""
    found: dict[Key, Any] = {}
    for row in state.decisions.iter_rows(named=True):
        key = (("entry", row["index"]), *((name, row[name]) for name in _DECIDED))
        found[key] = {name: row[name] for name in ("action", "reading", "why")}
    return found


_DECIDED = ("station", "contest", "source")


def coverage(count: Count | None) -> dict[str, int | None]:
    """What is expected, counted and missing; None where it is not known or there is no contest."""
    missing = count.missing if count else None
    return {
        "expected": count.expected if count else None,
        "counted": count.counted if count else None,
        "registered_expected": count.registered_expected if count else None,
        "registered_counted": count.registered_counted if count else None,
        "capacity": missing.capacity if missing else None,
        "worst_lead": missing.worst_lead if missing else None,
    }


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        names = _names(value)
        if names != list(map(str, range(len(value)))):
            yield path, names
        value = dict(zip(names, value, strict=True))
    if not isinstance(value, dict):
        yield path, value
        return
    for name, inner in value.items():
        yield from _leaves(f"{path}.{name}" if path else name, inner)


def _names(rows: list[dict[str, Any]]) -> list[str]:
    """What tells the rows of a list apart: their ids or codes, else their places."""
    for key in _NAMED_BY:
        names = [str(row.get(key)) for row in rows]
        if all(key in row for row in rows) and len(set(names)) == len(names):
            return names
    return [str(place) for place in range(len(rows))]
