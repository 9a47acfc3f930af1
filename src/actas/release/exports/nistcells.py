"""What a NIST report says once for all rows of a frame: values with cells for what differs.

A cell is null where its row does not have it, and so is whatever it stands in, up to what is marked
`Known` or is a row: that is left out. It refuses to know how the two formats nest values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import polars as pl

from actas.release.exports.columntexts import in_json, in_xml

T = TypeVar("T")


class Cell(NamedTuple):
    """A value of each row, as it stands in JSON and as it stands in XML."""

    json: pl.Expr
    xml: pl.Expr


class Known(NamedTuple):
    """A value of those rows that have all of it."""

    value: Any


class Each(NamedTuple):
    """Of every member of a list that each row has, those values that the member has all of.

    It stands in a list of the report, and is not the first there.
    """

    members: pl.Expr
    values: tuple[Any, ...]


class Same:
    """A value that many reports share: what it is in a format is made once for all of them."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self._made: dict[str, Any] = {}

    def made(self, form: str, make: Callable[[Any], T]) -> T:
        """What `make` makes of it in a format; of one format it is always asked alike."""
        if form not in self._made:
            self._made[form] = make(self._value)
        found: T = self._made[form]
        return found


@dataclass(frozen=True)
class Rows:
    """Values in a list of the report: one of each row that has all of it; at least one has."""

    frame: pl.DataFrame
    value: Same


def plain(text: pl.Expr) -> Cell:
    """A text without any sign that is written in another way: a code, an id, a digest."""
    return Cell(_quoted(text), text)


def said(text: pl.Expr) -> Cell:
    """Any text."""
    return Cell(_quoted(in_json(text)), in_xml(text))


def number(value: pl.Expr) -> Cell:
    """A whole number."""
    return Cell(value, value)


def _quoted(text: pl.Expr) -> pl.Expr:
    return pl.concat_str([pl.lit('"'), text, pl.lit('"')])
