"""The open data as one SQLite file: the tables as they are in CSV, keys, indices and views.

Same tables, same bytes: rows go in in their order, the library that writes them is pinned, and
nothing of the machine is kept. It refuses to know what columns mean; they bring their own words.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import apsw
import polars as pl

from actas.release.contents import OnDisk
from actas.release.tables import Table

PATH = "data/election.sqlite"

_TYPES = {pl.Int64: "INTEGER", pl.String: "TEXT"}
MOST_IN_A_VIEW = 500
"""Parts that SQLite lets one view have."""

_AT_ONCE = 1000
"""Rows that are held as Python's values, each many times what it is in a column."""

_INDEXED = ("station", "state", "code")
"""Columns that are looked up by, where they are not the first of the table's key."""


def database(tables: Sequence[Table], about: Mapping[str, object]) -> OnDisk:
    """The file, written without a journal: nobody sees it before it is whole.

    Args:
        tables: of the open data; a table `areas-state` is called `areas_state` here.
        about: what stands in the table `about`, by name.
    """
    return OnDisk(lambda path: _write(path, tables, about))


def _write(path: Path, tables: Sequence[Table], about: Mapping[str, object]) -> None:
    with contextlib.closing(apsw.Connection(str(path))) as held:
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
            _run(held, f"PRAGMA {pragma}")
        with held:
            _rows(held, "about", ("name", "value"), [(k, str(v)) for k, v in about.items()])
            names = ("table", "column", "type", "says")
            _rows(held, "columns", names, list(_columns(tables)))
            for table in tables:
                _add(held, table)
            for view in views(tables):
                _run(held, view)


def name_of(table: Table) -> str:
    """What the table is called in SQL without quotes."""
    return table.name.replace("-", "_")


def views(tables: Sequence[Table]) -> Iterator[str]:
    """`coverage`; `votes` (one row a station and choice) and `totals` (a contest and choice), where
    there are not more choices than SQLite joins."""
    stations = next(table for table in tables if table.name == "stations")
    yield (
        "CREATE VIEW coverage AS SELECT contest, state, COUNT(*) AS stations, SUM(electors) "
        "AS electors FROM stations GROUP BY contest, state ORDER BY contest, state"
    )
    votes = [name for name in stations.frame.columns if name.startswith("votes_")]
    if len(votes) > MOST_IN_A_VIEW:
        return
    rows = [
        f"SELECT contest, station, {_text(name.removeprefix('votes_'))} AS choice, "  # noqa: S608
        f"{_named(name)} AS votes FROM stations WHERE {_named(name)} IS NOT NULL"
        for name in votes
    ]
    yield f"CREATE VIEW votes AS {' UNION ALL '.join(rows)}"
    yield (
        "CREATE VIEW totals AS SELECT contest, choice, SUM(votes) AS votes FROM votes "
        "GROUP BY contest, choice ORDER BY contest, 3 DESC, choice"
    )


def _columns(tables: Iterable[Table]) -> Iterator[tuple[str, str, str, str]]:
    for table in tables:
        for column in table.columns:
            kind = _TYPES[type(table.frame.schema[column.name])]
            yield name_of(table), column.name, kind, column.says


def _add(held: apsw.Connection, table: Table) -> None:
    frame, required = table.frame, {column.name for column in table.columns if column.required}
    fields = [
        f"{_named(name)} {_TYPES[type(kind)]}{' NOT NULL' if name in required else ''}"
        for name, kind in frame.schema.items()
    ]
    if table.key:
        fields.append(f"PRIMARY KEY ({', '.join(map(_named, table.key))})")
    _run(held, f"CREATE TABLE {_named(name_of(table))} ({', '.join(fields)})")
    _insert(held, name_of(table), frame.width, _values(table))
    for name in frame.columns:
        looked_up = name in _INDEXED or name.startswith("area_")
        if looked_up and table.key[:1] != (name,):
            index = _named(f"{name_of(table)}_{name}")
            _run(held, f"CREATE INDEX {index} ON {_named(name_of(table))} ({_named(name)})")


def _values(table: Table) -> Iterator[tuple[object, ...]]:
    """The rows, made of columns: half the work of having Polars give rows."""
    for piece in table.pieces():
        for some in piece.iter_slices(_AT_ONCE):
            yield from zip(*map(pl.Series.to_list, some), strict=True)


def _rows(
    held: apsw.Connection, name: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]
) -> None:
    _run(held, f"CREATE TABLE {name} ({', '.join(f'{_named(one)} TEXT' for one in columns)})")
    _insert(held, name, len(columns), rows)


def _insert(
    held: apsw.Connection, name: str, width: int, rows: Iterable[tuple[object, ...]]
) -> None:
    places = ", ".join("?" * width)
    held.executemany(f"INSERT INTO {_named(name)} VALUES ({places})", rows)  # noqa: S608


def _run(held: apsw.Connection, statement: str) -> None:
    held.execute(statement)


def _named(name: str) -> str:
    return f'"{name}"'


def _text(value: str) -> str:
    return f"'{value}'"
