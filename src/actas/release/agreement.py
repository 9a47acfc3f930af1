"""How far sources agree, by area: stations of which two or more speak alike, differ, or one alone.

One rule says when two differ: in a number that both give. It refuses to know which of them is
right, and counts no votes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter

import polars as pl

from actas.election.codes import right_above

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


def by_area(sheets: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """Of every area in which a source speaks, and of the whole under "".

    Args:
        sheets: `station`, `source` and the fields, sorted by the first two; several rows where a
            source gave several.
        fields: of the form.

    Returns:
        `area` and as Int64 `agree`, `differ` and `alone`, sorted by area.
    """
    spoken = speaking(sheets)
    alone = spoken.filter(~pl.col("several")).select("station", kind=pl.lit(KINDS[2]))
    several = spoken.filter("several")["station"].implode()
    shared = sheets.filter(pl.col("station").is_in(several)).select("station", "source", *fields)
    kinds = pl.concat([alone, pl.DataFrame(_kinds(shared), schema=alone.schema, orient="row")])
    numbers = [(pl.col("kind") == kind).sum().cast(pl.Int64).alias(kind) for kind in KINDS]
    found = [kinds.group_by(_above("station")).agg(numbers)]
    while not (below := found[-1].filter(pl.col("area") != "")).is_empty():
        found.append(below.group_by(_above("area")).agg(pl.col(KINDS).sum()))
    return pl.concat(found).group_by("area").agg(pl.col(KINDS).sum()).sort("area")


def speaking(sheets: pl.DataFrame) -> pl.DataFrame:
    """Each station and each source that speaks of it, once: `station`, `source`, and `several`,
    whether others speak of it too. The sheets are sorted by both."""
    station, source = pl.col("station"), pl.col("source")
    begins, ends = (station.ne_missing(station.shift(by)) for by in (1, -1))
    rows = sheets.select(station, source).drop_nulls("station")
    once = rows.filter(begins | source.ne_missing(source.shift()))
    return once.with_columns(several=~(begins & ends))


def at_the_top(known: pl.DataFrame) -> dict[str, Agreement]:
    """Of the whole under "" and of the areas of the first level, of what `by_area` gives."""
    top = known.filter(~pl.col("area").str.contains("/", literal=True))
    return {area: Agreement(*numbers) for area, *numbers in top.iter_rows()}


def _kinds(shared: pl.DataFrame) -> list[tuple[str, str]]:
    """Stations of several sources, and whether these agree."""
    found = []
    for station, rows in groupby(shared.sort("station").iter_rows(), itemgetter(0)):
        by_source: dict[str, list[Values]] = {}
        for _, source, *values in rows:
            by_source.setdefault(source, []).append(values)
        found.append((station, KINDS[1] if disagree(by_source) else KINDS[0]))
    return found


def _above(code: str) -> pl.Expr:
    """The area that a station or an area lies in; the whole is "", and lies in nothing."""
    return right_above(pl.col(code)).alias("area")
