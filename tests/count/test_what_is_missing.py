"""Capacity, worst case, turnout-capped case and reversal: the formulas, by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import countkit as kit

from actas.count.coverage import Expected
from actas.count.missing import (
    Proven,
    capacity,
    contradictory,
    missing,
    missing_stations,
    reversal_share,
    turnout_capped,
    worst_share,
)
from actas.count.shapes import Count
from actas.count.tabulate import tabulate

PROVEN = Proven(
    votes={"oak": 500, "elm": 300, "ash": 50},
    valid=850,
    stations=9,
    electors=1500,
    ballots=750,
    ballots_unknown=150,
)


def test_capacity_is_every_elector_not_on_a_counted_sheet() -> None:
    assert capacity(PROVEN, Expected(10, 2000)) == 2000 - 1500 - 150


def test_nothing_is_missing_where_every_station_counts() -> None:
    assert capacity(PROVEN, Expected(9, 2000, closed=True)) == 0
    assert capacity(PROVEN, Expected(9, None, closed=True)) == 0


def test_as_many_sheets_as_stations_are_not_yet_the_sheets_of_those_stations() -> None:
    assert capacity(PROVEN, Expected(9, 2000)) == 350  # an open register names no other
    assert capacity(PROVEN, Expected(9, None)) is None
    absent = Expected(9, 2000, absent=1, absent_electors=100, closed=True)
    assert (capacity(PROVEN, absent), missing_stations(PROVEN, absent)) == (350, 1)


def test_sheets_of_stations_that_are_not_expected_take_nothing_from_the_register() -> None:
    let_in = replace(PROVEN, beside=1, electors_beside=200)
    assert missing_stations(let_in, Expected(9, 2000)) == 1
    assert capacity(let_in, Expected(9, 2000, closed=True)) == 350 + 200


def test_electors_of_stations_known_to_be_absent_can_all_still_vote() -> None:
    assert capacity(PROVEN, Expected(10, 2000, absent=1, absent_electors=400)) == 400


def test_capacity_is_not_known_without_the_electors() -> None:
    assert capacity(PROVEN, Expected(10, None)) is None
    assert missing(PROVEN, Expected(10, None)) is None


def test_nothing_follows_from_a_register_with_fewer_electors_than_are_counted() -> None:
    short = Expected(10, 1600)
    assert (capacity(PROVEN, short), missing(PROVEN, short)) == (None, None)
    assert contradictory(PROVEN, short)
    assert not contradictory(PROVEN, Expected(10, 1650))
    assert capacity(PROVEN, Expected(10, 1650)) == 0
    # Where every station of a closed register counts, no more can come.
    assert capacity(PROVEN, Expected(9, 1600, closed=True)) == 0


def test_worst_share_takes_every_vote_for_others() -> None:
    assert worst_share(PROVEN, 350) == Fraction(500, 1200)
    assert worst_share(Proven({"oak": 0}, 0, 0, 0, 0, 0), 0) == 0


def test_the_missing_at_the_turnout_of_the_counted() -> None:
    # Turnout 750/1500; 500 electors are not on known registers: 250 ballots, of which 150 came.
    assert turnout_capped(PROVEN, Expected(10, 2000)) == 100
    assert turnout_capped(PROVEN, Expected(10, 2001)) == 101  # 250.5 rounds up
    assert turnout_capped(PROVEN, Expected(9, 2000, closed=True)) == 0


def test_turnout_above_all_never_gives_more_than_there_are() -> None:
    crowded = Proven({"oak": 90}, 90, 1, electors=100, ballots=120, ballots_unknown=0)
    assert turnout_capped(crowded, Expected(2, 200)) == 100


def test_turnout_needs_a_register() -> None:
    unknown = Proven({"oak": 90}, 90, 1, electors=0, ballots=0, ballots_unknown=90)
    said = missing(unknown, Expected(2, 200))
    assert said is not None
    assert (said.capacity, said.turnout_capped, said.reversal_share) == (110, None, None)


def test_reversal_brings_the_two_exactly_level() -> None:
    share = reversal_share(PROVEN, 400)
    assert share == Fraction(3, 4)
    assert 500 + (1 - share) * 400 == 300 + share * 400
    assert reversal_share(PROVEN, 100) == Fraction(3, 2)  # above 1: impossible
    assert reversal_share(PROVEN, 0) is None


def test_the_leader_is_certain_iff_the_worst_lead_is_above_nothing() -> None:
    said = missing(PROVEN, Expected(10, 1849))
    assert said is not None
    assert (said.stations, said.capacity, said.worst_lead) == (1, 199, 1)
    level = missing(PROVEN, Expected(10, 1850))
    assert level is not None
    assert level.worst_lead == 0


def test_a_contest_with_one_choice_has_no_runner_up() -> None:
    alone = Proven({"oak": 70}, 70, 1, 100, 70, 0)
    said = missing(alone, Expected(2, 150))
    assert said is not None
    assert (said.capacity, said.worst_lead, said.worst_share) == (50, 70, 1.0)
    assert said.reversal_share is None


def test_areas_with_a_closed_register_have_their_own_worst_case() -> None:
    electors = {"1/1/1": 100, "1/1/2": 100, "2/1/1": 100, "2/1/2": 20}
    state = kit.counted(
        {"1/1/1": (50, 30, 0), "2/1/1": (10, 60, 0)}, electors, register={"kind": "closed"}
    )
    count = tabulate(state, kit.CONTEST, level="region")
    one, two = (part.missing for part in count.by)
    assert one is not None
    assert two is not None
    assert (one.capacity, one.worst_lead) == (100, -80)
    assert (two.capacity, two.worst_lead) == (20, 30)
    assert two.fragility == {
        "deleted": 1, "swapped": 1, "all_to_runner_up": 1, "with_worst_case": 1
    }  # fmt: skip
    assert one.fragility["with_worst_case"] == 0
    assert count.missing is not None
    assert count.missing.capacity == 120


def test_an_unlisted_station_does_not_stand_for_an_absent_one() -> None:
    """Two declared, 1/1/1 and 1/1/2; sheets of 1/1/1 and of 9/9/9: 1/1/2 has not come."""
    totals = {"kind": "open", "totals": {"stations": 2, "electors": 1100}}
    sheets = {"1/1/1": (60, 30, 0), "9/9/9": (50, 10, 0)}
    state = kit.counted(sheets, {"1/1/1": 100, "1/1/2": 1000, "9/9/9": 100}, register=totals)
    count = tabulate(state, kit.CONTEST)
    assert count.missing is not None
    assert (count.stations_missing, count.missing.stations) == (1, 1)
    assert (count.missing.capacity, count.missing.worst_lead) == (1000, 70 - 1000)


def let_in(status: str, **said: str) -> Count:
    """A closed register of 1/1/1, 1/1/2 and 2/1/1; the sheets of the first and the last count."""
    stations = [
        {"code": "1/1/1", "electors": 100},
        {"code": "1/1/2", "electors": 1000},
        {"code": "2/1/1", "electors": 100, "status": status, **said},
    ]
    state = kit.folded(
        kit.opening(register={"kind": "closed"}, findings={"warn": ["R302"]}),
        kit.register(*stations),
        kit.reading("1/1/1", 60, 30, 0),
        kit.reading("2/1/1", 50, 10, 0),
        kit.record("1/1/1", 2),
        kit.record("2/1/1", 3),
    )
    return tabulate(state, kit.CONTEST, level="region")


def test_an_annulled_station_that_was_let_in_does_not_stand_for_an_absent_one() -> None:
    count = let_in("annulled")
    assert count.missing is not None
    assert (count.expected, count.counted, count.stations_missing) == (2, 2, 1)
    assert (count.missing.capacity, count.missing.worst_lead) == (1000, 70 - 1000)
    first, second = (part.missing for part in count.by)
    assert first is not None
    assert second is not None
    assert (first.capacity, second.capacity) == (1000, 0)


def test_a_vote_held_again_annuls_the_one_before_it() -> None:
    count = let_in("repeated", into="1/1/1")
    assert (count.expected, count.registered_expected) == (2, 1100)
    assert count.missing is not None
    assert (count.missing.stations, count.missing.capacity) == (1, 1000)


def test_declared_electors_on_no_sheet_can_still_vote_though_every_station_counts() -> None:
    totals = {"kind": "open", "totals": {"stations": 2, "electors": 1200}}
    sheets = {"1/1/1": (60, 50, 0), "1/1/2": (30, 30, 0)}
    state = kit.counted(sheets, {"1/1/1": 200, "1/1/2": 200}, register=totals)
    said = tabulate(state, kit.CONTEST).missing
    assert said is not None
    assert (said.stations, said.capacity) == (0, 800)


def test_a_register_that_contradicts_itself_makes_nothing_certain() -> None:
    totals = {"kind": "open", "totals": {"stations": 6, "electors": 300}}
    sheets = {"1/1/1": (60, 50, 0), "1/1/2": (30, 30, 0)}
    count = tabulate(
        kit.counted(sheets, {"1/1/1": 200, "1/1/2": 200}, register=totals), kit.CONTEST
    )
    assert count.missing is None
    assert (count.contradictory, count.stations_missing) == (True, 4)
