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

from actas.release.columns import table
from actas.release.outcome import Outcome
from actas.release.tables import Column, Table

Values = Sequence[int | None]
"""The numbers of a sheet, in the order of the form's fields."""

_KINDS = ("agree", "differ", "alone")


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


def by_area(outcome: Outcome, contest: str) -> dict[str, Agreement]:
    """Of every area in which a source speaks, and of the whole under ""."""
    found: dict[str, list[int]] = {}
    for station, kind in _stations(outcome, contest):
        area = station
        while area:
            area = area.rpartition("/")[0]
            found.setdefault(area, [0, 0, 0])[kind] += 1
    return {area: Agreement(*numbers) for area, numbers in found.items()}


def agreement(outcome: Outcome) -> Table:
    """One row an area of any level and contest in which a source speaks."""
    names = dict(outcome.register.areas.select("area", "name").iter_rows())
    rows = [
        (contest.id, area, names.get(area), one.agree, one.differ, one.alone)
        for contest in outcome.election.contests
        for area, one in sorted(by_area(outcome, contest.id).items())
        if area
    ]
    columns = [
        Column("contest", "Contest", required=True),
        Column("area", "Code: the path of codes from the top level down", required=True),
        Column("name", "Name of the area"),
        Column("agree", "Stations of which two or more sources say the same", required=True),
        Column("differ", "Stations of which sources differ in a number", required=True),
        Column("alone", "Stations of which one source alone speaks", required=True),
    ]
    numbers = dict.fromkeys(_KINDS, pl.Int64)
    schema = dict.fromkeys(("contest", "area", "name"), pl.String) | numbers
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    made = table("agreement", "Agreement between sources", columns, [frame])
    return made.keyed("contest", "area")


def _stations(outcome: Outcome, contest: str) -> Iterable[tuple[str, int]]:
    """Every station that a source speaks of, and its place among `_KINDS`."""
    sheets = outcome.sheets[contest].filter(pl.col("station").is_not_null())
    several = pl.col("source").n_unique().over("station") > 1
    for (station,) in sheets.filter(~several).select("station").unique().sort("station").rows():
        yield station, 2
    fields = outcome.election.fields(contest)
    shared = sheets.filter(several).select("station", "source", *fields)
    for station, rows in groupby(shared.sort("station").iter_rows(), itemgetter(0)):
        by_source: dict[str, list[Values]] = {}
        for _, source, *values in rows:
            by_source.setdefault(source, []).append(values)
        yield station, 1 if disagree(by_source) else 0
