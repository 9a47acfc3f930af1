"""A frame that is too large to hold lies on disk, and is the frame it was."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from polars.testing.parametric import dataframes

from actas import mapped as room
from actas.mapped import Pieces, in_pieces, mapped, sliced, taken

DTYPES = [pl.Int64, pl.Float64, pl.Boolean, pl.String, pl.List(pl.String)]
FRAMES = dataframes(allowed_dtypes=DTYPES, min_cols=1, max_cols=6, max_size=30, allow_null=True)
ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SMALL", 0)
    monkeypatch.setattr(room, "ROWS", 4)


def wide(rows: int = 200_000) -> pl.DataFrame:
    number = pl.int_range(rows, eager=True)
    return pl.DataFrame({f"c{at}": number + at for at in range(20)} | {"s": number.cast(pl.String)})


def held() -> int:
    """Bytes of this process that the system could not take back."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) * 1024


@given(FRAMES)
@ANY
def test_a_mapped_frame_is_the_same(frame: pl.DataFrame) -> None:
    assert_frame_equal(mapped(frame), frame)


@given(FRAMES)
@ANY
def test_rows_are_taken_in_their_order(frame: pl.DataFrame) -> None:
    places = pl.Series([*range(frame.height)], dtype=pl.UInt32).shuffle(seed=7)
    assert_frame_equal(taken(frame, places), frame[places])


@given(FRAMES)
@ANY
def test_slices_are_the_whole(frame: pl.DataFrame) -> None:
    slices = [*sliced(frame)]
    assert_frame_equal(pl.concat(slices), frame)
    assert_frame_equal(in_pieces(slices), frame)
    assert all(one.height == 4 for one in slices[:-1])


@given(st.lists(st.sampled_from("abcdefghij"), max_size=60))
@ANY
def test_what_belongs_together_stays_in_one_slice(values: list[str]) -> None:
    frame = pl.DataFrame({"station": sorted(values)}, {"station": pl.String})
    slices = [*sliced(frame, together="station")]
    assert_frame_equal(pl.concat(slices), frame)
    named = [name for one in slices for name in one["station"].unique()]
    assert len(named) == len(set(values))
    assert all(one["station"].n_unique() <= 4 for one in slices)


def test_pieces_may_have_other_columns() -> None:
    pieces = Pieces()
    pieces.add(pl.DataFrame({"a": [1], "b": ["x"]}))
    pieces.add(pl.DataFrame({"a": [2], "c": [3]}))
    whole = pl.concat(pieces.frames(), how="diagonal")
    assert whole.rows() == [(1, "x", None), (2, None, 3)]


def test_memory_of_a_mapped_frame_can_be_taken_back() -> None:
    frame = mapped(wide())
    gc.collect()
    before = held()
    again = [mapped(wide()) for _ in range(4)]  # 160 MB as they are
    assert held() - before < 80 << 20
    assert all(one.equals(frame) for one in again)


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_frame_stays_where_it_is_when_the_disk_has_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    frame = wide()
    with no_file_longer_than(1 << 20):
        assert mapped(frame) is frame
    assert [*tmp_path.iterdir()] == []
    assert mapped(frame).equals(frame)
    assert [*tmp_path.iterdir()] == []
