"""Findings in words: each code's sentence with its numbers, in the reader's language.

Knows the catalogue's sentences and the election's own; decides nothing.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson
import polars as pl
from babel.numbers import format_decimal

from actas.checks import in_force
from actas.election.definition import Election
from actas.election.written import text
from actas.language import Language

_SHARES = frozenset({"share", "median"})
_NAMED = frozenset({"sources", "fields"})
"""Numbers that hold ids of sources, choices and tallies, which a sentence calls by their names."""

WAITS = {
    "code": "no code could be read",
    "part": "a code of several is missing",
    "form": "it is laid over no known form",
    "print": "printed numbers are uncertain",
    "sums": "printed numbers do not add up",
    "hand": "it is handwritten",
}
"""Why a document waits for people."""
_DECIMALS = frozenset({"expected_by_chance"})


def message(election: Election, code: str, numbers: dict[str, Any], language: str) -> str:
    """The sentence of one finding.

    Args:
        election: its definition, for its own rules.
        code: of the rule.
        numbers: of the finding.
        language: two-letter code.

    Raises:
        KeyError: the election has no rule of this code.
        InputError: the language is not known.
    """
    return _Speaker(election, language).message(code, numbers)


def as_json(
    election: Election, findings: pl.DataFrame, language: str = "en"
) -> list[dict[str, Any]]:
    """Findings as `check --json` gives them: decimals in `numbers` are strings."""
    speaker = _Speaker(election, language)
    told = []
    for row in findings.iter_rows(named=True):
        numbers = orjson.loads(row["numbers"])
        told.append(
            {
                "code": row["code"],
                "severity": row["severity"],
                "station": row["station"],
                "contest": row["contest"],
                "source": row["source"],
                "message": speaker.message(row["code"], numbers),
                "numbers": numbers,
            }
        )
    return told


class _Speaker:
    """An election's sentences in one language."""

    def __init__(self, election: Election, language: str) -> None:
        self._language = Language(language, "checks")
        self._sentences = in_force.sentences(election)
        self._own = frozenset(rule.code for rule in election.form.rules)
        named: list[Any] = [
            *election.sources,
            *(choice for contest in election.contests for choice in contest.choices),
            *election.form.tallies,
        ]
        self._names = {one.id: text(one.name, language) for one in reversed(named)}

    def message(self, code: str, numbers: dict[str, Any]) -> str:
        says = self._sentences[code]
        shown = {name: self._shown(name, value) for name, value in numbers.items()}
        if code not in self._own:
            return self._language.say(str(says), **shown)
        # The election's own line has no fields: the numbers it is about follow it.
        listed = f"{self._language.comma} ".join(
            f"{name} = {self._plain(value)}" for name, value in shown.items()
        )
        return f"{text(says, self._language.code)} ({listed})"

    def _plain(self, value: object) -> str:
        return self._language.number(value) if isinstance(value, int) else str(value)

    def _shown(self, name: str, value: Any) -> object:
        if name == "unread":
            waits = [self._language.say(WAITS[one]) for one in value]
            return f"{self._language.semicolon} ".join(waits)
        if isinstance(value, list):
            names = self._names if name in _NAMED else {}
            return f"{self._language.comma} ".join(names.get(part, str(part)) for part in value)
        if name in _SHARES:
            return self._language.percent(Fraction(value))
        if name in _DECIMALS:
            locale = self._language.locale
            return format_decimal(Decimal(value), locale=locale, decimal_quantization=False)
        return value
