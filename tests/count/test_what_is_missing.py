"""Capacity, worst case, turnout-capped case and reversal: the formulas, by hand."""

from __future__ import annotations

from fractions import Fraction

import countkit as kit

from actas.count.coverage import Expected
from actas.count.missing import (
    Proven,
    capacity,
    missing,
    reversal_share,
    turnout_capped,
    worst_share,
)
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
    assert capacity(PROVEN, Expected(9, 2000)) == 0
    assert capacity(PROVEN, Expected(9, None)) == 0


def test_capacity_is_not_known_without_the_electors_and_never_below_nothing() -> None:
    assert capacity(PROVEN, Expected(10, None)) is None
    assert capacity(PROVEN, Expected(10, 1600)) == 0
    assert missing(PROVEN, Expected(10, None)) is None


def test_worst_share_takes_every_vote_for_others() -> None:
    assert worst_share(PROVEN, 350) == Fraction(500, 1200)
    assert worst_share(Proven({"oak": 0}, 0, 0, 0, 0, 0), 0) == 0


def test_the_missing_at_the_turnout_of_the_counted() -> None:
    # Turnout 750/1500; 500 electors are not on known registers: 250 ballots, of which 150 came.
    assert turnout_capped(PROVEN, Expected(10, 2000)) == 100
    assert turnout_capped(PROVEN, Expected(10, 2001)) == 101  # 250.5 rounds up
    assert turnout_capped(PROVEN, Expected(9, 2000)) == 0


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
    assert said.worst_lead == 70 - 50


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
