"""How many coincidences chance gives: against brute force, and elections drawn by chance."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import factorial, lgamma, prod
from random import Random

import polars as pl
import pytest

from actas.checks import chance

CHOICES = ["a", "b", "c"]


def frame(rows: list[tuple[str, tuple[int, int, int]]]) -> pl.DataFrame:
    """Sheets of (area, votes); the area stands for the centre too."""
    return pl.DataFrame(
        [
            {"station": f"{i:05}", "_area": area, "_centre": area, "_votes": sum(v)}
            | dict(zip(CHOICES, v, strict=True))
            for i, (area, v) in enumerate(rows)
        ]
    )


def group(votes: tuple[int, int, int], areas: list[str]) -> pl.DataFrame:
    """One group of equal sheets."""
    about = {"_votes": sum(votes), "_areas": areas, "_centre": areas[0]}
    return pl.DataFrame([about | dict(zip(CHOICES, votes, strict=True))])


def probability(
    votes: tuple[int, ...], rows: list[tuple[str, tuple[int, ...]]], area: str
) -> float:
    """Multinomial probability under the area's shares, in exact fractions."""
    sums = [Fraction(1, 2) + sum(v[i] for a, v in rows if a == area) for i in range(3)]
    ways = Fraction(factorial(sum(votes)), prod(factorial(x) for x in votes))
    return float(ways * prod((s / sum(sums)) ** x for s, x in zip(sums, votes, strict=True)))


SHEETS = [
    ("p", (5, 3, 2)),
    ("p", (4, 4, 2)),
    ("p", (7, 2, 0)),
    ("q", (1, 2, 7)),
    ("q", (5, 3, 2)),
    ("q", (0, 3, 6)),
    ("r", (3, 3, 3)),
]


def rate(i: int) -> float:
    """Stations other than i expected to show its numbers, pair by pair."""
    votes = SHEETS[i][1]
    return sum(
        probability(votes, SHEETS, area)
        for j, (area, other) in enumerate(SHEETS)
        if j != i and sum(other) == sum(votes)
    )


def test_anywhere_is_what_adding_up_all_pairs_gives() -> None:
    votes = (5, 3, 2)
    own = max(rate(0), rate(4))
    expected = sum(r for r in map(rate, range(len(SHEETS))) if r <= own * (1 + 1e-9)) / 2
    [given] = chance.anywhere(frame(SHEETS), group(votes, ["p", "q"]), CHOICES)
    assert given == pytest.approx(max(expected, own), rel=1e-8)


def test_within_counts_only_pairs_of_one_centre_and_size() -> None:
    votes = (5, 3, 2)
    pairs = {
        i: probability(SHEETS[i][1], SHEETS, SHEETS[i][0])
        for i, j in [*combinations(range(7), 2), *((b, a) for a, b in combinations(range(7), 2))]
        if SHEETS[i][0] == SHEETS[j][0] and sum(SHEETS[i][1]) == sum(SHEETS[j][1])
    }
    own = probability(votes, SHEETS, "p")
    expected = sum(p for p in pairs.values() if p <= own * (1 + 1e-9)) / 2
    [given] = chance.within(frame(SHEETS), group(votes, ["p"]), CHOICES)
    assert given == pytest.approx(max(expected, own), rel=1e-8)


def drawn(random: Random, stations: int, size: int) -> list[tuple[str, tuple[int, int, int]]]:
    """An election in which every station draws its votes from its area's shares."""
    shares = {str(area): [random.random() + 0.2 for _ in CHOICES] for area in range(20)}
    rows = []
    for i in range(stations):
        area = str(i % 20)
        picks = random.choices(range(3), shares[area], k=size + i % 7)
        rows.append((area, (picks.count(0), picks.count(1), picks.count(2))))
    return rows


def coincidences(rows: list[tuple[str, tuple[int, int, int]]]) -> int:
    """Pairs of equal sheets."""
    many = pl.DataFrame({"v": [str(v) for _, v in rows]}).group_by("v").len()["len"].cast(pl.Int64)
    return int((many * (many - 1)).sum()) // 2


def test_elections_drawn_by_chance_show_as_many_coincidences_as_expected() -> None:
    random = Random(20300106)
    seen, expected = 0, 0.0
    for _ in range(6):
        rows = drawn(random, 1500, 60)
        seen += coincidences(rows)
        # The most likely sheet there can be: every coincidence is as unlikely or more.
        likely = pl.concat(group(votes, [area]) for area, votes in rows[:300])
        expected += float(chance.anywhere(frame(rows), likely, CHOICES).max())
    assert seen > 500
    assert expected == pytest.approx(seen, rel=0.15)


def test_sampling_of_a_large_election_changes_little(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = drawn(Random(7), 4000, 60)
    asked = group(rows[0][1], [rows[0][0]])
    [whole] = chance.anywhere(frame(rows), asked, CHOICES)
    monkeypatch.setattr(chance, "PAIRS", 4000)
    monkeypatch.setattr(chance, "KINDS", 10)
    [sampled] = chance.anywhere(frame(rows), asked, CHOICES)
    assert sampled != whole
    assert sampled == pytest.approx(whole, rel=0.5)


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100, 5_000, 10**6, 2**40])
def test_log_factorial_is_good_to_ten_digits(count: int) -> None:
    value = pl.select(chance._log_factorial(pl.lit(count))).item()
    assert value == pytest.approx(lgamma(count + 1), rel=1e-10, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.000342, "0.00034"),
        (2.349, "2.3"),
        (1234.5, "1200"),
        (0.0, "0.000000000001"),
        (1e-300, "0.000000000001"),
        (0.5, "0.5"),
    ],
)
def test_expectations_are_told_in_two_digits(value: float, told: str) -> None:
    assert chance.decimal(value) == told
