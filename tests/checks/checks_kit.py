"""A small invented election for the tests of checks, and how to bring sheets to it."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from actas.checks import Judged, judge
from actas.election.definition import Election
from actas.election.shapes import (
    AREAS,
    DECISIONS,
    DOCUMENTS,
    READINGS,
    STATIONS,
    WITHDRAWALS,
    Register,
)

CONTEST = "mayor"
CHOICES = ("oak", "elm", "ash")
TALLIES = [
    {"id": "valid", "role": "valid", "name": "Valid"},
    {"id": "nulls", "role": "null", "name": "Null"},
    {"id": "blanks", "role": "blank", "name": "Blank"},
    {"id": "ballots", "role": "ballots", "name": "Ballots"},
    {"id": "voters", "role": "voters", "name": "Voters"},
]


def election(
    form: dict[str, Any] | None = None,
    findings: dict[str, Any] | None = None,
    contests: tuple[str, ...] = (CONTEST,),
) -> Election:
    """An election with area, town and station; all special tallies unless `form` says others."""
    choices = [{"id": choice, "name": choice.title()} for choice in CHOICES]
    return Election.model_validate(
        {
            "actas": 1,
            "id": "invented",
            "name": "Invented",
            "date": "2030-01-06",
            "levels": [{"id": name, "name": name} for name in ("area", "town", "station")],
            "contests": [{"id": c, "name": c.title(), "choices": choices} for c in contests],
            "form": form if form is not None else {"tallies": TALLIES},
            "findings": findings or {},
            "register": {"kind": "open"},
        }
    )


def sheet(
    station: str | None = "1/1/1",
    oak: int | None = 10,
    elm: int | None = 5,
    ash: int | None = 1,
    *,
    source: str = "herons",
    problems: tuple[str, ...] = (),
    given: str | None = None,
    reader: str = "table",
    document: str | None = None,
    copied: str | None = None,
    **tallies: int | None,
) -> dict[str, Any]:
    """One reading, as a row; its index is its place in the list that is judged."""
    numbers = {"oak": oak, "elm": elm, "ash": ash} | tallies
    if problems:
        numbers = dict.fromkeys(numbers)
    about = {"station": station, "source": source, "given": given, "problems": list(problems)}
    return about | {"reader": reader, "document": document, "copied": copied} | numbers


def readings(rows: list[dict[str, Any]], of: Election, contest: str = CONTEST) -> pl.DataFrame:
    """READINGS of the rows; a row's index is its place unless it says one."""
    schema = {**READINGS, **dict.fromkeys(of.fields(contest), pl.Int64)}
    indexed = [{"index": place} | row for place, row in enumerate(rows)]
    return pl.DataFrame(
        [{name: row.get(name) for name in schema} for row in indexed], schema=schema
    )


def register(rows: dict[str, dict[str, Any]]) -> Register:
    """A register of stations with what is said of each (electors, status, into)."""
    stations = [
        {"station": code, "status": "regular"} | said for code, said in sorted(rows.items())
    ]
    return Register(
        pl.DataFrame([{n: s.get(n) for n in STATIONS} for s in stations], schema=STATIONS),
        pl.DataFrame(schema=AREAS),
    )


def knowing(rows: list[dict[str, Any]], **said: Any) -> Register:
    """A register that has the stations of all the rows."""
    return register({row["station"]: said for row in rows if row["station"]})


def withdrawals(*rows: tuple[str, str], source: str = "herons") -> pl.DataFrame:
    """WITHDRAWALS of (station, standing), in order."""
    return pl.DataFrame(
        [(i, station, CONTEST, source, standing) for i, (station, standing) in enumerate(rows)],
        schema=WITHDRAWALS,
        orient="row",
    )


def decision(
    action: str,
    station: str = "1/1/1",
    *,
    source: str | None = None,
    reading: int | None = None,
    contest: str | None = None,
) -> dict[str, Any]:
    """One decision; its index is its place in the list."""
    said = {"action": action, "station": station, "source": source, "reading": reading}
    return said | {"contest": contest, "why": "seen on paper"}


def documents(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """DOCUMENTS of the rows, of the source `herons` where they name none."""
    lists = {"redacted": [], "unread": []}
    indexed = [
        {"index": 2000 + place, "source": "herons"} | lists | row for place, row in enumerate(rows)
    ]
    return pl.DataFrame(
        [{name: row.get(name) for name in DOCUMENTS} for row in indexed], schema=DOCUMENTS
    )


def judged(
    rows: list[dict[str, Any]],
    of: Election | None = None,
    stations: Register | None = None,
    gone: pl.DataFrame | None = None,
    decided: list[dict[str, Any]] | None = None,
    papers: list[dict[str, Any]] | None = None,
) -> Judged:
    """Judge the rows; the register knows their stations unless it is given."""
    of = of or election()
    decisions = [
        {name: ({"index": 1000 + place} | row).get(name) for name in DECISIONS}
        for place, row in enumerate(decided or [])
    ]
    return judge(
        of,
        stations if stations is not None else knowing(rows),
        {CONTEST: readings(rows, of)},
        gone if gone is not None else withdrawals(),
        pl.DataFrame(decisions, schema=DECISIONS),
        documents(papers or []),
    )


def found(result: Judged, code: str) -> list[dict[str, Any]]:
    """The numbers of every finding of the code."""
    return [json.loads(n) for n in result.findings.filter(pl.col("code") == code)["numbers"]]


def outcome(result: Judged, code: str) -> tuple[int, int, int]:
    """How many the rule was evaluated on, fired on and not evaluable on."""
    row = result.evaluated.filter(pl.col("code") == code).row(0, named=True)
    return row["evaluated"], row["fired"], row["not_evaluable"]


def states(result: Judged) -> dict[tuple[str | None, str], tuple[str, int | None, list[str]]]:
    """State, reading and reasons by station and source."""
    return {
        (row["station"], row["source"]): (row["state"], row["reading"], row["reasons"])
        for row in result.records.iter_rows(named=True)
    }
