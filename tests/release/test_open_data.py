"""The open data says what the count says, is documented, and passes Frictionless."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import orjson
import polars as pl
import pytest
from frictionless import validate
from votes import STATIONS, Votes, beginning

from actas.log import canonical


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def number(value: str) -> int:
    return int(value) if value else 0


def count(release: Path, contest: str) -> dict[str, Any]:
    return next(
        one
        for one in orjson.loads((release / "data/count.json").read_bytes())
        if one["contest"] == contest
    )


@pytest.mark.parametrize("contest", ["governor", "mayor"])
def test_stations_and_every_level_of_areas_add_up_to_the_count(
    published: Path, contest: str
) -> None:
    whole = count(published, contest)
    assert whole["stations"]["counted"] > 5
    for table in ("stations", "areas-state", "areas-town"):
        mine = [row for row in rows(published / f"data/{table}.csv") if row["contest"] == contest]
        for choice, votes in whole["votes"].items():
            assert sum(number(row[f"votes_{choice}"]) for row in mine) == votes, table
        assert sum(number(row["tally_void"]) for row in mine) == whole["null"]
        assert sum(number(row["valid"]) for row in mine) == whole["valid"]
        if table != "stations":
            counted = sum(number(row["stations_counted"]) for row in mine)
            assert counted == whole["stations"]["counted"]


def test_every_station_has_its_row_and_state(published: Path) -> None:
    mine = {
        row["station"]: row
        for row in rows(published / "data/stations.csv")
        if row["contest"] == "governor"
    }
    assert set(mine) == {*STATIONS, "2/9/1"}
    states = {code: row["state"] for code, row in mine.items()}
    assert states[STATIONS[0]] == "accepted"
    assert states[STATIONS[1]] == states[STATIONS[4]] == "quarantined"
    assert [states[code] for code in STATIONS[20:]] == ["missing"] * 4
    assert mine[STATIONS[0]]["sources"] == "sunparty watch"
    assert mine[STATIONS[0]]["votes_sun"] == "100"
    assert mine[STATIONS[0]]["area_town"] == "1/1"
    assert mine[STATIONS[0]]["address"] == "https://example.org/s/1.jpg"
    assert mine[STATIONS[4]]["votes_sun"] == ""
    assert mine[STATIONS[4]]["reasons"] == "S103"
    assert {
        row["station"] for row in rows(published / "data/stations.csv") if row["contest"] == "mayor"
    } == set(STATIONS[:12])


def test_indices_lead_to_the_entries_of_the_log(published: Path, small: Votes) -> None:
    for row in rows(published / "data/records.csv"):
        entry = canonical.decode(small.log.entry(int(row["index"])))
        assert isinstance(entry, dict)
        assert (entry["kind"], entry["state"]) == ("record", row["state"])
        assert (entry["station"] or "", entry["source"]) == (row["station"], row["source"])
    for row in rows(published / "data/readings.csv"):
        entry = canonical.decode(small.log.entry(int(row["index"])))
        assert isinstance(entry, dict)
        given = {
            name.partition("_")[2]: int(value)
            for name, value in row.items()
            if name.startswith(("votes_", "tally_")) and value
        }
        assert entry["values"] == given


def test_frictionless_finds_no_error(published: Path) -> None:
    report = validate(str(published / "data/datapackage.json"))
    assert report.valid, report.flatten(["taskId", "type", "message"])
    assert report.stats["errors"] == 0
    assert {task.name for task in report.tasks if task.type == "table"} == {
        "stations",
        "areas-state",
        "areas-town",
        "readings",
        "documents",
        "records",
        "findings",
        "agreement",
        "choices",
    }


def test_frictionless_finds_what_is_wrong(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published / "data", tmp_path / "data")
    path = tmp_path / "data/stations.csv"
    path.write_bytes(path.read_bytes().replace(b",100,", b",1oo,", 1))
    assert not validate(str(tmp_path / "data/datapackage.json")).valid


def test_every_column_is_documented(published: Path) -> None:
    package = orjson.loads((published / "data/datapackage.json").read_bytes())
    assert package["profile"] == "data-package"
    for resource in package["resources"]:
        if "schema" not in resource:
            continue
        header = (published / "data" / resource["path"]).read_bytes().split(b"\r\n")[0].decode()
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]
        assert all(len(field["description"]) > 2 for field in resource["schema"]["fields"])


def test_csv_is_plain_and_safe_in_a_spreadsheet(published: Path) -> None:
    for path in sorted((published / "data").glob("*.csv")):
        data = path.read_bytes()
        assert data.decode("utf-8").count("\r\n") == data.count(b"\n")
        assert not data.startswith(b"\xef\xbb\xbf")
        for row in rows(path):
            cells = [cell for cell in row.values() if cell]
            assert not [cell for cell in cells if cell[0] in "=+-@" and not cell[1:].isdigit()]
    states = rows(published / "data/areas-state.csv")
    assert [row["name"] for row in states[:2]] == ["'=SUM(A1)", 'The "two", <b>süd</b>']
    assert pl.read_parquet(published / "data/stations.parquet")["name_state"][0] == "=SUM(A1)"


def test_the_package_describes_every_file_of_the_data_but_the_twins(published: Path) -> None:
    package = orjson.loads((published / "data/datapackage.json").read_bytes())
    described = {one["path"]: (one["bytes"], one["hash"]) for one in package["resources"]}
    assert len({one["name"] for one in package["resources"]}) == len(described)
    there = {
        path.relative_to(published / "data").as_posix(): path.read_bytes()
        for path in (published / "data").rglob("*.*")
    }
    twins = {path for path in there if path.startswith(("a/", "c/"))}
    assert set(described) == set(there) - twins - {"datapackage.json"}
    for path, said in described.items():
        assert said == (len(there[path]), f"sha256:{sha256(there[path]).hexdigest()}"), path


TABLES = ["stations", "areas-state", "areas-town", "readings", "records", "findings", "choices"]


@pytest.mark.parametrize("table", TABLES[:3])
def test_json_holds_what_parquet_holds(published: Path, table: str) -> None:
    found = orjson.loads((published / f"data/{table}.json").read_bytes())
    assert found == pl.read_parquet(published / f"data/{table}.parquet").to_dicts()
    assert found


@pytest.mark.parametrize("table", TABLES)
def test_parquet_holds_what_csv_holds(published: Path, table: str) -> None:
    frame = pl.read_parquet(published / f"data/{table}.parquet")
    text = frame.cast(pl.String).fill_null("").rows()
    found = [tuple(row.values()) for row in rows(published / f"data/{table}.csv")]
    assert [tuple(cell.removeprefix("'") for cell in row) for row in found] == text
    elsewhere = duckdb.sql(f"select count(*) from '{published}/data/{table}.parquet'").fetchall()
    assert elsewhere == [(len(found),)]


def test_claims_and_findings_follow_their_contracts(published: Path) -> None:
    spanish, english = (
        orjson.loads((published / "data" / name).read_bytes())
        for name in ("claims.json", "claims.en.json")
    )
    assert [one["id"] for one in spanish] == [one["id"] for one in english] == ["c1", "c2"]
    assert list(spanish[0])[:6] == ["id", "actor", "made", "due", "kind", "verdict"]
    assert spanish[0]["tests"][0]["says"] != english[0]["tests"][0]["says"]
    told = orjson.loads((published / "data/findings.json").read_bytes())
    assert {"S103", "D403", "R303"} <= {one["code"] for one in told}
    assert list(told[0]) == [
        "code",
        "severity",
        "station",
        "contest",
        "source",
        "message",
        "numbers",
    ]
    by_code = {row["code"]: row for row in rows(published / "data/findings.csv")}
    assert by_code["S103"]["says_es"] != by_code["S103"]["says_en"]


def test_every_page_of_an_area_has_its_twin(published: Path) -> None:
    pages = {
        path.relative_to(published / "es").with_suffix("").as_posix()
        for path in (published / "es").rglob("*.html")
        if "a" in path.relative_to(published / "es").parts[:-1] and "~" not in path.name
    }
    twins = {
        path.relative_to(published / "data").with_suffix("").as_posix()
        for path in (published / "data").rglob("*.json")
        if "a" in path.relative_to(published / "data").parts[:-1]
    }
    assert pages == twins
    assert len(twins) > 10
    town = orjson.loads((published / "data/a/1/1.json").read_bytes())
    whole = count(published, "governor")
    assert (town["area"], town["contest"]) == ("1/1", "governor")
    assert set(whole) - {"by"} <= set(town)
    first = town["list"][0]
    assert (first["station"], first["state"]) == (STATIONS[0], "accepted")
    assert {sheet["source"]: sheet["values"] for sheet in first["sheets"]} == {
        "watch": {"sun": 100, "moon": 61, "void": 0, "valid": 161},
        "sunparty": {"sun": 100, "moon": 61, "void": 0, "valid": 161},
    }


def test_an_election_without_any_sheet_has_its_empty_tables(
    tmp_path: Path, publishing: Callable[[Votes, Path], Path]
) -> None:
    votes = Votes(tmp_path / "project").bring(beginning()).release()
    release = publishing(votes, tmp_path / "release")
    assert rows(release / "data/readings.csv") == rows(release / "data/findings.csv") == []
    assert len(rows(release / "data/stations.csv")) == len(STATIONS) * 3 // 2
    assert validate(str(release / "data/datapackage.json")).valid
