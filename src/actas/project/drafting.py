"""Entries drafted from frames: what a batch will say, as JSON objects in the log's own order.

Pure: no log, no disk. What is not said (null, empty) is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from actas.election.definition import Election, Source
from actas.log.upgrading import VERSION

Draft = dict[str, Any]

STATIONS_AN_ENTRY = 500
_BYTES_AN_ENTRY = 40_000
"""Room for a register entry, well below the log's 65,535 bytes."""


def election(definition: Election) -> Draft:
    """The definition as it is logged."""
    return _entry("election", definition=logged_definition(definition))


def logged_definition(definition: Election) -> dict[str, Any]:
    """The definition as JSON, without what was left at its default."""
    return definition.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"actas": 1}


def source(one: Source) -> Draft:
    """Who vouches."""
    return _entry("source", source=one.id, name=_plain(one.name), role=one.role, url=one.url)


def source_set(one: Source, digest: str, rows: int, complete: bool) -> Draft:
    """That this source gave a table."""
    given = {"digest": digest, "rows": rows, "complete": complete}
    return source(one) | {"set": given}


def register(areas: pl.DataFrame, stations: pl.DataFrame, given_by: str | None) -> Iterator[Draft]:
    """Register entries of at most 500 stations each; names of areas go with the first that fit."""
    named = areas.filter(pl.col("name").is_not_null()).select(code="area", name="name").to_dicts()
    for chunk in _chunks(named, lambda row: len(row["code"]) + len(row["name"].encode()) + 24):
        yield _entry("register", source=given_by, areas=chunk)
    rows = [
        {key: value for key, value in row.items() if value is not None}
        for row in stations.rename({"station": "code"}).iter_rows(named=True)
    ]
    for batch in _chunks(
        rows, lambda row: len(row["code"]) + len(row.get("name", "").encode()) + 90
    ):
        yield _entry("register", source=given_by, stations=batch)


def documents(frame: pl.DataFrame, given_by: str, contest: str | None) -> Iterator[Draft]:
    """Where sheets are: a frame with `station` and `address`."""
    for station, address in frame.select("station", "address").iter_rows():
        yield _entry("document", station=station, source=given_by, contest=contest, address=address)


def readings(
    frame: pl.DataFrame, fields: list[str], contest: str, given_by: str, reader: str
) -> Iterator[Draft]:
    """Readings of a contest: a frame with `station`, `given`, `arrived` and the fields; `document`
    where it was read from one."""
    present = [name for name in fields if name in frame.columns]
    of = pl.col("document") if "document" in frame.columns else pl.lit(None).alias("document")
    head = frame.select("station", "given", "arrived", of)
    for (station, given, arrived, document), numbers in zip(
        head.iter_rows(), frame.select(present).iter_rows(), strict=True
    ):
        values = {
            name: value for name, value in zip(present, numbers, strict=True) if value is not None
        }
        drafted: Draft = {
            "contest": contest,
            "kind": "reading",
            "reader": reader,
            "source": given_by,
            "v": VERSION,
            "values": values,
        }
        if station is not None:
            drafted["station"] = station
        if given is not None:
            drafted["given"] = given
        if arrived is not None:
            drafted["arrived"] = arrived
        if document is not None:
            drafted["document"] = document
        drafted.setdefault("station", None)
        yield drafted


def unread(frame: pl.DataFrame, given_by: str, reader: str) -> Iterator[Draft]:
    """Rows that could not be read: `contest`, `station`, `given`, `problems`; no numbers."""
    for row in frame.select("contest", "station", "given", "problems").iter_rows(named=True):
        yield _entry("reading", source=given_by, reader=reader, values={}, **row) | {
            "station": row["station"]
        }


def withdrawals(
    stations: Iterable[str], contest: str, given_by: str, standing: str
) -> Iterator[Draft]:
    """Stations that a complete set no longer has, or has again."""
    for station in stations:
        yield _entry(
            "withdrawal", station=station, contest=contest, source=given_by, standing=standing
        )


def records(frame: pl.DataFrame) -> Iterator[Draft]:
    """Records of a frame RECORDS."""
    for row in frame.iter_rows(named=True):
        yield {"kind": "record", "v": VERSION, **row}


def file_draft(name: str, size: int, sha256: str) -> Draft:
    """A public file that every release ships."""
    return _entry("file", name=name, size=size, sha256=sha256)


def claim(name: str, value: dict[str, Any] | None) -> Draft:
    """A claim as it is logged; None takes it back."""
    return {"kind": "claim", "v": VERSION, "id": name, "claim": value}


def digest(frames: Iterable[tuple[str, pl.DataFrame]]) -> str:
    """SHA-256 over rows that become public, whatever their order in the table."""
    total = hashlib.sha256()
    for name, frame in sorted(frames, key=lambda pair: pair[0]):
        flat = frame.with_columns(pl.col(pl.List(pl.String)).list.join("\n"))
        ordered = flat.select(sorted(flat.columns))
        total.update(f"{name}\n".encode())
        total.update(ordered.sort(ordered.columns).write_csv().encode())
    return total.hexdigest()


def _entry(kind: str, **said: Any) -> Draft:
    kept = {key: value for key, value in said.items() if value is not None and value != ()}
    return {"kind": kind, "v": VERSION, **kept}


def _plain(name: str | dict[str, str]) -> str:
    return name if isinstance(name, str) else " / ".join(dict.fromkeys(name.values()))


def _chunks(rows: list[Any], size: Any) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    room = _BYTES_AN_ENTRY
    for row in rows:
        room -= size(row)
        if chunk and (room < 0 or len(chunk) == STATIONS_AN_ENTRY):
            yield chunk
            chunk, room = [], _BYTES_AN_ENTRY - size(row)
        chunk.append(row)
    if chunk:
        yield chunk
