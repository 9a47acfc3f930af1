"""What a table says of places: known to the register, unknown, new, or with two names."""

from __future__ import annotations

import pytest
from tablekit import Write, known, read, told

from actas.election.definition import Election
from actas.errors import Problems
from actas.reading.mapping import Mapping


def test_an_open_register_keeps_what_it_cannot_place(write: Write, election: Election) -> None:
    table = read(write("station,ana,luz\n1/c1/1,3,4\nc7/02,1,1\n"), election)
    assert table.readings["mayor"].select("station", "given").rows() == [
        ("1/c1/1", None),
        (None, "c7/2"),
    ]


def test_a_lower_code_is_placed_by_the_register(write: Write, election: Election) -> None:
    path = write("station,ana,luz\nc7/02,1,1\nc7.03,2,2\n")
    table = read(path, election, register=known("4/c7/2"))
    assert table.readings["mayor"]["station"].to_list() == ["4/c7/2", "4/c7/3"]


def test_a_closed_register_refuses_unknown_stations_by_line(write: Write, closed: Election) -> None:
    path = write("station,ana,luz\n4/c7/2,1,1\n4/c7/3,1,1\nc7/2,1,1\n")
    (problem,) = told(path, closed, register=known("4/c7/2"))
    assert problem == (
        "results.csv, line 3, column station: '4/c7/3' is no station of the register, "
        "which is closed"
    )


def test_a_closed_register_sets_unknown_stations_aside_when_asked(
    write: Write, closed: Election
) -> None:
    path = write("station,ana,luz\n4/c7/2,1,1\n4/c7/3,1,1\n")
    table = read(path, closed, register=known("4/c7/2"), bad_rows="quarantine")
    assert table.bad.rows() == [(3, "mayor", None, "4/c7/3", ["station: unknown station"])]


def test_a_station_outside_the_tree_may_leave_levels_blank(
    write: Write, election: Election
) -> None:
    content = "region,centre,station,ana,luz\n99,,7,1,1\n99,ES,7,2,2\n"
    table = read(write(content), election)
    assert table.readings["mayor"]["station"].to_list() == ["99/7", "99/ES/7"]
    with pytest.raises(Problems):
        read(write("region,centre,station,ana,luz\n99,ES,,1,1\n"), election)


TEACHING = {
    "names": {"region": "r", "centre": "c", "station": "s"},
    "electors": "n",
    "learn": True,
    "complete": True,
}


def test_a_table_may_teach_the_register(write: Write, election: Election) -> None:
    content = (
        "region,r,centre,c,station,s,n,ana,luz\n"
        "1,North,a,School,1,One,100,1,1\n"
        "1,North,a,School,2,,,1,1\n"
        "2,South,b,,1,,50,1,1\n"
    )
    table = read(write(content), election, mapping=Mapping.model_validate(TEACHING))
    assert (table.complete, table.learn) == (True, True)
    assert table.stations.rows() == [
        ("1/a/1", "One", 100, None, None),
        ("1/a/2", None, None, None, None),
        ("2/b/1", None, 50, None, None),
    ]
    assert table.areas.rows() == [
        ("1", 0, "North"),
        ("1/a", 1, "School"),
        ("2", 0, "South"),
        ("2/b", 1, None),
    ]


def test_an_absent_optional_column_changes_nothing_and_is_told(
    write: Write, election: Election
) -> None:
    table = read(
        write("region,centre,station,ana,luz,extra\n1,a,1,2,3,x\n"),
        election,
        mapping=Mapping.model_validate(TEACHING),
    )
    assert table.stations.rows() == [("1/a/1", None, None, None, None)]
    assert table.notes == (
        "no column n, r, c, s: what is known of it stays as it was",
        "columns not read: extra",
    )


def test_an_area_with_two_names_is_told(write: Write, election: Election) -> None:
    content = "region,r,centre,c,station,s,n,ana,luz\n1,North,a,,1,,1,1,1\n1,NORTH,a,,2,,1,1,1\n"
    table = read(write(content), election, mapping=Mapping.model_validate(TEACHING))
    assert table.areas.row(0) == ("1", 0, "North")
    assert table.notes == ("more than one name for 1 areas; the first stands: 1",)


def test_names_are_single_lines_of_sane_length(write: Write, election: Election) -> None:
    header = "region,r,centre,c,station,s,n,ana,luz\n"
    content = header + '1,"No\nrth",a,,1,,1,1,1\n1,' + "x" * 501 + ",a,,2,,1,1,1\n"
    problems = told(write(content), election, mapping=Mapping.model_validate(TEACHING))
    assert "line 2, column r: has a control character" in problems[0]
    assert "line 4, column r: " in problems[1]
    assert "is too long for a name" in problems[1]
