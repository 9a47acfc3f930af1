"""D403: sources that speak of one station, and what makes them stop."""

from __future__ import annotations

import polars as pl
from checks_kit import (
    CONTEST,
    decision,
    documents,
    election,
    found,
    judged,
    knowing,
    outcome,
    readings,
    sheet,
    states,
    withdrawals,
)

from actas.checks import judge
from actas.election.shapes import DECISIONS

TWO = [sheet(oak=10), sheet(oak=12, source="owls")]


def test_sources_that_agree_are_both_accepted() -> None:
    result = judged([sheet(), sheet(source="owls"), sheet("1/1/2", oak=9)])
    assert outcome(result, "D403") == (1, 0, 1), "one station has a second source, one has not"
    assert {state for state, _, _ in states(result).values()} == {"accepted"}


def test_a_field_that_only_one_gives_is_no_conflict() -> None:
    assert not found(judged([sheet(nulls=3), sheet(source="owls")]), "D403")


def test_d403_holds_back_every_source_and_is_one_finding() -> None:
    result = judged(TWO)
    assert found(result, "D403") == [{"fields": ["oak"], "sources": ["herons", "owls"]}]
    assert result.findings["source"].to_list() == [None]
    assert states(result) == {
        ("1/1/1", "herons"): ("quarantined", 0, ["D403"]),
        ("1/1/1", "owls"): ("quarantined", 1, ["D403"]),
    }


def test_a_third_that_agrees_with_one_waits_too() -> None:
    result = judged([*TWO, sheet(oak=12, source="rooks")])
    assert found(result, "D403")[0]["sources"] == ["herons", "owls", "rooks"]
    assert states(result)["1/1/1", "rooks"] == ("quarantined", 2, ["D403"])


def test_the_accepted_one_stands_and_the_other_waits() -> None:
    result = judged(TWO, decided=[decision("accept", source="owls")])
    assert states(result)["1/1/1", "owls"] == ("accepted", 1, ["decision"])
    assert states(result)["1/1/1", "herons"] == ("quarantined", 0, ["D403"])


def test_naming_the_reading_names_its_source() -> None:
    result = judged(TWO, decided=[decision("accept", reading=0)])
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, ["decision"])
    assert states(result)["1/1/1", "owls"] == ("quarantined", 1, ["D403"])


def test_accepting_without_saying_which_leaves_the_conflict() -> None:
    result = judged(TWO, decided=[decision("accept")])
    assert {state[0] for state in states(result).values()} == {"quarantined"}
    assert {tuple(state[2]) for state in states(result).values()} == {("D403",)}


def test_of_two_that_were_accepted_the_last_stands() -> None:
    both = [decision("accept", source="owls"), decision("accept", source="herons")]
    result = judged(TWO, decided=both)
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, ["decision"])
    assert states(result)["1/1/1", "owls"] == ("quarantined", 1, ["D403"])


def test_a_source_that_was_rejected_or_withdrawn_no_longer_speaks() -> None:
    for action, state in (("reject", "rejected"), ("withdraw", "withdrawn")):
        result = judged(TWO, decided=[decision(action, source="owls")])
        assert not found(result, "D403")
        assert states(result)["1/1/1", "herons"] == ("accepted", 0, [])
        assert states(result)["1/1/1", "owls"] == (state, 1, ["decision"])


def test_a_row_that_could_not_be_read_is_no_conflict() -> None:
    result = judged([sheet(), sheet(source="owls", problems=("torn",))])
    assert not found(result, "D403")
    assert states(result)["1/1/1", "herons"][0] == "accepted"


def test_any_of_two_contending_sheets_can_conflict_with_another_source() -> None:
    result = judged([sheet(), sheet(oak=12), sheet(source="owls")])
    assert states(result)["1/1/1", "herons"] == ("quarantined", None, ["D401", "D403"])
    assert states(result)["1/1/1", "owls"] == ("quarantined", 2, ["D403"])
    settled = judged(
        [sheet(), sheet(oak=12), sheet(source="owls")], decided=[decision("accept", reading=0)]
    )
    assert states(settled)["1/1/1", "owls"] == ("accepted", 2, [])


def test_a_conflict_in_one_contest_leaves_the_other_alone() -> None:
    two = election(contests=(CONTEST, "council"))
    council = [sheet(), sheet(source="owls")]
    result = judge(
        two,
        knowing(TWO),
        {CONTEST: readings(TWO, two), "council": readings(council, two, "council")},
        withdrawals(),
        pl.DataFrame(schema=DECISIONS),
        documents([]),
    )
    by = result.records.select("contest", "source", "state").rows()
    assert by == [
        ("council", "herons", "accepted"),
        ("council", "owls", "accepted"),
        (CONTEST, "herons", "quarantined"),
        (CONTEST, "owls", "quarantined"),
    ]
    assert set(result.evaluated["contest"]) == {CONTEST, "council"}
