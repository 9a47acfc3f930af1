"""A winner is certain only beyond all that is missing; a ratio is of the counted sheets."""

from __future__ import annotations

from typing import Any

import pytest
from claimkit import claim, held
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.claims.outcome import Outcome
from actas.claims.winner import times, winner
from actas.language import Language

SHEETS = [{"a": 200, "b": 100, "c": 10}, {"a": 100, "b": 50, "c": 40}]


@pytest.mark.parametrize(
    ("said", "capacity", "verdict"),
    [
        ("a", 149, "supported"),
        ("b", 149, "contradicted"),
        ("c", 149, "contradicted"),
        ("a", 150, "undecidable"),
        ("b", 150, "undecidable"),
        ("a", None, "undecidable"),
    ],
)
def test_winner(said: str, capacity: int | None, verdict: str) -> None:
    """a leads b by 300 − 150 = 150 votes: 149 electors more cannot bring a tie."""
    by = held(SHEETS, expected=3 if capacity is not None else None, capacity=capacity)
    assert winner(claim("winner", winner=said), by).verdict == verdict


def said_by(found: Outcome) -> str:
    return found.says(Language("en", "claims"))


def test_a_tie_with_nothing_missing_is_no_win() -> None:
    found = winner(claim("winner", winner="a"), held([{"a": 5, "b": 5}], expected=1))
    assert found.verdict == "contradicted"
    assert "a and b are tied with 5 votes each" in said_by(found)
    assert "would decide it" not in said_by(found)


def test_a_tie_with_votes_missing_is_open() -> None:
    found = winner(claim("winner", winner="a"), held([{"a": 5, "b": 5}], expected=2, capacity=1))
    assert found.verdict == "undecidable"
    assert "tied" in said_by(found)


def test_where_nobody_has_a_vote_nobody_leads() -> None:
    none = [{"a": 0, "b": 0}]
    done = winner(claim("winner", winner="a"), held(none, expected=1))
    left = winner(claim("winner", winner="a"), held(none, expected=2, capacity=9))
    assert (done.verdict, left.verdict) == ("contradicted", "undecidable")
    assert "nobody has a vote" in said_by(done)
    assert "leads" not in said_by(left)


@pytest.mark.parametrize("capacity", [0, 500, None])
def test_an_only_choice_cannot_be_passed(capacity: int | None) -> None:
    by = held([{"a": 5}], expected=2, capacity=capacity)
    found = winner(claim("winner", winner="a"), by)
    assert found.verdict == "supported"
    assert found.numbers["worst_lead"] == 5


def test_a_register_that_contradicts_itself_decides_nothing() -> None:
    by = held(SHEETS, expected=6, register=300, contradictory=True)
    found = winner(claim("winner", winner="a"), by)
    assert found.verdict == "undecidable"
    assert "it contradicts itself" in said_by(found)
    assert "A register that names every station" in said_by(found)


def test_as_many_sheets_as_stations_do_not_make_it_certain() -> None:
    """Two of two stations count, and the register has 900 electors who are on no sheet."""
    found = winner(claim("winner", winner="a"), held(SHEETS, expected=2, capacity=900))
    assert (found.verdict, found.numbers["worst_lead"]) == ("undecidable", 150 - 900)
    assert "A register that names every station" in said_by(found)


@settings(deadline=None)
@given(
    counted=st.lists(st.integers(0, 100), min_size=3, max_size=3),
    missing=st.lists(st.integers(0, 60), min_size=3, max_size=3),
    spare=st.integers(0, 30),
    said=st.sampled_from("abc"),
)
def test_a_certain_winner_is_the_true_one(
    counted: list[int], missing: list[int], spare: int, said: str
) -> None:
    """Whatever the missing sheets hold, a decided verdict agrees with the whole truth."""
    by = held([dict(zip("abc", counted, strict=True))], expected=2, capacity=sum(missing) + spare)
    whole = {name: here + there for name, here, there in zip("abc", counted, missing, strict=True)}
    best = max(whole.values())
    wins = whole[said] == best and list(whole.values()).count(best) == 1
    match winner(claim("winner", winner=said), by).verdict:
        case "supported":
            assert wins
        case "contradicted":
            assert not wins


def ratio(**more: Any) -> Any:
    return claim("ratio", choice="a", to="b", **more)


@pytest.mark.parametrize(
    ("compare", "value", "verdict"),
    [
        ("more than", "2", "contradicted"),
        ("at least", "2", "supported"),
        ("less than", "2", "contradicted"),
        ("at most", "2.0", "supported"),
        ("about", "2.0", "supported"),
        ("about", "2.1", "contradicted"),
        ("more than", "1.99", "supported"),
    ],
)
def test_ratio_on_the_counted_sheets_is_exact(compare: str, value: str, verdict: str) -> None:
    found = times(ratio(compare=compare, value=value), held(SHEETS, expected=3, capacity=50))
    assert found.verdict == verdict
    # 300 : 150; with all 50 to b 300 : 200, with all to a 350 : 150.
    assert found.numbers["ratio"] == 2.0
    assert (found.numbers["worst"], found.numbers["best"]) == (1.5, 2.333333)


@pytest.mark.parametrize(
    ("value", "verdict"), [("1.4", "supported"), ("2.4", "contradicted"), ("2", "undecidable")]
)
def test_nationwide_it_must_hold_whatever_is_missing(value: str, verdict: str) -> None:
    by = held(SHEETS, expected=3, capacity=50)
    assert times(ratio(value=value, scope="nationwide"), by).verdict == verdict
    unknown = held(SHEETS)
    assert times(ratio(value=value, scope="nationwide"), unknown).verdict == "undecidable"


def test_a_share_is_of_all_valid_votes() -> None:
    share = claim("ratio", choice="a", to="valid", compare="at least", value="0.6")
    found = times(share, held(SHEETS, expected=3, capacity=100))
    assert found.verdict == "supported"  # 300 of 500
    assert found.numbers["worst"] == 0.5  # 300 of 600
    assert found.numbers["best"] == pytest.approx(400 / 600, abs=1e-6)


def test_nothing_to_compare_with_is_undecidable() -> None:
    assert times(ratio(value="2"), held([{"a": 5, "b": 0}])).verdict == "undecidable"
