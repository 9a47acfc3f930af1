"""`diff`: what came, changed and went between two releases, and whether the log only grew.

Both are computed from their logs, never from their pages. It judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from actas.errors import LogError
from actas.language import Language
from actas.log.merkle import verify_consistency
from actas.release import logcheck
from actas.release.build import settled, told
from actas.release.files import opened
from actas.release.kept import KeptLog, in_release
from actas.release.outcome import Outcome

SHOWN = 20
"""Lines of each list that are printed; the JSON has them all."""

_SHEET = ["contest", "station", "source", "unplaced"]


@dataclass(frozen=True)
class Changes:
    """What came, changed (with before and after) and went, of one kind of thing."""

    came: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    went: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """What lies between two releases.

    Attributes:
        only_grew: whether the new log begins with the old one.
        says: one sentence on that.
        old, new: size, root and date of each.
        votes: by contest: each choice before and after, with stations counted and valid votes.
        sheets: records by station, contest and source: their state and numbers.
        findings: by code, station, contest and source.
        claims: by id: their verdicts and the entries that say them.
    """

    only_grew: bool
    says: str
    old: dict[str, Any]
    new: dict[str, Any]
    votes: dict[str, dict[str, tuple[int, int]]]
    sheets: Changes
    findings: Changes
    claims: Changes

    def as_json(self) -> dict[str, Any]:
        """For `diff --json`."""
        kinds = {"sheets": self.sheets, "findings": self.findings, "claims": self.claims}
        return {
            "only_grew": self.only_grew,
            "says": self.says,
            "old": self.old,
            "new": self.new,
            "votes": {
                contest: {name: {"old": old, "new": new} for name, (old, new) in rows.items()}
                for contest, rows in self.votes.items()
            },
        } | {name: dict(changes.__dict__) for name, changes in kinds.items()}

    def lines(self, language: str) -> Iterator[str]:
        """The same for people, the long lists cut after `SHOWN`."""
        tongue = Language(language, "release")
        say = tongue.say
        yield say(
            "From {old} entries ({old_day}) to {new} entries ({new_day})",
            old=self.old["size"],
            new=self.new["size"],
            old_day=self.old["as_of"],
            new_day=self.new["as_of"],
        )
        yield (
            say("The log only grew: nothing was changed or removed.")
            if self.only_grew
            else (say("THE LOG DID NOT ONLY GROW: {why}", why=self.says))
        )
        for contest, rows in self.votes.items():
            for name, (old, new) in rows.items():
                if old != new:
                    change = tongue.number(new - old)
                    was, now = tongue.number(old), tongue.number(new)
                    yield f"  {contest} {name}: {was} → {now} ({change})"
        for title, changes in (
            ("Sheets: {came} came, {changed} changed, {went} went", self.sheets),
            ("Findings: {came} came, {changed} changed, {went} went", self.findings),
            ("Claims: {came} came, {changed} changed, {went} went", self.claims),
        ):
            yield say(
                title,
                came=len(changes.came),
                changed=len(changes.changed),
                went=len(changes.went),
            )
            yield from _listed(changes, say("… and {more} more", more="{more}"))


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
    wrong = [one.says for one in logcheck.checks(log, None)[0] if not one.ok]
    if wrong:
        raise LogError(f"the log of {path} does not hold: {wrong[0]}")
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


def _listed(changes: Changes, more: str) -> Iterator[str]:
    signs = (("+", changes.came), ("~", changes.changed), ("-", changes.went))
    rows = [f"  {sign} {_row(one)}" for sign, found in signs for one in found]
    yield from rows[:SHOWN]
    if len(rows) > SHOWN:
        yield f"  {more.replace('{more}', str(len(rows) - SHOWN))}"


def _row(one: dict[str, Any]) -> str:
    named = " ".join(str(value) for name, value in one.items() if name not in {"was", "now"})
    shown = [_short(one[name]) for name in ("was", "now") if name in one]
    return f"{named}: {' → '.join(shown)}"


def _short(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if "state" in value:
        numbers = value["values"] or {}
        votes = " ".join(f"{name} {number}" for name, number in numbers.items())
        return f"{value['state']} {' '.join(value['reasons'])} [{votes}]".replace("  ", " ")
    if "verdict" in value:
        return f"{value['verdict']} (entry {value['entry']})"
    return str(value["severity"])
