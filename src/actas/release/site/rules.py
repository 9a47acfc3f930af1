"""The rules as the site tells them: a short title, how often each fired, and where.

The rules themselves, their sentences and what they do stand in `actas.checks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import orjson
import polars as pl

from actas.checks import in_force
from actas.election.definition import Election
from actas.election.written import text
from actas.release.outcome import Outcome
from actas.release.rows import Rows
from actas.release.site.words import Words

TITLES = {
    "S101": "Valid votes do not add up",
    "S102": "Ballots do not add up",
    "S103": "More ballots than registered electors",
    "S104": "More ballots than voters marked on the register",
    "P201": "Many null votes",
    "P202": "Many blank votes",
    "P203": "Every registered elector voted",
    "P204": "Not a single vote",
    "R301": "Station unknown to the register",
    "R302": "Station annulled or merged",
    "R303": "Station that cannot be placed",
    "R304": "The contest is not voted on here",
    "D401": "One source, several different sheets of one station",
    "D402": "Dropped by its source",
    "D403": "Sources differ on one station",
    "D404": "Same numbers as another sheet of the centre",
    "D405": "Same numbers as a sheet elsewhere",
    "D406": "Code and print of one sheet differ",
    "D407": "The same sheet under another station",
    "D408": "Different sheets of one station and copy number",
    "C601": "Code that breaks its grammar",
    "C602": "Code that contradicts itself",
    "C603": "Code whose signature does not hold",
    "C604": "Code of a station unknown to the register",
    "I501": "Could not be read",
    "I502": "Waits for people",
}
"""Short titles by code; a rule without one is called by its sentence."""

PIECE = 10_000
"""Findings that are made into text at a time."""


@dataclass(frozen=True)
class Found:
    """One finding."""

    code: str
    severity: str
    station: str | None
    contest: str | None
    source: str | None
    numbers: str


@dataclass(frozen=True)
class Rule:
    """One rule with what it found.

    `evaluated` and `not_evaluable` count the sheets (stations, for rules across sources) that it
    could, and could not, be held against.
    """

    code: str
    severity: str
    effect: str
    titles: dict[str, str]
    evaluated: int
    not_evaluable: int
    findings: Sequence[Found]

    @property
    def found(self) -> int:
        """How many findings it has."""
        return len(self.findings)


def rules(outcome: Outcome, words: dict[str, Words]) -> list[Rule]:
    """Every rule that runs in this election, by code."""
    found = _findings(outcome)
    held = _held(outcome)
    told = []
    for rule in in_force.rules(outcome.election):
        evaluated, not_evaluable = held.get(rule.code, (0, 0))
        told.append(
            Rule(
                code=rule.code,
                severity=rule.severity,
                effect=in_force.effect(outcome.election, rule),
                titles={
                    code: title(outcome.election, rule.code, one) for code, one in words.items()
                },
                evaluated=evaluated,
                not_evaluable=not_evaluable,
                findings=found.get(rule.code, ()),
            )
        )
    return told


def title(election: Election, code: str, words: Words) -> str:
    """What a rule is called: its short title, or the election's own line, or its code."""
    own = {rule.code: rule.says for rule in election.form.rules}
    if code in own:
        return text(own[code], words.code)
    return str(words.say(TITLES[code])) if code in TITLES else code


def effects(words: Words) -> dict[str, str]:
    """What a finding does to the sheet, in words."""
    return {
        "quarantine": words.say("the sheet waits in quarantine"),
        "reject": words.say("the sheet is rejected"),
        "warn": words.say("the sheet counts, with a warning"),
    }


def _findings(outcome: Outcome) -> dict[str, Sequence[Found]]:
    """The findings of every rule that has any, on disk, in their order."""
    rows = Rows(_lines(outcome.findings.select(field.name for field in fields(Found))), _found)
    runs = outcome.findings["code"].rle().struct.unnest()  # they are sorted by it
    ends = runs["len"].cum_sum()
    return {
        code: rows.between(end - size, end)
        for code, size, end in zip(runs["value"], runs["len"], ends, strict=True)
    }


def _lines(found: pl.DataFrame) -> Iterator[bytes]:
    for piece in found.iter_slices(PIECE):
        yield from piece.write_ndjson().encode().splitlines()


def _found(line: bytes) -> Found:
    return Found(**orjson.loads(line))


def _held(outcome: Outcome) -> dict[str, tuple[int, int]]:
    sums = outcome.evaluated.group_by("code").agg(pl.col("evaluated", "not_evaluable").sum())
    return {code: (evaluated, not_) for code, evaluated, not_ in sums.iter_rows()}
