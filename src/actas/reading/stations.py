"""Which station each row is about: from its cells to a code, and from the code to its place.

Knows the mapping's ways of writing a station; it refuses to know what the row counts.
"""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from actas.election.codes import normalise, normalised, place_all
from actas.election.definition import Election
from actas.election.shapes import Register
from actas.reading import faults
from actas.reading.fitting import groups_of
from actas.reading.mapping import Constant, Mapping, Parts
from actas.reading.tables import Cells


def station_columns(mapping: Mapping) -> list[str]:
    """Columns of the table that say the station."""
    station = mapping.station
    if isinstance(station, Parts):
        return [station.column]
    if isinstance(station, str):
        return [station]
    return [part for part in station or () if isinstance(part, str)]


def codes_of(
    cells: Cells, mapping: Mapping, election: Election, areas_too: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Frame (row, code) with each row's normalised code, null where it is none; and FAULTS.

    With `areas_too`, a row whose lower levels are blank is about the area above them.
    """
    code, written, lacks = _written(cells, mapping, election, areas_too)
    frame = cells.frame.select("row", code=code, written=written, lacks=lacks)
    wrong = frame.filter(pl.col("code").is_null() | pl.col("lacks"))
    kind = pl.when(pl.col("lacks")).then(pl.lit("blank code")).otherwise(pl.lit("not a code"))
    column = ", ".join(station_columns(mapping))
    read = pl.when(~pl.col("lacks")).then(pl.col("code"))
    return frame.select("row", code=read), faults.fault(wrong, column, kind, "written")


def placed(
    codes: pl.DataFrame, mapping: Mapping, register: Register, election: Election
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`codes` with `station` (full path or null); FAULTS where a closed register has none."""
    frame = codes.with_columns(station=place_all(codes["code"], register, election))
    if election.register_.kind == "open":
        return frame, faults.none()
    unknown = frame.filter(pl.col("station").is_null() & pl.col("code").is_not_null())
    column = ", ".join(station_columns(mapping))
    return frame, faults.fault(unknown, column, "unknown station", "code")


def _written(
    cells: Cells, mapping: Mapping, election: Election, areas_too: bool
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Expressions of the code, of what was written, and of whether a part of it is blank."""
    station = mapping.station
    if isinstance(station, Parts):
        cell = cells.cell(station.column)
        return _split(cell, station, election), cell, cell.is_null()
    if isinstance(station, tuple):
        columns = [
            pl.lit(part.constant) if isinstance(part, Constant) else cells.cell(part)
            for part in station
        ]
        return _joined(columns, election, areas_too)
    cell = cells.cell(str(station))
    return normalised(cell, election), cell, cell.is_null()


def _joined(
    parts: list[pl.Expr], election: Election, areas_too: bool
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Parts from columns; under an outside area the lower ones may be blank."""
    outside = [one for area in election.outside if (one := normalise(area.code, election))]
    written = pl.concat_str(parts, separator="/", ignore_nulls=True)
    code = normalised(written, election)
    nested = pl.any_horizontal(*(part.str.contains("/", literal=True) for part in parts))
    if areas_too:
        pairs = pairwise(parts)
        gaps = [parts[0].is_null(), *(up.is_null() & low.is_not_null() for up, low in pairs)]
        some_blank = pl.any_horizontal(gaps)
    else:
        some_blank = pl.any_horizontal(*(part.is_null() for part in parts))
    if outside:
        above = normalised(parts[0], election).is_in(outside).fill_null(False)
        some_blank &= ~above | (pl.lit(not areas_too) & parts[-1].is_null())
    return pl.when(~nested.fill_null(False)).then(code), written, some_blank


def _split(cell: pl.Expr, parts: Parts, election: Election) -> pl.Expr:
    levels = [level.id for level in election.levels]
    if parts.pattern is not None:
        groups = cell.str.extract_groups(parts.pattern)
        named = [groups.struct.field(one) for one in groups_of(parts.pattern) or ()]
        joined = pl.concat_str(named, separator="/", ignore_nulls=True)
        return pl.when(cell.str.contains(parts.pattern)).then(normalised(joined, election))
    asked = parts.levels or tuple(levels)
    split = cell.str.split(str(parts.separator))
    kept = [i for i, level in enumerate(asked) if level]
    picked = pl.concat_str([split.list.get(i, null_on_oob=True) for i in kept], separator="/")
    return pl.when(split.list.len() == len(asked)).then(normalised(picked, election))
