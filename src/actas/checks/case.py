"""What a rule is given and what it gives back: one contest's sheets, and an outcome.

Knows frames only: which rules there are stands in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from actas.election.definition import Election
from actas.election.shapes import FINDINGS

KEY = ["station", "source"]
"""What a record is of, within one contest."""


@dataclass(frozen=True)
class Case:
    """One contest as the rules see it.

    A sheet is what a source says of a station: its equal readings count as one. Where a source
    gives a station several times with different numbers, each is a sheet (`contending`).

    Attributes:
        election: the definition.
        contest: id.
        fields: names of the numbers on a sheet, choices first.
        choices: names of the choices.
        sheets: readings with numbers: `index`, `station` (null where not placed), `source`, the
            fields, `choices` (their sum), `electors` and `status` of the station, and
            `_known` (in the register), `_contends`, `_valid`, `_ballots`.
        unread: `index`, `station`, `source`, `problems` of readings without numbers whose source
            has no other sheet of that station.
        dropped: `station`, `source` of sheets that their source's complete set no longer has.
        speaking: the placed sheets that may agree, conflict or be copied: all but those rejected
            or withdrawn, and only the named one where a decision accepts one of several.
        readings: how many readings there are in all.
        read: every reading with numbers: `index`, `station`, `source`, `reader`, `document`,
            `copied`, the fields, and `_besides`: a print whose document's code was read too.
        both_ways: those of `read` by code or print whose document was read both ways.
        disagreeing: of those documents the ones whose code and print differ: `document`, and
            `_differs_<field>`.
        broken: readings of codes that are none: `index`, `station`, `source`, `broken` (the code
            of the rule), `detail`, `_alone` (no reading with numbers beside it).
        documents: frame DOCUMENTS of the documents that this contest's numbers stand on.
        silenced: `station`, `source` whose sheets people rejected or withdrew.
    """

    election: Election
    contest: str
    fields: list[str]
    choices: list[str]
    sheets: pl.DataFrame
    unread: pl.DataFrame
    dropped: pl.DataFrame
    speaking: pl.DataFrame
    readings: int
    read: pl.DataFrame
    both_ways: pl.DataFrame
    disagreeing: pl.DataFrame
    broken: pl.DataFrame
    documents: pl.DataFrame
    silenced: pl.DataFrame

    @property
    def placed(self) -> pl.DataFrame:
        """Sheets whose station is known by its code."""
        if not self.sheets["station"].null_count():
            return self.sheets
        return self.sheets.filter(pl.col("station").is_not_null())


@dataclass(frozen=True)
class Outcome:
    """What one rule found in one contest.

    Attributes:
        findings: frame FINDINGS without `code` and `contest`; with `effect` where single findings
            do other than the rule.
        evaluated: on how many sheets (stations, for rules across sources) it could be decided.
        not_evaluable: on how many a number was missing that it needs.
    """

    findings: pl.DataFrame
    evaluated: int
    not_evaluable: int = 0


NOTHING_FOUND = pl.DataFrame(
    schema={name: FINDINGS[name] for name in FINDINGS if name not in ("code", "contest")}
)
"""Findings of a rule that has none."""


def on_each(
    sheets: pl.DataFrame,
    fires: pl.Expr,
    numbers: dict[str, pl.Expr],
    severity: str,
) -> Outcome:
    """The outcome of a rule about single sheets.

    Args:
        sheets: frame with `index`, `station`, `source` and what the expressions name.
        fires: true, false, or null where it cannot be evaluated.
        numbers: what the finding tells, by name.
        severity: of the findings.
    """
    held = sheets.select("index", fires.alias("_fires"))["_fires"]
    missing = held.null_count()
    hits = sheets.filter(held) if held.any() else sheets.clear()
    return Outcome(rows(hits, numbers, severity), sheets.height - missing, missing)


def rows(hits: pl.DataFrame, numbers: dict[str, pl.Expr], severity: str | pl.Expr) -> pl.DataFrame:
    """Findings for every row of `hits` (`station`, and `source`, `index` where there are)."""
    if hits.is_empty():
        return NOTHING_FOUND
    level = pl.lit(severity) if isinstance(severity, str) else severity
    told = [numbers[name].alias(name) for name in sorted(numbers)]
    as_json = pl.struct(told).struct.json_encode() if told else pl.lit("{}")
    # In one piece: Polars 2.1 fails on texts made of a frame of which some pieces are empty.
    return hits.rechunk().select(
        level.alias("severity"),
        "station",
        _or_null(hits, "source", "source", FINDINGS["source"]),
        _or_null(hits, "index", "reading", FINDINGS["reading"]),
        as_json.alias("numbers"),
    )


def _or_null(frame: pl.DataFrame, name: str, as_: str, dtype: type[pl.DataType]) -> pl.Expr:
    value = pl.col(name) if name in frame.columns else pl.lit(None)
    return value.cast(dtype).alias(as_)
