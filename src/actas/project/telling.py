"""What a run of reading tells of each file: the rows of `read --json`.

From the journal's outcome and the findings that now stand; pure apart from looking at the project.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from actas.election.definition import Election
from actas.evidence.shapes import REFUSALS
from actas.project import outcomes
from actas.project.project import Project, judged

UNREAD = {
    "code": "no code could be read",
    "part": "a code of several is missing",
    "form": "it could not be registered to its form",
    "print": "printed numbers are uncertain",
    "sums": "printed numbers do not add up",
    "hand": "it is handwritten",
}
"""Why a document waits for people, in words."""


@dataclass(frozen=True)
class Findings:
    """Codes of findings by station, and by document where there is no station.

    Attributes:
        stations, documents: codes, sorted.
        errors: codes whose finding is an error.
    """

    stations: dict[str, list[str]]
    documents: dict[str, list[str]]
    errors: frozenset[str]

    @classmethod
    def of(cls, project: Project, source: str) -> Findings:
        """Those that concern a source's readings."""
        state = project.state
        found = judged(state).findings
        found = found.filter(pl.col("source").is_null() | (pl.col("source") == source))
        by_station = found.filter(pl.col("station").is_not_null())
        readings = [
            frame.select("index", "document").drop_nulls() for frame in state.readings.values()
        ]
        empty = pl.DataFrame(schema={"index": pl.Int64, "document": pl.String})
        by_reading = found.filter(pl.col("station").is_null()).join(
            pl.concat([empty, *readings]), left_on="reading", right_on="index"
        )
        errors = found.filter(pl.col("severity") == "error")["code"]
        return cls(
            _grouped(by_station, "station"), _grouped(by_reading, "document"), frozenset(errors)
        )

    def is_error(self, codes: list[str]) -> bool:
        """Whether one of them is an error."""
        return not self.errors.isdisjoint(codes)


def rows(told: dict[str, Any], election: Election, findings: Findings) -> Iterator[dict[str, Any]]:
    """One row a sheet and contest, or one for a file that is none.

    Args:
        told: a `receiving.Told` as JSON.
        election: the definition.
        findings: that stand now.
    """
    outcome = told["outcome"]
    head = {
        "document": None,
        "path": told["path"],
        "station": None,
        "contest": None,
        "values": None,
        "positions": None,
        "method": None,
        "findings": [],
        "ms": outcome.get("ms", {}).get("all", 0.0),
        "outcome": outcome["result"],
        "reasons": _reasons(outcome),
        "duplicate_of": outcome.get("of"),
        "known": told["known"],
    }
    sheets = outcome.get("sheets", ())
    if not sheets:
        yield head
    for sheet in sheets:
        yield from _sheet(head, sheet, told["placed"], election, findings)


def _sheet(
    head: dict[str, Any],
    sheet: dict[str, Any],
    placed: dict[str, str | None],
    election: Election,
    findings: Findings,
) -> Iterator[dict[str, Any]]:
    station, document = outcomes.station(sheet, placed), sheet.get("document")
    codes = findings.stations.get(station or "", []) + findings.documents.get(document or "", [])
    broken = [one.split()[0] for read in sheet["readings"] for one in read["problems"]]
    about = {
        "document": document,
        "station": station,
        "form": sheet["form"],
        "page": sheet["page"],
        "withheld": document is None,
        "findings": sorted({*codes, *broken}),
    }
    good = [read for read in sheet["readings"] if not read["problems"]]
    if not good:
        yield head | about
        return
    for contest, values in good[0]["values"].items():
        yield (
            head
            | about
            | {
                "contest": contest,
                "values": _values(values, contest, election),
                "positions": good[0]["positions"].get(contest),
                "method": good[0]["method"],
                "tallies": {one.id: values.get(one.id) for one in election.form.tallies},
            }
        )


def _values(values: dict[str, int], contest: str, election: Election) -> dict[str, int | None]:
    choices = {one.id: values.get(one.id) for one in election.contest(contest).choices}
    null, blank = election.form.tally("null"), election.form.tally("blank")
    return choices | {
        "null": values.get(null) if null else None,
        "blank": values.get(blank) if blank else None,
    }


def _reasons(outcome: dict[str, Any]) -> list[str]:
    if "refused" in outcome:
        code, sentence = outcome["refused"]
        return [f"{code} {sentence or REFUSALS[code]}"]
    if outcome["result"] == outcomes.DUPLICATE:
        return ["the same bytes" if outcome.get("bytes") else "the same sheet again"]
    unread = [reason for sheet in outcome.get("sheets", ()) for reason in sheet["unread"]]
    return [UNREAD[one] for one in dict.fromkeys(unread)]


def _grouped(found: pl.DataFrame, key: str) -> dict[str, list[str]]:
    grouped = found.group_by(key).agg(pl.col("code").unique().sort())
    return dict(grouped.iter_rows())
