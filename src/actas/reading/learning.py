"""What a table teaches the register: its stations, the names of areas, registered electors.

Knows only rows that were read well; what a table does not say stays as it was.
"""

from __future__ import annotations

import polars as pl

from actas.election.codes import areas_above
from actas.election.definition import Election
from actas.election.shapes import AREAS, STATIONS
from actas.reading import faults
from actas.reading.mapping import Mapping
from actas.reading.tables import Cells

NAME_LENGTH = 500


def names_of(cells: Cells, mapping: Mapping) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Frame (row, `name <level>`…) of the mapped names that the table has; and FAULTS."""
    here = {level: column for level, column in mapping.names.items() if column in cells.columns}
    frame = cells.frame.select(
        "row", *(cells.cell(column).alias(f"name {level}") for level, column in here.items())
    )
    found = [faults.none()]
    for level, column in here.items():
        name = pl.col(f"name {level}")
        broken = frame.filter(name.str.contains(r"[\r\n]"))
        found.append(faults.fault(broken, column, "control character", f"name {level}"))
        long = frame.filter(name.str.len_chars() > NAME_LENGTH)
        found.append(faults.fault(long, column, "too long", f"name {level}"))
    return frame, pl.concat(found)


def learnt(
    rows: pl.DataFrame, election: Election
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """What good rows teach.

    Args:
        rows: frame with `row`, `station`, `electors` and `name <level>` where there are any.
        election: for its levels.

    Returns:
        STATIONS and AREAS, each sorted, null where nothing was said; and notes.
    """
    rows = rows.filter(pl.col("station").is_not_null()).sort("row")
    own = f"name {election.levels[-1].id}"
    name = pl.col(own) if own in rows.columns else pl.lit(None, dtype=pl.String)
    stations = (
        rows.group_by("station")
        .agg(
            name=name.drop_nulls().first() if own in rows.columns else pl.lit(None, pl.String),
            electors=pl.col("electors").drop_nulls().first(),
        )
        .with_columns(status=pl.lit(None, pl.String), into=pl.lit(None, pl.String))
        .select(list(STATIONS))
        .sort("station")
    )
    named, notes = area_names(rows, election)
    told = rows.select("station", "electors").drop_nulls().unique()["station"]
    several = told.filter(told.is_duplicated()).unique().sort()
    if len(several):
        notes = (*notes, _several(several, "stations", "number of electors"))
    return stations, areas_above(stations["station"], named), notes


def area_names(rows: pl.DataFrame, election: Election) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """AREAS with the first name of each area; a note where an area has several."""
    frames, notes = [pl.DataFrame(schema=AREAS)], []
    for depth, level in enumerate(election.areas_levels):
        column = f"name {level.id}"
        if column not in rows.columns:
            continue
        area = rf"^((?:[^/]+/){{{depth}}}[^/]+)/"
        names = (
            rows.select(area=pl.col("station").str.extract(area, 1), name=column)
            .drop_nulls()
            .unique(maintain_order=True)
        )
        several = names.filter(pl.col("area").is_duplicated())["area"].unique(maintain_order=True)
        if len(several):
            notes.append(_several(several, "areas", "name"))
        first = names.unique("area", keep="first", maintain_order=True)
        frames.append(first.select("area", level=pl.lit(depth, pl.Int64), name="name"))
    return pl.concat(frames), tuple(notes)


def _several(codes: pl.Series, who: str, what: str) -> str:
    shown = ", ".join(codes.head(5)) + (", …" if len(codes) > 5 else "")
    return f"more than one {what} for {len(codes)} {who}; the first stands: {shown}"
