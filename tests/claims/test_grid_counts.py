"""Counting results that lie on a percentage grid: exact, against every composition written out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.claims.grid import approximation, on_grid, probability


def by_hand(total: int, groups: int, grid: int, last_free: bool) -> int:
    """Every way to share the total, each looked at."""
    near = [
        any(2 * abs(grid * n - total * c) <= grid for c in range(grid + 1))
        for n in range(total + 1)
    ]

    def ways(left: int, more: int) -> int:
        if more == 1:
            return int(last_free or near[left])
        return sum(ways(left - n, more - 1) for n in range(left + 1) if near[n])

    return ways(total, groups)


@settings(max_examples=60, deadline=None)
@given(
    total=st.integers(12, 70),
    groups=st.integers(2, 4),
    grid=st.integers(2, 10),
    last_free=st.booleans(),
)
def test_equals_the_count_by_hand(total: int, groups: int, grid: int, last_free: bool) -> None:
    if 2 * total <= grid * groups:
        total = grid * groups
    found = on_grid(total, groups, grid, last_free=last_free)
    assert found == by_hand(total, groups, grid, last_free)


@pytest.mark.parametrize(("total", "grid"), [(60, 8), (45, 10), (36, 8)])
def test_counts_that_lie_between_two_whole_votes_count_both(total: int, grid: int) -> None:
    assert on_grid(total, 3, grid) == by_hand(total, 3, grid, last_free=False)


def test_three_groups_of_ten_million() -> None:
    """Bulletin of 2024-07-29, Venezuela: T = 10,058,774, K = 3, d = 1. The probability of a result
    of whole tenths of a percent is p ≈ (10^3/T)^2; of the compositions of 1,000, three in four
    have rounding errors that cancel."""
    total = 10_058_774
    ways = on_grid(total, 3, 1000)
    assert ways == 378_006
    assert Fraction(ways, 1002 * 1001 // 2) == pytest.approx(0.75, abs=0.01)
    assert float(probability(ways, total, 3)) == pytest.approx(7.472e-9, rel=1e-3)
    assert approximation(total, 3, 1000) == pytest.approx(9.883e-9, rel=1e-3)


def test_two_groups_always_cancel() -> None:
    # With two groups one percentage fixes the other: every grid point but ties gives one result.
    assert on_grid(999_984, 2, 1000) == 1001


@pytest.mark.untraced
def test_ten_groups_and_two_decimals_are_counted_too() -> None:
    ways = on_grid(12_335_884, 10, 10_000)
    assert ways is not None
    exact = float(probability(ways, 12_335_884, 10))
    assert exact == pytest.approx(6.557e-29, rel=1e-3)


def test_too_fine_a_grid_is_left_to_the_approximation() -> None:
    assert on_grid(10**9, 12, 10**6) is None


def test_a_total_smaller_than_the_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        on_grid(100, 3, 100)
