"""Missing stations predicted from the deepest tier that has counted siblings, with its error."""

from __future__ import annotations

from math import sqrt

import countkit as kit
import pytest

from actas.count.tabulate import tabulate

CLOSED = {"kind": "closed"}


def predicted(stations: dict[str, tuple[int, int, int]], electors: dict[str, int]) -> dict:
    missing = tabulate(kit.counted(stations, electors, register=CLOSED), kit.CONTEST).missing
    assert missing is not None
    assert missing.predicted is not None
    return missing.predicted


def test_a_sibling_of_the_same_centre_comes_first_scaled_by_electors() -> None:
    said = predicted(
        {"1/1/1": (60, 30, 10), "1/2/1": (0, 100, 0)},
        {"1/1/1": 200, "1/1/2": 100, "1/2/1": 200},
    )
    assert said["votes"] == {"oak": 30, "elm": 15, "ash": 5}
    assert [(tier["tier"], tier["stations"]) for tier in said["tiers"]] == [("town", 1)]


def test_where_the_centre_has_none_the_next_tier_up_speaks() -> None:
    said = predicted(
        {"1/1/1": (60, 30, 10), "2/1/1": (20, 70, 10)},
        {"1/1/1": 200, "2/1/1": 200, "1/2/1": 200, "3/1/1": 200},
    )
    # 1/2/1 from region 1: 60, 30, 10. 3/1/1 from the whole: the mean, 40, 50, 10.
    assert said["votes"] == {"oak": 100, "elm": 80, "ash": 20}
    tiers = [(tier["tier"], tier["stations"]) for tier in said["tiers"]]
    assert tiers == [("region", 1), ("whole", 1)]


def test_stations_that_the_register_does_not_know_get_the_mean_sheet() -> None:
    state = kit.counted(
        {"1/1/1": (60, 30, 10), "1/1/2": (20, 30, 10)},
        {"1/1/1": 200, "1/1/2": 200},
        register={"kind": "open", "totals": {"stations": 5, "electors": 1000}},
    )
    missing = tabulate(state, kit.CONTEST).missing
    assert missing is not None
    assert missing.predicted is not None
    assert missing.predicted["votes"] == {"oak": 120, "elm": 90, "ash": 30}
    assert missing.predicted["tiers"][0]["tier"] == "whole"
    assert missing.predicted["tiers"][0]["stations"] == 3


def test_the_error_leaves_each_station_out() -> None:
    said = predicted(
        {"1/1/1": (60, 40, 0), "1/1/2": (40, 60, 0), "1/1/3": (80, 20, 0)},
        dict.fromkeys(["1/1/1", "1/1/2", "1/1/3", "1/1/4"], 200),
    )
    # Each from the other two: 60 from 60 %, 40 from 70 %, 80 from 50 %.
    error = sqrt((0 + 30**2 + 30**2) / 3)
    assert said["tiers"][0]["error"] == pytest.approx(error, abs=1e-4)


def test_nothing_is_predicted_where_nothing_counts_or_nothing_is_missing() -> None:
    for stations in ({}, {"1/1/1": (6, 4, 0)}):
        state = kit.counted(stations, {"1/1/1": 20}, register=CLOSED)
        missing = tabulate(state, kit.CONTEST).missing
        assert missing is not None
        assert missing.predicted is None


def test_stations_without_electors_are_predicted_by_the_mean() -> None:
    state = kit.counted(
        {"1/1/1": (60, 30, 10)},
        {},
        register={"kind": "open", "totals": {"stations": 2, "electors": 500}},
    )
    missing = tabulate(state, kit.CONTEST).missing
    assert missing is not None
    assert missing.predicted is not None
    assert missing.predicted["votes"]["oak"] == 60
