"""How far sources agree, by area: stations of which two or more speak alike, differ, or one alone.

One rule says when two differ: in a number that both give. It refuses to know which of them is
right, and counts no votes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter

import polars as pl

Values = Sequence[int | None]
"""The numbers of a sheet, in the order of the form's fields."""

KINDS = ("agree", "differ", "alone")


@dataclass(frozen=True)
class Agreement:
    """Stations of an area: two or more sources agree, differ, or only one source speaks."""

    agree: int = 0
    differ: int = 0
    alone: int = 0

    @property
    def heard(self) -> int:
        """Stations of which any source speaks."""
        return self.agree + self.differ + self.alone


def apart(one: Values, other: Values) -> bool:
    """Whether two sheets differ in a number that both give."""
    return any(a != b for a, b in zip(one, other, strict=True) if a is not None and b is not None)


def disagree(by_source: Mapping[str, Sequence[Values]]) -> bool:
    """Whether any two sources have no two sheets of the station that agree."""
    return any(
        all(apart(x, y) for x in by_source[a] for y in by_source[b])
        for a, b in combinations(by_source, 2)
    )


def by_area(sheets: pl.DataFrame, fields: Sequence[str]) -> dict[str, Agreement]:
    """Of every area in which a source speaks, and of the whole under "".

    Args:
        sheets: `station`, `source` and the fields; several rows where a source gave several.
        fields: of the form.
    """
    found: dict[str, list[int]] = {}
    for station, kind in _stations(sheets, fields):
        area = station
        while area:
            area = area.rpartition("/")[0]
            found.setdefault(area, [0, 0, 0])[kind] += 1
    return {area: Agreement(*numbers) for area, numbers in found.items()}


def _stations(sheets: pl.DataFrame, fields: Sequence[str]) -> Iterable[tuple[str, int]]:
    """Every station that a source speaks of, and its place among `KINDS`."""
    sheets = sheets.filter(pl.col("station").is_not_null())
    several = pl.col("source").n_unique().over("station") > 1
    for (station,) in sheets.filter(~several).select("station").unique().sort("station").rows():
        yield station, 2
    shared = sheets.filter(several).select("station", "source", *fields)
    for station, rows in groupby(shared.sort("station").iter_rows(), itemgetter(0)):
        by_source: dict[str, list[Values]] = {}
        for _, source, *values in rows:
            by_source.setdefault(source, []).append(values)
        yield station, 1 if disagree(by_source) else 0
