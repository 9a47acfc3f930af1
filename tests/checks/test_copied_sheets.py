"""D404 and D405: the same numbers at several stations, told alike to all of a group."""

from __future__ import annotations

from typing import Any

import polars as pl
from checks_kit import decision, election, found, judged, outcome, register, sheet, states

RICH = {"oak": 161, "elm": 97, "ash": 43}


def crowd(many: int = 60) -> list[dict[str, Any]]:
    """Sheets of a hundred to three hundred votes, all different, two towns an area."""
    return [
        sheet(f"{1 + i % 5}/{i % 2}/{i}", oak=50 + 3 * i % 101, elm=40 + 7 * i % 67, ash=9 + i % 29)
        for i in range(many)
    ]


def test_a_crowd_of_different_sheets_is_silent() -> None:
    result = judged(crowd())
    assert outcome(result, "D404") == (60, 0, 0)
    assert outcome(result, "D405") == (60, 0, 0)


def test_d404_strikes_both_sheets_of_a_copy_in_one_centre() -> None:
    result = judged([*crowd(), sheet("9/1/1", **RICH), sheet("9/1/2", **RICH)])
    first, second = found(result, "D404")
    assert (first["others"], second["others"]) == (["9/1/2"], ["9/1/1"])
    assert {n["votes"] for n in (first, second)} == {301}
    assert first["expected_by_chance"] == second["expected_by_chance"]
    assert 0 < float(first["expected_by_chance"]) < 0.01
    assert not found(result, "D405")
    for station in ("9/1/1", "9/1/2"):
        assert states(result)[station, "herons"][::2] == ("quarantined", ["D404"])


def test_d405_strikes_both_sheets_of_a_copy_in_another_centre() -> None:
    result = judged([*crowd(), sheet("8/1/1", **RICH), sheet("9/1/1", **RICH)])
    assert [n["others"] for n in found(result, "D405")] == [["9/1/1"], ["8/1/1"]]
    assert not found(result, "D404")
    severity = result.findings.filter(pl.col("code") == "D405")["severity"].to_list()
    assert severity == ["error", "error"]
    assert states(result)["8/1/1", "herons"][::2] == ("quarantined", ["D405"])


def test_a_group_inside_and_outside_the_centre_is_told_both_ways() -> None:
    three = [sheet(code, **RICH) for code in ("8/1/1", "9/1/1", "9/1/2")]
    result = judged([*crowd(), *three])
    assert [n["stations"] for n in found(result, "D404")] == [2, 2]
    assert [n["stations"] for n in found(result, "D405")] == [3, 3, 3]
    assert [n["others"] for n in found(result, "D405")] == [
        ["9/1/1", "9/1/2"],
        ["8/1/1", "9/1/2"],
        ["8/1/1", "9/1/1"],
    ]


def test_one_number_that_differs_keeps_it_silent() -> None:
    for other in ({"ash": 44}, {"nulls": 1}):
        result = judged([*crowd(), sheet("9/1/1", **RICH), sheet("9/1/2", **(RICH | other))])
        assert not found(result, "D404")


def test_small_sheets_that_chance_makes_equal_are_a_notice_and_count() -> None:
    small = [sheet(f"{i % 3}/1/{i}", oak=1 + i % 4, elm=4 - i % 4, ash=0) for i in range(30)]
    result = judged(small)
    assert set(result.findings["severity"]) == {"notice"}
    assert set(result.findings["code"]) == {"D404", "D405"}
    assert set(result.records["state"]) == {"accepted"}
    assert all(len(n["others"]) == 5 for n in found(result, "D405") if n["stations"] > 5)


def test_sheets_without_votes_or_with_a_missing_choice_are_not_evaluable() -> None:
    empty = [sheet("1/1/1", 0, 0, 0), sheet("1/1/2", 0, 0, 0)]
    holes = [sheet("1/1/3", ash=None), sheet("1/1/4", ash=None)]
    result = judged([*empty, *holes])
    assert outcome(result, "D404") == (0, 0, 4)
    assert outcome(result, "D405") == (0, 0, 4)


def test_a_station_without_a_centre_has_none_to_share() -> None:
    result = judged([*crowd(), sheet("abroad1", **RICH), sheet("abroad2", **RICH)])
    assert outcome(result, "D404") == (60, 0, 2)
    # All that is above them is the election itself, and D405 is about other centres.
    assert not found(result, "D405")


def test_the_same_station_twice_or_by_two_sources_is_no_copy() -> None:
    result = judged([*crowd(), sheet("9/1/1", **RICH), sheet("9/1/1", source="owls", **RICH)])
    assert outcome(result, "D404")[1] == outcome(result, "D405")[1] == 0


def test_each_source_is_held_to_its_own_sheets() -> None:
    result = judged([*crowd(), sheet("9/1/1", **RICH), sheet("9/1/2", source="owls", **RICH)])
    assert not found(result, "D404")
    both = [sheet(f"9/1/{i}", source=s, **RICH) for i in (1, 2) for s in ("owls", "herons")]
    result = judged([*crowd(), *both])
    rows = result.findings.filter(pl.col("code") == "D404").select("station", "source").rows()
    assert rows == [
        ("9/1/1", "herons"),
        ("9/1/1", "owls"),
        ("9/1/2", "herons"),
        ("9/1/2", "owls"),
    ]


def test_once_the_copy_is_rejected_or_withdrawn_the_original_counts() -> None:
    rows = [*crowd(), sheet("9/1/1", **RICH), sheet("9/1/2", **RICH)]
    for action in ("reject", "withdraw"):
        result = judged(rows, decided=[decision(action, station="9/1/2")])
        assert not found(result, "D404")
        assert states(result)["9/1/1", "herons"] == ("accepted", 60, [])


def test_a_sheet_that_does_not_count_is_no_copy_of_one_that_does() -> None:
    rows = [*crowd(), sheet("9/1/1", **RICH), sheet("9/1/2", **RICH)]
    known = {row["station"]: {} for row in rows} | {"9/1/2": {"status": "annulled"}}
    result = judged(rows, stations=register(known))
    assert not found(result, "D404")
    assert states(result)["9/1/1", "herons"][0] == "accepted"


def test_an_election_may_let_copies_count() -> None:
    rows = [*crowd(), sheet("9/1/1", **RICH), sheet("9/1/2", **RICH)]
    result = judged(rows, election(findings={"warn": ["D404"]}))
    assert len(found(result, "D404")) == 2
    assert states(result)["9/1/1", "herons"][0] == "accepted"
