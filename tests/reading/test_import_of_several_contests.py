"""Several contests in one table, told apart by its columns or by the mapping."""

from __future__ import annotations

import pytest
from tablekit import Make, Write, read, told

from actas.errors import InputError
from actas.reading.mapping import ContestColumn, Mapping

TWO = [
    {
        "id": "mayor",
        "name": "Mayor",
        "choices": [{"id": "ana", "name": "Ana"}, {"id": "luz", "name": "Luz"}],
    },
    {"id": "bridge", "name": "A bridge", "choices": [{"id": "yes", "name": "Yes"}]},
]


def test_several_contests_stand_in_one_table(write: Write, make: Make) -> None:
    election = make(contests=TWO)
    content = "contest,station,ana,luz,yes\nmayor,1/a/1,1,2,\nbridge,1/a/1,0,,9\n"
    table = read(write(content), election)
    assert table.readings["mayor"].select("ana", "luz").rows() == [(1, 2)]
    assert table.readings["bridge"].select("row", "yes").rows() == [(3, 9)]
    assert "ana" not in table.readings["bridge"].columns


def test_contests_are_told_apart_by_what_the_mapping_says(write: Write, make: Make) -> None:
    election = make(contests=TWO)
    mapping = Mapping.model_validate({"contest": {"column": "c", "values": {"M": "mayor"}}})
    content = "c,station,ana,luz,yes\nM,1/a/1,1,2,\nmayor,1/a/2,1,2,\nX,1/a/3,1,2,\n,1/a/4,1,2,\n"
    problems = told(write(content), election, mapping=mapping)
    assert [one.split(": ", 1)[1] for one in problems] == [
        "'X' is no contest of the election",
        "'' is no contest of the election",
    ]
    table = read(write(content), election, mapping=mapping, bad_rows="quarantine")
    assert table.bad["problems"].to_list() == [["c: unknown contest"]] * 2
    assert table.readings["mayor"].height == 2


def test_votes_for_another_contests_choice_are_told(write: Write, make: Make) -> None:
    election = make(contests=TWO)
    content = "contest,station,ana,luz,yes\nmayor,1/a/1,1,2,7\n"
    (problem,) = told(write(content), election)
    assert "column yes: '7' votes for a choice that this contest does not have" in problem


def test_a_table_of_one_of_several_contests_must_say_which(write: Write, make: Make) -> None:
    election = make(contests=TWO)
    path = write("station,yes\n1/a/1,7\n")
    with pytest.raises(InputError, match="the mapping must say which"):
        read(path, election)
    table = read(path, election, mapping=Mapping(contest="bridge"))
    assert table.readings["bridge"]["yes"].to_list() == [7]
    assert list(table.readings) == ["bridge"]


def test_electors_that_differ_between_contests_are_told(write: Write, make: Make) -> None:
    election = make(contests=TWO)
    content = "contest,station,ana,luz,yes,electors\nmayor,1/a/1,1,2,,9\nbridge,1/a/1,,,3,8\n"
    mapping = Mapping.model_validate({"learn": True, "electors": "electors"})
    mapping = mapping.model_copy(update={"contest": ContestColumn(column="contest")})
    table = read(write(content), election, mapping=mapping)
    assert table.stations["electors"].to_list() == [9]
    assert table.notes == (
        "more than one number of electors for 1 stations; the first stands: 1/a/1",
    )
