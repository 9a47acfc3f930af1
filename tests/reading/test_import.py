"""Importing a table: every fault is named by line and column, all at once, or nothing is read."""

from __future__ import annotations

import polars as pl
import pytest
from tablekit import GOOD, HEADER, Write, read, told

from actas.election.definition import Election
from actas.election.shapes import AREAS, STATIONS
from actas.errors import InputError, Problems
from actas.reading import importing
from actas.reading.importing import BAD
from actas.reading.mapping import Mapping


def test_a_table_that_uses_the_elections_own_ids_needs_no_mapping(
    write: Write, election: Election
) -> None:
    table = read(write(HEADER + GOOD), election)
    assert (table.name, table.encoding, table.rows) == ("results.csv", "UTF-8", 1)
    assert (table.complete, table.learn, table.collapsed, table.notes) == (False, False, 0, ())
    assert table.readings["mayor"].rows(named=True) == [
        {
            "row": 2,
            "station": "1/c1/1",
            "given": None,
            "address": "https://example.org/a",
            "arrived": "2030-01-01T18:40:00",
            "ana": 10,
            "luz": 20,
            "valid": 30,
            "nulls": 1,
        }
    ]
    numbers = table.readings["mayor"].select("row", *election.fields("mayor"))
    assert set(numbers.dtypes) == {pl.Int64()}
    assert table.bad.is_empty()
    assert table.bad.schema == BAD
    assert table.stations.schema == pl.Schema(STATIONS)
    assert table.areas.schema == pl.Schema(AREAS)


def test_what_a_table_does_not_have_is_null(write: Write, election: Election) -> None:
    table = read(write("station,ana,luz\n1/c1/1,3,4\n"), election)
    assert table.readings["mayor"].row(0) == (2, "1/c1/1", None, None, None, 3, 4, None, None)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("", "is empty where a number belongs"),
        ("-5", "'-5' is negative"),
        ("(5)", "'(5)' is negative"),
        ("−5", "'−5' is negative"),
        ("1.5", "'1.5' is not a whole number"),
        ('"1,5"', "'1,5' is not a whole number"),
        ("12.0", "'12.0' is not a whole number"),
        ("1.234", "'1.234' looks like it has a thousands separator"),
        ('"1,234"', "'1,234' looks like it has a thousands separator"),
        ("1 234", "'1 234' looks like it has a thousands separator"),
        ("1'234'567", "\"1'234'567\" looks like it has a thousands separator"),
        ("1\u00a0234", "looks like it has a thousands separator"),
        ("99999999999999999999", "is larger than any station can hold"),
        (str(2**40 + 1), "is larger than any station can hold"),
        ("٣", "'٣' has digits other than 0 to 9"),
        ("1２", "'1２' has digits other than 0 to 9"),
        ("ten", "'ten' is not a number"),
        ("1e3", "'1e3' is not a number"),
        ("0x1f", "'0x1f' is not a number"),
        ("+5", "'+5' is not a number"),
        ("²", "'²' is not a number"),
        ("#DIV/0!", "'#DIV/0!' is not a number"),
        ("5\x07", "has a control character"),
        ("x" * 60, "'" + "x" * 39 + "…' is not a number"),
    ],
)
def test_what_is_no_number_is_named_by_line_and_column(
    write: Write, election: Election, cell: str, says: str
) -> None:
    content = "station,ana,luz\n1/c1/1,3,4\n1/c1/2,5," + cell + "\n"
    problems = told(write(content), election)
    assert problems[0].startswith("results.csv, line 3, column luz: ")
    assert any(says in problem for problem in problems)


def test_the_largest_number_is_taken(write: Write, election: Election) -> None:
    table = read(write(f"station,ana,luz\n1/c1/1,{2**40},007\n"), election)
    assert table.readings["mayor"].select("ana", "luz").row(0) == (2**40, 7)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("1,c1,,1,1,2,0,5,,", "region, centre, station", "is empty where the station's code"),
        (",c1,1,1,1,2,0,5,,", "region, centre, station", "is empty where the station's code"),
        ("1,c 1,1,1,1,2,0,5,,", "region, centre, station", "'1/c 1/1' is not a code"),
        ("1,a/b,1,1,1,2,0,5,,", "region, centre, station", "'1/a/b/1' is not a code"),
        ("1,..,1,1,1,2,0,5,,", "region, centre, station", "'1/../1' is not a code"),
        ("1,c1,1,1,1,2,0,many,,", "electors", "'many' is not a number"),
        ("1,c1,1,1,1,2,0,5,javascript:x,", "address", "is not a link"),
        ("1,c1,1,1,1,2,0,5,,yesterday", "arrived", "'yesterday' is not a date and time"),
        ("1,c1,1,1,1,2,0,5,,2030-02-30 10:00", "arrived", "is not a date and time"),
    ],
)
def test_what_else_can_be_wrong_in_a_row(
    write: Write, election: Election, row: str, column: str, says: str
) -> None:
    (problem,) = told(write(HEADER + GOOD + row + "\n"), election)
    assert problem.startswith(f"results.csv, line 3, column {column}: ")
    assert says in problem


def test_all_problems_are_told_at_once_and_nothing_is_read(
    write: Write, election: Election
) -> None:
    rows = "".join(f"1/c1/{i},x,-{i + 1}\n" for i in range(40))
    with pytest.raises(Problems) as error:
        read(write("station,ana,luz\n" + rows + "1/c1/99,5\n"), election)
    said = str(error.value)
    assert said.startswith("results.csv: 81 problems on 41 rows; nothing was read\n")
    assert len(said.splitlines()) == 1 + 50 + 1
    assert said.endswith("… and 31 more")


def test_unread_rows_and_stations_given_twice_are_told_at_once(
    write: Write, election: Election
) -> None:
    content = "station,ana,luz\n1/c1/1,3,4\n1/c1/1,3,5\n1/c1/2,x,1\n1/c1/3,1,1\n1/c1/3,2,1\n"
    path = write(content)
    with pytest.raises(Problems) as error:
        read(path, election)
    twice = "is given twice with other numbers: lines"
    assert str(error.value).splitlines()[0].endswith(": 3 problems on 3 rows; nothing was read")
    assert [str(one) for one in error.value.problems] == [
        f"results.csv, line 3: station 1/c1/1 {twice} 2 and 3; correct the file",
        "results.csv, line 4, column ana: 'x' is not a number",
        f"results.csv, line 6: station 1/c1/3 {twice} 5 and 6; correct the file",
    ]
    with pytest.raises(Problems) as error:
        read(path, election, bad_rows="quarantine")
    assert [one.place.line for one in error.value.problems if one.place] == [3, 6]


def test_one_problem_is_told_in_the_singular(write: Write, election: Election) -> None:
    with pytest.raises(Problems) as error:
        read(write("station,ana,luz\n1/c1/1,x,4\n"), election)
    assert str(error.value).startswith("results.csv: 1 problem on 1 row; nothing was read\n")


def test_problems_are_told_in_the_order_of_lines(write: Write, election: Election) -> None:
    problems = told(write("station,ana,luz\n1/c1/1,1,x\n1/c1/2,1\n1/c1/3,x,1\n"), election)
    assert [problem[:19] for problem in problems] == [f"results.csv, line {i}" for i in (2, 3, 4)]


def test_quarantine_keeps_the_good_and_says_why_the_bad_are_bad(
    write: Write, election: Election
) -> None:
    content = (
        "station,ana,luz\n1/c1/1,3,4\n1/c1/2,María López,-2\n1/c1/3,5\nc9/4,x,1\nno code,1,1\n"
    )
    table = read(write(content), election, bad_rows="quarantine")
    assert table.rows == 5
    assert table.readings["mayor"]["station"].to_list() == ["1/c1/1"]
    assert table.bad.rows() == [
        (3, "mayor", "1/c1/2", None, ["ana: not a number", "luz: negative"]),
        (4, "mayor", None, None, ["short row"]),
        (5, "mayor", None, "c9/4", ["ana: not a number"]),
        (6, "mayor", None, None, ["station: not a code"]),
    ]


def test_a_bad_rows_cell_never_reaches_the_log(write: Write, election: Election) -> None:
    content = "station,ana,luz,address\nMaría López 123,María López,4,María López\n"
    table = read(write(content), election, bad_rows="quarantine")
    assert "María" not in str(table.bad.to_dicts())
    assert "López" not in str(table.bad.to_dicts())


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("station,ana\n", "results.csv, line 1, luz: no such column; it has station, ana"),
        ("station,ana,Luz\n", "results.csv, line 1, luz: no such column; is it 'Luz'?"),
        ("region,ana,luz\n", "results.csv, line 1, station: no such column"),
    ],
)
def test_missing_columns_are_named(
    write: Write, election: Election, header: str, says: str
) -> None:
    row = ",".join("1" * len(header.split(","))) + "\n"
    with pytest.raises(InputError) as error:
        read(write(header + row), election)
    assert str(error.value).startswith(says)


def test_all_missing_columns_are_named_at_once(write: Write, election: Election) -> None:
    problems = told(write("a,b\n1,2\n"), election)
    assert [problem.split(":")[0] for problem in problems] == [
        "results.csv, line 1, station",
        "results.csv, line 1, ana",
        "results.csv, line 1, luz",
    ]


def test_equal_rows_collapse_and_are_told(write: Write, election: Election) -> None:
    content = "station,ana,luz\n1/c1/1,3,4\n1/c1/2,1,1\n01/c1/01,3,4\nc7/1,2,2\nc7/1,2,2\n"
    table = read(write(content), election)
    assert table.readings["mayor"]["row"].to_list() == [2, 3, 5]
    assert table.collapsed == 2
    assert table.notes == ("2 rows say again what an earlier row says",)


@pytest.mark.parametrize("bad_rows", ["refuse", "quarantine"])
def test_a_station_given_twice_with_other_numbers_refuses_the_file(
    write: Write, election: Election, bad_rows: str
) -> None:
    content = "station,ana,luz\n1/c1/1,3,4\n1/c1/2,1,1\n1/c1/1,3,5\n"
    (problem,) = told(write(content), election, bad_rows=bad_rows)
    assert problem == (
        "results.csv, line 4: station 1/c1/1 is given twice with other numbers: lines 2 and 4; "
        "correct the file"
    )


def test_other_electors_are_other_numbers(write: Write, election: Election) -> None:
    content = "station,ana,luz,electors\n1/c1/1,3,4,100\n1/c1/1,3,4,101\n"
    assert "given twice" in told(write(content), election)[0]


def test_only_the_rows_asked_for_are_read(write: Write, election: Election) -> None:
    mapping = Mapping.model_validate({"rows": {"keep": {"kind": ["table", "urn"]}}})
    path = write("kind,station,ana,luz\ntotal,x y,-1,\ntable,1/a/1,1,2\nurn,1/a/2,1,2\n")
    table = read(path, election, mapping=mapping)
    assert table.rows == 2
    assert table.notes == ("passed over 1 row that the mapping does not ask for",)


def test_signs_of_numbers_can_be_declared(write: Write, election: Election) -> None:
    mapping = Mapping.model_validate({"file": {"thousands": ".", "blanks": "zero"}})
    table = read(
        write("station;ana;luz\n1/a/1;1.234.567;\n1/a/2;12;0\n"), election, mapping=mapping
    )
    assert table.readings["mayor"].select("ana", "luz").rows() == [(1234567, 0), (12, 0)]
    for wrong in ("12.34", "1.2345", ".123", "1.234.56"):
        path = write(f"station;ana;luz\n1/a/1;{wrong};1\n")
        assert "column ana" in told(path, election, mapping=mapping)[0]


def test_blanks_can_mean_that_the_number_is_missing(write: Write, election: Election) -> None:
    mapping = Mapping.model_validate({"file": {"blanks": "missing"}})
    table = read(write("station,ana,luz\n1/a/1,,1\n"), election, mapping=mapping)
    assert table.readings["mayor"].select("ana", "luz").row(0) == (None, 1)


def test_a_time_of_arrival_in_another_format_can_be_declared(
    write: Write, election: Election
) -> None:
    arrived = {"column": "when", "format": "%d/%m/%Y %H.%M"}
    mapping = Mapping.model_validate({"arrived": arrived})
    path = write("station,ana,luz,when\n1/a/1,1,1,31/01/2030 18.40\n1/a/2,1,1,\n")
    table = read(path, election, mapping=mapping)
    assert table.readings["mayor"]["arrived"].to_list() == ["2030-01-31T18:40:00", None]
    path = write("station,ana,luz,when\n1/a/1,1,1,2030-01-31 18:40\n")
    assert "is not a date and time" in told(path, election, mapping=mapping)[0]


@pytest.mark.parametrize("written", ["2030-01-31T18:40", "2030-01-31 18:40:00", "2030-01-31 18:40"])
def test_times_of_arrival(write: Write, election: Election, written: str) -> None:
    table = read(write(f"station,ana,luz,arrived\n1/a/1,1,1,{written}\n"), election)
    assert table.readings["mayor"]["arrived"].to_list() == ["2030-01-31T18:40:00"]


def test_a_wrong_column_of_a_large_table_does_not_fill_the_memory(
    write: Write, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_MOST_LISTED", 60)
    rows = "".join(f"1/c1/{i},x,1\n" for i in range(100))
    with pytest.raises(Problems, match="the first 60 are listed") as e:
        read(write("station,ana,luz\n" + rows), election)
    assert len(e.value.problems) == 60
