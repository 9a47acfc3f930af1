"""The pages of a real election: small enough for a slow line, and right in their first numbers."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from building import entry, facts, register, stated

from actas.election import packs
from actas.project import drafting
from actas.release.outcome import outcome
from actas.release.site import result
from actas.release.site.areas import Areas
from actas.release.site.book import Book

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

CODE = ["COD_EDO", "COD_MUN", "COD_PAR", "CENTRO", "MESA"]


@pytest.fixture(scope="module")
def book(shared_data: Path) -> Book:
    """The second release of the sheets of 2024 alone (source: data README)."""
    folder = shared_data / "ve-2024"
    definition = packs.definition("ve-2024")
    path = pl.concat_str([pl.col(name).cast(pl.String) for name in CODE], separator="/")
    sheets = pl.read_csv(folder / "RESULTADOS_2024_CSV_V2.csv", encoding="latin1").select(
        pl.all().exclude(*CODE),
        path.alias("station"),
        pl.lit(None).alias("given"),
        pl.lit(None).alias("arrived"),
        pl.col("VOTOS_VALIDOS").alias("valid"),
        pl.col("VOTOS_NULOS").alias("nulos"),
    )
    codes = sheets["station"].to_list()
    state = stated(
        [
            drafting.election(definition),
            *(register(dict.fromkeys(codes[at : at + 500])) for at in range(0, len(codes), 500)),
            *drafting.readings(
                sheets,
                definition.fields("president"),
                "president",
                "comando-con-venezuela",
                "table",
            ),
            entry("incident", day="2024-08-02", says="Second release."),
        ]
    )
    land = (folder / "ve-states.geojson").read_bytes()
    return Book(
        outcome(state, "2024-08-23", ("es", "en")), facts(files={"ve-states.geojson": land})
    )


@pytest.mark.data
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_home_page_with_its_map_is_under_60_kb(book, language):
    _, data = next(result.pages(book, book.ballots[0], language))
    assert len(data) <= 60_000
    assert b"<pattern" in data


@pytest.mark.data
def test_its_first_numbers_are_those_known(book):
    _, data = next(result.pages(book, book.ballots[0], "es"))
    for number in ("7.303.480", "3.316.142", "10.887.262", "1.213", "25.073", "30.026", "4.953"):
        assert number in data.decode(), number


@pytest.mark.data
def test_a_centre_page_is_small(book):
    _, data = Areas(book, book.ballots[0], "en").page("20/13/970/201301006")
    assert len(data) < 13_000
