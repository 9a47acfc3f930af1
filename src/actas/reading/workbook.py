"""Typed tables (XLSX workbooks and Parquet files) to rows of text, cell by cell as written.

A workbook is a zip of XML: how much it would unfold to is found out before it is opened.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import fastexcel
import polars as pl
from polars.exceptions import PolarsError

from actas.errors import InputError, Place

MAX_UNFOLDED = 1_500_000_000
"""Bytes that the parts of a workbook may unfold to."""

MAX_CELLS = 60_000_000
"""Cells that a table may have: rows by columns."""

_LAST_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"([0-9]{1,9})\"")
_COLUMNS = re.compile(rb"\br=\"([A-Z]{1,4})[0-9]{1,9}\"")
_ERROR_CELL = re.compile(rb"(<(?:\w+:)?c\s(?:[^>]*?\s)?t=)([\"'])e\2")
_CHUNK = 1 << 22
_SEAM = 256


def from_workbook(content: bytes, name: str, sheet: str | None) -> tuple[pl.DataFrame, list[str]]:
    """A sheet as text, one row a row of the sheet from its first; and the names of all sheets.

    Raises:
        InputError: no workbook, damaged, too large once unfolded, or no such sheet.
    """
    if with_errors := _refuse_bombs(content, name):
        content = _errors_as_text(content, with_errors)
    try:
        book = fastexcel.read_excel(content)
        if sheet is not None and sheet not in book.sheet_names:
            raise InputError(
                f"no sheet {sheet!r}; there are: {', '.join(book.sheet_names)}", Place(name)
            )
        one = book.load_sheet(
            sheet or 0, header_row=None, skip_rows=0, dtypes="string", dtype_coercion="coerce"
        )
        return one.to_polars(), list(book.sheet_names)
    except fastexcel.FastExcelError as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"cannot be read as a workbook: {reason}", Place(name)) from None


def from_parquet(content: bytes, name: str) -> pl.DataFrame:
    """A Parquet file as text; whole floats without their point, nulls as blanks, NaN as `NaN`.

    Raises:
        InputError: damaged, too large, or with a column of nested or binary values.
    """
    try:
        schema = pl.read_parquet_schema(io.BytesIO(content))
        rows = pl.scan_parquet(io.BytesIO(content)).select(pl.len()).collect().item()
        if rows * max(1, len(schema)) > MAX_CELLS:
            raise InputError(f"more than {MAX_CELLS:,} cells", Place(name))
        frame = pl.read_parquet(io.BytesIO(content))
    except (PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"cannot be read as Parquet: {reason}", Place(name)) from None
    for column, dtype in frame.schema.items():
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            raise InputError(f"holds {dtype}, no plain values", Place(name, None, column))
    return frame.select(_as_text(column, dtype) for column, dtype in frame.schema.items())


def _as_text(column: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(column)
    if isinstance(dtype, pl.Float32 | pl.Float64):
        exact = (value == value.round()) & (value.abs() < 2.0**53)
        return (
            pl.when(exact)
            .then(value.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(value.cast(pl.String))
        )
    if isinstance(dtype, pl.Datetime):
        return value.dt.strftime("%Y-%m-%d %H:%M:%S")
    return value.cast(pl.String)


def _errors_as_text(content: bytes, parts: list[str]) -> bytes:
    """The workbook with its error cells (#DIV/0!, #N/A) as the text that a person sees there.

    The reader gives them as blanks, and a blank may stand for zero.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(made, "w") as told:
        for part in book.infolist():
            body = book.read(part)
            if part.filename in parts:
                body = _ERROR_CELL.sub(rb"\1\2str\2", body)
            told.writestr(part.filename, body)
    return made.getvalue()


def _refuse_bombs(content: bytes, name: str) -> list[str]:
    """Refuse what unfolds to too much; the parts that are sheets with error cells."""
    with_errors = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = book.infolist()
            if sum(part.file_size for part in parts) > MAX_UNFOLDED:
                raise InputError(f"unfolds to more than {MAX_UNFOLDED:,} bytes", Place(name))
            if "xl/workbook.xml" not in book.namelist():
                raise InputError("is no XLSX workbook; save it as XLSX or CSV", Place(name))
            for part in parts:
                is_sheet = part.filename.startswith("xl/worksheets/")
                if _measure(book, part, name, is_sheet):
                    with_errors.append(part.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise InputError("is damaged or was cut: its zip cannot be read", Place(name)) from None
    return with_errors


def _measure(book: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, is_sheet: bool) -> bool:
    """Unfold a part piece by piece, which checks its size and checksum; count a sheet's cells.

    Returns whether it is a sheet with error cells. One cell far out would make the reader lay out
    the whole rectangle before it.
    """
    last_row, last_column, seam, has_errors = 0, 0, b"", False
    with book.open(part) as file:
        while piece := file.read(_CHUNK):
            if not is_sheet:
                continue
            seen = seam + piece
            seam = seen[-_SEAM:]
            has_errors = has_errors or _ERROR_CELL.search(seen) is not None
            last_row = max([last_row, *map(int, _LAST_ROW.findall(seen))])
            last_column = max([last_column, *map(_column_number, set(_COLUMNS.findall(seen)))])
    if last_row * last_column > MAX_CELLS:
        raise InputError(f"a sheet spans more than {MAX_CELLS:,} cells", Place(name))
    return has_errors


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
