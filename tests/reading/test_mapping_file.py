"""A mapping file says which column is what; what does not fit is named by file, line and field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actas.election.definition import Election
from actas.election.shapes import Register
from actas.errors import InputError, Problems
from actas.reading.fitting import checked, default_mapping, load_mapping, parse_mapping
from actas.reading.importing import read_table
from actas.reading.mapping import Mapping, json_schema

Write = Callable[..., Path]


def test_a_mapping_is_read_from_its_file(write: Write, election: Election) -> None:
    path = write("station: [R, C, S]\nchoices: {ana: A}\nlearn: true\n", "mapping.yaml")
    mapping = load_mapping(path, election)
    assert mapping.station == ("R", "C", "S")
    assert mapping.choices == {"ana": "A"}
    assert (mapping.learn, mapping.complete) == (True, False)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("learn: true\nchoice: {}\n", "m.yaml, line 2, choice: no such key here"),
        ("file:\n  encoding: klingon\n", "m.yaml, line 2, file.encoding"),
        ("file: {blanks: guess}\n", "m.yaml, line 1, file.blanks"),
        ("electors: n\nderive: {electors: {expression: a}}\n", "both a column and derived"),
        ("long: {choice: c, votes: v}\nchoices: {ana: A}\n", "named in its values"),
        ("station: {column: x}\n", "needs either a separator or a pattern"),
        ("station: {column: x, pattern: y, levels: [a]}\n", "a pattern names its groups"),
        ("arrived: {column: x, format: '%H:%M'}\n", "needs day, hour and minute"),
        ("arrived: {column: x, format: '%d/%m/%Y %'}\n", "is no format of a date and time"),
        ("contest: [a]\n", "m.yaml, line 1, contest: should be a contest, or column and values"),
        (
            "station:\n  - a\n  - [b]\n",
            "m.yaml, line 3, station.1: should be a column or a constant",
        ),
        ("a: &x 1\nb: *x\n", "anchors and aliases are not taken"),
    ],
)
def test_what_is_no_mapping(election: Election, content: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        parse_mapping(content.encode(), election, "m.yaml")
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({"names": {"state": "X"}}, "names.state"),
        ({"choices": {"eva": "X"}}, "choices.eva"),
        ({"tallies": {"blank": "X"}}, "tallies.blank"),
        ({"derive": {"turnout": {"expression": "a"}}}, "derive.turnout"),
        ({"contest": "council"}, "contest.council"),
        ({"contest": {"column": "c", "values": {"X": "council"}}}, "contest.council"),
        ({"long": {"choice": "c", "votes": "v", "values": {"E": "eva"}}}, "long.values.eva"),
        ({"station": ["a", "b", "c", "d"]}, "station"),
        ({"station": {"column": "x", "separator": ".", "levels": ["state"]}}, "station.state"),
        ({"station": {"column": "x", "separator": ".", "levels": [None]}}, "station"),
        (
            {"station": {"column": "x", "separator": ".", "levels": ["station", "region"]}},
            "station",
        ),
        ({"station": {"column": "x", "pattern": "("}}, "station"),
        ({"station": {"column": "x", "pattern": "(a)"}}, "station"),
        ({"station": {"column": "x", "pattern": "(?P<state>a)"}}, "station.state"),
    ],
)
def test_what_the_election_does_not_have_is_told(
    election: Election, mapping: dict[str, Any], field: str
) -> None:
    with pytest.raises(Problems) as error:
        checked(Mapping.model_validate(mapping), election, "m.yaml")
    assert f"m.yaml, {field}: " in str(error.value)


@pytest.mark.parametrize(
    "station",
    [
        ["r", "c", "s"],
        [{"constant": "07"}, "c", "s"],
        {"column": "whole", "separator": "-"},
        {"column": "long", "separator": ".", "levels": [None, "region", "centre", "station"]},
        {"column": "long", "pattern": r"^XX\.(?P<region>\d+)\.(?P<centre>\w+)\.(?P<station>\d+)$"},
        "path",
    ],
)
def test_ways_to_say_the_station(write: Write, election: Election, station: object) -> None:
    mapping = checked(Mapping.model_validate({"station": station}), election, "m")
    path = write("r,c,s,whole,long,path,ana,luz\n7,b,01,07-b-1,XX.7.b.1,7/b/1,1,2\n")
    table = read_table(path, mapping, election, Register())
    assert table.readings["mayor"]["station"].to_list() == ["7/b/1"]


@pytest.mark.parametrize(
    "station",
    [
        {"column": "x", "separator": "."},
        {"column": "x", "pattern": r"^(?P<region>[0-9])-(?P<centre>[0-9])-(?P<station>[0-9])$"},
    ],
)
def test_what_does_not_split_is_no_code(
    write: Write, election: Election, station: dict[str, str]
) -> None:
    mapping = Mapping.model_validate({"station": station})
    path = write("x,ana,luz\n1.2,1,2\n1.2.3.4,1,2\n,1,2\n")
    with pytest.raises(Problems) as error:
        read_table(path, mapping, election, Register())
    kinds = [str(one).split(": ", 1)[1] for one in error.value.problems]
    assert "'1.2' is not a code" in kinds[0]
    assert "'1.2.3.4' is not a code" in kinds[1]
    assert "is empty" in kinds[2]


def test_the_default_mapping_is_by_the_elections_own_ids(election: Election) -> None:
    columns = ["region", "centre", "station", "region_name", "ana", "luz", "nulls", "electors"]
    mapping = default_mapping(election, columns)
    assert mapping.station == ("region", "centre", "station")
    assert mapping.names == {"region": "region_name"}
    assert mapping.tallies == {"nulls": "nulls"}
    assert mapping.electors == "electors"
    assert default_mapping(election, ["station"]).station == "station"
    assert default_mapping(election, ["code", "station"]).station == "code"


def test_a_mapping_has_a_json_schema() -> None:
    schema = json_schema()
    assert set(schema["properties"]) >= {"file", "station", "choices", "tallies", "derive", "long"}
    assert schema["additionalProperties"] is False
