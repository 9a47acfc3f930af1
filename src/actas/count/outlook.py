"""What is missing, for all areas of a level at once: fragility and prediction by area.

Runs the frames of `fragility` and `siblings` once a level and hands each area its part. It refuses
to decide what is expected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

import polars as pl

from actas.count.byarea import ByArea
from actas.count.fragility import fragility
from actas.count.siblings import Siblings, area_of, summary
from actas.mapped import mapped


@dataclass(frozen=True)
class Outlook:
    """One contest's counted sheets and missing stations.

    Attributes:
        siblings: the counted sheets with their totals.
        missing: `station` and `electors` of stations known to be missing.
        leader: choice whose share the error of predictions is told in.
    """

    siblings: Siblings
    missing: pl.DataFrame
    leader: str

    def fragility(self, depth: int, rooms: Mapping[str, int]) -> dict[str, dict[str, int | None]]:
        """Least number of false sheets by way, of each area that has sheets.

        Args:
            depth: 0 for the whole, 1 for the top level.
            rooms: votes that could still come, by area; other areas are left out.
        """
        if not rooms:
            return {}
        schema = {"area": pl.String, "capacity": pl.Int64}
        room = pl.DataFrame(list(rooms.items()), schema=schema, orient="row")
        mine = self._counted(depth).between(min(rooms), max(rooms))
        mine = mine.with_columns(area_of(depth).alias("area"))
        mine = mine.filter(pl.col("area").is_in(room["area"].implode()))
        found = fragility(mine, self.siblings.choices, room)
        return {row.pop("area"): row for row in found.iter_rows(named=True)}

    def predicted(self, depth: int, missing: Mapping[str, int]) -> dict[str, dict[str, Any]]:
        """Votes predicted for what is missing, of each area where that can be said.

        In the whole, missing stations that the register does not know get the mean counted sheet.
        An area is left out where it misses others than those that the register knows.

        Args:
            depth: 0 for the whole, 1 for the top level.
            missing: how many stations are missing, by area; other areas are left out.
        """
        if not missing:
            return {}
        mine = (
            self._awaited(depth).between(min(missing), max(missing))
            if depth
            else self._with_unknown(missing.get("", 0))
        )
        mine = mine.with_columns(area_of(depth).alias("area"))
        mine = mine.filter(pl.col("area").is_in(list(missing)))
        parts = mine.partition_by("area", as_dict=True)
        return {
            area: summary(self.siblings, part, self._error)
            for (area,), part in parts.items()
            if missing.get(area) == part.height
        }

    @cached_property
    def _predicted(self) -> pl.DataFrame:
        return mapped(self.siblings.predict(self.missing))

    @cached_property
    def _counted(self) -> Callable[[int], ByArea]:
        """Counted sheets by their area at a depth. A level is asked for some areas at a time, so
        the last one is kept."""
        return _by_depth(self.siblings.sheets)

    @cached_property
    def _awaited(self) -> Callable[[int], ByArea]:
        """The same of what is predicted for missing stations."""
        return _by_depth(self._predicted)

    @cached_property
    def _error(self) -> Callable[[str], float | None]:
        """Error of a tier, computed where it is asked for, once."""
        return cache(lambda tier: self.siblings.error(tier, self.leader))

    def _with_unknown(self, missing: int) -> pl.DataFrame:
        unknown = missing - self.missing.height
        if unknown <= 0:
            return self._predicted
        nowhere = pl.DataFrame(
            {"station": [None] * unknown, "electors": [None] * unknown},
            schema={"station": pl.String, "electors": pl.Int64},
        )
        return pl.concat([self._predicted, self.siblings.predict(nowhere)])


def _by_depth(rows: pl.DataFrame) -> Callable[[int], ByArea]:
    return lru_cache(maxsize=1)(lambda depth: ByArea(rows, area_of(depth)))


def outlook(
    sheets: pl.DataFrame,
    sums: Sequence[pl.DataFrame],
    missing: pl.DataFrame,
    choices: Sequence[str],
    levels: Sequence[str],
) -> Outlook:
    """The outlook of a contest.

    Args:
        sheets: counted sheets (`actas.count.sheets`).
        sums: totals by level with `counted`, `electors`, `registers` and the choices.
        missing: stations known to be missing (`actas.count.coverage.absent_rows`).
        choices: names of the choices.
        levels: ids of the levels above the station, from the top down.
    """
    whole = sums[0].row(0, named=True)
    return Outlook(
        siblings=Siblings(sheets, choices, levels, sums),
        missing=missing,
        leader=max(choices, key=lambda name: int(whole[name])),
    )
