"""D401 and D402: a source that gives a station twice, or takes it back."""

from __future__ import annotations

from checks_kit import decision, election, found, judged, outcome, sheet, states, withdrawals


def test_equal_readings_are_one_sheet_and_the_first_stands() -> None:
    result = judged([sheet(), sheet(), sheet("1/1/2", oak=9)])
    assert result.findings.is_empty()
    assert outcome(result, "D401") == (2, 0, 0)
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, [])


def test_of_readings_that_agree_the_one_that_says_most_stands() -> None:
    result = judged([sheet(), sheet(valid=16), sheet(valid=16)])
    assert result.findings.is_empty()
    assert states(result)["1/1/1", "herons"] == ("accepted", 1, [])


def test_d401_holds_back_a_station_given_twice_with_other_numbers() -> None:
    result = judged([sheet(), sheet(oak=11), sheet(), sheet("1/1/2", oak=9)])
    assert found(result, "D401") == [{"fields": ["oak"], "readings": [0, 1]}]
    assert outcome(result, "D401") == (2, 1, 0)
    assert states(result)["1/1/1", "herons"] == ("quarantined", None, ["D401"])
    assert states(result)["1/1/2", "herons"][0] == "accepted"


def test_what_is_wrong_with_either_reading_is_told_of_the_record() -> None:
    result = judged([sheet(), sheet(oak=11, valid=5)])
    assert states(result)["1/1/1", "herons"] == ("quarantined", None, ["D401", "S101"])


def test_a_decision_that_names_a_reading_lets_it_stand() -> None:
    rows = [sheet(), sheet(oak=11), sheet(oak=11)]
    named = judged(rows, decided=[decision("accept", reading=2)])
    # Readings 1 and 2 are equal: they are one sheet, known by the first.
    assert states(named)["1/1/1", "herons"] == ("accepted", 1, ["decision"])
    assert found(named, "D401"), "that the source gave two stays told"


def test_a_decision_that_names_none_means_the_first() -> None:
    result = judged([sheet(oak=11), sheet()], decided=[decision("accept")])
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, ["decision"])


def test_d402_tells_a_dropped_sheet_and_keeps_it_counted() -> None:
    result = judged([sheet(), sheet("1/1/2", oak=9)], gone=withdrawals(("1/1/1", "dropped")))
    assert found(result, "D402") == [{}]
    assert outcome(result, "D402") == (2, 1, 0)
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, [])


def test_d402_is_silent_once_the_source_has_it_again() -> None:
    back = withdrawals(("1/1/1", "dropped"), ("1/1/1", "restored"))
    assert not found(judged([sheet()], gone=back), "D402")
    again = withdrawals(("1/1/1", "dropped"), ("1/1/1", "restored"), ("1/1/1", "dropped"))
    assert found(judged([sheet()], gone=again), "D402")


def test_d402_is_about_the_source_that_dropped_it() -> None:
    gone = withdrawals(("1/1/1", "dropped"), source="owls")
    assert not found(judged([sheet()], gone=gone), "D402")


def test_an_election_may_hold_dropped_sheets_back() -> None:
    strict = election(findings={"quarantine": ["D402"]})
    result = judged([sheet()], strict, gone=withdrawals(("1/1/1", "dropped")))
    assert states(result)["1/1/1", "herons"] == ("quarantined", 0, ["D402"])
