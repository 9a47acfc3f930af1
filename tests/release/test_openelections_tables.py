"""OpenElections tables have its columns and file names, and add up to the count."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import orjson
import pytest

FOLDER = "data/openelections"
NAMES = [
    "20300106__example-2030__general__1__precinct.csv",
    "20300106__example-2030__general__2__precinct.csv",
    "20300106__example-2030__general__county.csv",
]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def votes(found: list[dict[str, str]]) -> Counter[tuple[str, str]]:
    added: Counter[tuple[str, str]] = Counter()
    for row in found:
        added[row["office"], row["candidate"]] += int(row["votes"])
    return added


def test_files_are_named_as_the_convention_says(published: Path) -> None:
    there = sorted(path.name for path in (published / FOLDER).iterdir())
    assert there == NAMES
    assert all(re.fullmatch(r"\d{8}__[a-z0-9-]+(__[a-z0-9]+)+\.csv", name) for name in there)


def test_stations_add_up_to_counties_and_to_the_count(published: Path) -> None:
    stations = [row for name in NAMES[:2] for row in rows(published / FOLDER / name)]
    counties = rows(published / FOLDER / NAMES[2])
    assert list(stations[0]) == [
        "county",
        "precinct",
        "office",
        "district",
        "party",
        "candidate",
        "votes",
    ]
    assert list(counties[0]) == [name for name in stations[0] if name != "precinct"]
    offices = {"governor": "Gobernación", "mayor": "Alcaldía"}
    names = {"sun": "Sun Party", "moon": 'Moon, "the" Party', "ana": "Ana"}
    for contest in orjson.loads((published / "data/count.json").read_bytes()):
        office = offices[contest["contest"]]
        for choice, number in contest["votes"].items():
            name = "Moon" if (office, choice) == ("Alcaldía", "moon") else names[choice]
            assert votes(stations)[office, name] == votes(counties)[office, name] == number
        assert votes(stations)[office, "Over Votes"] == contest["null"]


def test_what_is_not_votes_has_the_offices_of_the_convention(published: Path) -> None:
    found = rows(published / FOLDER / NAMES[0])
    registered = [row for row in found if row["office"] == "Registered Voters"]
    assert {row["precinct"]: row["votes"] for row in registered}["1/1"] == "400"
    assert {row["district"] for row in found if row["office"] == "Alcaldía"} == {"1"}
    assert {row["party"] for row in found if row["candidate"] == "Sun Party"} == {"Sun; Dawn"}


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_is_a_formula(published: Path, name: str) -> None:
    cells = [cell for row in rows(published / FOLDER / name) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
