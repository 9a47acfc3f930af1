"""Counts computed from percentages are told; counts that were counted are not."""

from __future__ import annotations

import os
from typing import Any

import pytest
from claimkit import claim, held
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.claims.outcome import Outcome
from actas.claims.rounding import BEYOND_CHANCE, rounded_percentages

np = pytest.importorskip("numpy")
NOTHING = held([{"a": 1, "b": 1, "c": 1}])

EVERY = "ACTAS_EVERY" in os.environ
"""All simulated elections, or a share of them."""


def outcome(votes: dict[str, int], **more: Any) -> Outcome:
    return rounded_percentages(claim("announcement", votes=votes, **more), NOTHING)


def test_bulletin_one_of_venezuela_2024() -> None:
    """5,150,092, 4,445,978 and 462,704 are 51.2, 44.2 and 4.6 % of 10,058,774 to within half a
    vote: 5,150,092.288, 4,445,978.108, 462,703.604 (CNE, 2024-07-29)."""
    found = outcome({"a": 5_150_092, "b": 4_445_978, "others": 462_704}, groups={"others": ["c"]})
    assert found.verdict == "contradicted"
    assert found.numbers["decimals"] == 1
    assert found.numbers["groups"] == 3
    assert found.numbers["residuals"] == {"a": -0.288, "b": -0.108, "others": 0.396}
    assert found.numbers["p_approx"] == pytest.approx((1000 / 10_058_774) ** 2)
    assert found.numbers["p_exact"] == pytest.approx(7.472e-9, rel=1e-3)
    assert found.numbers["p_corrected"] == pytest.approx(3 * found.numbers["p_exact"])


def test_one_vote_away_is_not_told() -> None:
    found = outcome({"a": 5_150_093, "b": 4_445_978, "c": 462_703})
    assert found.verdict == "supported"
    assert found.numbers["decimals"] is None
    assert found.numbers["p_exact"] is None


def test_what_is_not_announced_of_the_total_is_a_group() -> None:
    found = outcome({"a": 5_150_092, "b": 4_445_978}, valid_votes=10_058_774)
    assert found.numbers["groups"] == 3
    assert found.verdict == "contradicted"


def test_a_group_derived_from_rounded_figures_may_miss_by_one() -> None:
    # 1/7 of 1,000,003 at three places: each choice rounds up, the group takes what is left.
    total = 1_000_001
    rounded = [round(total * tenth / 1000) for tenth in (333, 286, 251)]
    others = total - sum(rounded)
    assert abs(others - total * 130 / 1000) <= 1
    found = outcome(
        dict(zip("abc", rounded, strict=True)) | {"others": others}, groups={"others": ["d"]}
    )
    assert found.verdict == "contradicted"


def test_a_choice_off_the_grid_clears_even_with_a_group() -> None:
    found = outcome({"a": 512_345, "b": 443_211, "others": 44_444}, groups={"others": ["c"]})
    assert found.verdict == "supported"


def test_few_votes_are_not_informative() -> None:
    found = outcome({"a": 90, "b": 60})
    assert found.verdict == "recorded"
    assert found.numbers["tried"] == []


def test_one_choice_alone_is_not_evaluable() -> None:
    assert outcome({"a": 100_000}).verdict == "recorded"


def test_choices_beyond_the_total_are_not_evaluable() -> None:
    assert outcome({"a": 900, "b": 600}, valid_votes=1000).verdict == "recorded"


def test_a_choice_without_votes_tells_nothing() -> None:
    # Nothing is 0 % of any total, so it must not make the coincidence look rarer.
    with_none = outcome({"a": 51_200, "b": 48_800, "c": 0}).numbers
    without = outcome({"a": 51_200, "b": 48_800}).numbers
    assert with_none["p_exact"] == without["p_exact"]


@pytest.mark.untraced
@settings(max_examples=100 if EVERY else 10, deadline=None)
@given(
    total=st.integers(100_000, 20_000_000),
    tenths=st.lists(st.integers(1, 330), min_size=3, max_size=3),
)
def test_counts_made_from_percentages_are_always_told(total: int, tenths: list[int]) -> None:
    made = {
        name: (2 * total * share + 1000) // 2000 for name, share in zip("abc", tenths, strict=True)
    }
    made["others"] = total - sum(made.values())
    assert outcome(made, groups={"others": ["d"]}).verdict == "contradicted"


def honest(rng: Any, stations: int, groups: int) -> dict[str, int]:
    """Totals of an honest election: shares vary from station to station, ballots too."""
    base = rng.dirichlet(np.full(groups, 4.0))
    ballots = rng.integers(100, 500, stations)
    counts = rng.multinomial(ballots, rng.dirichlet(base * 50, stations)).sum(0)
    return {f"c{number}": int(count) for number, count in enumerate(counts)}


@pytest.mark.untraced
@pytest.mark.parametrize("groups", [2, 3, 5])
def test_honest_announcements_are_hardly_ever_contradicted(groups: int) -> None:
    """False alarms of the verdict: at most one in a thousand by design (BEYOND_CHANCE).

    1,500 elections each, or 600: seven alarms or more, or five, would have a chance under 1 in
    1,000 at that rate.
    """
    rng = np.random.default_rng(20310601 + groups)
    alarms = sum(
        outcome(honest(rng, stations, groups)).verdict == "contradicted"
        for stations in (5, 30, 300)
        for _ in range(500 if EVERY else 200)
    )
    assert alarms <= (6 if EVERY else 4)
    assert pytest.approx(1e-3) == BEYOND_CHANCE


@pytest.mark.untraced
@pytest.mark.parametrize(("stations", "groups"), [(5, 2), (30, 2), (30, 3)])
def test_honest_counts_lie_on_the_grid_as_often_as_said(stations: int, groups: int) -> None:
    """The probability is that of honest counts: simulated and computed rates agree."""
    rng = np.random.default_rng(7)
    hits = expected = 0.0
    for _ in range(2000 if EVERY else 1000):
        numbers = outcome(honest(rng, stations, groups)).numbers
        finest = max(numbers["tried"])
        grid = 10 ** (finest + 2)
        hits += numbers["decimals"] is not None
        expected += (grid / numbers["total"]) ** (groups - 1)
    # The approximation counts all grid points; for three groups a quarter do not cancel.
    low, high = {2: (0.8, 1.2), 3: (0.5, 1.1)}[groups]
    assert low * expected - 3 * expected**0.5 <= hits <= high * expected + 3 * expected**0.5
    assert hits > 0
