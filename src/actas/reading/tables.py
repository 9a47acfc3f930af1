"""Tables: a file of rows and columns as text cells, each knowing its physical line and column.

Knows files and their faults of shape; it refuses to know what a column means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

import polars as pl

from actas.errors import ActasError, InputError, Place, Problems
from actas.reading import faults
from actas.reading.delimited import delimiter_of, rows_of
from actas.reading.encoding import text_of
from actas.reading.mapping import FileOptions
from actas.reading.workbook import MAX_CELLS, from_parquet, from_workbook

MAX_BYTES = 1_000_000_000
MAX_ROWS = 5_000_000
MAX_COLUMNS = 2_000

_CHUNK_ROWS = 5_000
_TYPED = {".xlsx": "XLSX workbook", ".xlsm": "XLSX workbook", ".parquet": "Parquet file"}
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{2028}-\u{202e}\u{2066}-\u{2069}]"
_CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Controls, line and paragraph separators, and signs that turn the direction of text."""


@dataclass(frozen=True, eq=False)
class Cells:
    """A table as it was read.

    Attributes:
        name: of the file, for errors.
        encoding: as a person would call it (`UTF-8 with BOM`, `Latin-1`, `XLSX`, …).
        columns: names in the header, in order.
        frame: `row` (physical line, header is line 1) and `c0`, `c1`, … as text, null where
            blank, spaces around removed; only rows of the header's shape.
        faults: rows and cells that are wrong whatever they mean (FAULTS).
        notes: what a person should know about how it was read.
    """

    name: str
    encoding: str
    columns: tuple[str, ...]
    frame: pl.DataFrame
    faults: pl.DataFrame
    notes: tuple[str, ...] = ()

    def cell(self, column: str) -> pl.Expr:
        """The cells of a column by its name in the header."""
        return pl.col(f"c{self.columns.index(column)}")


def read_cells(path: Path, options: FileOptions | None = None) -> Cells:
    """The table at `path`: CSV, TSV and the like, XLSX or Parquet, told by its content.

    Raises:
        InputError: it cannot be read, is empty, cut, too large, or its header is not one.
    """
    options = options or FileOptions()
    name = path.name
    content = _bytes(path)
    if content.startswith(b"PAR1"):
        return _typed(from_parquet(content, name), name, "Parquet", None, ())
    if content.startswith(b"PK"):
        frame, sheets = from_workbook(content, name, options.sheet)
        read = options.sheet or sheets[0]
        notes = (f"read the sheet {read!r} of {len(sheets)}",) if len(sheets) > 1 else ()
        return _typed(frame, name, "XLSX", options.skip, notes)
    if path.suffix.lower() in _TYPED:
        said = f"is no {_TYPED[path.suffix.lower()]}, though its name says so; if it is CSV, name"
        raise InputError(f"{said} it {path.stem}.csv", Place(name))
    text, encoding = text_of(content, name, options.encoding)
    return _delimited(text, name, encoding, options)


def refuse_missing(cells: Cells, columns: list[str]) -> None:
    """Raise for every column that the mapping needs and the table does not have."""
    missing: list[ActasError] = []
    for column in dict.fromkeys(columns):
        if column in cells.columns:
            continue
        near = get_close_matches(column, cells.columns, n=1)
        hint = f"; is it {near[0]!r}?" if near else f"; it has {', '.join(cells.columns)[:300]}"
        missing.append(InputError(f"no such column{hint}", Place(cells.name, 1, column)))
    if len(missing) == 1:
        raise missing[0]
    if missing:
        raise Problems(f"{cells.name}: {len(missing)} columns are missing", missing)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"is larger than {MAX_BYTES:,} bytes; split it", Place(path.name))
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", Place(str(path))) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", Place(str(path))) from None
    if not content.strip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"):
        raise InputError("is empty", Place(path.name))
    return content


def _delimited(text: str, name: str, encoding: str, options: FileOptions) -> Cells:
    delimiter = options.delimiter or delimiter_of(text, name, options.skip)
    rows = rows_of(text, delimiter, name, options.skip)
    line, header = next(rows, (options.skip + 1, []))
    frames, misfits = _frames(rows, len(header), name)
    columns, frame = _named(pl.concat(frames), header, name, line)
    controls = _CONTROL_IN_TEXT.search(text) or ("\t" in text and delimiter != "\t")
    notes = []
    if not text.endswith(("\n", "\r")):
        notes.append("the last line has no line end: if the file was cut there, it does not show")
    cells = Cells(name, encoding, columns, frame, faults.none(), tuple(notes))
    return _checked(cells, misfits, bool(controls))


def _frames(
    rows: Iterator[tuple[int, list[str]]], width: int, name: str
) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    """Rows of the right width as frames, and the faults of the others."""
    schema = {"row": pl.Int64, **{f"c{i}": pl.String for i in range(width)}}
    frames, wrong, count = [pl.DataFrame(schema=schema)], [], 0
    while chunk := list(islice(rows, _CHUNK_ROWS)):
        count += len(chunk)
        if count > MAX_ROWS or count * width > MAX_CELLS:
            raise InputError(
                f"has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells; split it", Place(name)
            )
        wrong += [(line, len(row)) for line, row in chunk if len(row) != width]
        good = [(line, row) for line, row in chunk if len(row) == width]
        if good:
            lines, cells = zip(*good, strict=True)
            values = dict(zip(schema, [lines, *zip(*cells, strict=True)], strict=True))
            frames.append(pl.DataFrame(values, schema=schema))
    misfits = [
        (line, None, "short row" if n < width else "long row", f"{n} of {width}")
        for line, n in wrong
    ]
    return frames, pl.DataFrame(misfits, schema=faults.FAULTS, orient="row")


def _typed(
    frame: pl.DataFrame, name: str, said: str, skip: int | None, notes: tuple[str, ...]
) -> Cells:
    """A frame of text as a table; with `skip`, its header is a row, else its column names."""
    header, first = list(frame.columns), 2
    if skip is not None:
        filled = frame.slice(skip).select(pl.any_horizontal(pl.all().is_not_null()))[:, 0]
        if not filled.any():
            raise InputError("is empty", Place(name))
        at = skip + int(filled.arg_max() or 0)
        header, first = [cell or "" for cell in frame.row(at)], at + 2
        frame = frame.slice(at + 1)
    if frame.height > MAX_ROWS:
        raise InputError(f"has more than {MAX_ROWS:,} rows; split it", Place(name))
    lines = pl.int_range(first, first + pl.len(), dtype=pl.Int64).alias("row")
    cells = frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)})
    columns, kept = _named(cells.select(lines, pl.all()), header, name, first - 1)
    return _checked(Cells(name, said, columns, kept, faults.none(), notes), faults.none(), True)


def _named(
    frame: pl.DataFrame, header: list[str], name: str, line: int
) -> tuple[tuple[str, ...], pl.DataFrame]:
    """Names of the columns and the frame; a column without name or any cell is none."""
    header = [" ".join(cell.split()) for cell in header]
    nameless = [i for i, column in enumerate(header) if not column]
    filled = (pl.col(f"c{i}").fill_null("") != "" for i in nameless)
    blank = {
        i for i, one in zip(nameless, filled, strict=True) if not frame.select(one.any()).item()
    }
    kept = [i for i in range(len(header)) if i not in blank]
    if blank:
        frame = frame.select(
            "row", *(pl.col(f"c{old}").alias(f"c{i}") for i, old in enumerate(kept))
        )
    return _header([header[i] for i in kept], name, line), frame


def _header(columns: list[str], name: str, line: int) -> tuple[str, ...]:
    if len(columns) > MAX_COLUMNS:
        raise InputError(f"has more than {MAX_COLUMNS:,} columns", Place(name, line))
    wrong: list[ActasError] = []
    for position, column in enumerate(columns, start=1):
        if not column:
            wrong.append(InputError(f"column {position} has no name", Place(name, line)))
        elif _CONTROL_IN_TEXT.search(column):
            said = f"the name of column {position} has a control character"
            wrong.append(InputError(said, Place(name, line)))
        elif columns.index(column) != position - 1:
            wrong.append(InputError("two columns of this name", Place(name, line, column)))
    if not columns:
        raise InputError("is empty", Place(name))
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise Problems(f"{name}: the header cannot be used", wrong)
    return tuple(columns)


def _checked(cells: Cells, misfits: pl.DataFrame, controls: bool) -> Cells:
    """With spaces around cells removed, blanks as null, empty rows gone and faults found."""
    text = pl.exclude("row").str.strip_chars(" ")
    frame = cells.frame.with_columns(pl.when(text != "").then(text).name.keep())
    empty = frame.select(pl.all_horizontal(pl.exclude("row").is_null()))[:, 0]
    found, notes = [misfits], list(cells.notes)
    if empty.any():
        frame = frame.filter(~empty)
        notes.append("passed over " + faults.many(int(empty.sum()), "empty row"))
    if controls:
        for position, column in enumerate(cells.columns):
            at = f"c{position}"
            bad = frame.filter(pl.col(at).str.contains(_CONTROL + "|\t"))
            found.append(faults.fault(bad, column, "control character", at))
    if frame.is_empty() and misfits.is_empty():
        raise InputError("has a header and no rows", Place(cells.name, 1))
    every = pl.concat(found)
    return Cells(cells.name, cells.encoding, cells.columns, frame, every, tuple(notes))
