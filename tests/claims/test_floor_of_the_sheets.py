"""A bulletin cannot give a choice less than the sheets prove, allowing for what it leaves out."""

from __future__ import annotations

from fractions import Fraction

from claimkit import claim, held
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.claims.announcement import Extent
from actas.claims.floor import (
    below_floor,
    coverage_that_holds,
    floor,
    left_out,
    most_left_out,
)
from actas.language import Language

SHEETS = [{"a": votes, "b": 10} for votes in (5, 20, 30, 40)]


def test_stations_left_out_of_a_share() -> None:
    """96.87 % of 30,026 tables leaves out 30,026 − 29,087 = 939; with its rounding, 941."""
    assert left_out(Fraction("0.9687"), 30_026) == 939
    assert most_left_out(Extent(share="96.87"), 30_026) == 941
    assert left_out(Fraction(1), 10) == 0


def test_the_smallest_sheets_are_what_is_left() -> None:
    assert floor([5, 20, 30, 40], 1) == 55
    assert floor([5, 20, 30, 40], 0) == 95
    assert floor([5, 20, 30, 40], 9) == 0


def test_below_it_is_contradicted_with_the_coverage_that_would_hold() -> None:
    bulletin = claim(
        "announcement", votes={"a": 30, "b": 60}, coverage={"share": "75.00", "of": "stations"}
    )
    found = below_floor(bulletin, held(SHEETS, expected=4))
    assert found.verdict == "contradicted"
    assert found.numbers["floor"] == {"a": 55, "b": 30}
    assert found.numbers["below"] == ["a"]
    # 5 + 20 fit into 30, the next sheet does not: two of four stations.
    assert found.numbers["holds_at"] == {"a": 0.5}


def test_the_coverage_that_would_hold_is_rounded_down() -> None:
    """Two of three stations are 66.666… %; at 66.67 % of them it could not hold."""
    bulletin = claim(
        "announcement", votes={"a": 30, "b": 60}, coverage={"share": "100.00", "of": "stations"}
    )
    sheets = [{"a": 10, "b": 10}, {"a": 20, "b": 10}, {"a": 30, "b": 10}]
    found = below_floor(bulletin, held(sheets, expected=3))
    assert found.numbers["holds_at"] == {"a": 0.666666}
    assert "at most 66.66 % of stations" in found.says(Language("en", "claims"))


def test_at_the_floor_it_stands() -> None:
    bulletin = claim("announcement", votes={"a": 55, "b": 30}, coverage={"share": "75.00"})
    assert below_floor(bulletin, held(SHEETS, expected=4)).verdict == "supported"


def test_the_rounding_of_the_share_is_allowed_for() -> None:
    # 75 % said without decimals may be 74.5 %: of 200 stations, one more may be left out.
    sheets = [{"a": 1, "b": 1}] * 199 + [{"a": 50, "b": 1}]
    bulletin = claim("announcement", votes={"a": 149, "b": 149}, coverage={"share": "75"})
    found = below_floor(bulletin, held(sheets, expected=200))
    assert found.numbers["floor"]["a"] == 150
    assert found.verdict == "supported"


def test_without_a_share_or_a_number_of_stations_it_is_not_evaluable() -> None:
    silent = claim("announcement", votes={"a": 1, "b": 1})
    assert below_floor(silent, held(SHEETS, expected=4)).verdict == "recorded"
    covering = claim("announcement", votes={"a": 1, "b": 1}, coverage={"share": "80"})
    assert below_floor(covering, held(SHEETS)).verdict == "recorded"
    percent = claim("announcement", percent={"a": "50", "b": "50"}, coverage={"share": "80"})
    assert below_floor(percent, held(SHEETS, expected=4)).verdict == "recorded"


@settings(deadline=None)
@given(
    truth=st.lists(st.integers(0, 500), min_size=1, max_size=60),
    seen=st.data(),
)
def test_an_honest_bulletin_is_never_below(truth: list[int], seen: st.DataObject) -> None:
    """Whatever stations it covers and whichever are counted here, the floor never exceeds it."""
    places = st.sets(st.integers(0, len(truth) - 1), min_size=1)
    covered, counted = seen.draw(places), seen.draw(places)
    announced = sum(truth[place] for place in covered)
    share = f"{float(Fraction(len(covered), len(truth)) * 100):.2f}"
    bulletin = claim("announcement", votes={"a": announced, "b": 0}, coverage={"share": share})
    sheets = [{"a": truth[place], "b": 0} for place in counted]
    found = below_floor(bulletin, held(sheets, expected=len(truth)))
    assert found.verdict == "supported"


@settings(deadline=None)
@given(
    sheets=st.lists(st.integers(0, 500), min_size=1, max_size=40),
    announced=st.integers(0, 10_000),
)
def test_the_coverage_that_holds_holds_and_is_the_greatest(
    sheets: list[int], announced: int
) -> None:
    ordered, stations = sorted(sheets), len(sheets)
    share = coverage_that_holds(ordered, announced, stations)
    missing = stations - int(share * stations)
    assert floor(ordered, missing) <= announced
    assert missing == 0 or floor(ordered, missing - 1) > announced
