"""What the missing stations would give if they voted like their siblings, and how far that errs.

A prediction, never a proof: it is shown with the tier it was made from and the error that the same
way of predicting makes on the stations that are counted. It refuses to fill in any count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

import polars as pl

from actas.count.totals import area_at, deepest_area

WHOLE = "whole"
"""Name of the last tier: every counted station."""


@dataclass(frozen=True)
class Siblings:
    """Counted stations as others' siblings.

    Attributes:
        sheets: one row a counted station: `station`, `electors`, `valid_votes` and the choices.
        choices: names of the choices.
        tiers: levels above the station from the top down, as they are named.
        totals: frames of `actas.count.totals`, the whole first, with `counted` (stations),
            `electors`, `registers` (how many of them have electors) and the choices.
    """

    sheets: pl.DataFrame
    choices: Sequence[str]
    tiers: Sequence[str]
    totals: Sequence[pl.DataFrame]

    def predict(self, missing: pl.DataFrame) -> pl.DataFrame:
        """Votes of each missing station, from the deepest tier that has a counted sibling.

        A station gets the mean sheet of its siblings, times its electors over their mean electors
        where both are known.

        Args:
            missing: `station` (null where it is not known which) and `electors`.

        Returns:
            `station`, `tier`, and a Float64 column a choice; sorted by station. Empty where
            nothing is counted.
        """
        left, found = missing.select("station", "electors"), []
        for depth in range(len(self.tiers), -1, -1):
            keyed = left.with_columns(area_of(depth).alias("area"))
            near = self.totals[depth].filter(pl.col("counted") > 0)
            joined = keyed.join(near, on="area", suffix="_of_siblings")
            found.append(joined.select("station", self._tier(depth), *self._votes()))
            left = keyed.join(near, on="area", how="anti").select("station", "electors")
            if left.is_empty():
                break
        return pl.concat(found).sort("station", "tier")

    def error(self, tier: str, choice: str) -> float | None:
        """Leave-one-out error of a tier in points of the choice's share of valid votes.

        Root mean square over counted stations, each predicted from the tier without its own part
        of it (a parish without the station's centre, since the centre would have been taken where
        it had siblings). None where no station has such siblings.
        """
        depth = 0 if tier == WHOLE else self.tiers.index(tier) + 1
        return _root_mean_square(self._misses(depth, choice))

    def _tier(self, depth: int) -> pl.Expr:
        return pl.lit(self.tiers[depth - 1] if depth else WHOLE).alias("tier")

    def _votes(self) -> Iterator[pl.Expr]:
        mean_electors = pl.col("electors_of_siblings") / pl.col("registers")
        scale = pl.when(pl.col("electors").is_not_null(), pl.col("electors_of_siblings") > 0).then(
            pl.col("electors") / mean_electors
        )
        for name in self.choices:
            yield (pl.col(name) / pl.col("counted") * scale.fill_null(1.0)).alias(name)

    def _misses(self, depth: int, choice: str) -> pl.Series:
        """Predicted less real share in points, where siblings at this depth have valid votes."""
        numbers = [choice, "valid_votes"]
        rows = self.sheets.select("station", *numbers).with_columns(
            area_of(depth).alias("area"), self._own(depth).alias("own")
        )
        others = [
            (pl.col(name).sum().over("area") - pl.col(name).sum().over("own")).alias(f"{name}_near")
            for name in numbers
        ]
        rows = rows.with_columns(others).filter(
            pl.col("valid_votes") > 0, pl.col("valid_votes_near") > 0
        )
        near = pl.col(f"{choice}_near") / pl.col("valid_votes_near")
        return rows.select(100 * (near - pl.col(choice) / pl.col("valid_votes"))).to_series()

    def _own(self, depth: int) -> pl.Expr:
        return area_of(depth + 1) if depth < len(self.tiers) else pl.col("station")


def summary(
    siblings: Siblings, predicted: pl.DataFrame, error: Callable[[str], float | None]
) -> dict[str, Any]:
    """Predicted stations added up, as the JSON contract's `predicted`.

    `votes` by choice, rounded; `tiers`: for each tier used, how many `stations` and its `error`
    in points of the leader's share, which is asked for.
    """
    used = dict(predicted.group_by("tier").len().iter_rows())
    names = [*reversed(siblings.tiers), WHOLE]
    return {
        # fsum is exact, so that the order of stations cannot change a digit.
        "votes": {name: round(fsum(predicted[name].to_list())) for name in siblings.choices},
        "tiers": [
            {"tier": name, "stations": used[name], "error": error(name)}
            for name in names
            if name in used
        ],
    }


def area_of(depth: int) -> pl.Expr:
    """The station's area at a depth: 1 is the top level, 0 the whole."""
    if not depth:
        return pl.lit("")
    return area_at(deepest_area(pl.col("station")), depth)


def _root_mean_square(values: pl.Series) -> float | None:
    if values.is_empty():
        return None
    return round(sqrt(fsum((values * values).to_list()) / len(values)), 4)
