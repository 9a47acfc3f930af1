"""The scaled election is honest at any size, and its chance is SplitMix64 as published."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.demo.country import LEVELS
from actas.demo.scale import _mixed, choice_names, sheets, write_scaled
from actas.election.definition import Election
from actas.election.loading import load_yaml
from actas.errors import InputError


@settings(max_examples=20, deadline=None)
@given(stations=st.integers(1, 30_000), choices=st.integers(2, 20), seed=st.integers(0, 2**31))
def test_every_sheet_adds_up_and_every_code_is_its_own(
    stations: int, choices: int, seed: int
) -> None:
    frame = sheets(stations, choices, seed)
    names = choice_names(choices)
    assert frame.height == stations
    assert frame.select(pl.struct(LEVELS).n_unique()).item() == stations
    assert frame["centre"].n_unique() == frame.select(pl.struct(LEVELS[:4]).n_unique()).item()
    sound = (
        (pl.sum_horizontal(names) == pl.col("valid"))
        & (pl.col("valid") + pl.col("null_votes") + pl.col("blank") == pl.col("ballots"))
        & (pl.col("ballots") <= pl.col("electors"))
        & (pl.min_horizontal(*names, "null_votes", "blank") >= 0)
    )
    assert frame.select(sound.all()).item()


def test_the_same_seed_gives_the_same_sheets() -> None:
    assert sheets(5000, 4, 1).equals(sheets(5000, 4, 1))
    assert not sheets(5000, 4, 1).equals(sheets(5000, 4, 2))


def test_chance_is_splitmix64() -> None:
    word, gamma = (1 << 64) - 1, 0x9E3779B97F4A7C15

    def splitmix(number: int) -> float:
        z = (number * gamma + (7 * 1_000_003 + 3) * gamma) & word
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & word
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & word
        return ((z ^ (z >> 31)) >> 11) / 2**53

    numbers = [*range(50), 999_999]
    made = pl.DataFrame({"i": numbers}).select(_mixed(pl.col("i"), 7, 3))["i"].to_list()
    assert made == [splitmix(number) for number in numbers]


def test_files_are_written_and_fit_together(tmp_path: Path) -> None:
    made = write_scaled(tmp_path / "scaled", stations=2000, choices=5)
    election = load_yaml(made.definition, Election)
    register, table = pl.read_parquet(made.register), pl.read_parquet(made.sheets)
    assert set(election.fields("president")) <= set(table.columns)
    assert register.select(LEVELS).equals(table.select(LEVELS))
    assert register["electors"].is_between(250, 700).all()


def test_too_little_is_refused() -> None:
    with pytest.raises(InputError, match="at least one station"):
        write_scaled(Path("nowhere"), stations=0)
