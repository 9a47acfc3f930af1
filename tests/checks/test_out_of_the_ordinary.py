"""P201 to P204: sheets that may be true and are not like the others."""

from __future__ import annotations

from typing import Any

import pytest
from checks_kit import election, found, judged, knowing, outcome, sheet, states


def ordinary(tally: str, each: int = 2, many: int = 9) -> list[dict[str, Any]]:
    """Sheets of other stations with `each` such votes of 200."""
    return [
        sheet(f"9/9/{i}", oak=100 + i, elm=98 - i, ash=0, **{tally: each}) for i in range(1, many)
    ]


BESIDE = election(
    {
        "tallies": [
            {"id": "nulls", "role": "null", "name": "Null"},
            {"id": "blanks", "role": "blank", "name": "Blank"},
        ],
        "ballots": "choices + coalesce(nulls, 0) + coalesce(blanks, 0)",
    }
)


@pytest.mark.parametrize(("code", "tally"), [("P201", "nulls"), ("P202", "blanks")])
def test_a_share_far_above_the_others_is_told_and_only_warns(code: str, tally: str) -> None:
    odd = sheet(oak=70, elm=10, ash=0, **{tally: 20})
    result = judged([*ordinary(tally), odd], BESIDE)
    told = {"votes": 20, "ballots": 100, "share": "0.2000", "median": "0.0100"}
    assert found(result, code) == [told]
    assert states(result)["1/1/1", "herons"][0] == "accepted"


@pytest.mark.parametrize(("code", "tally"), [("P201", "nulls"), ("P202", "blanks")])
@pytest.mark.parametrize(
    ("others", "votes", "ballots", "fires"),
    [
        (0, 30, 1000, True),  # exactly 3 % of the ballots
        (0, 30, 1001, False),  # just under
        (2, 10, 20, False),  # half the ballots, but 9.8 more than the median share gives
        (2, 11, 22, True),  # 10.78 more
        (0, 10, 100, True),  # exactly 10 more
        (0, 9, 100, False),
    ],
)
def test_the_bounds_are_exact(
    code: str, tally: str, others: int, votes: int, ballots: int, fires: bool
) -> None:
    odd = sheet(oak=ballots - votes, elm=0, ash=0, **{tally: votes})
    assert bool(found(judged([*ordinary(tally, others), odd], BESIDE), code)) is fires


def test_a_sheet_with_more_null_votes_than_ballots_is_told_as_the_whole() -> None:
    [told] = found(judged([*ordinary("nulls"), sheet(nulls=2**40, ballots=1)]), "P201")
    assert told["share"] == "1.0000"


def test_what_is_ordinary_widens_with_the_elections_own_spread() -> None:
    # Null shares of 0 %, 2 %, … 20 %: median 10 %, median distance 6 % (lower middle of eleven).
    spread = [sheet(f"9/9/{i}", oak=100 - 2 * i, elm=0, ash=0, nulls=2 * i) for i in range(11)]
    below = sheet(oak=31, elm=0, ash=0, nulls=69)
    assert not found(judged([*spread, below], BESIDE), "P201")
    above = sheet(oak=20, elm=0, ash=0, nulls=80)
    assert found(judged([*spread, above], BESIDE), "P201")


def test_a_share_of_no_ballots_or_of_an_unread_tally_is_not_evaluable() -> None:
    result = judged([sheet("1/1/1", 0, 0, 0, nulls=0), sheet("1/1/2")], BESIDE)
    assert outcome(result, "P201") == (0, 0, 2)


def test_p203_tells_a_turnout_of_exactly_all() -> None:
    rows = [sheet("1/1/1", ballots=100), sheet("1/1/2", oak=9, ballots=99), sheet("1/1/3", oak=3)]
    result = judged(rows, stations=knowing(rows, electors=100))
    assert found(result, "P203") == [{"electors": 100}]
    assert outcome(result, "P203") == (2, 1, 1)
    assert states(result)["1/1/1", "herons"][0] == "accepted"


def test_p203_is_silent_where_nobody_is_registered() -> None:
    rows = [sheet("1/1/1", 0, 0, 0, ballots=0)]
    assert not found(judged(rows, stations=knowing(rows, electors=0)), "P203")


def test_p204_holds_back_a_sheet_without_a_single_vote() -> None:
    result = judged([sheet("1/1/1", 0, 0, 0), sheet("1/1/2", 0, 0, 0, nulls=0, valid=0, ballots=0)])
    assert found(result, "P204") == [{}, {}]
    assert states(result)["1/1/1", "herons"] == ("quarantined", 0, ["P204"])


@pytest.mark.parametrize("some", [{"ash": 1}, {"nulls": 1}, {"blanks": 1}, {"valid": 1}])
def test_p204_is_silent_at_one_vote_of_any_kind(some: dict[str, int]) -> None:
    assert not found(judged([sheet(**({"oak": 0, "elm": 0, "ash": 0} | some))]), "P204")


def test_p204_without_every_choice_is_not_evaluable() -> None:
    assert outcome(judged([sheet(oak=None, elm=0, ash=0)]), "P204") == (0, 0, 1)
