"""Which rules are in force in an election: the catalogue's and its form's own, with their effects.

Knows the definition; no sheet.
"""

from __future__ import annotations

from functools import partial

import polars as pl

from actas.checks.case import Case, Outcome, on_each
from actas.checks.catalogue import RULES, Effect, Rule
from actas.election import arithmetic
from actas.election.definition import Election, FormRule
from actas.election.written import Text
from actas.errors import InputError, Place


def rules(election: Election) -> list[Rule]:
    """The rules that run in this election, its own (E###) among them, sorted by code.

    Raises:
        InputError: its definition names a code that there is not, or one that may not be changed.
    """
    every = [*RULES, *(_of_the_form(rule) for rule in election.form.rules)]
    _check(election, {rule.code: rule for rule in every})
    return sorted(
        (rule for rule in every if rule.code not in election.findings.off), key=lambda r: r.code
    )


def sentences(election: Election) -> dict[str, Text]:
    """The sentence of every code that this election's findings can have."""
    own = {rule.code: rule.says for rule in election.form.rules}
    return {rule.code: rule.says for rule in RULES} | own


def effect(election: Election, rule: Rule) -> Effect:
    """What the rule's findings do to a record in this election."""
    if rule.code in election.findings.quarantine:
        return "quarantine"
    return "warn" if rule.code in election.findings.warn else rule.effect


def _of_the_form(rule: FormRule) -> Rule:
    """A rule of the election's form: an error holds the sheet back, a warning does not."""
    return Rule(
        rule.code,
        rule.severity,
        "quarantine" if rule.severity == "error" else "warn",
        "",
        f"`{rule.expect}`",
        "every field it names",
        partial(_expected, rule),
    )


def _expected(rule: FormRule, case: Case) -> Outcome:
    place = Place(field=f"form.rules.{rule.code}.expect")
    names = arithmetic.names(case.election, case.contest)
    holds = arithmetic.condition(rule.expect, names, place)
    used = sorted(set(holds.meta.root_names()))
    return on_each(case.sheets, ~holds, {name: pl.col(name) for name in used}, rule.severity)


def _check(election: Election, every: dict[str, Rule]) -> None:
    changed = election.findings
    for key in ("quarantine", "warn", "off"):
        for code in getattr(changed, key):
            place = Place(field=f"findings.{key}")
            if code not in every:
                raise InputError(f"there is no rule {code}; rules: {', '.join(every)}", place)
            if (every[code].fixed and key != "quarantine") or code == "I501":
                raise InputError(f"{code} cannot be changed: no count could stand on it", place)
    named = [*changed.quarantine, *changed.warn, *changed.off]
    for code in sorted({code for code in named if named.count(code) > 1}):
        raise InputError(f"{code} is named twice", Place(field="findings"))
