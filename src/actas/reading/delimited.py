"""Delimited text to rows, strictly: every row knows its physical line and how many cells it has.

Quoting is RFC 4180's, parsed by the standard library; a row is never padded or cut to fit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from actas.errors import InputError, Place

DELIMITERS = (",", ";", "\t", "|")
_PROBE_ROWS = 30


def rows_of(text: str, delimiter: str, name: str, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each row with the physical line it starts on; empty lines are passed over.

    Raises:
        InputError: a quoted cell is never closed, or is followed by something else than a
            delimiter.
    """
    lines = io.StringIO(text, newline="")
    for _ in range(skip):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = skip + 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise InputError(_reason(str(error)), Place(name, start)) from None
        if row is None:
            return
        if row:
            yield start, row
        start = skip + reader.line_num + 1


def delimiter_of(text: str, name: str, skip: int = 0) -> str:
    """The delimiter that gives the header most cells and the rows the same number of them."""
    scores: list[tuple[int, int, int]] = []
    for rank, delimiter in enumerate(DELIMITERS):
        widths: list[int] = []
        # A row that breaks the quoting is told when the table is read, with its line.
        with suppress(InputError):
            for _, row in islice(rows_of(text, delimiter, name, skip), _PROBE_ROWS):
                widths.append(len(row))
        header = widths[0] if widths else 0
        scores.append((header, widths.count(header), -rank))
    return DELIMITERS[-max(scores)[2]]


def _reason(error: str) -> str:
    if "unexpected end of data" in error:
        return "a quoted cell in this row is never closed: the file was cut, or a quote not doubled"
    if "field larger" in error:
        return "a cell of more than 131,072 characters: is a quote not closed?"
    return "a quoted cell is followed by more text: quotes within a cell are written twice"
