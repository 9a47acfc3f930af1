"""Long tables, one row a station and choice, give the same readings as wide ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actas.election.definition import Election
from actas.election.shapes import Register
from actas.errors import Problems
from actas.reading.importing import Table, read_table
from actas.reading.mapping import Mapping

Write = Callable[..., Path]
LONG = {"choice": "list", "votes": "votes", "values": {"A": "ana", "L": "luz", "NULL": "nulls"}}
HEADER = "station,list,votes\n"


def read(path: Path, election: Election, bad_rows: Any = "refuse", **mapping: Any) -> Table:
    asked = Mapping.model_validate({"long": LONG} | mapping)
    return read_table(path, asked, election, Register(), bad_rows)


def told(path: Path, election: Election, bad_rows: Any = "refuse", **mapping: Any) -> list[str]:
    with pytest.raises(Problems) as error:
        read(path, election, bad_rows, **mapping)
    return [str(problem) for problem in error.value.problems]


def test_rows_of_a_station_are_put_together(write: Write, election: Election) -> None:
    content = HEADER + "1/a/1,A,5\n1/a/2,luz,2\n1/a/1,L,6\n1/a/2,ana,1\n1/a/1,NULL,0\n"
    readings = read(write(content), election).readings["mayor"]
    assert readings.select("row", "station", "ana", "luz", "valid", "nulls").rows() == [
        (2, "1/a/1", 5, 6, None, 0),
        (3, "1/a/2", 1, 2, None, None),
    ]


def test_unknown_choices_and_bad_votes_are_named(write: Write, election: Election) -> None:
    problems = told(write(HEADER + "1/a/1,A,x\n1/a/1,Z,6\n1/a/1,,6\n"), election)
    assert [one.split(": ", 1)[0] for one in problems] == [
        "results.csv, line 2, column votes",
        "results.csv, line 3, column list",
        "results.csv, line 4, column list",
    ]


def test_a_choice_without_a_row_is_a_blank(write: Write, election: Election) -> None:
    path = write(HEADER + "1/a/1,A,5\n1/a/2,A,1\n1/a/2,L,1\n")
    (problem,) = told(path, election)
    assert problem.startswith("results.csv, line 2, column luz: is empty")
    zero = read(path, election, file={"blanks": "zero"}).readings["mayor"]
    assert zero.select("ana", "luz").rows() == [(5, 0), (1, 1)]
    missing = read(path, election, file={"blanks": "missing"}).readings["mayor"]
    assert missing.select("ana", "luz").rows() == [(5, None), (1, 1)]


def test_a_choice_given_twice_with_other_numbers_refuses_the_file(
    write: Write, election: Election
) -> None:
    path = write(HEADER + "1/a/1,A,5\n1/a/1,L,5\n1/a/1,A,6\n")
    (problem,) = told(path, election, bad_rows="quarantine")
    assert problem.endswith("station 1/a/1, ana: given twice with other numbers: lines 2 and 4")


def test_a_choice_given_twice_alike_counts_once(write: Write, election: Election) -> None:
    table = read(write(HEADER + "1/a/1,A,5\n1/a/1,L,5\n1/a/1,A,5\n"), election)
    assert table.readings["mayor"].select("ana", "luz").rows() == [(5, 5)]


@pytest.mark.parametrize("blanks", ["refused", "missing", "zero"])
def test_a_station_with_a_bad_row_has_no_reading(
    write: Write, election: Election, blanks: str
) -> None:
    path = write(HEADER + "1/a/1,A,x\n1/a/1,L,5\n1/a/2,A,1\n1/a/2,L,1\n")
    table = read(path, election, bad_rows="quarantine", file={"blanks": blanks})
    assert table.readings["mayor"]["station"].to_list() == ["1/a/2"]
    assert table.bad.rows() == [(2, "mayor", "1/a/1", None, ["votes: not a number"])]


def test_a_row_that_could_be_any_stations_refuses_the_file(
    write: Write, election: Election
) -> None:
    path = write(HEADER + "1/a/1,A,1\n1/a/1,L\n")
    with pytest.raises(Problems, match="a row that cannot be read could be any station's"):
        read(path, election, bad_rows="quarantine")


def test_contradictions_and_unread_rows_are_told_at_once(write: Write, election: Election) -> None:
    rows = "1/a/1,A,5\n1/a/1,A,6\n1/a/1,L,1\n1/a/2,A,x\n1/a/2,L,1\n"
    assert told(write(HEADER + rows), election) == [
        "results.csv, line 3: station 1/a/1, ana: given twice with other numbers: lines 2 and 3",
        "results.csv, line 5, column votes: 'x' is not a number",
    ]
