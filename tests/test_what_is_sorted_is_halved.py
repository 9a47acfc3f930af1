"""What is looked up in sorted columns is found where it stands, and nothing else."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from actas.halving import alongside, places

CODES = st.text("ab/é", min_size=1, max_size=3)


@given(st.sets(st.integers(0, 50), max_size=20), st.lists(st.none() | st.integers(-5, 60)))
def test_places_are_where_values_stand(numbers: set[int], asked: list[int | None]) -> None:
    column = pl.Series(sorted(numbers), dtype=pl.Int64)
    at = places(column, pl.Series(asked, dtype=pl.Int64))
    where = {value: number for number, value in enumerate(sorted(numbers))}
    assert at.to_list() == [where.get(one) for one in asked]


@given(st.lists(st.none() | CODES), st.lists(CODES))
def test_what_lies_alongside_is_from_the_first_to_the_last(
    some: list[str | None], rows: list[str]
) -> None:
    named = pl.DataFrame({"station": some}, {"station": pl.String})
    every = pl.DataFrame({"station": rows}, {"station": pl.String}).sort("station")
    known = [code.encode() for code in some if code is not None]
    inside = [
        code for code in every["station"] if known and min(known) <= code.encode() <= max(known)
    ]
    found = alongside(named, every)
    assert found["station"].to_list() == inside
    # What a join of all rows finds is what one of these finds.
    assert_frame_equal(
        named.join(found.unique(), on="station", how="left", maintain_order="left"),
        named.join(every.unique(), on="station", how="left", maintain_order="left"),
    )
