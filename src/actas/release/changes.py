"""What lies between two releases, as JSON and as lines for people.

Shapes and words only; `difference` computes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from actas.language import Language

SHOWN = 10
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
        sound: whether every definition that came keeps what the log stands on.
        lost: the first that does not, in one sentence; None where all do.
        old, new: size, root and date of each.
        votes: by contest: each choice before and after, with stations counted and valid votes.
        coverage: by contest: stations and electors expected and counted, votes that could still
            come and the lead if all of them went to the second; None where not known.
        definition: by field, its path in the definition.
        register: by station, or area where that has a name; of what changed, what differs.
        sources, documents: by source; by station, source and contest. Likewise.
        decisions: by entry.
        sheets: records by station, contest and source: their state and numbers.
        findings: by code, station, contest and source.
        claims: by id: their verdicts and the entries that say them.
    """

    only_grew: bool
    says: str
    sound: bool
    lost: str | None
    old: dict[str, Any]
    new: dict[str, Any]
    votes: dict[str, dict[str, tuple[int, int]]]
    coverage: dict[str, dict[str, tuple[int | None, int | None]]]
    definition: Changes
    register: Changes
    sources: Changes
    documents: Changes
    decisions: Changes
    sheets: Changes
    findings: Changes
    claims: Changes

    def as_json(self) -> dict[str, Any]:
        """For `diff --json`."""
        head = ("only_grew", "says", "sound", "lost", "old", "new")
        return (
            {name: getattr(self, name) for name in head}
            | {"votes": _before_and_after(self.votes), "coverage": _before_and_after(self.coverage)}
            | {name: dict(getattr(self, name).__dict__) for name in TITLES}
        )

    def lines(self, language: str) -> Iterator[str]:
        """The same for people, the long lists cut after `SHOWN`."""
        tongue = Language(language, "release")
        say = tongue.say
        if self.lost is not None:
            yield say("THE DEFINITION DROPPED WHAT THE LOG STANDS ON: {why}", why=self.lost)
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
            yield from _numbers(tongue, contest, rows)
            known = self.coverage[contest]
            yield from _numbers(
                tongue, contest, {say(COVERAGE[key]): known[key] for key in COVERAGE}
            )
        for name, title in TITLES.items():
            changes = getattr(self, name)
            came, changed, went = map(len, (changes.came, changes.changed, changes.went))
            yield say(title, came=came, changed=changed, went=went)
            yield from _listed(changes, say("… and {more} more", more="{more}"))


TITLES = {
    "definition": "Definition: {came} came, {changed} changed, {went} went",
    "register": "Register: {came} came, {changed} changed, {went} went",
    "sources": "Sources: {came} came, {changed} changed, {went} went",
    "documents": "Documents: {came} came, {changed} changed, {went} went",
    "decisions": "Decisions: {came} came, {changed} changed, {went} went",
    "sheets": "Sheets: {came} came, {changed} changed, {went} went",
    "findings": "Findings: {came} came, {changed} changed, {went} went",
    "claims": "Claims: {came} came, {changed} changed, {went} went",
}
"""The lists, in the order in which they are told."""

COVERAGE = {
    "expected": "stations expected",
    "registered_expected": "electors expected",
    "registered_counted": "electors of counted stations",
    "capacity": "votes that could still come",
    "worst_lead": "lead if all of those went to the second",
}
"""What is printed of the coverage; `stations` among the votes already says how many count."""


def _before_and_after(found: dict[str, Any]) -> dict[str, Any]:
    return {
        contest: {name: {"old": old, "new": new} for name, (old, new) in rows.items()}
        for contest, rows in found.items()
    }


def _numbers(tongue: Language, contest: str, rows: Mapping[str, Any]) -> Iterator[str]:
    for name, (old, new) in rows.items():
        if old == new:
            continue
        was, now = ("?" if one is None else tongue.number(one) for one in (old, new))
        change = ""
        if old is not None and new is not None:
            change = f" ({'+' if new > old else ''}{tongue.number(new - old)})"
        yield f"  {contest} {name}: {was} → {now}{change}"


def _listed(changes: Changes, more: str) -> Iterator[str]:
    signs = (("+", changes.came), ("~", changes.changed), ("-", changes.went))
    rows = ((sign, one) for sign, found in signs for one in found)
    yield from (f"  {sign} {_row(one)}" for sign, one in islice(rows, SHOWN))
    left = sum(len(found) for _, found in signs) - SHOWN
    if left > 0:
        yield f"  {more.replace('{more}', str(left))}"


def _row(one: dict[str, Any]) -> str:
    named = " ".join(str(value) for name, value in one.items() if name not in {"was", "now"})
    shown = [_short(one[name]) for name in ("was", "now") if name in one]
    return f"{named}: {' → '.join(shown)}"


def _short(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value)) or "–"
    if not isinstance(value, dict):
        return str(value)
    if "state" in value:
        numbers = value["values"] or {}
        votes = " ".join(f"{name} {number}" for name, number in numbers.items())
        return f"{value['state']} {' '.join(value['reasons'])} [{votes}]".replace("  ", " ")
    if "verdict" in value:
        return f"{value['verdict']} (entry {value['entry']})"
    if "severity" in value:
        return str(value["severity"])
    return ", ".join(f"{name} {one}" for name, one in value.items() if one is not None) or "–"
