"""What the log amounts to: everything that a release shows, computed once from its state.

Pure: no disk, no clock, no words but those that the rooms below make in the languages asked for.
Site and open data read it; neither computes a total or a verdict of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
import polars as pl

from actas.checks.run import Judged, judge
from actas.checks.say import message
from actas.claims.model import from_log
from actas.claims.verdict import Verdict
from actas.count.encoded import decode
from actas.count.pending import Pending, pending
from actas.count.shapes import Count, State
from actas.count.tabulate import tabulate_json
from actas.election.arithmetic import ballots_cast, choices_sum, valid_votes
from actas.election.definition import Election
from actas.election.shapes import READINGS, Register
from actas.errors import LogError
from actas.halving import alongside, places
from actas.mapped import in_pieces, sliced
from actas.project.judging import verdicts
from actas.release.agreement import by_area
from actas.release.shelf import Shelf

SHEETS: dict[str, type[pl.DataType]] = {
    "station": pl.String,  # full path of codes, or null where it cannot be placed
    "given": pl.String,  # the code as it was written, where station is null
    "source": pl.String,
    "state": pl.String,  # accepted, quarantined, rejected, withdrawn
    "reasons": pl.List(pl.String),  # type: ignore[dict-item]
    "record": pl.Int64,  # log index of the record; null where the log has none such
    "reading": pl.Int64,  # log index of the reading
    "stands": pl.Boolean,  # whether the record names this reading (not one of several in doubt)
    "reader": pl.String,
    "arrived": pl.String,
    "document": pl.String,  # SHA-256 of the public rendition
    "confidence": pl.Int64,  # in thousandths, of its least certain number, or null
    "address": pl.String,  # where its source published the sheet
    "problems": pl.List(pl.String),  # type: ignore[dict-item]
    "valid_votes": pl.Int64,  # as the form makes them up, or null
    "ballots_cast": pl.Int64,
}
"""One row a reading behind a current record of one contest, then the fields of the form.

Sorted by station, source, reading. Several readings of one source on one station, none of which
stands, give a row each with the same record."""


@dataclass(frozen=True)
class Logged:
    """What the log says and the rules make of it, before anything is counted.

    Attributes:
        state: the log, folded.
        election: as the state has it.
        languages: of the release, the default first.
        findings: frame FINDINGS.
    """

    state: State
    election: Election
    languages: tuple[str, ...]
    findings: pl.DataFrame


@dataclass(frozen=True)
class Outcome(Logged):
    """All that follows from the log at one release.

    Attributes:
        register: as the state has it.
        as_of: ISO date that obligations are judged by.
        records: frame RECORDS as the rules and decisions make it.
        evaluated: frame EVALUATED of `actas.checks.run`: what each rule could be held against.
        counts: by contest: totals by area code, the whole election under ""; on disk.
        pending: by contest: what the quarantined and the rejected sheets could change.
        sheets: by contest: frame SHEETS.
        agreement: by contest: how far sources agree, as `actas.release.agreement.by_area` has it.
        verdicts: by language: every claim with its verdict and tests (JSON contract of claims).
        reasons: by language and claim: the sentence that its verdict rests on.
    """

    register: Register
    as_of: str
    records: pl.DataFrame
    evaluated: pl.DataFrame
    counts: Mapping[str, Shelf[Count]]
    pending: dict[str, tuple[Pending, ...]]
    sheets: dict[str, pl.DataFrame]
    agreement: dict[str, pl.DataFrame]
    verdicts: dict[str, list[dict[str, Any]]]
    reasons: dict[str, dict[str, str]]

    def top_areas(self, *contests: str) -> list[str]:
        """Areas of the first level where any of the contests is counted, in order."""
        known = {area for contest in contests for area in self.counts[contest]}
        return sorted(area for area in known if area and "/" not in area)

    def without_rows(self) -> Outcome:
        """What is left for whoever has the tables: all but the frames of single stations."""
        register = Register(self.register.stations.clear(), self.register.areas)
        return replace(
            self,
            state=State(self.state.size, self.election),
            register=register,
            findings=self.findings.clear(),
            records=self.records.clear(),
            sheets={},
            agreement={},
        )

    def says(self, code: str, numbers: str, language: str) -> str:
        """The sentence of a finding: its code, its numbers as JSON, a language."""
        return message(self.election, code, orjson.loads(numbers), language)


def logged(state: State, languages: Sequence[str], judged: Judged) -> Logged:
    """A log with what the rules make of it.

    Raises:
        LogError: as `outcome`.
    """
    return Logged(state, _election(state), tuple(languages), judged.findings)


def outcome(
    state: State, as_of: str, languages: Sequence[str], judged: Judged | None = None
) -> Outcome:
    """Judge, count and hold claims against the records of `state`.

    Args:
        state: the log folded up to the release.
        as_of: ISO date of the release entry.
        languages: two-letter codes, the default first.
        judged: what the rules make of this state, where that is known.

    Raises:
        LogError: the log holds no election yet.
    """
    election = _election(state)
    contests = [contest.id for contest in election.contests]
    judged = judged or judge(
        election,
        state.register,
        state.readings,
        state.withdrawals,
        state.decisions,
        state.documents,
    )
    # A log that holds other records than the rules make is for `verify` to tell; what is shown
    # counts what the log holds.
    counts = {contest: _counts(state, contest) for contest in contests}
    told = _verdicts(state, as_of, languages, counts)
    held = {contest: sheets(state, judged.records, contest) for contest in contests}
    return Outcome(
        state=state,
        election=election,
        register=state.register,
        as_of=as_of,
        languages=tuple(languages),
        findings=judged.findings,
        records=judged.records,
        evaluated=judged.evaluated,
        counts=counts,
        pending={contest: pending(state, contest) for contest in contests},
        sheets=held,
        agreement={one: by_area(rows, election.fields(one)) for one, rows in held.items()},
        verdicts={language: [one.as_json() for one in said] for language, said in told.items()},
        reasons={language: {one.id: one.reason for one in said} for language, said in told.items()},
    )


def _election(state: State) -> Election:
    if state.election is None:
        raise LogError("the log holds no election yet: there is nothing to publish")
    return state.election


def _counts(state: State, contest: str) -> Shelf[Count]:
    return Shelf(tabulate_json(state, contest), decode)


def _verdicts(
    state: State, as_of: str, languages: Sequence[str], counts: Mapping[str, Mapping[str, Count]]
) -> dict[str, list[Verdict]]:
    claims = [from_log(claim) for _, claim in state.claims.values()]
    whole = {contest: by_area[""] for contest, by_area in counts.items()}
    return verdicts(state, claims, date.fromisoformat(as_of), languages, whole)


def sheets(state: State, records: pl.DataFrame, contest: str) -> pl.DataFrame:
    """The readings behind the current records of a contest: frame SHEETS and the form's fields."""
    assert state.election is not None
    fields = state.election.fields(contest)
    held = _with_index(state, records).filter(pl.col("contest") == contest).drop("contest")
    readings = state.readings.get(contest)
    if readings is None:
        readings = pl.DataFrame(schema={**READINGS, **dict.fromkeys(fields, pl.Int64)})
    reading = pl.col("reading")
    in_doubt = held.filter(reading.is_null()).drop("reading")
    key = ["station", "source"]
    keys = readings.select(*key, reading="index")
    keys = keys.join(in_doubt.select(key), on=key, how="semi", nulls_equal=True)
    several = in_doubt.join(keys, on=key, how="left", nulls_equal=True)
    named = held.filter(reading.is_not_null()).with_columns(stands=pl.lit(value=True))
    placed = pl.col("station").is_not_null()
    rows = pl.concat([named.filter(placed), named.filter(~placed)])
    if not several.is_empty():
        rows = pl.concat([rows, several.with_columns(stands=pl.lit(value=False))], how="diagonal")
        rows = rows.sort("station", "source", "reading", nulls_last=True)
    of_contest = pl.col("contest").is_null() | (pl.col("contest") == contest)
    addresses = (
        state.documents.filter(of_contest & pl.col("address").is_not_null())
        .select(*key, "address")
        .unique(key, keep="last", maintain_order=True)
        .sort("station", maintain_order=True)
    )
    electors = state.register.stations.select("station", "electors")
    return in_pieces(
        _read(
            state.election,
            contest,
            some.join(alongside(some, addresses), on=key, how="left", maintain_order="left"),
            readings,
            alongside(some, electors),
        )
        for some in sliced(rows)
    )


def _read(
    election: Election,
    contest: str,
    rows: pl.DataFrame,
    readings: pl.DataFrame,
    electors: pl.DataFrame,
) -> pl.DataFrame:
    """Rows with what was read, and the form's arithmetic on it."""
    at = places(readings["index"], rows["reading"]).drop_nulls().unique()
    read = readings[at].drop("station", "source")
    known = rows.join(
        read, left_on="reading", right_on="index", how="left", maintain_order="left"
    ).join(electors, on="station", how="left", maintain_order="left")
    made = known.with_columns(choices_sum(election, contest)).with_columns(
        valid_votes(election, contest), ballots_cast(election, contest)
    )
    return made.select(*SHEETS, *election.fields(contest))


def _with_index(state: State, records: pl.DataFrame) -> pl.DataFrame:
    """The records with the log index of the entry that says the same (`record`)."""
    if records.equals(state.records):
        return records.with_columns(record=state.record_index)
    unplaced = pl.when(pl.col("station").is_null()).then(pl.col("reading")).alias("unplaced")
    keys = ["station", "contest", "source", "unplaced"]
    logged = state.records.with_columns(unplaced, record=state.record_index)
    return records.with_columns(unplaced).join(
        logged.select(*keys, "record"),
        on=keys,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
