"""Registers: a table of stations, areas or both, as frames that the register can take whole.

Knows codes and their parents; it refuses to know votes, and takes no row unless it takes all.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from actas.election.codes import areas_above, normalised, whole
from actas.election.definition import Election
from actas.election.shapes import AREAS, STATION_STATUS, STATIONS, Register
from actas.errors import InputError, Place, Problems
from actas.reading import faults
from actas.reading.fitting import checked, default_mapping
from actas.reading.learning import area_names, names_of
from actas.reading.mapping import Mapping
from actas.reading.numbers import whole_numbers
from actas.reading.stations import codes_of, station_columns
from actas.reading.tables import Cells, read_cells, refuse_missing


def read_register(
    path: Path, mapping: Mapping | None, election: Election, register: Register | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The register file at `path`: CSV and the like, XLSX or Parquet.

    A row is about the station or area of its code: one column (`code`) or one a level, of which
    the lower ones are blank for an area; with a column `parent`, the code is the row's own and
    the parent's path, or its own code where unique, comes before it. Beside it `name` (or
    `<level>_name`), `electors`, `status`, `into`.

    Args:
        path: the file.
        mapping: which column is what, or None for the names above.
        election: its levels.
        register: what is known already, where parents and targets may stand.

    Returns:
        STATIONS and AREAS, sorted, null where nothing was said; every area above is there.

    Raises:
        InputError: the file cannot be read or has no station's code where it should.
        Problems: faults, each with its line: a code twice, a parent that does not exist, …
    """
    register = register or Register()
    cells = read_cells(path, mapping.file if mapping else None)
    asked = _resolved(mapping, election, cells)
    rows, found = _rows(cells, asked, election, register)
    names, name_faults = names_of(cells, asked)
    rows = rows.join(names, on="row", how="left", maintain_order="left")
    is_station = _stations(rows, election, register)
    stations, areas = rows.filter(is_station), rows.filter(~is_station)
    _refuse_areas_alone(stations, rows, election, cells.name)
    named, _ = area_names(stations.rename({"code": "station"}), election)
    column = ", ".join(station_columns(asked))
    # An area that has only stations under it, and no name, was never listed by anyone.
    known = register.areas.drop_nulls("name")["area"]
    listed = pl.concat([areas["code"], named["area"], known])
    found = pl.concat(
        [
            cells.faults,
            found,
            name_faults,
            _doubled(rows, column),
            _too_deep(rows, election, column),
            _parentless(rows, listed, column),
            _odd_status(stations, register),
        ]
    )
    if found.height:
        raise Problems(
            f"{cells.name}: {faults.many(found.height, 'problem')}; nothing was read",
            faults.errors(found.unique(maintain_order=True), cells.name),
        )
    return _station_frame(stations, election), _area_frame(stations, areas, named, election)


def _refuse_areas_alone(
    stations: pl.DataFrame, rows: pl.DataFrame, election: Election, name: str
) -> None:
    """Electors belong to stations: where none is, the codes lack their upper parts."""
    parts = rows["code"].str.count_matches("/", literal=True) + 1
    is_short = (parts < len(election.levels)).all()
    if stations.is_empty() and is_short and rows["electors"].null_count() < rows.height:
        levels = ", ".join(level.id for level in election.levels)
        raise InputError(
            f"no row has the code of a station, which has {len(election.levels)} parts: {levels}",
            Place(name),
        )


def _resolved(mapping: Mapping | None, election: Election, cells: Cells) -> Mapping:
    default = default_mapping(election, cells.columns)
    mapping = checked(mapping, election, "mapping") if mapping else default
    own = {} if "name" not in cells.columns else {election.levels[-1].id: "name"}
    beside = ("electors", "status", "into", "parent")
    filled = {key: getattr(mapping, key) or getattr(default, key) for key in (*beside, "station")}
    whole = mapping.model_copy(update={**filled, "names": {**own, **mapping.names}})
    named = [getattr(mapping, key) for key in beside]
    refuse_missing(cells, [*station_columns(whole), *(one for one in named if one)])
    return whole


def _rows(
    cells: Cells, mapping: Mapping, election: Election, register: Register
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Frame (row, code, electors, status, into) of the rows that have a code; and FAULTS."""
    codes, found = codes_of(cells, mapping, election, areas_too=True)
    if mapping.parent:
        parent = normalised(cells.cell(mapping.parent), election)
        written = cells.frame.select("row", cell=cells.cell(mapping.parent), parent=parent)
        codes, lost = _under_parents(codes.join(written, on="row"), register, len(election.levels))
        found = pl.concat([found, faults.fault(lost, mapping.parent, "unknown parent", "cell")])
    wanted = {"electors": mapping.electors} if mapping.electors else {}
    numbers, odd = whole_numbers(cells, wanted, mapping.file, blanks="missing")
    beside = {"status": mapping.status, "into": mapping.into}
    said = cells.frame.select(
        "row",
        *(
            (cells.cell(column) if column else pl.lit(None, pl.String)).alias(key)
            for key, column in beside.items()
        ),
    )
    if not wanted:
        numbers = numbers.with_columns(electors=pl.lit(None, pl.Int64))
    rows = codes.join(numbers, on="row").join(said, on="row").drop_nulls("code").sort("row")
    target = pl.coalesce(normalised(pl.col("into"), election), "into")
    return rows.with_columns(into=target), pl.concat([found, odd])


def _under_parents(
    rows: pl.DataFrame, register: Register, depth: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Own codes put behind their parents' paths, level by level; and the rows without parent."""
    rows = rows.drop_nulls("code")
    own = pl.col("code").is_unique()
    rows = rows.with_columns(key=pl.when(own).then("code"), path=pl.lit(None, pl.String))
    top = pl.col("cell").is_null()
    done = rows.filter(top).with_columns(path="code")
    left = rows.filter(~top)
    known = register.areas.select(key="area", path="area")
    for _ in range(depth):
        paths = pl.concat([known, done.select(key="path", path="path")]).unique("key")
        lower = done.select("key", "path").drop_nulls().join(paths, on="key", how="anti")
        above = pl.concat([paths, lower]).rename({"key": "parent", "path": "above"})
        found = left.join(above, on="parent", how="inner")
        placed = found.with_columns(path=pl.col("above") + "/" + pl.col("code")).drop("above")
        done = pl.concat([done, placed])
        left = left.join(placed.select("row"), on="row", how="anti")
    return done.select("row", code="path"), left


def _stations(rows: pl.DataFrame, election: Election, register: Register) -> pl.Series:
    """Which rows are stations: whole codes that no other code goes on from."""
    codes = pl.concat([rows["code"], register.areas["area"] + "/", register.stations["station"]])
    above = areas_above(codes)["area"]
    return rows.select(whole(pl.col("code"), election) & ~pl.col("code").is_in(above.implode()))[
        :, 0
    ]


def _doubled(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    first = rows.unique("code", keep="first", maintain_order=True)
    again = rows.join(first.select("row"), on="row", how="anti").join(
        first.select("code", first="row"), on="code", how="left"
    )
    said = pl.format("{} is given twice; first on line {}", "code", "first")
    return faults.fault(again.with_columns(cell=said), column, "code given twice", "cell")


def _too_deep(rows: pl.DataFrame, election: Election, column: str) -> pl.DataFrame:
    """Codes deeper than a station, and areas with what only a station has."""
    parts = pl.col("code").str.count_matches("/", literal=True) + 1
    odd = ~whole(pl.col("code"), election) & (
        (parts >= len(election.levels))
        | pl.col("status").is_not_null()
        | pl.col("into").is_not_null()
    )
    return faults.fault(rows.filter(odd), column, "wrong depth", "code")


def _parentless(rows: pl.DataFrame, listed: pl.Series, column: str) -> pl.DataFrame:
    """Codes under an area that is not listed, at each level where areas are listed at all."""
    found = [faults.none()]
    depths = listed.str.count_matches("/", literal=True)
    for depth in depths.unique().sort():
        area = pl.col("code").str.extract(rf"^((?:[^/]+/){{{depth}}}[^/]+)/", 1)
        here = listed.filter(depths == depth)
        asked = rows.with_columns(parent=area).filter(~pl.col("parent").is_in(here.implode()))
        found.append(faults.fault(asked, column, "unknown parent", "parent"))
    return pl.concat(found)


def _odd_status(stations: pl.DataFrame, register: Register) -> pl.DataFrame:
    known = pl.concat([stations["code"], register.stations["station"]])
    status, into = pl.col("status"), pl.col("into")
    unknown = stations.filter(~status.is_in(STATION_STATUS))
    lost = stations.filter(~into.is_in(known.implode()))
    none = stations.filter(status.is_in(["merged", "repeated"]) & into.is_null())
    return pl.concat(
        [
            faults.fault(unknown, "status", "unknown status", "status"),
            faults.fault(lost, "into", "unknown target", "into"),
            faults.fault(none, "into", "no target", "code"),
            _odd_targets(stations, register),
        ]
    )


def _odd_targets(stations: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Stations that go with one that they cannot go with, as file and register together say.

    Each is told on its own line, or on its target's where only that one is in the file. A ring of
    merged stations is told on all its lines: each goes into one that is itself merged.
    """
    every = _as_it_will_be(stations, register)
    target = every.select(into="code", there="status", line="row")
    links = every.join(target, on="into").with_columns(row=pl.coalesce("row", "line"))
    links = links.filter(pl.col("row").is_not_null())
    merged, itself = pl.col("status") == "merged", pl.col("into") == pl.col("code")
    stopped = pl.col("there").is_in(["merged", "annulled"]).fill_null(value=False)
    standing = (pl.col("there") != "annulled").fill_null(value=True)
    again = links.filter((pl.col("status") == "repeated") & standing)
    return pl.concat(
        [
            faults.fault(again, "into", "not annulled", "into"),
            faults.fault(links.filter(merged & itself), "into", "merged into itself", "into"),
            faults.fault(
                links.filter(merged & ~itself & stopped), "into", "target does not count", "into"
            ),
        ]
    )


def _as_it_will_be(stations: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Frame (row, code, status, into): the file's word where it has one, else the register's."""
    told = stations.unique("code", keep="first", maintain_order=True)
    known = register.stations.select(code="station", was="status", went="into")
    both = told.join(known, on="code", how="full", coalesce=True, maintain_order="left_right")
    return both.select(
        "row", "code", status=pl.coalesce("status", "was"), into=pl.coalesce("into", "went")
    )


def _own_name(rows: pl.DataFrame, election: Election) -> pl.Expr:
    column = f"name {election.levels[-1].id}"
    return pl.col(column) if column in rows.columns else pl.lit(None, pl.String)


def _station_frame(stations: pl.DataFrame, election: Election) -> pl.DataFrame:
    name = _own_name(stations, election)
    rows = stations.select(
        pl.col("code").alias("station"), name.alias("name"), "electors", "status", "into"
    )
    return rows.select(list(STATIONS)).sort("station")


def _area_frame(
    stations: pl.DataFrame, areas: pl.DataFrame, named: pl.DataFrame, election: Election
) -> pl.DataFrame:
    """Area rows and everything above; an area's own row names it before its stations' rows do."""
    level = pl.col("code").str.count_matches("/", literal=True).cast(pl.Int64)
    names = [
        _level_name(areas, depth, one.id, election) for depth, one in enumerate(election.levels)
    ]
    own = areas.select(
        area="code", level=level, name=pl.coalesce(_own_name(areas, election), *names)
    )
    every = pl.concat([own.drop_nulls("name"), named.select(list(AREAS))])
    codes = pl.concat([stations["code"], areas["code"] + "/"])
    return areas_above(codes, every.unique("area", keep="first", maintain_order=True))


def _level_name(areas: pl.DataFrame, depth: int, level: str, election: Election) -> pl.Expr:
    """The name in a level's own column, for the area rows of that level."""
    column = f"name {level}"
    if column not in areas.columns or level == election.levels[-1].id:
        return pl.lit(None, pl.String)
    is_level = pl.col("code").str.count_matches("/", literal=True) == depth
    return pl.when(is_level).then(pl.col(column))
