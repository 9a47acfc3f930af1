"""What a count is: totals with their coverage, what is missing, and the state it is made from.

Shapes only; the fold, the tabulation and the arithmetic of the missing stand beside this.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from actas.election.definition import Election
from actas.election.shapes import DECISIONS, DOCUMENTS, RECORDS, WITHDRAWALS, Register


@dataclass(frozen=True)
class Release:
    """A release entry: where it stands in the log and what it fixes."""

    index: int
    as_of: str
    languages: tuple[str, ...]
    actas: str


@dataclass(frozen=True)
class State:
    """The log folded: everything current, as frames (schemas in `actas.election.shapes`).

    Attributes:
        size: entries folded.
        election: the last definition, or None before the first.
        register: stations and areas learnt so far.
        readings: one READINGS frame a contest.
        documents: the current DOCUMENTS, in log order.
        withdrawals, decisions: all of them, in log order.
        records: the current RECORDS rows, sorted by contest, station, source, reading.
        record_index: same rows' log indices, in the same order.
        replaced: records that later ones took the place of, `index` and RECORDS, in log order.
        sources: last source entry of each, as logged (without sets).
        sets: digests of the tables taken so far, by source.
        files: last file entry of each name: name to (size, sha256).
        claims: current claims by id, in order of first appearance, with log index of the last.
        said: every form of every claim by id, with its log index; None where it was withdrawn.
        releases: as logged, in order.
        incidents, unsealed: as logged, in order, with their log index.
    """

    size: int
    election: Election | None
    register: Register = field(default_factory=Register)
    readings: dict[str, pl.DataFrame] = field(default_factory=dict)
    documents: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DOCUMENTS))
    withdrawals: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WITHDRAWALS))
    decisions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DECISIONS))
    records: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RECORDS))
    record_index: pl.Series = field(default_factory=lambda: pl.Series("index", [], dtype=pl.Int64))
    replaced: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"index": pl.Int64, **RECORDS})
    )
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    claims: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    said: dict[str, tuple[tuple[int, dict[str, Any] | None], ...]] = field(default_factory=dict)
    releases: tuple[Release, ...] = ()
    incidents: tuple[tuple[int, dict[str, Any]], ...] = ()
    unsealed: tuple[tuple[int, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class Missing:
    """What has not been counted, and whether it could matter. Given that sheets and register
    are true. Sources and formulas: `actas.count.missing`.

    Attributes:
        stations: stations expected and not counted, or None where it is not known.
        capacity: votes that could still come (registered electors not on counted sheets).
        worst_lead: the leader's lead in votes if every one of them votes for the runner-up; its
            votes where there is no other choice.
        worst_share: the leader's share of valid votes then.
        turnout_capped: capacity if the missing vote at the turnout of the counted.
        reversal_share: two-way share the runner-up would need among `turnout_capped` votes;
            above 1 it is impossible.
        fragility: least number of counted sheets that would have to be false to change the winner,
            by way: {"deleted", "swapped", "all_to_runner_up", "with_worst_case"}; None where no
            number of them can.
        predicted: votes by choice predicted for the missing stations from their siblings, with
            the tiers used and their leave-one-out error; None where not computable.
    """

    stations: int | None
    capacity: int
    worst_lead: int
    worst_share: float
    turnout_capped: int | None
    reversal_share: float | None
    fragility: dict[str, int | None]
    predicted: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The `missing` object of the count's JSON contract."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Count:
    """Totals of one contest in one area (or the whole), with coverage.

    Attributes:
        contest: id.
        area, name: code and name of the area; empty code for the whole election.
        expected, counted, quarantined, rejected: stations (expected None where not known).
        registered_expected, registered_counted: registered electors, None where not known.
        valid, null, blank: votes; null and blank None where the form has no such tally.
        tallies: all special counts by the form's names.
        votes: votes by choice, in the order of the contest.
        missing: None where what is expected is not known, or contradicts the counted sheets.
        by: the same for each area of the level asked for, sorted by area code.
        registered_unknown: counted stations whose registered electors are not known; they are not
            in `registered_counted`.
        stations_missing: stations expected and not counted, or None where it is not known.
        contradictory: the register has fewer electors than are on the counted sheets, so that
            nothing follows from it on what is missing.
    """

    contest: str
    area: str
    name: str | None
    expected: int | None
    counted: int
    quarantined: int
    rejected: int
    registered_expected: int | None
    registered_counted: int | None
    valid: int
    null: int | None
    blank: int | None
    tallies: dict[str, int]
    votes: dict[str, int]
    missing: Missing | None = None
    by: tuple[Count, ...] = ()
    registered_unknown: int = 0
    stations_missing: int | None = None
    contradictory: bool = False

    def as_json(self) -> dict[str, Any]:
        """The count's JSON contract, exactly."""
        head: dict[str, Any] = {"area": self.area, "name": self.name} if self.area else {}
        body: dict[str, Any] = {
            "contest": self.contest,
            "stations": {
                "expected": self.expected,
                "counted": self.counted,
                "quarantined": self.quarantined,
                "rejected": self.rejected,
            },
            "registered": {
                "expected": self.registered_expected,
                "counted": self.registered_counted,
            },
            "valid": self.valid,
            "null": self.null,
            "blank": self.blank,
            "tallies": dict(self.tallies),
            "votes": dict(self.votes),
            "shares": {
                name: (votes / self.valid if self.valid else 0.0)
                for name, votes in self.votes.items()
            },
            "missing": self.missing.as_json() if self.missing else None,
        }
        if not self.area:
            body["by"] = [part.as_json() for part in self.by]
        return head | body
