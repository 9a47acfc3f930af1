"""A synthetic election of any size straight to Parquet, for measuring how time and memory grow.

Everything is arithmetic on the station's number and a seed, so the same seed gives the same sheets
on every machine. It has no map, no names, and nothing wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import yaml

from actas.demo.country import LEVELS
from actas.errors import InputError

REGIONS, DISTRICTS, PARISHES = 25, 13, 4
"""Regions of the country, districts of each region, parishes of each district."""

CONTEST, SOURCE = "president", "witnesses"

_CENTRE_SIZE = 4


@dataclass(frozen=True)
class Scaled:
    """Files of a scaled election; columns of the tables are named as the definition names them."""

    definition: Path
    register: Path
    sheets: Path


def write_scaled(
    directory: Path, stations: int = 1_000_000, choices: int = 15, seed: int = 10
) -> Scaled:
    """Write `election.yaml`, `register.parquet` and `sheets.parquet` with one sheet a station.

    Raises:
        InputError: fewer than one station or two choices.
    """
    if stations < 1 or choices < 2:
        raise InputError("a scaled election has at least one station and two choices")
    directory.mkdir(parents=True, exist_ok=True)
    made = Scaled(
        directory / "election.yaml", directory / "register.parquet", directory / "sheets.parquet"
    )
    frame = sheets(stations, choices, seed)
    frame.select(*LEVELS, "electors").write_parquet(made.register)
    frame.drop("electors").write_parquet(made.sheets)
    made.definition.write_text(
        yaml.safe_dump(_definition(choices), sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    return made


def sheets(stations: int, choices: int, seed: int) -> pl.DataFrame:
    """Columns: the levels (String), electors, the choices, then the tallies (Int64)."""
    names = choice_names(choices)
    return (
        pl.LazyFrame({"i": pl.int_range(stations, eager=True)})
        .with_columns(_centre(stations).alias("c"))
        .with_columns(_places(stations))
        .with_columns((250 + _chance(seed, 1) * 450).floor().cast(pl.Int64).alias("electors"))
        .with_columns(_turnout(seed).alias("ballots"))
        .with_columns(
            (pl.col("ballots") // 60 * _chance(seed, 3)).floor().cast(pl.Int64).alias("blank"),
            (pl.col("ballots") // 40 * _chance(seed, 4)).floor().cast(pl.Int64).alias("null_votes"),
        )
        .with_columns((pl.col("ballots") - pl.col("blank") - pl.col("null_votes")).alias("valid"))
        .with_columns(_votes(names, seed))
        .with_columns((pl.col("valid") - pl.sum_horizontal(names[1:])).alias(names[0]))
        .with_columns(pl.col("ballots").alias("voters"))
        .select(*LEVELS, "electors", *names, "valid", "null_votes", "blank", "ballots", "voters")
        .collect()
    )


def choice_names(choices: int) -> list[str]:
    """Ids of so many choices: `list_01`, …"""
    return [f"list_{number:02}" for number in range(1, choices + 1)]


def _centre(stations: int) -> pl.Expr:
    parishes = REGIONS * DISTRICTS * PARISHES
    centres = parishes * max(1, stations // (parishes * _CENTRE_SIZE))
    return pl.col("i") * centres // stations


def _places(stations: int) -> list[pl.Expr]:
    parishes = REGIONS * DISTRICTS * PARISHES
    in_parish = max(1, stations // (parishes * _CENTRE_SIZE))
    parish = pl.col("c") // in_parish
    codes = [
        parish // (PARISHES * DISTRICTS) + 1,
        parish // PARISHES % DISTRICTS + 1,
        parish % PARISHES + 1,
        pl.col("c") + 1_000_001,
        pl.int_range(pl.len()).over("c") + 1,
    ]
    return [code.cast(pl.String).alias(level) for code, level in zip(codes, LEVELS, strict=True)]


def _turnout(seed: int) -> pl.Expr:
    region = pl.col(LEVELS[0]).cast(pl.Int64).alias("r")
    turnout = 0.5 + 0.2 * _mixed(region, seed, 2) + 0.15 * _chance(seed, 5)
    return (pl.col("electors") * turnout).floor().cast(pl.Int64)


def _votes(names: list[str], seed: int) -> list[pl.Expr]:
    """Every choice but the first, which takes what is left: the n-th is about half as strong."""
    district = (
        pl.col(LEVELS[0]).cast(pl.Int64) * (DISTRICTS + 1) + pl.col(LEVELS[1]).cast(pl.Int64)
    ).alias("d")
    votes = []
    for n, name in enumerate(names[1:], 2):
        lean = 0.7 + 0.4 * _mixed(district, seed, 10 + n) + 0.2 * _chance(seed, 100 + n)
        share = lean * 0.62 / n**1.6
        votes.append((pl.col("valid") * share).floor().cast(pl.Int64).alias(name))
    return votes


def _chance(seed: int, stream: int) -> pl.Expr:
    return _mixed(pl.col("i"), seed, stream)


def _mixed(number: pl.Expr, seed: int, stream: int) -> pl.Expr:
    """A number in [0, 1) from a whole one: SplitMix64 (Steele, Lea & Flood, OOPSLA 2014)."""
    start = (seed * 1_000_003 + stream) * _GAMMA % _WORD
    z = number.cast(pl.UInt64) * pl.lit(_GAMMA, pl.UInt64) + pl.lit(start, pl.UInt64)
    z = (z ^ (z // (1 << 30))) * pl.lit(0xBF58476D1CE4E5B9, pl.UInt64)
    z = (z ^ (z // (1 << 27))) * pl.lit(0x94D049BB133111EB, pl.UInt64)
    z = z ^ (z // (1 << 31))
    return (z // (1 << 11)).cast(pl.Float64) / (1 << 53)


def _definition(choices: int) -> dict[str, object]:
    tallies = {"valid": "valid", "null_votes": "null", "blank": "blank", "ballots": "ballots"}
    return {
        "actas": 1,
        "id": "scaled",
        "name": "Synthetic election for benchmarks",
        "date": "2025-05-18",
        "levels": [{"id": level, "name": level.capitalize()} for level in LEVELS],
        "contests": [
            {
                "id": CONTEST,
                "name": "Presidency",
                "choices": [
                    {"id": name, "name": name.replace("_", " ").capitalize()}
                    for name in choice_names(choices)
                ],
            }
        ],
        "form": {
            "tallies": [
                {"id": name, "role": role, "name": name.replace("_", " ").capitalize()}
                for name, role in [*tallies.items(), ("voters", "voters")]
            ]
        },
        "sources": [{"id": SOURCE, "name": "Witnesses", "role": "party"}],
        "register": {"kind": "closed"},
    }


_GAMMA = 0x9E3779B97F4A7C15
_WORD = 1 << 64
