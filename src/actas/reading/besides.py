"""What a row says beside its votes: its contest, electors, link to the sheet, time of arrival.

Knows cells and the mapping; it refuses to know stations and votes.
"""

from __future__ import annotations

import polars as pl

from actas.election.definition import Election
from actas.log.fields import LINK
from actas.reading import faults
from actas.reading.mapping import ArrivedColumn, ContestColumn, Mapping
from actas.reading.numbers import derived, whole_numbers
from actas.reading.resolving import besides_missing, besides_unused
from actas.reading.tables import Cells

_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.0+)?)?$"
_DOCUMENT = "^[0-9a-f]{64}$"
_WRITTEN = "%Y-%m-%dT%H:%M:%S"


def besides(
    cells: Cells, mapping: Mapping, election: Election
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """Frame (row, contest, address, document, arrived, electors), FAULTS and notes.

    What is not said is null.
    Blank electors are not known, and no fault: a blank is one only where votes belong.
    """
    contest, no_contest = _contest(cells, mapping, election)
    electors, odd_electors, notes = _electors(cells, mapping)
    address, no_link = _linked(cells, mapping.address, "address", LINK, "not a link")
    document, none = _linked(cells, mapping.document, "document", _DOCUMENT, "not a document")
    arrived, no_time = _arrived(cells, mapping)
    frame = pl.DataFrame([cells.frame["row"], contest, address, document, arrived, electors])
    found = pl.concat([no_contest, odd_electors, no_link, none, no_time])
    said = (*besides_missing(mapping, cells), *besides_unused(mapping, cells))
    return frame, found, (*notes, *said)


def _contest(cells: Cells, mapping: Mapping, election: Election) -> tuple[pl.Series, pl.DataFrame]:
    contest = mapping.contest
    if not isinstance(contest, ContestColumn):
        return pl.Series("contest", [contest] * cells.frame.height, pl.String), faults.none()
    known = {one.id: one.id for one in election.contests} | dict(contest.values)
    cell = cells.cell(contest.column)
    frame = cells.frame.select(
        "row",
        cell=cell.fill_null(""),
        contest=cell.replace_strict(known, default=None, return_dtype=pl.String),
    )
    wrong = frame.filter(pl.col("contest").is_null())
    return frame["contest"], faults.fault(wrong, contest.column, "unknown contest", "cell")


def _electors(cells: Cells, mapping: Mapping) -> tuple[pl.Series, pl.DataFrame, tuple[str, ...]]:
    if "electors" in mapping.derive:
        frame, found, notes = derived(cells, "electors", mapping.derive["electors"], mapping.file)
        return frame["electors"], found, notes
    if mapping.electors not in cells.columns:
        return _nothing("electors", cells, pl.Int64()), faults.none(), ()
    wanted = {"electors": str(mapping.electors)}
    frame, found = whole_numbers(cells, wanted, mapping.file, blanks="missing")
    return frame["electors"], found, ()


def _linked(
    cells: Cells, column: str | None, name: str, like: str, kind: str
) -> tuple[pl.Series, pl.DataFrame]:
    """What a row names elsewhere, which must look like this."""
    if column is None or column not in cells.columns:
        return _nothing(name, cells, pl.String()), faults.none()
    frame = cells.frame.select("row", cell=cells.cell(column))
    wrong = frame.filter(~pl.col("cell").str.contains(like))
    return frame["cell"].alias(name), faults.fault(wrong, column, kind, "cell")


def _arrived(cells: Cells, mapping: Mapping) -> tuple[pl.Series, pl.DataFrame]:
    arrived = mapping.arrived
    column = arrived.column if isinstance(arrived, ArrivedColumn) else arrived
    if column is None or column not in cells.columns:
        return _nothing("arrived", cells, pl.String()), faults.none()
    frame = cells.frame.select("row", cell=cells.cell(column))
    cell = pl.col("cell")
    if isinstance(arrived, ArrivedColumn):
        time = cell.str.to_datetime(arrived.format, strict=False, ambiguous="null")
    else:
        shaped = pl.when(cell.str.contains(_TIME)).then(cell.str.replace(" ", "T"))
        seconds = shaped.str.slice(0, 19).str.pad_end(19, "x").str.replace("x+$", ":00")
        time = seconds.str.to_datetime(_WRITTEN, strict=False)
    frame = frame.with_columns(arrived=time.dt.strftime(_WRITTEN))
    wrong = frame.filter(pl.col("arrived").is_null() & pl.col("cell").is_not_null())
    return frame["arrived"], faults.fault(wrong, column, "not a time", "cell")


def _nothing(name: str, cells: Cells, dtype: pl.DataType) -> pl.Series:
    return pl.Series(name, [None] * cells.frame.height, dtype)
