"""`diff`: what came, changed and went between two releases, and whether the log only grew.

Both are computed from their logs, never from their pages. It judges nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from actas.errors import LogError
from actas.log.merkle import verify_consistency
from actas.release.build import settled, told
from actas.release.changes import Changes, Difference
from actas.release.files import opened
from actas.release.kept import KeptLog, in_release
from actas.release.logcheck import must_hold
from actas.release.outcome import Outcome

_SHEET = ["contest", "station", "source", "unplaced"]


def diff(old: Path, new: Path) -> Difference:
    """What changed from one release (folder or tarball) to a later one of the same log.

    Raises:
        InputError: one of them is no release that can be read.
        LogError: the log of one does not hold, or its entries cannot be followed.
    """
    logs = [_holding(path) for path in (old, new)]
    only_grew, says = _grew(*logs)
    before, after = (settled(told(log.entries()).state) for log in logs)
    return Difference(
        only_grew,
        says,
        _head(logs[0], before),
        _head(logs[1], after),
        {name: _votes(before, after, name) for name in after.counts},
        _compared(_sheets(before), _sheets(after)),
        _compared(_findings(before), _findings(after)),
        _compared(_claims(before), _claims(after)),
    )


def _holding(path: Path) -> KeptLog:
    log = in_release(opened(path))
    must_hold(log, str(path))
    return log


def _grew(old: KeptLog, new: KeptLog) -> tuple[bool, str]:
    if old.head.origin != new.head.origin:
        return False, f"{old.head.origin} and {new.head.origin} are two logs, not one"
    if old.head.size > new.head.size:
        return False, f"the first has {old.head.size} entries, the second {new.head.size}"
    proof = new.tree.consistency_proof(old.head.size)
    try:
        verify_consistency(old.head.size, new.head.size, proof, old.head.root, new.head.root)
    except LogError as error:
        return False, str(error)
    added = new.head.size - old.head.size
    return True, f"the new log begins with the old one and has {added} entries more"


def _head(log: KeptLog, found: Outcome) -> dict[str, Any]:
    return {"size": log.head.size, "root": log.head.root.hex(), "as_of": found.as_of}


def _votes(before: Outcome, after: Outcome, contest: str) -> dict[str, tuple[int, int]]:
    counts = [
        found.counts[contest][""] if contest in found.counts else None for found in (before, after)
    ]
    rows = [
        {} if one is None else {"stations": one.counted, "valid": one.valid} | one.votes
        for one in counts
    ]
    return {name: (rows[0].get(name, 0), rows[1][name]) for name in rows[1]}


def _compared(before: dict[Any, Any], after: dict[Any, Any]) -> Changes:
    def row(key: Any, **values: Any) -> dict[str, Any]:
        return {name: value for name, value in key if value is not None} | values

    return Changes(
        [row(key, now=after[key]) for key in after if key not in before],
        [
            row(key, was=before[key], now=after[key])
            for key in after
            if key in before and before[key] != after[key]
        ],
        [row(key, was=before[key]) for key in before if key not in after],
    )


def _sheets(found: Outcome) -> dict[Any, Any]:
    """State, reasons and numbers of every record, by contest, station and source."""
    sheets: dict[Any, Any] = {}
    for contest in found.election.contests:
        numbers = _numbers(found, contest.id)
        unplaced = pl.when(pl.col("station").is_null()).then("reading").alias("unplaced")
        mine = found.records.filter(pl.col("contest") == contest.id).with_columns(unplaced)
        rows = mine.sort(_SHEET).select(*_SHEET, "state", "reading", "reasons").iter_rows()
        for *key, state, reading, reasons in rows:
            sheets[tuple(zip(_SHEET, key, strict=True))] = {
                "state": state,
                "reasons": reasons,
                "values": numbers.get(reading),
            }
    return sheets


def _numbers(found: Outcome, contest: str) -> dict[int, dict[str, int]]:
    read = found.state.readings.get(contest)
    if read is None:
        return {}
    fields = [name for name in found.election.fields(contest) if name in read.columns]
    return {
        index: {
            name: value for name, value in zip(fields, values, strict=True) if value is not None
        }
        for index, *values in read.select("index", *fields).iter_rows()
    }


def _findings(found: Outcome) -> dict[Any, Any]:
    names = ["code", "station", "contest", "source", "reading"]
    rows = found.findings.select(*names, "severity", "numbers").iter_rows()
    return {
        tuple(zip(names, key, strict=True)): {"severity": severity, "numbers": numbers}
        for *key, severity, numbers in rows
    }


def _claims(found: Outcome) -> dict[Any, Any]:
    """Verdict of every claim and the entry that says it now: an edited claim has changed too."""
    verdicts = found.verdicts[found.languages[0]]
    entries = {name: index for name, (index, _) in found.state.claims.items()}
    return {
        (("id", one["id"]),): {"verdict": one["verdict"], "entry": entries[one["id"]]}
        for one in verdicts
    }
