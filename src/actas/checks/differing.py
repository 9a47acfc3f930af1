"""Which numbers differ within a group of sheets: those that several give, and not alike.

A field that only one gives disturbs nobody. Knows columns, no rule.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def differing(fields: Sequence[str]) -> list[pl.Expr]:
    """Within a group: whether the field is given with different numbers, as `_differs_<field>`."""
    return [(pl.col(name).min() != pl.col(name).max()).alias(f"_differs_{name}") for name in fields]


def any_differs(fields: Sequence[str]) -> pl.Expr:
    """Whether `differing` found any field."""
    return pl.any_horizontal(_differs(name) for name in fields)


def fields_that_differ(fields: Sequence[str]) -> pl.Expr:
    """Names of the fields that `differing` found."""
    told = [pl.when(_differs(name)).then(pl.lit(name)) for name in fields]
    return pl.concat_list(told).list.drop_nulls()


def _differs(name: str) -> pl.Expr:
    return pl.col(f"_differs_{name}").fill_null(value=False)
