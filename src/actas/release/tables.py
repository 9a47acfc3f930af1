"""Tables as open data: one frame as CSV and as Parquet, and the Frictionless description of it.

Same frame, same bytes. Knows formats; it refuses to know what the columns mean.

In CSV (UTF-8, RFC 4180, CRLF, plain ASCII digits) a text cell that a spreadsheet would take for a
formula has an apostrophe before it; Parquet and JSON have every text as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from actas.mapped import is_small
from actas.release.contents import OnDisk

ROWS = 10_000
"""Rows of a table that are held at a time."""

ROW_GROUP = 100_000
"""Rows of a table that stand together in Parquet."""

FORMULA = r"^[=+\-@＝＋－＠\t\r]"
"""How a text begins that a spreadsheet may run (OWASP, CSV injection)."""

_TYPES: dict[type[pl.DataType], str] = {pl.Int64: "integer", pl.String: "string"}


@dataclass(frozen=True)
class Column:
    """One documented column."""

    name: str
    says: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """A frame with what its columns mean.

    Attributes:
        name: file name without its ending.
        title: one line on what it is.
        columns: as in the frame, in its order.
        frame: Int64 and String columns only.
        key: columns that together tell every row apart.
        foreign: column, and the table and column whose values it takes.
        kept: the rows as Parquet, once they were put aside; many are then no longer in the frame.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    key: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str, str], ...] = ()
    kept: OnDisk | None = None

    def keyed(self, *key: str) -> Table:
        """The same table with its key."""
        return replace(self, key=key)

    def put_aside(self) -> Table:
        """The same table with its rows on disk, as `parquet` makes them, and of many rows only
        there: few are sooner taken from the frame than read again for every format."""
        if self.kept is not None:
            return self
        few = self.frame if is_small(self.frame) else self.frame.clear()
        return replace(self, frame=few, kept=parquet(self.frame.lazy()).made())

    def lazy(self) -> pl.LazyFrame:
        """The rows, to be read where they are needed."""
        if self.kept is not None and self.frame.is_empty():
            return pl.scan_parquet(self.kept.path)
        return self.frame.lazy()

    @property
    def rows(self) -> int:
        """How many there are."""
        return int(self.lazy().select(pl.len()).collect().item())

    def pieces(self, *columns: pl.Expr) -> Iterator[pl.DataFrame]:
        """The rows in their order, some at a time, with all columns or these."""
        rows, at = self.lazy().select(columns or pl.all()), 0
        while not (piece := rows.slice(at, ROWS).collect()).is_empty():
            yield piece
            at += piece.height

    def pointing(self, *foreign: tuple[str, str, str]) -> Table:
        """The same table with columns that point into other tables."""
        return replace(self, foreign=foreign)


def csv(table: Table) -> OnDisk:
    """The table as CSV."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            table.frame.clear().write_csv(file, line_terminator="\r\n")
            for piece in map(formulas_disarmed, table.pieces()):
                piece.write_csv(file, include_header=False, line_terminator="\r\n")

    return OnDisk(write)


def formulas_disarmed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet would run."""
    text = pl.col(pl.String)
    safe = pl.when(text.str.contains(FORMULA)).then("'" + text).otherwise(text).name.keep()
    return frame.with_columns(safe) if pl.String in frame.dtypes else frame


def json(table: Table) -> OnDisk:
    """The table as JSON: a list of objects, one a row, one a line; null is not known."""
    lines = pl.struct(pl.all()).struct.json_encode().str.join(",\n").cast(pl.Binary)

    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(b"[")
            for number, piece in enumerate(table.pieces()):
                file.write(b",\n" * bool(number))
                file.write(piece.select(lines).item())
            file.write(b"]\n")

    return OnDisk(write)


def parquet(rows: pl.LazyFrame) -> OnDisk:
    """Rows as Parquet, with every option that could change the bytes fixed: they are the same
    however many rows come at a time."""
    return OnDisk(
        lambda path: rows.sink_parquet(
            path,
            compression="zstd",
            compression_level=3,
            statistics=True,
            row_group_size=ROW_GROUP,
            data_page_size=1 << 20,
            maintain_order=True,
        )
    )


def schema(table: Table) -> dict[str, Any]:
    """The Frictionless Table Schema of the table (specs.frictionlessdata.io/table-schema)."""
    types = dict(table.frame.schema.items())
    fields = [
        {"name": column.name, "type": _TYPES[type(types[column.name])], "description": column.says}
        | ({"constraints": {"required": True}} if column.required else {})
        for column in table.columns
    ]
    found: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.key:
        found["primaryKey"] = list(table.key)
    if table.foreign:
        found["foreignKeys"] = [
            {"fields": name, "reference": {"resource": other, "fields": field}}
            for name, other, field in table.foreign
        ]
    return found


def checked(table: Table) -> Table:
    """The table, once its columns are known to be its frame's, in order, of the two types."""
    names: Sequence[str] = [column.name for column in table.columns]
    assert table.frame.columns == list(names), (table.name, table.frame.columns, names)
    assert {type(one) for one in table.frame.dtypes} <= set(_TYPES), table.frame.schema
    return table
