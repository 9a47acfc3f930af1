"""`diff`: what came, changed and went between two releases, and whether the log only grew.

Both are computed from their logs, never from their pages. It judges nothing but what the import
act would refuse: a definition that drops what the log stands on.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from actas.count.fold import fold
from actas.count.shapes import Count, State
from actas.errors import ActasError, LogError
from actas.log.merkle import verify_consistency
from actas.project.project import lost_ground
from actas.release import ground
from actas.release.build import settled
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
    earlier = fold(logs[0].entries())
    later, lost = _followed(logs[1], earlier if only_grew else State(size=0, election=None))
    before, after = _settled(earlier), _settled(later, lost)
    contests = dict.fromkeys([*after.counts, *before.counts])
    return Difference(
        only_grew,
        says,
        lost is None,
        lost,
        _head(logs[0], before),
        _head(logs[1], after),
        votes={name: _votes(before, after, name) for name in contests},
        coverage={name: _coverage(before, after, name) for name in contests},
        definition=_compared(*(ground.definition(one.election) for one in (before, after))),
        register=_narrowed(_compared(*(ground.register(one) for one in (earlier, later)))),
        sources=_narrowed(_compared(*(ground.sources(one) for one in (earlier, later)))),
        documents=_narrowed(_compared(*(ground.documents(one) for one in (earlier, later)))),
        decisions=_compared(*(ground.decisions(one) for one in (earlier, later))),
        sheets=_compared(_sheets(before), _sheets(after)),
        findings=_compared(_findings(before), _findings(after)),
        claims=_compared(_claims(before), _claims(after)),
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


def _followed(log: KeptLog, state: State) -> tuple[State, str | None]:
    """The log folded on from `state`, and the first definition in it that lost ground."""
    stream = islice(log.entries(), state.size, None)
    lost = None
    definitions: list[bytes] = []

    def until_defined() -> Iterator[bytes]:
        for data in stream:
            if _defines(data):
                definitions.append(data)
                return
            yield data

    while True:
        held = fold(until_defined(), state)
        if not definitions:
            return held, lost
        state = fold([definitions.pop()], held)
        assert state.election is not None
        why = lost_ground(held.election, state.election, held)
        lost = lost or (f"entry {held.size}: {why}" if why else None)


def _defines(data: bytes) -> bool:
    """Whether an entry is a definition, however it is written; the fold refuses what is none."""
    try:
        entry = orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return isinstance(entry, dict) and entry.get("kind") == "election"


def _settled(state: State, lost: str | None = None) -> Outcome:
    try:
        return settled(state)
    except (ActasError, KeyError, pl.exceptions.PolarsError):
        # Nothing need be computable on a definition that lost ground: that comes first.
        if lost is None:
            raise
        raise LogError(f"the definition dropped what the log stands on: {lost}") from None


def _head(log: KeptLog, found: Outcome) -> dict[str, Any]:
    return {"size": log.head.size, "root": log.head.root.hex(), "as_of": found.as_of}


def _whole(found: Outcome, contest: str) -> Count | None:
    return found.counts[contest][""] if contest in found.counts else None


def _votes(before: Outcome, after: Outcome, contest: str) -> dict[str, tuple[int, int]]:
    old, new = (
        {} if one is None else {"stations": one.counted, "valid": one.valid} | one.votes
        for one in (_whole(before, contest), _whole(after, contest))
    )
    return {name: (old.get(name, 0), new.get(name, 0)) for name in dict.fromkeys([*new, *old])}


def _coverage(
    before: Outcome, after: Outcome, contest: str
) -> dict[str, tuple[int | None, int | None]]:
    old, new = (ground.coverage(_whole(one, contest)) for one in (before, after))
    return {name: (old[name], new[name]) for name in new}


def _narrowed(changes: Changes) -> Changes:
    """Of what changed, only the values that differ."""
    for row in changes.changed:
        differ = [name for name in row["now"] if row["was"][name] != row["now"][name]]
        row |= {when: {name: row[when][name] for name in differ} for when in ("was", "now")}
    return changes


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
