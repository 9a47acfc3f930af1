"""The SQLite file holds the tables as they are in CSV, and has the same bytes wherever made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.release.contents import whole
from actas.release.exports.sqlite import database
from actas.release.tables import Column, Table

TABLES = ["stations", "areas-state", "areas-town", "readings", "records", "findings", "choices"]


@pytest.fixture
def opened(published: Path) -> Iterator[sqlite3.Connection]:
    address = f"file:{published}/data/election.sqlite?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as held:
        yield held


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_there_with_its_rows(
    opened: sqlite3.Connection, published: Path, table: str
) -> None:
    frame = pl.read_parquet(published / f"data/{table}.parquet")
    found = opened.execute(f'SELECT * FROM "{table.replace("-", "_")}"')
    assert [one[0] for one in found.description] == frame.columns
    assert sorted(found, key=repr) == sorted(frame.rows(), key=repr)


def test_views_say_what_the_count_says(opened: sqlite3.Connection, published: Path) -> None:
    for contest in orjson.loads((published / "data/count.json").read_bytes()):
        said = opened.execute(
            "SELECT choice, votes FROM totals WHERE contest = ?", (contest["contest"],)
        )
        assert dict(said) == contest["votes"]
        states = opened.execute(
            "SELECT state, stations FROM coverage WHERE contest = ?", (contest["contest"],)
        )
        assert dict(states)["accepted"] == contest["stations"]["counted"]


def test_it_is_sound_and_says_what_it_is(opened: sqlite3.Connection, published: Path) -> None:
    assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    head = orjson.loads((published / "head.json").read_bytes())
    about = dict(opened.execute("SELECT name, value FROM about"))
    assert about == {name: str(value) for name, value in head.items()}
    columns = opened.execute('SELECT "table", "column", says FROM columns').fetchall()
    assert ("stations", "valid", "Valid votes as the form defines them") in columns
    package = orjson.loads((published / "data/datapackage.json").read_bytes())
    described = [one["schema"]["fields"] for one in package["resources"] if "schema" in one]
    assert len(columns) == sum(map(len, described))


def test_stations_are_looked_up_by_an_index(opened: sqlite3.Connection) -> None:
    for condition in ("station = '1/1/1'", "area_town = '1/1'", "state = 'missing'"):
        plan = opened.execute(f"EXPLAIN QUERY PLAN SELECT * FROM stations WHERE {condition}")
        assert "USING INDEX" in plan.fetchall()[0][3]


@settings(max_examples=25)
@given(st.dictionaries(st.text(min_size=1, max_size=9), st.integers(0, 2**40), max_size=30))
def test_any_text_comes_back_as_it_is(rows: dict[str, int]) -> None:
    frame = pl.DataFrame(
        [("c", name, votes) for name, votes in rows.items()],
        schema={"contest": pl.String, "station": pl.String, "votes_a": pl.Int64},
        orient="row",
    ).with_columns(state=pl.lit("accepted"), electors=pl.lit(1, pl.Int64))
    columns = tuple(Column(name, name, required=True) for name in frame.columns)
    table = Table("stations", "All", columns, frame, key=("contest", "station"))
    made = whole(database([table], {"a": 1}))
    assert made == whole(database([table], {"a": 1}))
    with closing(sqlite3.connect(":memory:")) as held:
        held.deserialize(made)
        assert held.execute("SELECT * FROM stations").fetchall() == frame.rows()
        assert dict(held.execute("SELECT station, votes FROM votes")) == rows
