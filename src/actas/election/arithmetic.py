"""The form's arithmetic: expressions over the fields of a sheet, the same on one and on a million.

Expressions are SQL scalar expressions as `polars.sql_expr` reads them: it refuses statements, and
this module refuses what looks across sheets, unknown fields, and division (compare by multiplying,
so that everything stays in exact integers). A missing number makes the result null: not evaluable.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

import polars as pl
from polars.exceptions import PolarsError

from actas.election.definition import Election, TallyRole
from actas.errors import InputError, Place

CHOICES = "choices"
"""Name that stands for the sum of all choices of the contest in an expression."""

ELECTORS = "electors"
"""Name that stands for the station's registered electors in an expression."""

_PROBE_ROWS = 3


def condition(expression: str, fields: Collection[str], place: Place | None = None) -> pl.Expr:
    """Compile a rule of the form: true, false, or null where a number is missing.

    Args:
        expression: SQL boolean expression over `fields`.
        fields: names it may use.
        place: where a person wrote it, for the error.

    Raises:
        InputError: the expression cannot be read, or is not a condition on one sheet.
    """
    return _compiled(expression, tuple(fields), pl.Boolean, place)


def amount(expression: str, fields: Collection[str], place: Place | None = None) -> pl.Expr:
    """Compile an integer expression, such as what valid votes are made of; else as `condition`."""
    return _compiled(expression, tuple(fields), pl.Int64, place)


def names(election: Election, contest: str) -> list[str]:
    """The names an expression of this contest may use."""
    return [*election.fields(contest), CHOICES, ELECTORS]


def choices_sum(election: Election, contest: str) -> pl.Expr:
    """Sum of all choices of a sheet; null where one of them is missing."""
    ids = [choice.id for choice in election.contest(contest).choices]
    total = pl.col(ids[0])
    for name in ids[1:]:
        total = total + pl.col(name)
    return total.alias(CHOICES)


def valid_votes(election: Election, contest: str) -> pl.Expr:
    """Valid votes of a sheet: as the sheet says, else by the form's expression, else the choices.

    The frame must have the column `choices` (`choices_sum`) beside the fields.
    """
    return _stated_or_made(election, contest, "valid", election.form.valid or CHOICES)


def ballots_cast(election: Election, contest: str) -> pl.Expr:
    """Ballots of a sheet: as the sheet says, else by the form's expression, else the sum of
    valid, null and blank votes. The frame must have the columns `choices` and `electors`."""
    made = election.form.ballots
    if made is None:
        form = election.form
        beside = (form.tally("null"), form.tally("blank"))
        parts = [f'"{name}"' for name in beside if name]
        stated = form.tally("valid")
        head = f'"{stated}"' if stated else f"({form.valid or CHOICES})"
        made = " + ".join([head, *parts])
    return _stated_or_made(election, contest, "ballots", made)


def _stated_or_made(election: Election, contest: str, role: TallyRole, made: str) -> pl.Expr:
    computed = amount(made, names(election, contest))
    stated = election.form.tally(role)
    value = computed if stated is None else pl.coalesce(pl.col(stated), computed)
    return value.alias(f"{role}_votes" if role == "valid" else f"{role}_cast")


@lru_cache(maxsize=512)
def _compiled(
    expression: str,
    fields: tuple[str, ...],
    wanted: type[pl.DataType],
    place: Place | None,
) -> pl.Expr:
    if "/" in expression or "%" in expression:
        raise InputError(f"{expression!r}: no division; compare by multiplying", place)
    if re.search(r"(?i)(?<![\w\"])(?:null)(?![\w\"])(?<!is null)(?<!is not null)", expression):
        raise InputError(f"{expression!r}: null is not a number of the sheet", place)
    probe = pl.DataFrame(
        {
            name: [i * i + 3 * row + 1 for row in range(_PROBE_ROWS)]
            for i, name in enumerate(fields)
        },
        schema=dict.fromkeys(fields, pl.Int64),
    )
    try:
        compiled = pl.sql_expr(expression)
        unknown = sorted(set(compiled.meta.root_names()).difference(fields))
        if unknown:
            raise InputError(
                f"{expression!r}: no such field: {', '.join(unknown)}; "
                f"the sheet has {', '.join(fields)}",
                place,
            )
        whole = probe.select(compiled.alias("result"))["result"]
        rows = [probe[row : row + 1].select(compiled.alias("result"))["result"] for row in range(3)]
    except PolarsError as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{expression!r}: {reason}", place) from None
    kind = "true or false" if wanted == pl.Boolean else "a whole number"
    if whole.dtype != wanted and not (wanted == pl.Int64 and whole.dtype.is_integer()):
        raise InputError(f"{expression!r}: gives {whole.dtype}, should give {kind}", place)
    if len(whole) != _PROBE_ROWS or whole.to_list() != [row[0] for row in rows]:
        raise InputError(f"{expression!r}: must speak of one sheet, without aggregates", place)
    return compiled
