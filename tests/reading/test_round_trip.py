"""However a table is written, it says the same: encoding, delimiter, line ends, container."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.election.definition import Election
from actas.election.shapes import Register
from actas.reading.importing import read_table
from actas.reading.mapping import Mapping

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

MAPPING = Mapping.model_validate({"names": {"centre": "name"}, "electors": "n", "learn": True})
ENCODINGS = {
    "UTF-8": (b"", "utf-8"),
    "UTF-8 with BOM": (codecs.BOM_UTF8, "utf-8"),
    "Latin-1": (b"", "latin-1"),
    "UTF-16 LE with BOM": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "UTF-16 BE with BOM": (codecs.BOM_UTF16_BE, "utf-16-be"),
}
NUMBER = st.integers(0, 2**40)
NAME = st.text(alphabet="abc ,;|\"'ñÑáüÍ", min_size=1, max_size=12).filter(lambda s: s.strip(" "))
ROWS = st.dictionaries(
    st.integers(1, 50), st.tuples(NAME, NUMBER, NUMBER, NUMBER), min_size=1, max_size=20
)
HEADER = ["station", "ana", "luz", "n", "region", "centre", "name", "año"]


def rows_of(stations: dict[int, tuple[str, int, int, int]]) -> list[list[str]]:
    return [
        [f"{number:03}", str(ana), str(luz), str(n), "07", f"c{number}", name, "ñ"]
        for number, (name, ana, luz, n) in stations.items()
    ]


def expected(stations: dict[int, tuple[str, int, int, int]]) -> list[tuple[object, ...]]:
    return [
        (f"7/c{number}/{number}", ana, luz, n, name.strip(" "))
        for number, (name, ana, luz, n) in stations.items()
    ]


def said(path: Path, election: Election) -> tuple[str, list[tuple[object, ...]]]:
    table = read_table(path, MAPPING, election, Register())
    learnt = table.stations.select("station", "electors")
    named = table.areas.filter(pl.col("level") == 1).select(area="area", name="name")
    readings = (
        table.readings["mayor"]
        .join(learnt, on="station", how="left", maintain_order="left")
        .with_columns(area=pl.col("station").str.extract("^(.*)/"))
        .join(named, on="area", how="left", maintain_order="left")
    )
    return table.encoding, readings.select("station", "ana", "luz", "electors", "name").rows()


@settings(deadline=None)
@given(
    ROWS,
    st.sampled_from(sorted(ENCODINGS)),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_delimited_table_says_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    stations: dict[int, tuple[str, int, int, int]],
    encoding: str,
    delimiter: str,
    end: str,
    quoting: int,
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([HEADER, *rows_of(stations)])
    mark, codec = ENCODINGS[encoding]
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_bytes(mark + text.getvalue().encode(codec))
    assert said(path, ELECTION) == (encoding, expected(stations))


@settings(deadline=None, max_examples=25)
@given(ROWS, st.booleans())
def test_a_workbook_and_a_parquet_file_say_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    stations: dict[int, tuple[str, int, int, int]],
    typed: bool,
) -> None:
    frame = pl.DataFrame(rows_of(stations), schema=HEADER, orient="row")
    if typed:
        frame = frame.cast({"ana": pl.Int64, "luz": pl.Float64, "n": pl.UInt64})
    folder = tmp_path_factory.mktemp("t")
    frame.write_parquet(folder / "t.parquet")
    frame.write_excel(folder / "t.xlsx")
    assert said(folder / "t.parquet", ELECTION) == ("Parquet", expected(stations))
    assert said(folder / "t.xlsx", ELECTION) == ("XLSX", expected(stations))


ELECTION = Election.model_validate(
    {
        "actas": 1,
        "id": "example",
        "name": "Example",
        "date": "2030-01-01",
        "levels": [{"id": name, "name": name} for name in ("region", "centre", "station")],
        "contests": [
            {
                "id": "mayor",
                "name": "Mayor",
                "choices": [{"id": "ana", "name": "Ana"}, {"id": "luz", "name": "Luz"}],
            }
        ],
        "register": {"kind": "open"},
    }
)
