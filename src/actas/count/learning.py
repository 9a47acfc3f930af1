"""What register entries teach: stations and areas, each saying later non-null wins.

Knows frames STATIONS and AREAS only; it refuses to judge whether a parent or a sheet exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from actas.election.codes import areas_above
from actas.election.shapes import AREAS, STATIONS, Register
from actas.log.entries import RegisterEntry
from actas.mapped import mapped

_USUAL = "regular"


@dataclass(frozen=True)
class Said:
    """What one entry says: frame STATIONS, and `area`, `name` of areas."""

    stations: pl.DataFrame
    areas: pl.DataFrame


def said(entry: RegisterEntry) -> Said:
    """The entry as frames, which take a tenth of its room."""
    stations = [(x.code, x.name, x.electors, x.status, x.into) for x in entry.stations]
    areas = [(x.code, x.name) for x in entry.areas]
    return Said(
        pl.DataFrame(stations, schema=STATIONS, orient="row"),
        pl.DataFrame(areas, schema={"area": pl.String, "name": pl.String}, orient="row"),
    )


def learn(register: Register, entries: Sequence[Said]) -> Register:
    """The register with what the entries say added, in their order.

    A station's name, electors, status and the station it goes into, and an area's name, are the
    last that were said; what an entry leaves out stays. Every ancestor of a station is an area.
    """
    if not entries:
        return register
    new = pl.concat([one.stations for one in entries])
    stations = _last(pl.concat([register.stations, new]), "station")
    stations = stations.with_columns(pl.col("status").fill_null(_USUAL))
    named = pl.concat([one.areas for one in entries])
    return Register(stations=mapped(stations), areas=_areas(register.areas, named, new))


def _areas(known: pl.DataFrame, named: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
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
