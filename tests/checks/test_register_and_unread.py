"""R301 to R304 and I501: stations unknown or out of place, or a row nobody could read."""

from __future__ import annotations

import pytest
from checks_kit import election, found, judged, outcome, register, sheet, states

from actas.election.definition import Election

KNOWN = register({"1/1/1": {}, "1/1/2": {"status": "annulled"}, "1/1/3": {"status": "merged"}})


def test_r301_tells_a_station_that_the_register_does_not_have() -> None:
    result = judged([sheet("1/1/1"), sheet("1/1/9", oak=9)], stations=KNOWN)
    assert found(result, "R301") == [{}]
    assert outcome(result, "R301") == (2, 1, 0)
    assert states(result)["1/1/9", "herons"] == ("accepted", 1, [])


@pytest.mark.parametrize(("station", "status"), [("1/1/2", "annulled"), ("1/1/3", "merged")])
def test_r302_rejects_the_sheet_of_a_station_that_does_not_count(station: str, status: str) -> None:
    result = judged([sheet(station)], stations=KNOWN)
    assert found(result, "R302") == [{"status": status}]
    assert states(result)[station, "herons"] == ("rejected", 0, ["R302"])


@pytest.mark.parametrize("status", ["regular", "abroad", "mobile", "repeated"])
def test_r302_is_silent_where_the_station_counts(status: str) -> None:
    result = judged([sheet()], stations=register({"1/1/1": {"status": status}}))
    assert outcome(result, "R302") == (1, 0, 0)


def test_r302_rejects_the_first_vote_where_it_was_held_again() -> None:
    """Whatever the register says of the first: the same electors never count twice."""
    again = {"1/1/1": {}, "1/1/2": {"status": "repeated", "into": "1/1/1"}}
    result = judged([sheet("1/1/1"), sheet("1/1/2", oak=9)], stations=register(again))
    assert found(result, "R302") == [{"status": "annulled"}]
    assert states(result)["1/1/1", "herons"] == ("rejected", 0, ["R302"])
    assert states(result)["1/1/2", "herons"][0] == "accepted"


def test_rejection_names_only_the_codes_that_reject() -> None:
    result = judged([sheet("1/1/2", valid=99)], stations=KNOWN)
    assert found(result, "S101")
    assert states(result)["1/1/2", "herons"][2] == ["R302"]


def test_r303_holds_back_a_sheet_that_cannot_be_placed() -> None:
    result = judged([sheet(None, given="x7"), sheet(None, given="x7"), sheet()], stations=KNOWN)
    assert found(result, "R303") == [{"given": "x7"}, {"given": "x7"}]
    assert outcome(result, "R303") == (3, 2, 0)
    loose = result.records.filter(result.records["station"].is_null())
    assert loose.select("state", "reading", "reasons").rows() == [
        ("quarantined", 0, ["R303"]),
        ("quarantined", 1, ["R303"]),
    ]


def voted_in(*areas: str, **findings: list[str]) -> Election:
    of = election(findings=findings)
    return of.model_copy(update={"contests": (of.contests[0].model_copy(update={"areas": areas}),)})


def test_r304_holds_back_a_sheet_from_where_the_contest_is_not_voted_on() -> None:
    rows = [sheet("1/1/1"), sheet("2/1/1", oak=9), sheet("10/1/1", oak=8), sheet(None, given="x")]
    result = judged(rows, voted_in("3", "1"))
    assert found(result, "R304") == [{"areas": "1, 3"}, {"areas": "1, 3"}]
    assert outcome(result, "R304") == (3, 2, 0)
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, [])
    assert states(result)["2/1/1", "herons"] == ("quarantined", 1, ["R304"])
    assert states(result)["10/1/1", "herons"] == ("quarantined", 2, ["R304"])


@pytest.mark.parametrize("areas", [(), ("1",), ("1/1",), ("2", "1/1")])
def test_r304_is_silent_where_the_contest_is_voted_on(areas: tuple[str, ...]) -> None:
    result = judged([sheet("1/1/1")], voted_in(*areas))
    assert outcome(result, "R304") == (1, 0, 0)
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, [])


def test_r304_only_warns_where_the_election_says_so() -> None:
    result = judged([sheet("2/1/1")], voted_in("1", warn=["R304"]))
    assert found(result, "R304") == [{"areas": "1"}]
    assert states(result)["2/1/1", "herons"] == ("accepted", 0, [])


def test_i501_rejects_a_row_that_could_not_be_read() -> None:
    result = judged([sheet(problems=("line 7, votes: '1O' is not a number",)), sheet("1/1/9")])
    assert found(result, "I501") == [{"problems": ["line 7, votes: '1O' is not a number"]}]
    assert outcome(result, "I501") == (2, 1, 0)
    assert states(result)["1/1/1", "herons"] == ("rejected", 0, ["I501"])


def test_i501_is_silent_where_the_same_source_has_a_good_reading() -> None:
    result = judged([sheet(problems=("torn",)), sheet(), sheet(problems=("torn",), source="owls")])
    assert result.findings.select("code", "source").rows() == [("I501", "owls")]
    assert states(result)["1/1/1", "herons"] == ("accepted", 1, [])
    assert states(result)["1/1/1", "owls"] == ("rejected", 2, ["I501"])


def test_a_reading_without_any_number_is_one_that_could_not_be_read() -> None:
    result = judged([sheet(oak=None, elm=None, ash=None)])
    assert states(result)["1/1/1", "herons"] == ("rejected", 0, ["I501"])


def test_several_unread_rows_of_a_station_are_one_record_and_each_is_told() -> None:
    result = judged([sheet(problems=("torn",)), sheet(problems=("wet",))])
    assert len(found(result, "I501")) == 2
    assert states(result) == {("1/1/1", "herons"): ("rejected", 0, ["I501"])}


def test_an_unread_row_that_cannot_be_placed_is_a_record_of_its_own() -> None:
    result = judged([sheet(None, problems=("torn",)), sheet(None, problems=("wet",))])
    assert result.records["reading"].to_list() == [0, 1]
    assert result.records["state"].to_list() == ["rejected", "rejected"]


def test_annulled_sheets_speak_where_the_election_lets_them_stand() -> None:
    lenient = election(findings={"warn": ["R302"]})
    rows = [sheet("1/1/2"), sheet("1/1/2", oak=11, source="owls")]
    assert not found(judged(rows, stations=KNOWN), "D403")
    result = judged(rows, lenient, KNOWN)
    assert found(result, "D403")
    assert states(result)["1/1/2", "herons"] == ("quarantined", 0, ["D403"])
