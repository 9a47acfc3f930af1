"""A table that people fill in may be imported before its end: rows without any number wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from actas.election.definition import Election
from actas.election.shapes import Register
from actas.errors import InputError, Problems
from actas.reading.importing import Table, read_table
from actas.reading.mapping import Mapping

Write = Callable[..., Path]
HEADER = "region,centre,station,ana,luz,valid,nulls\n"
SKIPS = Mapping.model_validate({"rows": {"blank": "skipped"}})


def read(path: Path, election: Election, mapping: Mapping = SKIPS) -> Table:
    return read_table(path, mapping, election, Register())


def test_rows_without_any_number_are_passed_over_and_told(write: Write, election: Election) -> None:
    table = read(write(HEADER + "1,c1,1,,,,\n1,c1,2,3,4,7,0\n,,,,,,\n1,,,,,,\n"), election)
    assert table.readings["mayor"]["station"].to_list() == ["1/c1/2"]
    assert "passed over 2 rows without any number" in table.notes
    assert table.rows == 1


def test_a_zero_is_a_number(write: Write, election: Election) -> None:
    table = read(write(HEADER + "1,c1,1,0,0,0,0\n"), election)
    assert table.readings["mayor"].height == 1


def test_a_row_that_is_filled_in_half_is_refused(write: Write, election: Election) -> None:
    with pytest.raises(Problems) as told:
        read(write(HEADER + "1,c1,1,3,,3,0\n1,c1,2,,,,\n"), election)
    (problem,) = map(str, told.value.problems)
    assert problem.startswith("results.csv, line 2, column luz: is empty")


def test_unless_the_mapping_says_so_they_are_refused(write: Write, election: Election) -> None:
    with pytest.raises(Problems):
        read(write(HEADER + "1,c1,1,,,,\n1,c1,2,3,4,7,0\n"), election, Mapping())


def test_a_table_in_which_nothing_stands_yet_is_told(write: Write, election: Election) -> None:
    with pytest.raises(InputError, match="no row has a number yet"):
        read(write(HEADER + "1,c1,1,,,,\n"), election)


def test_what_a_number_is_made_from_counts_as_one(write: Write, election: Election) -> None:
    """As votes by ballot position, which add up to a choice."""
    mapping = Mapping.model_validate(
        {
            "rows": {"blank": "skipped"},
            "derive": {"ana": {"expression": "position_1 + position_2"}},
        }
    )
    header = "region,centre,station,position_1,position_2,luz,valid,nulls\n"
    path = write(header + "1,c1,1,1,2,4,7,0\n1,c1,2,,,,,\n")
    table = read(path, election, mapping)
    assert table.readings["mayor"]["ana"].to_list() == [3]
    with pytest.raises(Problems, match="column position_2: is empty"):
        read(write(header + "1,c1,1,1,,4,7,0\n1,c1,2,1,1,0,2,0\n"), election, mapping)
