"""Rules C601 to C604, D406 to D408 and I502: what documents say of their sheets and each other.

Knows readings of documents and how alike documents look; no image.
"""

from __future__ import annotations

import polars as pl

from actas.checks.case import KEY, NOTHING_FOUND, Case, Outcome, rows
from actas.checks.differing import any_differs, differing, fields_that_differ
from actas.checks.sources import SHOWN

BROKEN_CODES = ("C601", "C602", "C603", "C604")
"""First word of the problems of a code that could be read and is no reading."""


def c601(case: Case) -> Outcome:
    """A code that breaks its grammar."""
    return _broken(case, "C601")


def c602(case: Case) -> Outcome:
    """A code whose sums or digest are wrong."""
    return _broken(case, "C602")


def c603(case: Case) -> Outcome:
    """A code whose signature does not verify."""
    return _broken(case, "C603")


def c604(case: Case) -> Outcome:
    """A code whose station is not in the closed register."""
    return _broken(case, "C604")


def d406(case: Case) -> Outcome:
    """Code and print of one document differ."""
    if case.both_ways.is_empty():
        return Outcome(NOTHING_FOUND, 0)
    keys = case.both_ways.group_by("document", *KEY).agg(pl.col("index").min())
    found = keys.join(case.disagreeing, on="document")
    numbers = {"fields": fields_that_differ(case.fields)}
    return Outcome(rows(found, numbers, "error"), case.both_ways["document"].n_unique())


def d407(case: Case) -> Outcome:
    """The same sheet stands under another station."""
    if case.documents.is_empty():
        return Outcome(NOTHING_FOUND, 0)
    placed = _placed(case)
    pairs = _alike(placed, case)
    found = pairs.group_by(KEY).agg(
        pl.col("other").unique().sort().head(SHOWN).alias("others"),
        pl.col("distance").min(),
    )
    numbers = {"others": pl.col("others"), "distance": pl.col("distance")}
    return Outcome(rows(found, numbers, "error"), placed.height)


def d408(case: Case) -> Outcome:
    """Different sheets claim one station and copy number."""
    told = case.read.filter(
        pl.col("copied").is_not_null()
        & pl.col("document").is_not_null()
        & pl.col("station").is_not_null()
        & ~pl.col("_besides")
    )
    if told.is_empty():
        return Outcome(NOTHING_FOUND, 0)
    told = told.join(case.silenced, on=KEY, how="anti")
    by = ["station", "copied"]
    groups = told.group_by(by).agg(
        pl.col("document").n_unique().alias("sheets"), *differing(case.fields)
    )
    groups = groups.filter(any_differs(case.fields) & (pl.col("sheets") > 1))
    found = told.select(*KEY, "copied").unique().join(groups, on=by)
    numbers = {
        "copied": pl.col("copied"),
        "sheets": pl.col("sheets"),
        "fields": fields_that_differ(case.fields),
    }
    return Outcome(rows(found, numbers, "error"), told.height)


def i502(case: Case) -> Outcome:
    """A document waits for people: no reading of its station by its source is there."""
    numbers = {"unread": pl.col("unread"), "document": pl.col("document").fill_null("")}
    return Outcome(rows(waiting(case).drop("index"), numbers, "notice"), case.documents.height)


def waiting(case: Case) -> pl.DataFrame:
    """The documents that no machine could read and nobody has read yet: a frame DOCUMENTS."""
    unread = case.documents.filter(pl.col("unread").list.len() > 0)
    if unread.is_empty():
        return unread
    of_station = case.read.filter(pl.col("station").is_not_null())
    named = of_station.filter(pl.col("document").is_not_null()).select("document").unique()
    unread = unread.join(of_station.select(KEY).unique(), on=KEY, how="anti")
    return unread.join(named, on="document", how="anti")


def _broken(case: Case, code: str) -> Outcome:
    """Readings that are none for this reason. Beside a reading of the station both wait."""
    if case.broken.is_empty():
        return Outcome(NOTHING_FOUND, case.readings)
    hits = case.broken.filter(pl.col("broken") == code)
    found = rows(hits, {"detail": pl.col("detail")}, "error")
    effect = pl.when("_alone").then(pl.lit("reject")).otherwise(pl.lit("quarantine"))
    return Outcome(found.hstack(hits.select(effect=effect)), case.readings)


def _placed(case: Case) -> pl.DataFrame:
    """Documents with a station and a likeness, with `_numbers` of their sheet where it has any."""
    known = pl.col("station").is_not_null() & pl.col("likeness").is_not_null()
    every = pl.all_horizontal(pl.col(case.choices).is_not_null())
    numbers = case.placed.filter(every & ~pl.col("_contends")).select(
        *KEY, _numbers=pl.concat_str(case.choices, separator=" ")
    )
    documents = case.documents.filter(known & pl.col("again").is_null())
    placed = documents.join(case.silenced, on=KEY, how="anti").join(numbers, on=KEY, how="left")
    return placed.select("index", *KEY, "sheet", "likeness", "_numbers").sort("index")


def _alike(placed: pl.DataFrame, case: Case) -> pl.DataFrame:
    """Pairs of documents of different stations that look alike: KEY, `other`, `distance`.

    Sheets of a form look alike by nature, some by chance: both must have the same numbers.
    """
    several = pl.len().over("sheet", "_numbers") > 1
    groups = placed.filter(pl.col("_numbers").is_not_null() & several)
    found = [_pairs(group, group) for _, group in groups.group_by("sheet", "_numbers")]
    empty = {"station": pl.String, "source": pl.String, "other": pl.String}
    schema = empty | {"other_source": pl.String, "distance": pl.Int64}
    return pl.concat([pl.DataFrame(schema=schema), *found])


def _pairs(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    # Numpy takes a tenth of a second to load, and most elections have no pictures to compare.
    from actas.election import likeness

    near = likeness.near(
        likeness.bits(one["likeness"].to_list()), likeness.bits(other["likeness"].to_list())
    )
    first, second = one[near[:, 0]], other[near[:, 1]]
    pairs = first.select(KEY).with_columns(
        other=second["station"],
        other_source=second["source"],
        distance=pl.Series(near[:, 2], dtype=pl.Int64),
    )
    return pairs.filter(pl.col("station") != pl.col("other"))
