"""Faults: what is wrong with cells of a table, told to a person and, more sparely, to the log.

A person at the terminal sees line, column and a short excerpt of the cell. The log gets column and
kind of fault only, never what the cell held: it could be anybody's name.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from actas.election.shapes import STATION_STATUS
from actas.errors import ActasError, InputError, Place
from actas.language import Language

EXCERPT = 40
"""Characters of a cell that an error shows at most."""

FAULTS: dict[str, type[pl.DataType]] = {
    "row": pl.Int64,  # physical line (or row of the sheet), header is line 1
    "column": pl.String,  # name of the column, or null for the row as a whole
    "kind": pl.String,  # one of KINDS
    "cell": pl.String,  # what stood there, for the person at the terminal only
}

KINDS: dict[str, str] = {
    "short row": "has fewer cells than the header: {cell}",
    "long row": "has more cells than the header: {cell}",
    "control character": "has a control character: {cell}",
    "blank": "is empty where a number belongs; write 0, or say what blanks mean in the mapping",
    "negative": "{cell} is negative; votes are whole numbers from 0 up",
    "fraction": "{cell} is not a whole number",
    "thousands separator": "{cell} looks like it has a thousands separator; write plain digits, "
    "or name the sign in the mapping (file.thousands)",
    "too large": "{cell} is larger than any station can hold",
    "foreign digits": "{cell} has digits other than 0 to 9",
    "not a number": "{cell} is not a number",
    "not a decimal": "{cell} is not a decimal number as the mapping describes it",
    "blank code": "is empty where the station's code belongs",
    "not a code": "{cell} is not a code: parts of letters, digits, . _ -, joined by /",
    "unknown station": "{cell} is no station of the register, which is closed",
    "unknown contest": "{cell} is no contest of the election",
    "unknown choice": "{cell} is no choice or tally of the contest",
    "other contest": "{cell} votes for a choice that this contest does not have",
    "not a link": "{cell} is not a link (http:// or https://)",
    "not a document": "{cell} is not a document: 64 hexadecimal digits",
    "not a time": "{cell} is not a date and time (2030-01-31 18:40)",
    "too long": "{cell} is too long for a name",
    "wrong depth": "{cell} has another number of parts than the election has levels",
    "code given twice": "{cell}",
    "unknown parent": "{cell} is no area of this file or of the register",
    "unknown status": "{cell} is no status of a station: " + ", ".join(STATION_STATUS),
    "unknown target": "{cell} is no station of this file or of the register",
    "not annulled": "{cell} is not annulled: a repeated station names the annulled one whose vote "
    "is held again; say its status in this file",
    "merged into itself": "{cell} is this station itself: name the one where its electors vote",
    "target does not count": "{cell} is itself merged or annulled: name the station where the "
    "electors vote",
    "no target": "a merged or repeated station needs the station it goes with (column into)",
}
"""Every kind of fault, with the sentence a person reads. Kinds are stable: the log holds them."""

Frames = Sequence[pl.DataFrame]


def none() -> pl.DataFrame:
    """No faults."""
    return pl.DataFrame(schema=FAULTS)


def fault(rows: pl.DataFrame, column: str | None, kind: pl.Expr | str, cell: str) -> pl.DataFrame:
    """FAULTS of these rows (a frame with `row`): their kind, and the column that holds the cell."""
    said = pl.lit(kind) if isinstance(kind, str) else kind
    return rows.select(
        "row",
        column=pl.lit(column, dtype=pl.String),
        kind=said.cast(pl.String),
        cell=pl.col(cell).cast(pl.String),
    )


def many(count: int, what: str) -> str:
    """A count with its noun: `1 row`, `2,000 rows`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def errors(faults: pl.DataFrame, name: str) -> list[ActasError]:
    """Each fault as an error with its place, in the order of lines."""
    return [
        InputError(KINDS[kind].format(cell=_excerpt(cell)), Place(name, row, _shown(column)))
        for row, column, kind, cell in faults.sort("row", maintain_order=True).iter_rows()
    ]


def logged(faults: pl.DataFrame) -> pl.DataFrame:
    """Frame (row, problems): for each row its faults without any cell, sorted."""
    said = pl.format("{}: {}", pl.col("column").str.slice(0, 100), pl.col("kind"))
    problem = pl.coalesce(said, pl.col("kind"))
    return (
        faults.select("row", problems=problem)
        .unique()
        .group_by("row", maintain_order=True)
        .agg(pl.col("problems").sort())
        .sort("row")
    )


def told(problem: str, language: Language) -> str:
    """A problem as the log has it (`column: kind`, or `kind`), in the reader's language."""
    column, _, kind = problem.rpartition(": ")
    return f"{column}: {language.say(kind)}" if column else language.say(kind)


def _excerpt(cell: str | None) -> str:
    if cell is None:
        return ""
    shown = cell if len(cell) <= EXCERPT else cell[: EXCERPT - 1] + "…"
    return ascii(shown) if not shown.isprintable() else repr(shown)


def _shown(column: str | None) -> str | None:
    return None if column is None else f"column {column}"
