"""What a source gave before is known: equal, new, dropped, back, moved, other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.village import Village, row

pytestmark = pytest.mark.untraced  # runs of much that other tests cover


@pytest.fixture
def village(tmp_path: Path) -> Village:
    return Village.made(tmp_path)


FIRST = [row("1/1", 60, 40), row("1/2", 55, 30), row("2/1", 20, 70)]


def test_the_first_table_is_new_and_teaches_the_register(village: Village) -> None:
    told = village.take(*FIRST)
    assert (told["new"], told["stations_learnt"], told["electors_learnt"]) == (3, 3, 3)
    assert told["records"] == {"accepted": 3}
    count = village.json("count")
    assert count["votes"] == {"A": 135, "B": 140}
    assert count["stations"] == {"expected": 6, "counted": 3, "quarantined": 0, "rejected": 0}
    assert count["registered"] == {"expected": 1200, "counted": 600}


def test_the_same_table_twice_changes_no_byte(village: Village) -> None:
    village.take(*FIRST)
    before = village.bytes()
    told = village.take(*reversed(FIRST))
    assert (told["known"], told["equal"], told["entries"]) == (True, 3, 0)
    assert village.bytes() == before


def test_an_old_table_after_a_newer_one_changes_no_byte(village: Village) -> None:
    village.take(*FIRST)
    village.take(*FIRST[:2], row("2/2", 5, 6))
    before = village.bytes()
    assert village.take(*FIRST)["entries"] == 0
    assert village.bytes() == before


def test_a_complete_set_drops_and_brings_back_and_nothing_leaves_the_count(
    village: Village,
) -> None:
    village.take(*FIRST)
    second = village.take(*FIRST[:2], row("2/2", 5, 6))
    assert (second["new"], second["equal"], second["dropped"]) == (1, 2, 1)
    (finding,) = village.json("check", "--code", "D402")
    assert (finding["station"], finding["severity"]) == ("2/1", "warning")
    assert village.json("count")["stations"]["counted"] == 4
    third = village.take(*FIRST, row("2/2", 5, 6), row("2/3", 1, 1))
    assert (third["restored"], third["dropped"]) == (1, 0)
    assert village.json("check", "--code", "D402") == []


def test_a_partial_table_drops_nothing(village: Village) -> None:
    village.take(*FIRST)
    table = village.table(row("2/2", 5, 6))
    told = village.json("import", str(table), "--source", "herons", "--partial")
    assert (told["new"], told["dropped"]) == (1, 0)


def test_a_column_that_is_absent_changes_nothing(village: Village) -> None:
    village.take(*FIRST)
    header = "ward,station,A,B,valid,spoiled,link\n"
    rows = [line.replace(",200,", ",") for line in FIRST]
    told = village.take(*rows, row("2/2", 5, 6).replace(",200,", ","), header=header)
    assert (told["equal"], told["new"], told["other"]) == (3, 1, 0)
    assert village.json("count")["registered"]["counted"] == 600


def test_a_new_address_is_logged_without_a_new_reading(village: Village) -> None:
    village.take(*FIRST)
    moved = [row("1/1", 60, 40, link="https://elsewhere.example/x.jpg"), *FIRST[1:]]
    told = village.take(*moved)
    assert (told["moved"], told["equal"], told["other"]) == (1, 3, 0)
    assert told["records"] == {}
    assert told["entries"] == 2, "the set that was given, and the address"


def test_other_numbers_are_a_finding_and_wait_for_a_decision(village: Village) -> None:
    village.take(*FIRST)
    told = village.take(row("1/1", 90, 10), *FIRST[1:])
    assert told["other"] == 1
    codes = {one["code"] for one in village.json("check", status=1)}
    assert "D401" in codes
    assert village.json("count")["stations"] == {
        "expected": 6,
        "counted": 2,
        "quarantined": 1,
        "rejected": 0,
    }
    said = village.run("decide", "1/1", "accept", "--why", "x", status=2)
    assert "--reading" in said
    index = int(said.split("one of ")[1].split(",")[0])
    decided = village.json(
        "decide", "1/1", "accept", "--reading", str(index), "--why", "seen by two people"
    )
    assert [one["state"] for one in decided["records"]] == ["accepted"]
    assert village.json("count")["votes"]["A"] == 135


def test_a_decision_needs_a_station_that_was_read(village: Village) -> None:
    village.take(*FIRST)
    before = village.bytes()
    assert "no reading of station 9/9" in village.run(
        "decide", "9/9", "reject", "--why", "x", status=2
    )
    assert "needs its reason" in village.run("decide", "1/1", "reject", "--why", " ", status=2)
    assert "no contest 'moon'" in village.run(
        "decide", "1/1", "reject", "--why", "x", "--contest", "moon", status=2
    )
    assert "is not of station" in village.run(
        "decide", "1/1", "accept", "--why", "x", "--reading", "0", status=2
    )
    assert village.bytes() == before


@pytest.mark.parametrize(
    ("action", "counted", "aside"),
    [
        ("quarantine", 2, ("quarantined", 1)),
        ("reject", 2, ("rejected", 1)),
        ("withdraw", 2, ("counted", 2)),
        ("accept", 3, ("counted", 3)),
    ],
)
def test_each_decision_has_its_place_in_the_count(
    village: Village, action: str, counted: int, aside: tuple[str, int]
) -> None:
    village.take(*FIRST)
    village.run("decide", "1/2", action, "--why", "as an example")
    stations = village.json("count")["stations"]
    assert stations["counted"] == counted
    assert stations[aside[0]] == aside[1]


def test_two_sources_agree_once_and_in_conflict_wait(village: Village) -> None:
    village.take(*FIRST)
    village.take(FIRST[0], row("1/2", 50, 35), source="otters")
    count = village.json("count")
    assert (count["stations"]["counted"], count["stations"]["quarantined"]) == (2, 1)
    assert village.json("count", "--source", "herons")["stations"]["counted"] == 3
    (compared,) = village.json("compare", "herons", "otters", status=1)
    compared = compared["stations"]
    assert (compared["both"], compared["equal"], compared["different"]) == (2, 1, 1)
    said = village.run("decide", "1/2", "accept", "--why", "x", status=2)
    assert "herons, otters give 1/2 other numbers in mayor; say whose with --source" in said
    village.run("decide", "1/2", "reject", "--source", "otters", "--why", "of another table")
    assert village.json("count")["stations"]["counted"] == 3


def test_a_source_that_says_two_things_is_not_compared_nor_left_out(village: Village) -> None:
    village.take(*FIRST)
    village.take(row("1/1", 90, 10), *FIRST[1:])
    village.take(FIRST[0], FIRST[1], source="otters")
    (compared,) = village.json("compare", "herons", "otters")
    assert compared["stations"] == {
        "both": 2,
        "equal": 1,
        "different": 0,
        "not_comparable": 1,
        "only_first": 1,
        "only_second": 0,
    }
