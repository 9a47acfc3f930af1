"""Payloads that are one regular expression with named groups (Venezuela 2024).

Knows the grammar only. Digits are ASCII digits whatever the pattern says.
"""

from __future__ import annotations

import re
from functools import lru_cache

from actas.election.definition import Election
from actas.election.payload import PatternGrammar
from actas.election.sheet import SheetForm
from actas.reading.codes.shapes import Broken
from actas.reading.codes.values import Said, add_tally, add_votes, number


def fits(text: str, grammar: PatternGrammar) -> bool:
    """Whether the whole text matches."""
    return _compiled(grammar.pattern).fullmatch(text) is not None


def said(text: str, grammar: PatternGrammar, form: SheetForm, election: Election) -> Said:
    """What a payload says.

    Raises:
        Broken: C601, where it does not match, or has more or fewer positions than the choices.
    """
    match = _compiled(grammar.pattern).fullmatch(text)
    if match is None:
        raise Broken("C601", "the code does not say what a code of this form says")
    contest = grammar.contest or election.contests_of(form)[0]
    counts = [number(one) for one in match[grammar.votes].split(grammar.separator)]
    choices = election.contest(contest).choices
    last = max((position for choice in choices for position in choice.positions), default=0)
    if len(counts) < last:
        raise Broken("C601", "the code has fewer numbers than the ballot has positions")
    result = Said(
        station=[match[name] or "" for name in grammar.station],
        copied=[match[name] or "" for name in grammar.copied],
    )
    add_votes(result, contest, dict(enumerate(counts, 1)), election)
    for group, tally in grammar.tallies.items():
        if match[group] is not None:
            add_tally(result, contest, tally, number(match[group]))
    return result


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)
