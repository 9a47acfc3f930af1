"""The stations of one contest by the area they lie in, as plain Python, ready to be shown.

Joins register, sheets and findings; refuses to judge: states come from the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from actas.release.outcome import Outcome
from actas.release.site.byarea import ByArea
from actas.release.site.lives import lives
from actas.release.site.papers import Paper, papers
from actas.release.site.shapes import STATES, Sheet, Station, Told

_SHOWN = ("regular", "abroad", "mobile", "repeated", "merged", "annulled")
PIECE = 2_000
"""Areas whose stations are held at a time, as they are made."""

_RANK = {state: rank for rank, state in enumerate(STATES)}


def by_area(outcome: Outcome, contest: str) -> Iterator[tuple[str, list[Station]]]:
    """Every area that holds stations directly, with these in the order of their codes.

    A station of the register without a sheet is there with the state `missing`, if this contest
    is voted on where it lies. Areas come in the order of their codes as text, some at a time.
    """
    told = ByArea(_findings(outcome, contest))
    seen = _papers(outcome, contest)
    lived = lives(outcome, contest)
    fields = outcome.election.fields(contest)
    known = ByArea(_universe(outcome, contest, seen))
    heard = ByArea(outcome.sheets[contest])
    since = ByArea(lived.since)
    for first, last in known.pieces(PIECE):
        sheets: dict[str, list[Sheet]] = defaultdict(list)
        for row in heard.between(first, last).iter_rows(named=True):
            sheets[row["station"]].append(_sheet(row, fields))
        findings: dict[str, list[Told]] = defaultdict(list)
        for code, *found in told.between(first, last).iter_rows():
            findings[code].append(Told(*found))
        days = dict(since.between(first, last).iter_rows())
        groups: dict[str, list[Station]] = {}
        for code, name, electors, status, into in known.between(first, last).iter_rows():
            brought = tuple(sheets.get(code, ()))
            station = Station(
                code,
                name,
                electors,
                status,
                into,
                min((sheet.state for sheet in brought), key=_RANK.__getitem__, default="missing"),
                brought,
                tuple(findings.get(code, ())),
                tuple(seen.get(code, ())),
                days.get(code),
                lived.changes.get(code, ()),
            )
            groups.setdefault(station.area, []).append(station)
        for area, here in groups.items():
            yield area, sorted(here, key=lambda one: natural(one.code))


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


def _universe(outcome: Outcome, contest: str, seen: Iterable[str]) -> pl.DataFrame:
    """Every station that is shown, as the register has it, sorted by its code."""
    station = pl.col("station")
    known = outcome.register.stations
    # Merged and annulled stations are shown too, each with what became of it.
    shown = pl.col("status").is_null() | pl.col("status").is_in(_SHOWN)
    voted = outcome.election.contest(contest).areas
    if voted:
        lies = [(station == area) | station.str.starts_with(f"{area}/") for area in voted]
        shown &= pl.any_horizontal(lies)
    codes = [
        known.filter(shown).select("station"),
        outcome.sheets[contest].select("station").drop_nulls(),
        pl.DataFrame({"station": list(seen)}, schema={"station": pl.String}),
    ]
    return pl.concat(codes).unique().join(known, on="station", how="left").sort("station")


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


def _findings(outcome: Outcome, contest: str) -> pl.DataFrame:
    of = pl.col("contest").is_null() | (pl.col("contest") == contest)
    found = outcome.findings.filter(of, pl.col("station").is_not_null())
    return found.select("station", "code", "severity", "source", "numbers")
