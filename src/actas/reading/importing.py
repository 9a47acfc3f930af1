"""Import: a table of results to readings, each row with its place in the file.

Everything wrong is found before anything is said to be read. Knows tables, mapping, election and
register; it refuses to know what was imported before, and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import polars as pl

from actas.election.definition import Election
from actas.election.shapes import AREAS, STATIONS, Register
from actas.errors import ActasError, InputError, Place, Problems
from actas.reading import faults
from actas.reading.besides import besides
from actas.reading.learning import learnt, names_of
from actas.reading.mapping import Mapping
from actas.reading.resolving import number_columns, resolved
from actas.reading.sheets import sheets
from actas.reading.stations import codes_of, placed
from actas.reading.tables import Cells, read_cells

BAD = pl.Schema(
    {
        "row": pl.Int64(),
        "contest": pl.String(),
        "station": pl.String(),  # null where it cannot be placed
        "given": pl.String(),  # the code as written, where it is one and cannot be placed
        "problems": pl.List(pl.String()),  # column and kind of fault, never what the cell held
    }
)
"""Rows that could not be read, one row a line of the file (and contest)."""


@dataclass(frozen=True, eq=False)
class Table:
    """What a table of results says.

    Attributes:
        name: of the file.
        encoding: as a person would call it.
        rows: rows of the file that were asked for (after the mapping's filter).
        complete: it is its source's whole set.
        learn: it teaches the register.
        readings: by contest, a frame with `row` (Int64, physical line), `station` (full path, or
            null), `given` (the code as written where station is null), `address`, `arrived` (ISO
            date and time, or null), `document` where the mapping names its column, then Int64
            fields as `Election.fields`; sorted by row.
        bad: frame BAD, sorted by row; empty unless bad rows were to be quarantined.
        stations, areas: STATIONS and AREAS that it teaches, null where it does not say; empty
            unless `learn`.
        collapsed: rows that said again what an earlier row says.
        notes: sentences on how it was read.
    """

    name: str
    encoding: str
    rows: int
    complete: bool
    learn: bool
    readings: dict[str, pl.DataFrame]
    bad: pl.DataFrame
    stations: pl.DataFrame
    areas: pl.DataFrame
    collapsed: int
    notes: tuple[str, ...]


def read_table(
    path: Path,
    mapping: Mapping | None,
    election: Election,
    register: Register,
    bad_rows: Literal["refuse", "quarantine"] = "refuse",
) -> Table:
    """Read the table at `path` as the mapping says (by the election's own ids where None).

    Raises:
        InputError: the file cannot be read, or lacks a column.
        Problems: rows have faults (all of them told) and `bad_rows` is `refuse`; or a station is
            given twice with other numbers, which nothing but the file's maker can mend.
    """
    cells = read_cells(path, mapping.file if mapping else None)
    asked = resolved(mapping, election, cells)
    cells = _kept(cells, asked)
    codes, code_faults = codes_of(cells, asked, election)
    places, place_faults = placed(codes, asked, register, election)
    known, beside_faults, notes = besides(cells, asked, election)
    names, name_faults = names_of(cells, asked)
    rows = places.join(known, on="row", how="left", maintain_order="left")
    found = pl.concat([cells.faults, code_faults, place_faults, beside_faults, name_faults])
    read = sheets(cells, asked, election, rows, found)
    # Of several faults of one cell the first says most: a control character, not "no number".
    found = pl.concat([found, read.faults]).unique(
        ["row", "column"], keep="first", maintain_order=True
    )
    good = {
        contest: frame.join(found.select("row"), on="row", how="anti", maintain_order="left")
        for contest, frame in read.contests.items()
    }
    single, collapsed, twice = _told_once(good, cells.name)
    twice = [*read.contradictions, *twice]
    _refuse(found, twice, cells.name, bad_rows == "quarantine", asked.long is not None)
    stations, areas, learning_notes = (
        _learnt(single, names, election) if asked.learn else _nothing()
    )
    return Table(
        name=cells.name,
        encoding=cells.encoding,
        rows=cells.frame.height + cells.faults.filter(pl.col("column").is_null()).height,
        complete=asked.complete,
        learn=asked.learn,
        readings={
            contest: _reading(frame, asked.document is not None)
            for contest, frame in single.items()
        },
        bad=_bad(found, rows, election),
        stations=stations,
        areas=areas,
        collapsed=collapsed,
        notes=(*cells.notes, *notes, *read.notes, *learning_notes, *_said(collapsed)),
    )


def _kept(cells: Cells, mapping: Mapping) -> Cells:
    """Only the rows that the mapping asks for."""
    if mapping.rows is None:
        return cells
    keep = pl.lit(True)
    for column, values in mapping.rows.keep.items():
        wanted = [values] if isinstance(values, str) else list(values)
        keep &= cells.cell(column).is_in(wanted).fill_null(False)
    if mapping.rows.keep:
        cells = _without(cells, keep, "{} that the mapping does not ask for")
    if mapping.rows.blank == "skipped":
        numbers = [cells.cell(column).is_not_null() for column in number_columns(mapping, cells)]
        cells = _without(cells, pl.any_horizontal(numbers), "{} without any number")
        if cells.frame.is_empty() and cells.faults.is_empty():
            raise InputError("no row has a number yet", Place(cells.name))
    return cells


def _without(cells: Cells, keep: pl.Expr, what: str) -> Cells:
    """The rows to be kept; the others are told in a note."""
    frame = cells.frame.filter(keep)
    passed = cells.frame.height - frame.height
    gone = cells.frame.filter(~keep)["row"]
    faulty = cells.faults.filter(~pl.col("row").is_in(gone.implode()))
    note = (f"passed over {what.format(faults.many(passed, 'row'))}",) if passed else ()
    return replace(cells, frame=frame, faults=faulty, notes=(*cells.notes, *note))


_MOST_LISTED = 100_000
"""Errors that are made into sentences: a wrong column of a large table has one a row."""


def _refuse(
    found: pl.DataFrame, twice: list[ActasError], name: str, quarantine: bool, long: bool
) -> None:
    """Raise where there are faults that may not, or cannot, be set aside row by row; tell all."""
    shapeless = found.filter(pl.col("column").is_null())
    aside = quarantine and not (long and shapeless.height)
    if aside:
        found = found.head(0)
    if found.is_empty() and not twice:
        return
    why = "nothing was read"
    if quarantine and not aside:
        why = "a row that cannot be read could be any station's, so nothing was read"
    rows = set(found["row"]) | {_line(error) for error in twice}
    counts = (
        f"{faults.many(found.height + len(twice), 'problem')} on {faults.many(len(rows), 'row')}"
    )
    listed = found.sort("row", maintain_order=True).head(_MOST_LISTED)
    if listed.height < found.height:
        why += f" (the first {_MOST_LISTED:,} are listed)"
    told = sorted([*faults.errors(listed, name), *twice], key=_line)
    raise Problems(f"{name}: {counts}; {why}", told)


def _line(error: ActasError) -> int:
    return (error.place.line if error.place else None) or 0


def _told_once(
    good: dict[str, pl.DataFrame], name: str
) -> tuple[dict[str, pl.DataFrame], int, list[ActasError]]:
    """Each station once a contest; how many rows said it again; and those with other numbers."""
    wrong: list[ActasError] = []
    single: dict[str, pl.DataFrame] = {}
    for contest, frame in good.items():
        fields = [one for one in frame.columns if one not in _BESIDE]
        who = pl.coalesce("station", pl.format("? {}", "code")).alias("who")
        marked = frame.sort("row").with_columns(who, same=pl.struct("electors", *fields))
        first = marked.unique("who", keep="first", maintain_order=True)
        again = marked.join(first.select("row"), on="row", how="anti")
        other = again.join(
            first.select("who", "same", first="row"), on="who", how="left", maintain_order="left"
        ).filter(pl.col("same") != pl.col("same_right"))
        wrong += [
            InputError(
                f"station {code} is given twice with other numbers: lines {line} and {row}; "
                "correct the file",
                Place(name, row),
            )
            for row, code, line in other.select("row", "code", "first").iter_rows()
        ]
        single[contest] = first.drop("who", "same")
    before = sum(frame.height for frame in good.values())
    return single, before - sum(frame.height for frame in single.values()), wrong


_BESIDE = ("row", "code", "station", "contest", "address", "document", "arrived", "electors")


def _reading(frame: pl.DataFrame, of_documents: bool) -> pl.DataFrame:
    given = pl.when(pl.col("station").is_null()).then(pl.col("code")).alias("given")
    head = ["address", "arrived", *(["document"] if of_documents else [])]
    return frame.select("row", "station", given, *head, pl.exclude(*_BESIDE))


def _bad(found: pl.DataFrame, rows: pl.DataFrame, election: Election) -> pl.DataFrame:
    """The rows with faults; where a row's contest cannot be read, it is the first one's."""
    given = pl.when(pl.col("station").is_null()).then(pl.col("code"))
    told = faults.logged(found).join(rows, on="row", how="left", maintain_order="left")
    return told.select(
        "row",
        pl.col("contest").fill_null(election.contests[0].id),
        "station",
        given.alias("given"),
        "problems",
    ).cast(BAD)


def _learnt(
    single: dict[str, pl.DataFrame], names: pl.DataFrame, election: Election
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    rows = pl.concat([frame.select("row", "station", "electors") for frame in single.values()])
    return learnt(rows.join(names, on="row", how="left"), election)


def _nothing() -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    return pl.DataFrame(schema=STATIONS), pl.DataFrame(schema=AREAS), ()


def _said(collapsed: int) -> tuple[str, ...]:
    if not collapsed:
        return ()
    verb = "says" if collapsed == 1 else "say"
    return (f"{faults.many(collapsed, 'row')} {verb} again what an earlier row says",)
