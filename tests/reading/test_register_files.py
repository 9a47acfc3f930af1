"""Register files: stations and areas with their parents, each fault named by its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from actas.election.definition import Election
from actas.election.shapes import AREAS, STATIONS, Register
from actas.errors import InputError, Problems
from actas.reading.mapping import Mapping
from actas.reading.registers import read_register

Write = Callable[..., Path]


def told(
    path: Path, election: Election, mapping: Mapping | None = None, known: Register | None = None
) -> list[str]:
    with pytest.raises(Problems) as error:
        read_register(path, mapping, election, known)
    return [str(problem) for problem in error.value.problems]


def known_areas(*rows: tuple[str, int, str | None]) -> Register:
    return Register(areas=pl.DataFrame(list(rows), schema=AREAS, orient="row"))


def test_stations_by_their_whole_code(write: Write, closed: Election) -> None:
    path = write(
        "code,name,electors,status\n01/a/002,Two,300,\n1/a/1,One,,mobile\n99/5,Five,7,abroad\n"
    )
    stations, areas = read_register(path, None, closed)
    assert stations.schema == pl.Schema(STATIONS)
    assert areas.schema == pl.Schema(AREAS)
    assert stations.rows() == [
        ("1/a/1", "One", None, "mobile", None),
        ("1/a/2", "Two", 300, None, None),
        ("99/5", "Five", 7, "abroad", None),
    ]
    assert areas.rows() == [("1", 0, None), ("1/a", 1, None), ("99", 0, None)]


def test_stations_by_a_column_a_level(write: Write, closed: Election) -> None:
    path = write(
        "region,region_name,centre,centre_name,station,name,electors\n"
        "1,North,a,School,1,One,300\n1,North,a,School,2,Two,200\n2,South,b,Hall,1,,100\n"
    )
    stations, areas = read_register(path, None, closed)
    assert stations.select("station", "name", "electors").rows() == [
        ("1/a/1", "One", 300),
        ("1/a/2", "Two", 200),
        ("2/b/1", None, 100),
    ]
    assert areas["name"].to_list() == ["North", "School", "South", "Hall"]


def test_areas_and_stations_in_one_file(write: Write, closed: Election) -> None:
    path = write("code,name,electors\n1,North,\n1/a,School,\n1/a/1,One,300\n")
    stations, areas = read_register(path, None, closed)
    assert stations["station"].to_list() == ["1/a/1"]
    assert areas.rows() == [("1", 0, "North"), ("1/a", 1, "School")]


def test_a_row_with_blank_lower_levels_is_about_the_area(write: Write, closed: Election) -> None:
    path = write(
        "region,region_name,centre,centre_name,station,name\n"
        "1,North,,,,\n1,,a,School,,\n1,,a,,1,One\n2,,,,,South\n"
    )
    stations, areas = read_register(path, None, closed)
    assert stations["station"].to_list() == ["1/a/1"]
    assert areas.rows() == [("1", 0, "North"), ("1/a", 1, "School"), ("2", 0, "South")]


def test_a_gap_between_levels_is_told(write: Write, closed: Election) -> None:
    (problem,) = told(write("region,centre,station\n1,,1\n"), closed)
    assert "line 2, column region, centre, station: is empty" in problem


def test_areas_alone(write: Write, closed: Election) -> None:
    stations, areas = read_register(write("code,name\n1,North\n1/a,School\n"), None, closed)
    assert stations.is_empty()
    assert areas["area"].to_list() == ["1", "1/a"]


def test_a_parent_column_chains_codes(write: Write, closed: Election) -> None:
    path = write(
        "code,parent,name\n1,a,One\na,n,School\nn,,North\ns,,South\n1,s/b,Other\nb,s,Hall\n"
    )
    stations, areas = read_register(path, None, closed)
    assert stations.select("station", "name").rows() == [("n/a/1", "One"), ("s/b/1", "Other")]
    assert areas["name"].to_list() == ["North", "School", "South", "Hall"]


@pytest.mark.parametrize("parent", ["x", "n/x", "1", "no code"])
def test_a_parent_that_does_not_exist_is_named(write: Write, closed: Election, parent: str) -> None:
    path = write(f"code,parent\nn,\na,n\n1,a\n1,{parent}\n")
    problems = told(path, closed)
    assert problems == [
        f"results.csv, line 5, column parent: {parent!r} is no area of this file or of the register"
    ]


def test_parents_that_go_round_in_a_ring_are_named(write: Write, closed: Election) -> None:
    problems = told(write("code,parent\na,b\nb,a\nn,\n"), closed)
    assert [problem[:19] for problem in problems] == ["results.csv, line 2", "results.csv, line 3"]


def test_a_parent_missing_where_areas_are_listed_is_named(write: Write, closed: Election) -> None:
    path = write("code,name\n1,North\n1/a,School\n1/a/1,One\n1/b/1,Two\n2/a,Hall\n")
    assert [problem.split("column ")[1] for problem in told(path, closed)] == [
        "code: '1/b' is no area of this file or of the register",
        "code: '2' is no area of this file or of the register",
    ]


def test_a_parent_missing_where_areas_are_known_is_named(write: Write, closed: Election) -> None:
    path = write("code,electors\n1/a/1,5\n1/b/1,5\n2/c/1,5\n")
    known = known_areas(("1", 0, "North"), ("1/a", 1, "School"))
    with pytest.raises(Problems) as error:
        read_register(path, None, closed, known)
    assert [str(one).split("column code: ")[1][:5] for one in error.value.problems] == [
        "'1/b'",
        "'2' i",
        "'2/c'",
    ]


def test_areas_known_only_by_their_stations_bind_nobody(write: Write, closed: Election) -> None:
    path = write("code,electors\n1/a/1,5\n1/b/1,5\n")
    known = known_areas(("1", 0, "North"), ("1/a", 1, None))
    stations, _ = read_register(path, None, closed, known)
    assert stations.height == 2


def test_known_areas_may_be_parents_in_a_parent_column(write: Write, closed: Election) -> None:
    known = known_areas(("1", 0, "North"), ("1/a", 1, None))
    stations, _ = read_register(write("code,parent\n7,1/a\n"), None, closed, known)
    assert stations["station"].to_list() == ["1/a/7"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            "1/a/1,,5,,\n01/a/01,,5,,",
            "line 3, column code: '1/a/1 is given twice; first on line 2'",
        ),
        ("1/a/1,,x,,", "line 2, column electors: 'x' is not a number"),
        ("1/a/1,,-1,,", "line 2, column electors: '-1' is negative"),
        ("1/a/1,,5,closed,", "line 2, column status: 'closed' is no status of a station: regular"),
        ("1/a/1,,5,merged,", "line 2, column into: a merged or repeated station needs"),
        ("1/a/1,,5,merged,1/a/9", "line 2, column into: '1/a/9' is no station of this file"),
        ("1/a/1,,5,merged,n o", "line 2, column into: 'n o' is no station of this file"),
        ("1/a/1/1,,5,,", "line 2, column code: '1/a/1/1' has another number of parts"),
        ("1/a,,,mobile,", "line 2, column code: '1/a' has another number of parts"),
        ("1//1,,5,,", "line 2, column code: '1//1' is not a code"),
        (",,5,,", "line 2, column code: is empty where the station's code belongs"),
        ("1/a/1,,5", "line 2: has fewer cells than the header"),
        ("1/a/1,x\x07y,5,,", "line 2, column name: has a control character"),
    ],
)
def test_what_is_wrong_in_a_register_is_named(
    write: Write, closed: Election, rows: str, says: str
) -> None:
    problems = told(write("code,name,electors,status,into\n" + rows + "\n"), closed)
    assert any(says in problem for problem in problems)


def test_merged_and_repeated_stations_name_their_other(write: Write, closed: Election) -> None:
    path = write(
        "code,status,into\n1/a/1,,\n1/a/2,merged,01/a/1\n1/a/3,annulled,\n1/a/4,repeated,1/a/3\n"
    )
    stations, _ = read_register(path, None, closed)
    assert stations.select("station", "status", "into").rows() == [
        ("1/a/1", None, None),
        ("1/a/2", "merged", "1/a/1"),
        ("1/a/3", "annulled", None),
        ("1/a/4", "repeated", "1/a/3"),
    ]


NOT_ANNULLED = "is not annulled: a repeated station names the annulled one"
DOES_NOT_COUNT = "is itself merged or annulled: name the station where the electors vote"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("1/a/1,regular,\n1/a/2,repeated,1/a/1", [f"line 3, column into: '1/a/1' {NOT_ANNULLED}"]),
        ("1/a/1,,\n1/a/2,repeated,1/a/1", [f"line 3, column into: '1/a/1' {NOT_ANNULLED}"]),
        ("1/a/1,repeated,1/a/1", [f"line 2, column into: '1/a/1' {NOT_ANNULLED}"]),
        ("1/a/1,merged,01/a/1", ["line 2, column into: '1/a/1' is this station itself"]),
        (
            "1/a/1,merged,1/a/2\n1/a/2,merged,1/a/1",
            [
                f"line 2, column into: '1/a/2' {DOES_NOT_COUNT}",
                f"line 3, column into: '1/a/1' {DOES_NOT_COUNT}",
            ],
        ),
        (
            "1/a/1,merged,1/a/2\n1/a/2,merged,1/a/3\n1/a/3,,",
            [f"line 2, column into: '1/a/2' {DOES_NOT_COUNT}"],
        ),
        (
            "1/a/1,annulled,\n1/a/2,merged,1/a/1",
            [f"line 3, column into: '1/a/1' {DOES_NOT_COUNT}"],
        ),
    ],
)
def test_a_station_that_goes_with_one_it_cannot_go_with_is_named(
    write: Write, closed: Election, rows: str, says: list[str]
) -> None:
    problems = told(write("code,status,into\n" + rows + "\n"), closed)
    assert len(problems) == len(says)
    for problem, start in zip(problems, says, strict=True):
        assert problem.startswith(f"results.csv, {start}")


def knowing(*rows: tuple[str, str | None, str | None]) -> Register:
    """A register of stations with their status and target."""
    filled = [(station, None, None, status, into) for station, status, into in rows]
    return Register(stations=pl.DataFrame(filled, schema=STATIONS, orient="row"))


def test_a_target_is_what_file_and_register_together_say(write: Write, closed: Election) -> None:
    path = write("code,status,into\n1/a/2,repeated,1/a/1\n")
    stations, _ = read_register(path, None, closed, knowing(("1/a/1", "annulled", None)))
    assert stations["into"].to_list() == ["1/a/1"]
    (problem,) = told(path, closed, None, knowing(("1/a/1", "regular", None)))
    assert problem.startswith(f"results.csv, line 2, column into: '1/a/1' {NOT_ANNULLED}")
    both = write("code,status,into\n1/a/1,annulled,\n1/a/2,repeated,1/a/1\n")
    stations, _ = read_register(both, None, closed, knowing(("1/a/1", "regular", None)))
    assert stations["status"].to_list() == ["annulled", "repeated"]


def test_a_target_known_already_is_not_pulled_from_under(write: Write, closed: Election) -> None:
    known = knowing(("1/a/1", "merged", "1/a/2"), ("1/a/2", "regular", None))
    (problem,) = told(write("code,status\n1/a/2,annulled\n"), closed, None, known)
    assert problem.startswith(f"results.csv, line 2, column into: '1/a/2' {DOES_NOT_COUNT}")
    stations, _ = read_register(write("code,status\n1/a/2,mobile\n"), None, closed, known)
    assert stations["status"].to_list() == ["mobile"]


def test_lower_codes_alone_are_no_register(write: Write, closed: Election) -> None:
    with pytest.raises(InputError, match="no row has the code of a station, which has 3 parts"):
        read_register(write("code,electors\na/1,5\na/2,6\n"), None, closed)


def test_an_area_outside_the_tree_is_told_from_its_stations(write: Write, closed: Election) -> None:
    path = write("code,name\n99,Abroad\n99/ES,Spain\n99/ES/1,One\n99/FR,France\n")
    stations, areas = read_register(path, None, closed)
    assert stations["station"].to_list() == ["99/ES/1", "99/FR"]
    assert areas["area"].to_list() == ["99", "99/ES"]


def test_a_register_with_a_mapping(write: Write, closed: Election) -> None:
    mapping = Mapping.model_validate(
        {
            "station": ["R", "C", "S"],
            "names": {"region": "RN", "station": "SN"},
            "electors": "E",
            "file": {"thousands": "."},
        }
    )
    path = write("R;RN;C;S;SN;E\n1;North;a;1;One;1.300\n")
    stations, areas = read_register(path, mapping, closed)
    assert stations.row(0) == ("1/a/1", "One", 1300, None, None)
    assert areas.rows() == [("1", 0, "North"), ("1/a", 1, None)]
    with pytest.raises(InputError, match="line 1, E: no such column"):
        read_register(write("R;C;S\n1;a;1\n"), mapping, closed)


def test_a_register_from_a_workbook_and_from_parquet(tmp_path: Path, closed: Election) -> None:
    frame = pl.DataFrame({"code": ["1/a/001", "1/a/2"], "electors": [300, None]})
    frame.write_excel(tmp_path / "r.xlsx")
    frame.write_parquet(tmp_path / "r.parquet")
    for name in ("r.xlsx", "r.parquet"):
        stations, _ = read_register(tmp_path / name, None, closed)
        assert stations.select("station", "electors").rows() == [("1/a/1", 300), ("1/a/2", None)]


def test_a_table_without_a_code_is_no_register(write: Write, closed: Election) -> None:
    with pytest.raises(InputError, match="line 1, station: no such column"):
        read_register(write("name\nOne\n"), None, closed)
