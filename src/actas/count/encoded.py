"""Counts as JSON, an object of a count's attributes: for whoever keeps more than can be objects.

It refuses to know how a count comes about; published JSON is `Count.as_json`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson
import polars as pl

from actas.count.shapes import Count, Missing


def encode(count: Count) -> bytes:
    """A count that has no counts by level in it."""
    return orjson.dumps(count)


def decode(data: bytes) -> Count:
    """The count that `encode` was given, or that a row was of which `unheld` speaks."""
    said = orjson.loads(data)
    missing = said.get("missing")
    dicts = {name: said[name] or {} for name in ("tallies", "votes")}
    return Count(**said | dicts | {"missing": missing and Missing(**missing), "by": ()})


def unheld(
    contest: str,
    choices: Sequence[str],
    tallies: Sequence[str],
    null: str | None,
    blank: str | None,
) -> pl.Expr:
    """The same of each row of sums of which nothing is known that it could be held against.

    Args:
        contest, choices, tallies: ids.
        null, blank: the tallies that count such votes, where the form has them.
    """
    unknown = pl.col("counted") - pl.col("registers")
    nobody_known = (unknown != 0) & (pl.col("registers") == 0)
    said: dict[str, pl.Expr] = {
        "contest": pl.lit(contest),
        "area": pl.col("area"),
        "name": pl.col("name"),
        "expected": pl.lit(None, pl.Int64),
        "counted": pl.col("counted"),
        "quarantined": pl.col("quarantined"),
        "rejected": pl.col("rejected"),
        "registered_expected": pl.lit(None, pl.Int64),
        "registered_counted": pl.when(~nobody_known).then("electors"),
        "valid": pl.col("valid_votes"),
        "null": _number(null),
        "blank": _number(blank),
        "tallies": _numbers(tallies),
        "votes": _numbers(choices),
        "registered_unknown": unknown,
    }
    named = [column.alias(name) for name, column in said.items()]
    return pl.struct(named).struct.json_encode().cast(pl.Binary)


def _number(name: str | None) -> pl.Expr:
    return pl.lit(None, pl.Int64) if name is None else pl.col(name)


def _numbers(names: Sequence[str]) -> pl.Expr:
    return pl.struct(names) if names else pl.lit(None, pl.Int64)
