"""Judging: everything known in, findings and records out.

A pure function of what is known, never of the order in which it came. No disk, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from actas.checks import in_force
from actas.checks.case import Case
from actas.checks.catalogue import Effect, Rule
from actas.checks.records import records
from actas.checks.sheets import documents_of, no_readings, prepare
from actas.election.definition import Election
from actas.election.shapes import FINDINGS, RECORDS, Register
from actas.mapped import mapped

EVALUATED: dict[str, type[pl.DataType]] = {
    "code": pl.String,
    "contest": pl.String,
    "evaluated": pl.Int64,  # sheets (stations, for D403) on which the rule could be decided
    "fired": pl.Int64,  # findings among them
    "not_evaluable": pl.Int64,  # sheets on which a number was missing that it needs
}
"""One row a rule that runs and contest, sorted: silence is told apart from a pass."""


@dataclass(frozen=True)
class Judged:
    """What checks make of everything known.

    Attributes:
        findings: frame FINDINGS, in its order; null first.
        records: frame RECORDS, sorted by contest, station, source, reading; null first.
        evaluated: frame EVALUATED.
    """

    findings: pl.DataFrame
    records: pl.DataFrame
    evaluated: pl.DataFrame


def judge(
    election: Election,
    register: Register,
    readings: dict[str, pl.DataFrame],
    withdrawals: pl.DataFrame,
    decisions: pl.DataFrame,
    documents: pl.DataFrame,
) -> Judged:
    """All findings and records of an election.

    Args:
        election: the definition.
        register: stations and areas known.
        readings: a READINGS frame, with the form's fields, by contest.
        withdrawals, decisions, documents: frames WITHDRAWALS, DECISIONS and DOCUMENTS.

    Raises:
        InputError: the definition names a rule that there is not, or an expression that cannot be
            read.
    """
    rules = {rule: in_force.effect(election, rule) for rule in in_force.rules(election)}
    annulled_speak = all(rule.code != "R302" or rules[rule] == "warn" for rule in rules)
    parts = []
    for contest in election.contests:
        papers = documents_of(election, contest.id, documents)
        if contest.id not in readings and papers.is_empty():
            continue
        case, decided = prepare(
            election,
            contest.id,
            register,
            readings.get(contest.id, no_readings(election, contest.id)),
            withdrawals,
            decisions,
            papers,
            annulled_speak,
        )
        parts.append(_one_contest(case, decided, rules))
    return Judged(
        _joined([part.findings for part in parts], FINDINGS, _FINDING_ORDER),
        _joined([part.records for part in parts], RECORDS, _RECORD_ORDER),
        _joined([part.evaluated for part in parts], EVALUATED, ["code", "contest"]),
    )


_FINDING_ORDER = ["code", "station", "contest", "source", "reading", "numbers"]
_RECORD_ORDER = ["contest", "station", "source", "reading"]


def _one_contest(case: Case, decided: pl.DataFrame, rules: dict[Rule, Effect]) -> Judged:
    found, told = [pl.DataFrame(schema={**FINDINGS, "effect": pl.String})], []
    for rule, effect in rules.items():
        outcome = rule.run(case)
        about = {"code": pl.lit(rule.code), "contest": pl.lit(case.contest)}
        if not outcome.findings.is_empty():
            found.append(_with_effect(outcome.findings, effect).with_columns(**about))
        counts = (outcome.evaluated, outcome.findings.height, outcome.not_evaluable)
        told.append((rule.code, case.contest, *counts))
    findings = pl.concat(found, how="diagonal")
    does = (pl.col("effect") != "warn") & (pl.col("severity") != "notice")
    return Judged(
        findings.select(*FINDINGS),
        records(case, findings.filter(does), decided),
        pl.DataFrame(told, schema=EVALUATED, orient="row"),
    )


def _with_effect(findings: pl.DataFrame, effect: Effect) -> pl.DataFrame:
    """What the election has each finding do, else what the finding itself says."""
    if "effect" in findings.columns and effect != "warn":
        return findings
    return findings.with_columns(effect=pl.lit(effect))


def _joined(
    parts: list[pl.DataFrame], schema: dict[str, type[pl.DataType]], order: list[str]
) -> pl.DataFrame:
    return mapped(pl.concat([pl.DataFrame(schema=schema), *parts]).sort(order))
