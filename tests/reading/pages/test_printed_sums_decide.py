"""Whether printed numbers may stand: sure, checked by a total of the sheet, and adding up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actas.election.definition import Election
from actas.election.sheet import Cell
from actas.reading.pages.cells import ReadCell
from actas.reading.pages.printed import ALONE, CHECKED, reading_of
from actas.reading.pages.shapes import SheetReading

TALLIES = {"valid": "valid", "nulls": "null", "blank": "blank", "cast": "ballots"}


def election(tallies: dict[str, str], **form: Any) -> Election:
    choices = [
        {"id": one, "name": one, "positions": [at, at + 10]} for at, one in enumerate("ABC", 1)
    ]
    sheet = {
        "id": "strip",
        "name": "Strip",
        "size": [800, 2000],
        "cells": [
            {"box": [0, 0, 50, 50], "part": "centre"},
            {"box": [100, 0, 50, 50], "part": "station"},
            {"box": [0, 100, 50, 50], "step": 60, "positions": [1, 3]},
            {"box": [100, 100, 50, 50], "step": 60, "positions": [11, 13]},
            {"box": [200, 100, 50, 50], "step": 60, "fields": [*tallies, "electors"]},
        ],
    }
    return Election.model_validate(
        {
            "actas": 1,
            "id": "x",
            "name": "X",
            "date": "2031-01-01",
            "levels": [{"id": "centre", "name": "Centre"}, {"id": "station", "name": "Station"}],
            "contests": [{"id": "president", "name": "President", "choices": choices}],
            "form": {
                "tallies": [
                    {"id": one, "name": one, "role": role} for one, role in tallies.items()
                ],
                **form,
            },
            "sheets": [sheet],
        }
    )


ALL = election(TALLIES)


def cells(
    votes: list[int],
    beside: tuple[int, int] = (2, 1),
    sure: int = 1000,
    of: Election = ALL,
    voters: int = 0,
) -> list[ReadCell]:
    nulls, blank = beside
    stated = {
        "valid": sum(votes),
        "nulls": nulls,
        "blank": blank,
        "cast": sum(votes) + nulls + blank,
        "electors": 900,
        "voters": voters,
    }
    numbers = iter(votes)

    def says(cell: Cell) -> str:
        if cell.part:
            return {"centre": "0042", "station": "07"}[cell.part]
        return str(next(numbers) if cell.position else stated[cell.field or ""])

    return [ReadCell(cell, says(cell), sure) for cell in of.sheets[0].each_cell()]


votes = st.lists(st.integers(0, 400), min_size=6, max_size=6)


@given(votes)
def test_a_sheet_that_adds_up_stands(numbers: list[int]) -> None:
    read = reading_of(cells(numbers), ALL.sheets[0], ALL)
    assert isinstance(read, SheetReading)
    made = {one: numbers[at] + numbers[at + 3] for at, one in enumerate("ABC")}
    total = sum(numbers)
    beside = {"valid": total, "nulls": 2, "blank": 1, "cast": total + 3}
    assert read.values == {"president": made | beside}
    assert read.positions["president"] == dict(zip((1, 2, 3, 11, 12, 13), numbers, strict=True))
    assert (read.method, read.given, read.electors) == ("print", "0042/07", 900)


@given(votes, st.integers(2, 11), st.integers(1, 500))
def test_any_one_number_read_wrong_fails_the_sums(
    numbers: list[int], place: int, more: int
) -> None:
    read = cells(numbers)
    wrong = read[place]
    read[place] = ReadCell(wrong.cell, str(int(wrong.text) + more), 1000)
    assert reading_of(read, ALL.sheets[0], ALL) == "sums"


@given(votes, st.integers(2, 11), st.integers(0, CHECKED - 1))
def test_any_one_number_that_is_not_sure_holds_the_sheet_back(
    numbers: list[int], place: int, sure: int
) -> None:
    read = cells(numbers)
    read[place] = ReadCell(read[place].cell, read[place].text, sure)
    assert reading_of(read, ALL.sheets[0], ALL) == "print"


@given(votes, st.integers(2, 7))
def test_a_blank_cell_is_blank_and_never_zero(numbers: list[int], place: int) -> None:
    numbers[place - 2] = 0
    read = cells(numbers)
    read[place] = ReadCell(read[place].cell, "", 1000)
    assert reading_of(read, ALL.sheets[0], ALL) == "print"


def test_a_sheet_without_any_total_never_stands() -> None:
    bare = election({"nulls": "null"})
    read = cells([1, 2, 3, 4, 5, 6], of=bare)
    assert reading_of(read, bare.sheets[0], bare) == "print"


def test_a_total_of_the_ballots_checks_the_votes_too() -> None:
    cast = election({"nulls": "null", "blank": "blank", "cast": "ballots"})
    read = cells([1, 2, 3, 4, 5, 6], of=cast)
    assert isinstance(reading_of(read, cast.sheets[0], cast), SheetReading)


@pytest.mark.parametrize(("sure", "stands"), [(ALONE, True), (ALONE - 1, False)])
def test_a_tally_that_no_sum_checks_must_be_surer(sure: int, stands: bool) -> None:
    lone = election({"valid": "valid", "nulls": "null"})
    read = [
        ReadCell(one.cell, one.text, sure if one.cell.field == "nulls" else 1000)
        for one in cells([1, 2, 3, 4, 5, 6], of=lone)
    ]
    assert isinstance(reading_of(read, lone.sheets[0], lone), SheetReading) is stands


def test_a_rule_of_the_form_is_held_to() -> None:
    rule = {"code": "E901", "says": "no more than ten blank", "expect": "blank <= 10"}
    strict = election(TALLIES, rules=[rule])
    assert isinstance(reading_of(cells([9] * 6, of=strict), strict.sheets[0], strict), SheetReading)
    assert reading_of(cells([9] * 6, (0, 11), of=strict), strict.sheets[0], strict) == "sums"


def test_a_station_that_is_not_surely_read_is_not_given() -> None:
    read = [
        ReadCell(one.cell, one.text, ALONE - 1 if one.cell.part else 1000) for one in cells([5] * 6)
    ]
    stands = reading_of(read, ALL.sheets[0], ALL)
    assert isinstance(stands, SheetReading)
    assert stands.given is None


def test_voters_that_are_not_surely_read_are_left_out() -> None:
    more = election(TALLIES | {"voters": "voters"})
    read = [
        ReadCell(one.cell, "24" if one.cell.field == "voters" else one.text, 900)
        for one in cells([1, 2, 3, 4, 5, 6], of=more, voters=24)
    ]
    stands = reading_of(read, more.sheets[0], more)
    assert isinstance(stands, SheetReading)
    assert "voters" not in stands.values["president"]
    assert stands.values["president"]["cast"] == 24
