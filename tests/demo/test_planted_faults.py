"""What is wrong on purpose is exactly what is listed, by plain arithmetic of the test's own."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from actas.demo.country import within
from actas.demo.write import Made, write

Row = dict[str, str]
Found = set[tuple[str, str, tuple[str, ...]]]

LISTS = ("ceiba", "roble", "jacaranda", "saman", "ombu")


LARGE = [pytest.param(one, marks=pytest.mark.untraced) for one in ((2000, 10), (700, 12))]
"""Countries whose code the small one runs too."""


@pytest.fixture(scope="module", params=[*LARGE, (300, 5)], ids=str)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    stations, seed = request.param
    return write(tmp_path_factory.mktemp("demo"), stations, seed)


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def code(row: Row) -> str:
    return "/".join(row[level] for level in ("region", "district", "parish", "centre", "station"))


def votes(row: Row) -> tuple[int, ...]:
    return tuple(int(row[name]) for name in LISTS if row[name])


def numbers(row: Row) -> tuple[int, ...]:
    return (*votes(row), *(int(row[n]) for n in ("valid", "null_votes", "blank", "ballots")))


def wrong_alone(row: Row, electors: int) -> list[str]:
    *lists, valid, null_votes, blank, ballots = numbers(row)
    fires = {
        "S101": sum(lists) != valid,
        "S102": valid + null_votes + blank != ballots,
        "S103": ballots > electors,
        "S104": ballots > int(row["voters"]),
        "P203": ballots == electors,
        "P204": valid == ballots == 0,
    }
    return [rule for rule, fired in fires.items() if fired]


def found(made: Made) -> Found:
    electors = {code(row): int(row["electors"]) for row in rows(made.register)}
    by_source: dict[tuple[str, str, str], set[tuple[int, ...]]] = defaultdict(set)
    by_station: dict[tuple[str, str], set[tuple[int, ...]]] = defaultdict(set)
    same: dict[tuple[str, tuple[int, ...]], set[str]] = defaultdict(set)
    what: Found = set()
    for table in made.tables:
        for row in rows(table.path):
            station, contest = code(row), row["contest"]
            what |= {(rule, contest, (station,)) for rule in wrong_alone(row, electors[station])}
            by_source[contest, station, table.source].add(numbers(row))
            same[contest, numbers(row)].add(station)
    for (contest, station, _), said in by_source.items():
        if len(said) > 1:
            what.add(("D401", contest, (station,)))
        else:
            by_station[contest, station] |= said
    what |= {("D403", c, (s,)) for (c, s), said in by_station.items() if len(said) > 1}
    for (contest, _), stations in same.items():
        if len(stations) > 1:
            centres = {station.rpartition("/")[0] for station in stations}
            rule = "D404" if len(centres) == 1 else "D405"
            what.add((rule, contest, tuple(sorted(stations))))
    return what


def test_what_is_wrong_is_exactly_what_is_listed(made: Made) -> None:
    listed = {(p.code, p.contest, p.stations) for p in made.planted}
    assert found(made) == listed
    assert len(listed) == len(made.planted)


def test_every_kind_of_fault_of_the_demo_is_there(made: Made) -> None:
    codes = {planted.code for planted in made.planted}
    assert codes == {"S101", "S102", "S103", "S104", "P203", "P204", "D401", "D403", "D404", "D405"}


def test_no_station_has_two_faults(made: Made) -> None:
    stations = [station for planted in made.planted for station in planted.stations]
    assert len(stations) == len(set(stations))


def test_missing_stations_are_those_nobody_brings(made: Made) -> None:
    registered = {code(row) for row in rows(made.register)}
    brought = {code(row) for table in made.tables for row in rows(table.path)}
    assert brought <= registered
    assert registered - brought == set(made.missing)


def test_the_missing_could_matter_in_one_contest_and_not_in_the_other(made: Made) -> None:
    """With all that is not sound taken as missing, as the count would."""
    electors = {code(row): int(row["electors"]) for row in rows(made.register)}
    unsound = {station for planted in made.planted for station in planted.stations}
    for contest, matters in made.matters.items():
        sums, counted = [0] * 5, set()
        for row in rows(made.tables[0].path) + rows(made.tables[1].path):
            if row["contest"] == contest and code(row) not in unsound | counted:
                counted.add(code(row))
                sums = [a + b for a, b in zip(sums, (*votes(row), 0, 0), strict=False)]
        area = code(next(r for r in rows(made.tables[0].path) if r["contest"] == contest))
        there = [s for s in electors if contest == "president" or within(s, area.split("/")[0])]
        capacity = sum(electors[station] for station in there if station not in counted)
        leader, runner_up = sorted(sums)[:-3:-1]
        assert (leader - runner_up <= capacity) == matters


def test_a_whole_district_is_missing(made: Made) -> None:
    by_district: dict[str, set[str]] = defaultdict(set)
    for row in rows(made.register):
        by_district[f"{row['region']}/{row['district']}"].add(code(row))
    assert sum(stations <= set(made.missing) for stations in by_district.values()) == 1
