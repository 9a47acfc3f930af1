"""How many counted sheets would have to be false before another choice draws level.

A sheet can be false in three ways, and each closes the gap between the leader and a challenger by
a gain that depends on this sheet alone (w, l and v are its votes for the leader, for the
challenger, and its valid votes):

    deleted            it should not be there at all               w - l
    swapped            the two had each other's votes               2 (w - l)
    all to runner-up   every valid vote was the challenger's       w - l + v

Gains of different sheets add up, so no k sheets close more than the k with the largest gains: the
first k at which those reach the gap is the least number there is, and greedy order proves it. The
least over all challengers stands: not only the runner-up can pass. `with_worst_case` is the third
way after all that could still come has gone to the challenger as well.

The question is that of the smallest set of sheets whose error could change the outcome, from which
batch audits start (P. B. Stark, "CAST: Canvass audits by sampling and testing", IEEE Transactions
on Information Forensics and Security 4, 2009, 708-717). Integers only.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from actas.count.missing import WAYS
from actas.mapped import sliced

_GAINS = (("removed", WAYS[:2]), ("turned", WAYS[2:]))
"""What a sheet gives, and the ways that it closes the gap by."""


def fragility(
    sheets: pl.DataFrame, choices: Sequence[str], capacity: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The least number of false sheets by way, for each area.

    Args:
        sheets: one row a counted station: `area`, the choices and `valid_votes` (Int64; a missing
            number is 0). The same area on every row gives the whole.
        choices: names of the choices, in the order of the contest.
        capacity: `area` and `capacity` (votes that could still come, or null); areas not in it
            have no worst case.

    Returns:
        `area` and one Int64 column for each of WAYS, null where no number of sheets could; one
        row for each area that has sheets, sorted.
    """
    sheets = sheets.select("area", pl.col(*choices, "valid_votes").fill_null(0))
    ranked = _ranked(sheets, choices)
    if capacity is None:
        capacity = pl.DataFrame(schema={"area": pl.String, "capacity": pl.Int64})
    ranked = ranked.join(capacity.select("area", "capacity"), on="area", how="left")
    best = ranked.select("area", *[pl.lit(None, pl.Int64).alias(way) for way in WAYS])
    reach = None
    for rank in range(1, len(choices)):
        gaps = _gaps(ranked, rank)
        near = gaps if reach is None else _near(gaps, reach)
        if not near.is_empty():
            others = best.join(near, on="area", how="anti")
            best = pl.concat([others, _better(best, sheets, near, choices)])
        if reach is None and len(choices) > 2:
            reach = _reach(best, sheets, gaps, choices)
    return best.sort("area")


def _ranked(sheets: pl.DataFrame, choices: Sequence[str]) -> pl.DataFrame:
    """Each area with `order` (its choices from the first to the last) and their `votes`."""
    sums = sheets.group_by("area").agg(pl.col(choices).sum())
    place = {name: place for place, name in enumerate(choices)}
    return (
        sums.unpivot(index="area", variable_name="order", value_name="votes")
        .with_columns(pl.col("order").replace_strict(place, return_dtype=pl.Int64).alias("place"))
        .sort("area", "votes", "place", descending=[False, True, False])
        .group_by("area", maintain_order=True)
        .agg("order", "votes")
    )


def _gaps(ranked: pl.DataFrame, rank: int) -> pl.DataFrame:
    """What each way has to reach for the challenger of this rank, by area."""
    gap = pl.col("votes").list.get(0) - pl.col("votes").list.get(rank)
    return ranked.select(
        "area",
        pl.col("order").list.get(0).alias("leader"),
        pl.col("order").list.get(rank).alias("challenger"),
        gap.alias("deleted"),
        ((gap + 1) // 2).alias("swapped"),  # twice the gain of deleting, so half the way
        gap.alias("all_to_runner_up"),
        (gap - pl.col("capacity")).alias("with_worst_case"),
    )


def _reach(
    best: pl.DataFrame, sheets: pl.DataFrame, gaps: pl.DataFrame, choices: Sequence[str]
) -> pl.DataFrame:
    """The most that one sheet fewer than was found could close in each way, whoever is the
    challenger: of no sheet is the gain above what it is for the choice with fewest votes there.
    Null where none was found to be needed: there is nothing below that."""
    most = _votes_of("leader", choices) - pl.min_horizontal(choices)
    gains = [most.alias("removed"), (most + pl.col("valid_votes")).alias("turned")]
    leaders = gaps.select("area", "leader")
    rows = pl.concat(
        some.join(leaders, on="area").select("area", *gains) for some in sliced(sheets)
    )
    found = best.select("area")
    for gain, ways in _GAINS:
        place = pl.int_range(pl.len()).over("area")
        ordered = rows.select("area", gain).sort("area", gain, descending=[False, True])
        few = ordered.with_columns(place=place).join(best, on="area")
        closed = few.group_by("area").agg(
            pl.col(gain)
            .filter(pl.col(way).is_null() | (pl.col("place") < pl.col(way) - 1))
            .clip(lower_bound=0)
            .sum()
            .alias(way)
            for way in ways
        )
        found = found.join(closed, on="area")
    none = [pl.when(best[way] == 0).then(None).otherwise(found[way]).alias(way) for way in WAYS]
    return found.with_columns(none)


def _near(gaps: pl.DataFrame, reach: pl.DataFrame) -> pl.DataFrame:
    """The gaps of those areas where this challenger could need fewer sheets than were found."""
    within = [pl.col(way) <= pl.col(f"{way}_reach") for way in WAYS]
    near = gaps.join(reach, on="area", suffix="_reach").filter(pl.any_horizontal(within))
    return near.select(gaps.columns)


def _better(
    best: pl.DataFrame, sheets: pl.DataFrame, gaps: pl.DataFrame, choices: Sequence[str]
) -> pl.DataFrame:
    """The smaller of what was found and what this challenger needs."""
    ahead = _votes_of("leader", choices) - _votes_of("challenger", choices)
    told = ["area", *WAYS, ahead.alias("removed"), (ahead + pl.col("valid_votes")).alias("turned")]
    # Some at a time: together with what each way has to reach, all numbers would be copied.
    rows = pl.concat(some.join(gaps, on="area").select(told) for some in sliced(sheets))
    found = gaps.select("area").join(best, on="area")
    for gain, ways in _GAINS:
        found = found.join(_reached(rows, gain, ways), on="area", how="left")
    level = gaps.select("area", *[(pl.col(way) <= 0).alias(f"{way}_level") for way in WAYS])
    needed = [
        pl.when(pl.col(f"{way}_level"))
        .then(pl.lit(0, pl.Int64))
        .otherwise(pl.min_horizontal(way, f"{way}_new"))
        .alias(way)
        for way in WAYS
    ]
    return found.join(level, on="area").select("area", *needed)


def _reached(rows: pl.DataFrame, gain: str, ways: Sequence[str]) -> pl.DataFrame:
    """How many of the largest gains reach each way's gap, by area; null where all do not."""
    so_far = pl.col(gain).cum_sum().over("area").alias("so_far")
    ordered = (
        rows.select("area", gain, *ways)
        .filter(pl.col(gain) > 0)
        .sort("area", gain, descending=[False, True])
        .with_columns(so_far)
    )
    return ordered.group_by("area").agg(
        pl.when(pl.col("so_far").max() >= pl.col(way).first())
        .then((pl.col("so_far") < pl.col(way)).sum().cast(pl.Int64) + 1)
        .alias(f"{way}_new")
        for way in ways
    )


def _votes_of(named: str, choices: Sequence[str]) -> pl.Expr:
    """Votes of the choice that the column names."""
    return pl.coalesce(pl.when(pl.col(named) == name).then(pl.col(name)) for name in choices)
