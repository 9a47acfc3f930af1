"""The stations of one contest by the area they lie in, as plain Python, ready to be shown.

Joins register, sheets and findings; refuses to judge: states come from the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from actas.release.outcome import Outcome
from actas.release.site.lives import lives
from actas.release.site.papers import Paper, papers
from actas.release.site.shapes import STATES, Sheet, Station, Told

_EXPECTED = frozenset({"regular", "abroad", "mobile", "repeated"})
_RANK = {state: rank for rank, state in enumerate(STATES)}


def by_area(outcome: Outcome, contest: str) -> dict[str, list[Station]]:
    """Stations of every area that holds some directly, in the order of their codes.

    A station of the register without a sheet is there with the state `missing`, if this contest
    is voted on where it lies.
    """
    heard = _sheets(outcome, contest)
    told = _findings(outcome, contest)
    seen = _papers(outcome, contest)
    lived = lives(outcome, contest)
    known = {row[0]: row for row in outcome.register.stations.iter_rows()}
    voted = outcome.election.contest(contest).areas
    codes = {*heard, *seen}.union(
        code for code, row in known.items() if within(code, voted) and _is_shown(row[3])
    )
    groups: dict[str, list[Station]] = defaultdict(list)
    for code in sorted(codes, key=natural):
        _, name, electors, status, into = known.get(code, (code, None, None, None, None))
        sheets = tuple(heard.get(code, ()))
        state = min((sheet.state for sheet in sheets), key=_RANK.__getitem__, default="missing")
        station = Station(
            code,
            name,
            electors,
            status,
            into,
            state,
            sheets,
            tuple(told.get(code, ())),
            tuple(seen.get(code, ())),
            lived.since.get(code),
            lived.changes.get(code, ()),
        )
        groups[station.area].append(station)
    return dict(groups)


def unplaced(outcome: Outcome, contest: str) -> list[Sheet]:
    """Sheets of no known station: what was written on them does not say where they belong."""
    fields = outcome.election.fields(contest)
    rows = outcome.sheets[contest].filter(pl.col("station").is_null())
    return [_sheet(row, fields) for row in rows.iter_rows(named=True)]


def natural(code: str) -> list[tuple[int, int, str]]:
    """Sort key under which station 10 follows station 9."""
    return [
        (0, int(part), part) if part.isdecimal() and part.isascii() else (1, 0, part)
        for part in code.split("/")
    ]


def within(code: str, areas: Iterable[str]) -> bool:
    """Whether a station or area lies in one of `areas` (in any, where none is named)."""
    named = tuple(areas)
    return not named or any(code == area or code.startswith(f"{area}/") for area in named)


def _is_shown(status: str | None) -> bool:
    # Merged and annulled stations are shown too, each with what became of it.
    return status is None or status in _EXPECTED or status in {"merged", "annulled"}


def _sheets(outcome: Outcome, contest: str) -> dict[str, list[Sheet]]:
    fields = outcome.election.fields(contest)
    groups: dict[str, list[Sheet]] = defaultdict(list)
    for row in outcome.sheets[contest].iter_rows(named=True):
        if row["station"] is not None:
            groups[row["station"]].append(_sheet(row, fields))
    return groups


def _sheet(row: dict[str, Any], fields: Sequence[str]) -> Sheet:
    return Sheet(
        source=row["source"],
        state=row["state"],
        reasons=tuple(row["reasons"] or ()),
        record=row["record"],
        reading=row["reading"],
        stands=row["stands"],
        reader=row["reader"],
        arrived=row["arrived"],
        address=row["address"],
        given=row["given"],
        problems=tuple(row["problems"] or ()),
        valid=row["valid_votes"],
        ballots=row["ballots_cast"],
        values=tuple(row[name] for name in fields),
    )


def _papers(outcome: Outcome, contest: str) -> dict[str, list[Paper]]:
    groups: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers(outcome, contest):
        if paper.station is not None:
            groups[paper.station].append(paper)
    return groups


def _findings(outcome: Outcome, contest: str) -> dict[str, list[Told]]:
    groups: dict[str, list[Told]] = defaultdict(list)
    columns = ["station", "contest", "code", "severity", "source", "numbers"]
    for station, of, code, severity, source, numbers in outcome.findings.select(
        columns
    ).iter_rows():
        if station is not None and of in {None, contest}:
            groups[station].append(Told(code, severity, source, numbers))
    return groups
