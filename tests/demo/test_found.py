"""The real reader and the real rules find what was planted, and find nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from actas.checks.run import judge
from actas.demo.write import Made, write
from actas.election.definition import Election
from actas.election.loading import load_yaml
from actas.election.shapes import DECISIONS, DOCUMENTS, READINGS, WITHDRAWALS, Register
from actas.reading.importing import read_table
from actas.reading.registers import read_register

pytestmark = pytest.mark.untraced  # runs of much that other tests cover


def findings(made: Made) -> pl.DataFrame:
    election = load_yaml(made.definition, Election)
    register = Register(*read_register(made.register, None, election))
    parts: dict[str, list[pl.DataFrame]] = {}
    for number, table in enumerate(made.tables):
        for contest, frame in read_table(table.path, None, election, register).readings.items():
            parts.setdefault(contest, []).append(
                frame.with_columns(
                    index=pl.col("row") + 10_000 * number,
                    source=pl.lit(table.source),
                    reader=pl.lit("table"),
                    document=pl.lit(None, dtype=pl.String),
                    problems=pl.lit([], dtype=pl.List(pl.String)),
                    sheet=pl.lit(None, dtype=pl.String),
                    copied=pl.lit(None, dtype=pl.String),
                    confidence=pl.lit(None, dtype=pl.Int64),
                ).select(*READINGS, *election.fields(contest))
            )
    readings = {contest: pl.concat(frames) for contest, frames in parts.items()}
    nothing = [pl.DataFrame(schema=one) for one in (WITHDRAWALS, DECISIONS, DOCUMENTS)]
    return judge(election, register, readings, *nothing).findings


COUNTRIES = [(2000, 10), (300, 1)] + [(450, 2), (900, 3)] * ("ACTAS_EVERY" in os.environ)


@pytest.mark.parametrize(("stations", "seed"), COUNTRIES)
def test_planted_is_found_and_nothing_else(tmp_path: Path, stations: int, seed: int) -> None:
    made = write(tmp_path, stations, seed)
    found = set(findings(made).select("code", "contest", "station").iter_rows())
    assert found == {(p.code, p.contest, each) for p in made.planted for each in p.stations}


def test_no_planted_copy_passes_for_chance(tmp_path: Path) -> None:
    copies = findings(write(tmp_path)).filter(pl.col("code").is_in(["D404", "D405"]))
    assert copies["severity"].to_list() == ["error"] * 4
