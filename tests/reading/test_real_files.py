"""Real files of two elections read whole, to the numbers that are known of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from actas.election import packs
from actas.election.arithmetic import condition, names
from actas.election.definition import Election
from actas.election.loading import load_yaml
from actas.election.shapes import Register
from actas.reading.fitting import load_mapping, parse_mapping
from actas.reading.importing import Table, read_table

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"

pytestmark = pytest.mark.data


def venezuela(shared_data: Path, version: str) -> Table:
    election = packs.definition("ve-2024")
    content = packs.contents("ve-2024")["mapping.yaml"]
    mapping = parse_mapping(content, election, "mapping.yaml")
    path = shared_data / "ve-2024" / f"RESULTADOS_2024_CSV_{version}.csv"
    return read_table(path, mapping, election, Register())


def test_first_release_of_venezuela(shared_data: Path) -> None:
    table = venezuela(shared_data, "V1")
    assert (table.encoding, table.rows, table.collapsed) == ("UTF-8 with BOM", 24_532, 0)
    assert table.readings["president"].height == 24_532
    assert table.bad.is_empty()
    assert table.notes == ()
    assert table.stations.height == 24_532
    assert table.stations["electors"].null_count() == 0


def test_second_release_of_venezuela(shared_data: Path) -> None:
    table = venezuela(shared_data, "V2")
    assert (table.encoding, table.rows) == ("Latin-1", 25_073)
    readings = table.readings["president"]
    sums = readings.select(pl.col("EG", "NM", "valid", "nulos").sum())
    assert sums.row(0) == (7_303_480, 3_316_142, 10_887_262, 1_213)
    areas = table.areas.group_by("level").len().sort("level")["len"].to_list()
    assert areas == [24, 328, 1_090, 13_110]
    assert table.areas.filter(pl.col("area") == "1")["name"].to_list() == ["DTTO. CAPITAL"]
    assert table.stations["electors"].null_count() == 25_073
    assert table.notes == ("no column RE: what is known of it stays as it was",)
    assert (table.complete, table.learn) == (True, True)


def test_the_two_releases_share_their_tables(shared_data: Path) -> None:
    first = venezuela(shared_data, "V1").readings["president"]
    second = venezuela(shared_data, "V2").readings["president"]
    fields = packs.definition("ve-2024").fields("president")
    both = first.join(second, on=["station", *fields], how="inner")
    assert both.height == 24_530
    assert both.filter(pl.col("address") != pl.col("address_right")).height == 301
    dropped = first.join(second, on="station", how="anti")["station"].sort().to_list()
    assert [code.split("/", 3)[3] for code in dropped] == ["210510003/1", "210510003/3"]


@pytest.fixture(scope="module")
def cordoba() -> Election:
    return load_yaml(EXAMPLES / "ar-cordoba-2019" / "election.yaml", Election)


def test_cordoba_needs_nothing_but_a_definition_and_a_mapping(
    shared_data: Path, cordoba: Election
) -> None:
    mapping = load_mapping(EXAMPLES / "ar-cordoba-2019" / "mapping.yaml", cordoba)
    path = shared_data / "ar-cordoba-2019" / "gobernador-provisorio-por-mesas.csv"
    table = read_table(path, mapping, cordoba, Register())
    readings = table.readings["governor"]
    assert (table.encoding, table.rows, readings.height) == ("UTF-8", 8_545, 8_545)
    sums = readings.select(pl.col("hacemos", "cambia", "ucr", "positivos", "votantes").sum())
    assert sums.row(0) == (1_083_435, 356_851, 219_673, 2_007_499, 2_077_220)
    assert readings["station"][0] == "1/112/1/1"
    # From 18:40, and past midnight.
    assert readings["arrived"].min() == "2019-05-12T18:40:01"
    assert str(readings["arrived"].max()).startswith("2019-05-13T02:5")
    assert table.stations["electors"].null_count() == 0
    full = readings.join(table.stations, on="station")
    assert full.filter(pl.col("votantes") > pl.col("electors")).height == 26
    choices = [choice.id for choice in cordoba.contest("governor").choices]
    full = full.with_columns(choices=pl.sum_horizontal(choices))
    for rule in cordoba.form.rules:
        assert full.select(condition(rule.expect, names(cordoba, "governor")).all()).item()
