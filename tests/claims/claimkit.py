"""Small invented claims and evidence for the tests of claims; verdicts by name of the test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from actas.claims.evidence import Compared, Evidence, evidence
from actas.claims.model import Claim, Claims
from actas.claims.verdict import Verdict, judge
from actas.count.shapes import Count, Missing

CONTEST = "president"
DAY = date(2031, 6, 30)
SOURCE = [{"cite": "La Gaceta, 2031-06-02"}]


def said(kind: str, **more: Any) -> dict[str, Any]:
    """A claim as `claims.yaml` holds it."""
    head = {"id": "1", "actor": "CE", "source": SOURCE, "words": "Dicho.", "kind": kind}
    made = {} if kind == "obligation" else {"made": "2031-06-02"}
    return {**head, **made, **more}


def claims(*given: dict[str, Any]) -> tuple[Claim, ...]:
    return Claims.model_validate({"actas": 1, "claims": list(given)}).claims


def claim(kind: str, **more: Any) -> Any:
    """One claim, validated without the others it may refer to."""
    from actas.claims.model import from_log

    return from_log(said(kind, **more))


def held(
    sheets: Sequence[dict[str, int]],
    *,
    expected: int | None = None,
    capacity: int | None = None,
    register: int | None = None,
    authority: int = 0,
    compared: dict[str, Compared] | None = None,
    by_source: dict[str, int] | None = None,
    contradictory: bool = False,
) -> Evidence:
    """Evidence of counted sheets, given as votes by choice; nothing is missing where as many are
    expected and no capacity is given."""
    choices = list(sheets[0])
    frame = pl.DataFrame(
        {
            "station": [str(number) for number in range(len(sheets))],
            "electors": [None] * len(sheets),
            "valid_votes": [sum(sheet.values()) for sheet in sheets],
            **{choice: [sheet[choice] for sheet in sheets] for choice in choices},
        },
        schema_overrides={"electors": pl.Int64},
    )
    votes = {choice: int(frame[choice].sum()) for choice in choices}
    missing = None
    lacking = None if expected is None else expected - len(sheets)
    if capacity is not None or lacking == 0:
        missing = Missing(lacking, capacity or 0, 0, 0.0, None, None, {})
    count = Count(
        CONTEST,
        "",
        None,
        expected,
        len(sheets),
        0,
        0,
        register,
        None,
        sum(votes.values()),
        None,
        None,
        {},
        votes,
        missing,
        stations_missing=lacking,
        contradictory=contradictory,
    )
    return evidence(
        count, frame, authority_stations=authority, compared=compared, by_source=by_source
    )


def judged(*given: dict[str, Any], by: Evidence | None = None, on: date = DAY) -> list[Verdict]:
    return judge(claims(*given), {} if by is None else {CONTEST: by}, on)
