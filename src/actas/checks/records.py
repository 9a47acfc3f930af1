"""From sheets, findings and decisions to records: which reading stands, or why none does.

    a finding rejects            rejected      its codes
    a finding quarantines        quarantined   its codes
    a person decided             as decided    decision   (goes before findings)
    else                         accepted

Where sources conflict, only the last decision that names a source or reading lets a sheet stand.
Knows nothing of how findings came about.
"""

from __future__ import annotations

import polars as pl

from actas.checks.case import KEY, Case
from actas.election.shapes import RECORDS, SOURCES_IN_CONFLICT

DECISION = "decision"
"""The reason of a record that a person decided on."""

_STATES = {"reject": "rejected", "quarantine": "quarantined", "accept": "accepted"}
_STATES["withdraw"] = "withdrawn"

_NO_REASONS = pl.lit([], dtype=pl.List(pl.String))


def records(case: Case, findings: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Frame RECORDS of one contest, unsorted.

    Args:
        case: the contest.
        findings: `code`, `effect` (quarantine, reject) and `station`, `source`, `reading` of its
            findings that do something.
        decided: frame `decisions.EFFECTIVE`.
    """
    conflicts = findings.filter(pl.col("code") == SOURCES_IN_CONFLICT).select("station")
    placed = _with_reasons(_placed(case), _spread(findings, case), KEY)
    placed = _with_decisions(placed, decided, conflicts)
    loose = _with_reasons(_unplaced(case), findings, ["reading"])
    every = pl.concat([placed.select(loose.columns), loose])
    return every.with_columns(contest=pl.lit(case.contest)).select(*RECORDS)


def _placed(case: Case) -> pl.DataFrame:
    """One row a station and source; `reading` null where several contend."""
    sheets = case.placed
    one = sheets.filter(~pl.col("_contends")).select(*KEY, reading="index")
    several = sheets.filter("_contends").select(KEY).unique()
    unread = case.unread.filter(pl.col("station").is_not_null())
    unread = unread.group_by(KEY).agg(pl.col("index").min().alias("reading"))
    return pl.concat([one, several.with_columns(reading=pl.lit(None, dtype=pl.Int64)), unread])


def _unplaced(case: Case) -> pl.DataFrame:
    parts = [frame.select(*KEY, reading="index") for frame in (case.sheets, case.unread)]
    return pl.concat(parts).filter(pl.col("station").is_null())


def _spread(findings: pl.DataFrame, case: Case) -> pl.DataFrame:
    """Findings by station and source: one about the station is about all that speak of it."""
    about_all = findings.filter(pl.col("source").is_null()).drop("source")
    if about_all.is_empty():
        return findings
    speaking = case.speaking.select(KEY).unique()
    spread = about_all.join(speaking, on="station").select(findings.columns)
    return pl.concat([findings.filter(pl.col("source").is_not_null()), spread])


def _with_reasons(records: pl.DataFrame, findings: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    code, rejects = pl.col("code"), pl.col("effect") == "reject"
    why = findings.group_by(by).agg(
        _rejects=rejects.any(),
        reasons=pl.when(rejects.any())
        .then(code.filter(rejects).unique().sort().implode())
        .otherwise(code.unique().sort().implode()),
    )
    joined = records.join(why, on=by, how="left")
    state = (
        pl.when("_rejects")
        .then(pl.lit("rejected"))
        .when(pl.col("reasons").is_not_null())
        .then(pl.lit("quarantined"))
        .otherwise(pl.lit("accepted"))
    )
    return joined.select(*KEY, "reading", pl.col("reasons").fill_null(_NO_REASONS), state=state)


def _with_decisions(
    records: pl.DataFrame, decided: pl.DataFrame, conflicts: pl.DataFrame
) -> pl.DataFrame:
    if decided.is_empty():
        return records
    decided = decided.join(conflicts.with_columns(_conflict=True), on="station", how="left")
    accepts = pl.col("action") == "accept"
    stands = accepts & pl.col("_named")
    last = pl.col("_decision").filter(stands).max().over("station")
    held = (
        pl.col("_conflict")
        & accepts
        & ~(stands & (pl.col("_decision") == last)).fill_null(value=False)
    )
    decided = decided.select(
        *KEY,
        "_stands",
        _state=pl.when(held)
        .then(pl.lit("quarantined"))
        .otherwise(pl.col("action").replace_strict(_STATES, return_dtype=pl.String)),
        _reasons=pl.concat_list(
            pl.when(held).then(pl.lit(SOURCES_IN_CONFLICT)).otherwise(pl.lit(DECISION))
        ),
    )
    joined = records.join(decided, on=KEY, how="left")
    return joined.select(
        *KEY,
        reading=pl.coalesce("_stands", "reading"),
        reasons=pl.coalesce("_reasons", "reasons"),
        state=pl.coalesce("_state", "state"),
    )
