"""Cells to whole numbers: exactly what is written, or the kind of fault that it has.

Nothing is repaired: a sign between thousands, a fraction or a word is told, not understood, unless
the mapping says how the file writes its numbers.
"""

from __future__ import annotations

import re

import polars as pl

from actas.election.arithmetic import amount
from actas.errors import Place
from actas.reading import faults
from actas.reading.mapping import Derivation, FileOptions
from actas.reading.tables import Cells

MOST = 2**40
"""The largest number a sheet, or an election, can give."""

_PLAIN = "^[0-9]{1,13}$"
_LOOKS = (
    ("negative", r"[-−–(] ?[0-9][0-9.,]*\)?"),
    ("thousands separator", r"[0-9]{1,3}([.,'’ \u00a0\u2009\u202f][0-9]{3})+"),
    ("fraction", r"[0-9]*[.,][0-9]+|[0-9]+[.,]"),
    ("too large", r"[0-9]+"),
)


def whole_numbers(
    cells: Cells, wanted: dict[str, str], options: FileOptions, blanks: str | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns read as votes.

    Args:
        cells: the table.
        wanted: name of each number, and the column it stands in.
        options: how the file writes numbers.
        blanks: `refused`, `missing` or `zero`; the file's option where not given.

    Returns:
        Frame with `row` and an Int64 column a name, null where blank or wrong; and FAULTS.
    """
    blanks = blanks or options.blanks
    frame = cells.frame.select(
        "row",
        *(_number(cells.cell(column), options, blanks).alias(n) for n, column in wanted.items()),
    )
    found = [faults.none()]
    for name, column in wanted.items():
        if not frame[name].null_count():
            continue
        asked = cells.frame.filter(frame[name].is_null()).select("row", cell=cells.cell(column))
        if blanks != "refused":
            asked = asked.drop_nulls("cell")
        kinds = [kind_of(cell) for cell in asked["cell"]]
        kind = pl.Series("kind", kinds, dtype=pl.String)
        found.append(faults.fault(asked.with_columns(kind), column, pl.col("kind"), "cell"))
    return frame, pl.concat(found)


def kind_of(cell: str | None) -> str:
    """Why a cell is no number of votes, as one of the kinds of fault."""
    if cell is None:
        return "blank"
    if any(sign.isdecimal() and not sign.isascii() for sign in cell):
        return "foreign digits"
    return next((kind for kind, like in _LOOKS if re.fullmatch(like, cell)), "not a number")


def derived(
    cells: Cells, name: str, derivation: Derivation, options: FileOptions
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """A number made from other columns, as the mapping says.

    Returns:
        Frame (row, `name`) with null where it cannot be made; FAULTS; and notes, among them how
        many rows had no unique result.
    """
    place = Place(cells.name, None, f"derive.{name}")
    expression = amount(derivation.expression, cells.columns, place)
    inputs = {column: column for column in expression.meta.root_names()}
    numbers, found = whole_numbers(cells, inputs, options)
    value = numbers.select(pl.exclude("row").cast(pl.Int128)).select(
        expression.cast(pl.Int128).alias("value")
    )["value"]
    whole = pl.DataFrame({"row": cells.frame["row"], "value": value})
    notes: tuple[str, ...] = ()
    if derivation.divided_by is not None:
        shares, wrong = _decimals(cells, derivation, options)
        made = whole.with_columns(share=shares).with_columns(
            _only_result(derivation).alias("result")
        )
        asked = made.filter(pl.col("share").is_not_null() & pl.col("value").is_not_null())
        lost = asked["result"].null_count()
        if lost:
            notes = (f"{name} cannot be derived on {lost} rows: no one whole number fits",)
        whole, found = made.select("row", value="result"), pl.concat([found, wrong])
    odd = whole.filter(~pl.col("value").is_between(0, MOST))
    kind = pl.when(pl.col("value") < 0).then(pl.lit("negative")).otherwise(pl.lit("too large"))
    found = pl.concat([found, faults.fault(odd, name, kind, "value")])
    good = pl.when(pl.col("value").is_between(0, MOST)).then(pl.col("value")).cast(pl.Int64)
    return whole.select("row", good.alias(name)), found, notes


def _number(cell: pl.Expr, options: FileOptions, blanks: str) -> pl.Expr:
    text = cell
    if options.thousands:
        sign = re.escape(options.thousands)
        grouped = text.str.contains(f"^[0-9]{{1,3}}({sign}[0-9]{{3}})+$")
        plain = text.str.replace_all(options.thousands, "", literal=True)
        text = pl.when(grouped).then(plain).otherwise(text)
    value = pl.when(text.str.contains(_PLAIN)).then(text).cast(pl.Int64, strict=False)
    value = pl.when(value <= MOST).then(value)
    return pl.when(cell.is_null()).then(0).otherwise(value) if blanks == "zero" else value


def _decimals(
    cells: Cells, derivation: Derivation, options: FileOptions
) -> tuple[pl.Series, pl.DataFrame]:
    """The divisor as whole units of its last decimal; and FAULTS where it is no decimal."""
    column = derivation.divided_by
    assert column is not None
    sign, places = re.escape(options.decimal), derivation.decimals
    digits = cells.cell(column).str.extract_groups(rf"^([0-9]{{1,13}})(?:{sign}([0-9]*))?$")
    head, tail = digits.struct[0], digits.struct[1].fill_null("")
    fits = tail.str.strip_chars_end("0").str.len_chars() <= places
    padded = head + tail.str.slice(0, places).str.pad_end(places, "0")
    units = cells.frame.select(pl.when(fits).then(padded).cast(pl.Int128).alias("units"))["units"]
    asked = cells.frame.select("row", cell=cells.cell(column)).filter(units.is_null())
    return units, faults.fault(asked.drop_nulls("cell"), column, "not a decimal", "cell")


def _only_result(derivation: Derivation) -> pl.Expr:
    """The one whole e for which value / e prints as `share` units of the last decimal, or null.

    Cut: share <= value·10^d / e < share + 1. Rounded: within half a unit, both ends in, because
    which way halves go is not known.
    """
    value = pl.col("value") * 10**derivation.decimals
    share = pl.col("share")
    if derivation.printed == "truncated":
        high, low = value // share, value // (share + 1) + 1
    else:
        high = 2 * value // (2 * share - 1)
        low = (2 * value + 2 * share) // (2 * share + 1)
    return pl.when((share > 0) & (value > 0) & (high == low)).then(high)
