"""What lies between two releases, as JSON and as lines for people.

Shapes and words only; `difference` computes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from actas.language import Language

SHOWN = 20
"""Lines of each list that are printed; the JSON has them all."""


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
                    change = ("+" if new > old else "") + tongue.number(new - old)
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
