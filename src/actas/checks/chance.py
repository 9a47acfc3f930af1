"""How many coincidences of whole sheets chance would give, by how unlikely each is.

Model: every station draws its votes on its own from the pooled shares of its area (multinomial,
half a vote added to every choice, Jeffreys' prior), given how many votes its sheet has. `rate` of a
sheet is the number of other stations expected to show exactly its numbers. As chance gives two
sheets of rate r together r times, the number of pairs expected of rate r or less is half the sum
of all such rates: what a coincidence is compared with. Areas differ inside, so sheets are a little
more alike in truth than the model says: it is an order of magnitude. Floats; knows no rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from math import ceil, log, pi

import polars as pl

KINDS = 100
"""Areas looked at for sheets of one size; above that, an even sample of them."""

FEWEST_KINDS = 8
"""How far that sample may shrink where there are very many groups."""

GROUP_PAIRS = 1_000_000
"""Group times area that the rates of groups are summed over, as far as `FEWEST_KINDS` allows."""

PAIRS = 300_000
"""Sheet times area that the expectation is summed over; above that, an even sample of sheets."""

CHUNK = 200_000
"""Sheet times area held in memory at once."""

SMALLEST = Decimal("1E-12")
"""Below this an expectation is told as this."""


_WAYS = "_log_ways"


def anywhere(sheets: pl.DataFrame, groups: pl.DataFrame, choices: list[str]) -> pl.Series:
    """Coincident pairs expected among all stations, as unlikely as each group or more.

    Args:
        sheets: one row a station: `station`, `_area` (whose shares it is held to have), `_votes`
            (sum of the choices, above 0), the choices.
        groups: one row a group of equal sheets: `_votes`, the choices, `_areas` (list, of members).
        choices: their names.

    Returns:
        Float64, in the order of groups.
    """
    logs = _log_shares(sheets, "_area", choices)
    kinds = _kinds(sheets, max(FEWEST_KINDS, min(KINDS, GROUP_PAIRS // max(1, groups.height))))
    step = _step(sheets, kinds)
    order = sheets.select("_votes", "station").with_row_index("at").sort("_votes", "station")
    sample = sheets[order["at"].gather_every(step)]
    rates = _totals(sample, kinds, logs, choices, "_others")["_others"]
    return _expected(rates, _rates_of_groups(groups, kinds, logs, choices), stands_for=step)


def within(sheets: pl.DataFrame, groups: pl.DataFrame, choices: list[str]) -> pl.Series:
    """Coincident pairs expected within the centres, as unlikely as each group or more.

    Args:
        sheets: as in `anywhere`, with `_centre` in place of `_area`.
        groups: one row a group of equal sheets of a centre: `_centre`, `_votes`, the choices.
        choices: their names.
    """
    logs = _log_shares(sheets, "_centre", choices)
    many = sheets.group_by("_centre", "_votes").agg(pl.len().alias("_many"))
    many = many.filter(pl.col("_many") > 1)
    rate = _probability(choices) * (pl.col("_many") - 1)

    def rates(frame: pl.DataFrame) -> pl.Series:
        joined = frame.join(many, on=["_centre", "_votes"], maintain_order="left")
        joined = _with_ways(joined, choices).join(logs, on="_centre", maintain_order="left")
        return joined.select(rate=rate)["rate"]

    return _expected(rates(sheets), rates(groups), stands_for=1)


def decimal(value: float) -> str:
    """An expectation as a decimal string of two digits: 0.00034, 2.3."""
    short = Context(prec=2).create_decimal_from_float(max(value, 0.0))
    return format(max(short, SMALLEST).normalize(), "f")


def _expected(rates: pl.Series, asked: pl.Series, stands_for: int) -> pl.Series:
    """Half the sum of all rates up to each one asked; at least the one itself."""
    ordered = rates.sort()
    sums = pl.concat([pl.Series([0.0]), ordered.cum_sum() * (stands_for / 2)])
    upto = sums.gather(ordered.search_sorted(asked, side="right"))
    return pl.select(pl.max_horizontal(upto, asked)).to_series()


def _log_shares(sheets: pl.DataFrame, by: str, choices: list[str]) -> pl.DataFrame:
    sums = sheets.group_by(by).agg(pl.col(name).sum() + 0.5 for name in choices)
    total = pl.sum_horizontal(choices)
    return sums.select(by, *((pl.col(name) / total).log().alias(_log(name)) for name in choices))


def _log(name: str) -> str:
    return f"_log_{name}"


def _kinds(sheets: pl.DataFrame, most: int) -> pl.DataFrame:
    """Areas by size of sheet with their number of stations: at most `most` a size, `_scale` making
    up for those left out."""
    kinds = sheets.group_by("_votes", "_area").agg(pl.len().alias("_many")).sort("_votes", "_area")
    rank, size = pl.int_range(pl.len()).over("_votes"), pl.len().over("_votes")
    step = (size + most - 1) // most
    stations = pl.col("_many").sum().over("_votes")
    kept = kinds.with_columns(_stations=stations).filter(rank % step == 0)
    return kept.with_columns(_scale=pl.col("_stations") / pl.col("_many").sum().over("_votes"))


def _step(sheets: pl.DataFrame, kinds: pl.DataFrame) -> int:
    """Every which sheet the expectation is summed over."""
    sizes = kinds.group_by("_votes").agg(pl.len().alias("_kinds"))
    pairs = int(sheets.select("_votes").join(sizes, on="_votes")["_kinds"].sum())
    return max(1, ceil(pairs / PAIRS))


def _rates_of_groups(
    groups: pl.DataFrame, kinds: pl.DataFrame, logs: pl.DataFrame, choices: list[str]
) -> pl.Series:
    """For each group the rate as its most fitting member sees it."""
    everyone = _totals(groups.with_columns(_area=pl.lit("")), kinds, logs, choices, "_all")
    members = (
        _with_ways(groups, choices)
        .with_row_index("_row")
        .explode("_areas")
        .join(logs, left_on="_areas", right_on="_area", maintain_order="left")
        .select("_row", own=_probability(choices))
        .group_by("_row")
        .agg(pl.col("own").min().alias("_least"), pl.col("own").max().alias("_most"))
    )
    both = everyone.join(members, on="_row", maintain_order="left")
    rate = pl.max_horizontal(pl.col("_all") - pl.col("_least"), "_most")
    return both.select(rate=rate)["rate"]


def _totals(
    sheets: pl.DataFrame, kinds: pl.DataFrame, logs: pl.DataFrame, choices: list[str], what: str
) -> pl.DataFrame:
    """`_row` of every sheet with its sum of `what` (see `_paired`) over all kinds of its size."""
    return pl.concat(
        pairs.group_by("_row", maintain_order=True).agg(pl.col(what).sum())
        for pairs in _paired(sheets, kinds, logs, choices)
    )


def _paired(
    sheets: pl.DataFrame, kinds: pl.DataFrame, logs: pl.DataFrame, choices: list[str]
) -> Iterator[pl.DataFrame]:
    """Every sheet with every kind of its size, a chunk at a time: `_row`, and how many stations
    of that kind are expected to show its numbers, with (`_all`) and without itself (`_others`)."""
    numbered = _with_ways(sheets.with_row_index("_row"), choices).select(
        "_row", "_area", "_votes", _WAYS, *choices
    )
    rows = max(1, CHUNK // KINDS)
    chance = _probability(choices)
    own = (pl.col("_area") == pl.col("_area_right")).cast(pl.Int64)
    for start in range(0, numbered.height, rows):
        chunk = numbered.slice(start, rows)
        pairs = chunk.join(kinds, on="_votes", maintain_order="left_right")
        pairs = pairs.join(logs, left_on="_area_right", right_on="_area", maintain_order="left")
        yield pairs.select(
            "_row",
            _others=chance * (pl.col("_many") - own) * pl.col("_scale"),
            _all=chance * pl.col("_many") * pl.col("_scale"),
        )


def _with_ways(sheets: pl.DataFrame, choices: list[str]) -> pl.DataFrame:
    """With the log of the multinomial coefficient of the sheet's numbers, each worked out once."""
    total = _log_factorial(pl.col("_votes"))
    for name in choices:
        total = total - _log_factorial(pl.col(name))
    return sheets.with_columns(total.alias(_WAYS))


def _probability(choices: list[str]) -> pl.Expr:
    """Multinomial probability of the sheet's numbers under the log shares beside it."""
    total = pl.col(_WAYS)
    for name in choices:
        total = total + pl.col(name) * pl.col(_log(name))
    return total.exp()


def _log_factorial(count: pl.Expr) -> pl.Expr:
    """log(n!) by Stirling's series at n + 8, good to 1e-10 (Abramowitz and Stegun 6.1.41)."""
    z = count.cast(pl.Float64) + 8
    product = z - 1
    for below in range(2, 8):
        product = product * (z - below)
    series = (z - 0.5) * z.log() - z + 0.5 * log(2 * pi)
    series = series + 1 / (12 * z) - 1 / (360 * z**3) + 1 / (1260 * z**5)
    return series - product.log()
