"""A small invented election, its log entries, and how two states are held against each other."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import orjson
import polars as pl

from actas.count.fold import fold
from actas.count.shapes import State
from actas.election.definition import Election
from actas.election.shapes import STATIONS, Register

CONTEST = "mayor"
CHOICES = ["oak", "elm", "ash"]
LEVELS = ["region", "town", "station"]


def definition(**changes: Any) -> dict[str, Any]:
    """The definition as it is logged: regions, towns, stations; valid, null and blank votes."""
    names = [{"id": name, "name": name.title()} for name in CHOICES]
    return {
        "actas": 1,
        "id": "invented",
        "name": "Invented",
        "date": "2030-01-06",
        "levels": [{"id": name, "name": name} for name in LEVELS],
        "contests": [{"id": CONTEST, "name": "Mayor", "choices": names}],
        "form": {
            "tallies": [
                {"id": "nulls", "role": "null", "name": "Null"},
                {"id": "blanks", "role": "blank", "name": "Blank"},
            ]
        },
        "sources": [
            {"id": "herons", "name": "Herons", "role": "observer"},
            {"id": "otters", "name": "Otters", "role": "party"},
        ],
        "register": {"kind": "open"},
    } | changes


def election(**changes: Any) -> Election:
    """The definition, validated."""
    return Election.model_validate(definition(**changes))


def entry(kind: str, **said: Any) -> dict[str, Any]:
    """An entry as a JSON object of this version."""
    return {"kind": kind, "v": 3, **said}


def opening(**changes: Any) -> dict[str, Any]:
    """The entry that defines the election."""
    return entry("election", definition=definition(**changes))


def reading(
    station: str | None, oak: int = 10, elm: int = 5, ash: int = 1, **said: Any
) -> dict[str, Any]:
    """A reading of the contest."""
    values = {"oak": oak, "elm": elm, "ash": ash} | said.pop("values", {})
    given = {"contest": CONTEST, "source": "herons", "reader": "table"} | said
    return entry("reading", station=station, values=values, **given)


def record(
    station: str | None, reading: int | None, state: str = "accepted", **said: Any
) -> dict[str, Any]:
    """A record of the contest."""
    given = {"contest": CONTEST, "source": "herons", "reasons": []} | said
    return entry("record", station=station, reading=reading, state=state, **given)


def register(*stations: dict[str, Any], **areas: str) -> dict[str, Any]:
    """A register entry; areas by keyword, `_` standing for the slash."""
    names = [
        {"code": code.strip("a").replace("_", "/"), "name": name} for code, name in areas.items()
    ]
    return entry("register", stations=list(stations), areas=names)


def log(*entries: dict[str, Any]) -> list[bytes]:
    """Entries as their bytes."""
    return [orjson.dumps(one, option=orjson.OPT_SORT_KEYS) for one in entries]


def folded(*entries: dict[str, Any]) -> State:
    """The state after these entries."""
    return fold(log(*entries))


def counted(
    stations: dict[str, tuple[int, int, int]],
    electors: dict[str, int] | None = None,
    **changes: Any,
) -> State:
    """The state of an election in which these stations count, with their registered electors."""
    known = [
        {"code": code, **({"electors": electors[code]} if code in (electors or {}) else {})}
        for code in sorted({*stations, *(electors or {})})
    ]
    entries = [opening(**changes), register(*known)]
    for code, votes in stations.items():
        entries.append(reading(code, *votes))
        entries.append(record(code, len(entries) - 1))
    return folded(*entries)


def stations_frame(electors: dict[str, int]) -> pl.DataFrame:
    """STATIONS, all regular."""
    rows = [(code, None, number, "regular", None) for code, number in electors.items()]
    return pl.DataFrame(rows, schema=STATIONS, orient="row")


def assert_same(one: State, other: State) -> None:
    """Two states are equal in everything."""
    for part in fields(State):
        mine, theirs = getattr(one, part.name), getattr(other, part.name)
        assert _plain(mine) == _plain(theirs), part.name


def _plain(value: Any) -> Any:
    if isinstance(value, pl.DataFrame):
        return value.schema, value.rows()
    if isinstance(value, pl.Series):
        return value.dtype, value.to_list()
    if isinstance(value, Register):
        return _plain(value.stations), _plain(value.areas)
    if isinstance(value, dict):
        return [(key, _plain(item)) for key, item in value.items()]
    return value
