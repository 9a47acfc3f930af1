"""A person's decision on a station's record, logged with its reason."""

from __future__ import annotations

from typing import Literal

import polars as pl

from actas.election.codes import place
from actas.election.shapes import READINGS
from actas.errors import InputError
from actas.log.upgrading import VERSION
from actas.project.drafting import Draft
from actas.project.project import Batch, Project

Action = Literal["accept", "quarantine", "reject", "withdraw"]


def decide(
    project: Project,
    station: str,
    action: Action,
    why: str,
    *,
    contest: str | None = None,
    source: str | None = None,
    reading: int | None = None,
) -> Batch:
    """Log a decision on a station and the records that change by it.

    Args:
        project: opened for writing.
        station: code of the station; a lower code that is unique may stand for the path.
        action: what becomes of its record.
        why: the reason, for the public.
        contest, source: which record; every one of the station where not given.
        reading: log index of the reading that is meant, where a source gave several.

    Raises:
        InputError: there is no such record, or several readings and none is named.
    """
    election, state = project.election, project.state
    code = place(station, state.register, election) or station
    if not why.strip():
        raise InputError("a decision needs its reason: --why TEXT")
    if contest is not None and contest not in {one.id for one in election.contests}:
        raise InputError(f"no contest {contest!r} in this election")
    readings = _readings(project, code, contest, source)
    if readings.is_empty():
        raise InputError(f"no reading of station {code}; `actas check` names what there is")
    if reading is not None and reading not in readings["index"]:
        known = ", ".join(str(index) for index in readings["index"])
        raise InputError(f"reading {reading} is not of station {code}; its readings: {known}")
    if action == "accept" and reading is None:
        _refuse_a_guess(code, readings)
    said = {"contest": contest, "source": source, "reading": reading}
    decision: Draft = {
        "kind": "decision",
        "v": VERSION,
        "station": code,
        "action": action,
        "why": why.strip(),
        **{key: value for key, value in said.items() if value is not None},
    }
    return project.commit([*project.definition_drafts(), decision])


def _readings(
    project: Project, station: str, contest: str | None, source: str | None
) -> pl.DataFrame:
    found = [
        frame.filter(
            (pl.col("station") == station)
            & (pl.lit(source is None) | (pl.col("source") == (source or "")))
        )
        .drop(name for name in READINGS if name not in ("index", "station", "source"))
        .with_columns(pl.lit(name).alias("contest"))
        for name, frame in project.state.readings.items()
        if contest in (None, name)
    ]
    if not found:
        return pl.DataFrame(schema={"index": pl.Int64})
    return pl.concat(found, how="diagonal")


def _refuse_a_guess(station: str, readings: pl.DataFrame) -> None:
    """Several readings with other numbers: which one is accepted must be said."""
    numbers = [name for name in readings.columns if name not in {"index", "station"}]
    told_apart = readings.select(numbers).unique()
    votes = [name for name in numbers if name != "source"]
    for (contest,), rows in told_apart.group_by("contest"):
        givers = rows["source"].unique().sort()
        if len(givers) > 1 and rows.select(votes).n_unique() > 1:
            raise InputError(
                f"{', '.join(givers)} give {station} other numbers in {contest}; "
                "say whose with --source, or which with --reading"
            )
    for (contest, source), rows in told_apart.group_by("contest", "source"):
        if rows.height > 1:
            of = readings.filter((pl.col("contest") == contest) & (pl.col("source") == source))
            known = ", ".join(str(index) for index in of["index"])
            raise InputError(
                f"{source} gave {rows.height} readings of {station} in {contest}; "
                f"say which with --reading (one of {known})"
            )
