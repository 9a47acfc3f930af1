"""An announcement that disagrees with itself, or with the one before, is told; rounding is not."""

from __future__ import annotations

from typing import Any

import pytest
from claimkit import claim, held
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.claims.arithmetic import percentages, totals, turnout
from actas.claims.bulletins import monotone

SHEETS = [{"a": 60, "b": 40, "c": 5}]
BY = held(SHEETS, expected=2, capacity=500, register=1000)


def says(**more: Any) -> Any:
    return claim("announcement", **more)


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"valid_votes": 105}, "supported"),
        ({"valid_votes": 106}, "contradicted"),
        ({"valid_votes": 104}, "contradicted"),
        ({"valid_votes": 105, "null_votes": 5, "voters": 110}, "supported"),
        ({"valid_votes": 105, "null_votes": 5, "voters": 111}, "contradicted"),
        ({"valid_votes": 105, "null_votes": 5, "blank_votes": 1, "voters": 111}, "supported"),
        ({"null_votes": 5, "voters": 110}, "supported"),
        ({}, "recorded"),
    ],
)
def test_totals(more: dict[str, int], verdict: str) -> None:
    assert totals(says(votes={"a": 60, "b": 40, "c": 5}, **more), BY).verdict == verdict


def test_choices_not_announced_leave_room_below_the_total() -> None:
    assert totals(says(votes={"a": 60, "b": 40}, valid_votes=105), BY).verdict == "supported"
    assert totals(says(votes={"a": 60, "b": 40}, valid_votes=99), BY).verdict == "contradicted"


def test_a_percentage_is_held_to_the_decimals_it_was_said_with() -> None:
    votes = {"a": 60, "b": 40, "c": 5}  # 57.142…, 38.095…, 4.761… %
    good = {"a": "57.1", "b": "38.10", "c": "5"}
    assert percentages(says(votes=votes, percent=good), BY).verdict == "supported"
    bad = percentages(says(votes=votes, percent=good | {"a": "57.10"}), BY)
    assert bad.verdict == "contradicted"
    assert bad.numbers["off"] == ["a"]


def test_the_sum_may_be_off_by_the_rounding_of_each() -> None:
    def thirds(last: str) -> Any:
        return says(percent={"a": "33.3", "b": "33.3", "c": last})

    assert percentages(thirds("33.3"), BY).verdict == "supported"
    assert percentages(thirds("33.6"), BY).verdict == "contradicted"


def test_a_derived_group_is_not_held_against_its_own_percentage() -> None:
    # 52 of 105 is 49.5 %; said as 100 minus the others it comes out a unit away.
    bulletin = says(
        votes={"a": 52, "others": 53},
        percent={"a": "50", "others": "50"},
        groups={"others": ["b", "c"]},
    )
    assert percentages(bulletin, BY).verdict == "supported"


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**7), min_size=3, max_size=3).filter(any), st.integers(0, 3))
def test_correctly_rounded_percentages_are_never_contradicted(
    counts: list[int], decimals: int
) -> None:
    votes = dict(zip("abc", counts, strict=True))
    unit, total = 10**decimals, sum(counts)
    percent = {}
    for name, count in votes.items():
        units = (2 * 100 * unit * count + total) // (2 * total)
        whole, part = divmod(units, unit)
        percent[name] = f"{whole}.{part:0{decimals}d}" if decimals else str(whole)
    assert percentages(says(votes=votes, percent=percent), BY).verdict == "supported"


def test_turnout_of_the_electors_it_names() -> None:
    votes = {"a": 60, "b": 40, "c": 5}
    good = says(votes=votes, voters=600, electors=900, turnout="66.67")
    assert turnout(good, BY).verdict == "supported"
    bad = says(votes=votes, voters=600, electors=900, turnout="66.6")
    assert turnout(bad, BY).verdict == "contradicted"
    of_register = turnout(says(votes=votes, voters=600, turnout="60"), BY)
    assert (of_register.verdict, of_register.numbers["electors"]) == ("supported", 1000)
    assert turnout(says(votes=votes, turnout="60"), BY).verdict == "recorded"
    assert turnout(says(votes=votes, voters=1001), BY).verdict == "contradicted"
    assert turnout(says(votes=votes, voters=600, electors=1001), BY).verdict == "contradicted"


def test_electors_that_are_a_share_of_the_register_are_said_to_be() -> None:
    votes = {"a": 60, "b": 40, "c": 5}
    derived = says(votes=votes, voters=600, electors=901, coverage={"share": "90"})
    found = turnout(derived, BY)
    assert found.verdict == "supported"
    assert found.numbers["share_of_register"] == 900
    assert any("computed" in one.message for one in found.sentences)
    counted = turnout(says(votes=votes, voters=600, electors=880, coverage={"share": "90"}), BY)
    assert not any("computed" in one.message for one in counted.sentences)


def test_bulletins_only_grow() -> None:
    first = says(votes={"a": 50, "others": 40}, groups={"others": []}, coverage={"share": "80"})
    grown = says(votes={"a": 50, "b": 30, "c": 11}, coverage={"share": "90"})
    shrunk = says(votes={"a": 49, "b": 30, "c": 11}, coverage={"share": "90"})
    fewer = says(votes={"a": 50, "b": 30, "c": 11}, coverage={"share": "79.9"})
    group = says(votes={"a": 50, "b": 30, "c": 9})
    assert monotone(grown, first, BY).verdict == "supported"
    assert monotone(grown, first, BY).numbers["after"] == {"a": 50, "others": 41}
    assert monotone(shrunk, first, BY).numbers["fell"] == ["a"]
    assert monotone(fewer, first, BY).verdict == "contradicted"
    assert monotone(group, first, BY).numbers["fell"] == ["others"]


def test_bulletins_without_a_number_in_common_are_not_comparable() -> None:
    first = says(votes={"a": 50, "others": 40}, groups={"others": []})
    assert monotone(says(percent={"a": "50"}), first, BY).verdict == "recorded"
