"""What is said in public about the invented election: true, false and undecidable statements.

The words stand in `statements.yaml`, each with the verdict that the records must reach; this fills
in the two bulletins. It knows the honest votes and judges nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any

import yaml

from actas.demo.votes import PRESIDENT, Sheet

DAY = date(2025, 5, 18)
"""The day of the vote: past, so that what was due is overdue."""

FIRST, SECOND = "1", "2"
"""Ids of the two bulletins."""

Statement = dict[str, Any]

_TAKEN = Fraction(8, 100)
"""Share of the valid votes that the second bulletin moves from the leader to the runner-up."""


def statements(honest: Sequence[Sheet]) -> list[tuple[Statement, str]]:
    """Claims as `claims.yaml` holds them, each with the verdict expected of it."""
    totals: Counter[str] = Counter()
    for sheet in honest:
        if sheet.contest == PRESIDENT:
            totals.update(sheet.row)
    names = list(next(s for s in honest if s.contest == PRESIDENT).votes)
    numbers = {FIRST: computed_from_percentages, SECOND: below_what_is_proven}
    said = []
    for statement in _written():
        verdict = statement.pop("verdict")
        if statement["id"] in numbers:
            share = Fraction(statement["coverage"]["share"]) / 100
            statement.update(numbers[statement["id"]](totals, names, share))
        said.append((statement, verdict))
    return said


def computed_from_percentages(
    totals: Mapping[str, int], names: Sequence[str], covered: Fraction
) -> Statement:
    """A bulletin's numbers, its counts made from percentages of one decimal.

    Close to the truth otherwise, so that nothing but the rounding gives it away.
    """
    tenths = [_tenths(Fraction(totals[name], totals["valid"])) for name in names[:2]]
    shares = [*tenths, 1 - sum(tenths, Fraction())]
    total = int(totals["valid"] * covered)
    counts = [round(total * share) for share in shares]
    while sum(counts) != total:
        total -= 1
        counts = [round(total * share) for share in shares]
    groups = (*names[:2], "others")
    return {
        "votes": dict(zip(groups, counts, strict=True)),
        "percent": {
            name: f"{float(share * 100):.1f}" for name, share in zip(groups, shares, strict=True)
        },
        "groups": {"others": []},
        "valid_votes": total,
    }


def below_what_is_proven(
    totals: Mapping[str, int], names: Sequence[str], covered: Fraction
) -> Statement:
    """A bulletin's numbers, the leader's fewer than the sheets at hand already hold."""
    votes = {name: int(totals[name] * covered) for name in names}
    taken = int(sum(votes.values()) * _TAKEN)
    votes[names[0]] -= taken
    votes[names[1]] += taken
    valid = sum(votes.values())
    null_votes, blank = int(totals["null_votes"] * covered), int(totals["blank"] * covered)
    return {
        "votes": votes,
        "percent": {name: f"{100 * count / valid:.2f}" for name, count in votes.items()},
        "valid_votes": valid,
        "null_votes": null_votes,
        "blank_votes": blank,
        "voters": valid + null_votes + blank,
    }


def _written() -> list[Statement]:
    path = files("actas.demo") / "statements.yaml"
    written: list[Statement] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return written


def _tenths(share: Fraction) -> Fraction:
    """The share rounded to a tenth of a percent."""
    return Fraction(round(share * 1000), 1000)
