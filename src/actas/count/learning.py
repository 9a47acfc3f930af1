"""What register entries teach: stations and areas, each saying later non-null wins.

Knows frames STATIONS and AREAS only; it refuses to judge whether a parent or a sheet exists.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from actas.election.codes import areas_above
from actas.election.shapes import AREAS, STATIONS, Register
from actas.log.entries import RegisterEntry

_USUAL = "regular"


def learn(register: Register, entries: Iterable[RegisterEntry]) -> Register:
    """The register with what the entries say added, in their order.

    A station's name, electors, status and the station it goes into, and an area's name, are the
    last that were said; what an entry leaves out stays. Every ancestor of a station is an area.
    """
    entries = list(entries)
    if not entries:
        return register
    said = [
        (one.code, one.name, one.electors, one.status, one.into)
        for entry in entries
        for one in entry.stations
    ]
    new = pl.DataFrame(said, schema=STATIONS, orient="row")
    stations = _last(pl.concat([register.stations, new]), "station")
    stations = stations.with_columns(pl.col("status").fill_null(_USUAL))
    names = [(one.code, one.name) for entry in entries for one in entry.areas]
    return Register(stations=stations, areas=_areas(register.areas, names, new))


def _areas(known: pl.DataFrame, names: list[tuple[str, str]], new: pl.DataFrame) -> pl.DataFrame:
    named = pl.DataFrame(names, schema={"area": pl.String, "name": pl.String}, orient="row")
    inside = named["area"] + "/_"  # a place in each named area, to have what stands above it
    above = areas_above(pl.concat([new["station"], inside]))
    merged = _last(pl.concat([one.select("area", "name") for one in (known, above, named)]), "area")
    level = pl.col("area").str.count_matches("/", literal=True).cast(pl.Int64)
    return merged.with_columns(level.alias("level")).select(list(AREAS))


def _last(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """One row a key, each column its last value that is not null; sorted by the key."""
    if frame[key].is_duplicated().any():
        rest = pl.all().exclude(key).last(ignore_nulls=True)
        frame = frame.group_by(key, maintain_order=True).agg(rest)
    return frame.sort(key)
