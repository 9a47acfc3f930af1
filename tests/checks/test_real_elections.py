"""What the rules find on two real elections, read straight from their files.

Figures: counted from the files named, whose provenance the packs and the guide give.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from actas.checks import Judged, as_json, judge
from actas.election.definition import Election
from actas.election.shapes import (
    AREAS,
    DECISIONS,
    DOCUMENTS,
    READINGS,
    STATIONS,
    WITHDRAWALS,
    Register,
)

VE_CHOICES = ["EG", "NM", "LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA"]
CORDOBA_PARTIES = slice(4, 16)

pytestmark = pytest.mark.data


def definition(choices: list[str], form: dict[str, object]) -> Election:
    """An election of one contest, with five levels."""
    return Election.model_validate(
        {
            "actas": 1,
            "id": "real",
            "name": "Real",
            "date": "2024-07-28",
            "levels": [{"id": f"level{n}", "name": f"Level {n}"} for n in range(5)],
            "contests": [
                {"id": "first", "name": "First", "choices": [{"id": c, "name": c} for c in choices]}
            ],
            "form": form,
            "register": {"kind": "open"},
        }
    )


def as_readings(table: pl.DataFrame, fields: dict[str, str]) -> pl.DataFrame:
    """READINGS of a table with a column `station`, its fields taken from the columns named."""
    return table.with_row_index("index").select(
        *(
            (pl.col(name) if name in ("index", "station") else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in (READINGS | {"source": pl.String}).items()
            if name != "source"
        ),
        pl.lit("source").alias("source"),
        *(pl.col(column).cast(pl.Int64).alias(name) for name, column in fields.items()),
    )


def judged(election: Election, readings: pl.DataFrame, electors: pl.DataFrame) -> Judged:
    """Judge one source's sheets; the register has all their stations."""
    stations = readings.select("station").join(electors, on="station", how="left")
    known = stations.with_columns(name=None, status=pl.lit("regular"), into=None)
    register = Register(
        known.select(pl.col(name).cast(dtype) for name, dtype in STATIONS.items()).sort("station"),
        pl.DataFrame(schema=AREAS),
    )
    return judge(
        election,
        register,
        {"first": readings},
        pl.DataFrame(schema=WITHDRAWALS),
        pl.DataFrame(schema=DECISIONS),
        pl.DataFrame(schema=DOCUMENTS),
    )


@pytest.fixture(scope="module")
def ve(shared_data: Path) -> tuple[Election, Judged]:
    """V2 of the sheets of 2024, with the electors that V1 tells."""
    folder = shared_data / "ve-2024"
    station = pl.format("{}/{}/{}/{}/{}", "COD_EDO", "COD_MUN", "COD_PAR", "CENTRO", "MESA")
    second = pl.read_csv(folder / "RESULTADOS_2024_CSV_V2.csv", encoding="iso8859-1")
    first = pl.read_csv(folder / "RESULTADOS_2024_CSV_V1.csv")
    form = {
        "tallies": [
            {"id": "valid", "role": "valid", "name": "Valid"},
            {"id": "nulls", "role": "null", "name": "Null"},
        ]
    }
    fields = {name: name for name in VE_CHOICES}
    fields |= {"valid": "VOTOS_VALIDOS", "nulls": "VOTOS_NULOS"}
    election = definition(VE_CHOICES, form)
    readings = as_readings(second.with_columns(station=station), fields)
    return election, judged(election, readings, first.select(station=station, electors="RE"))


def test_every_sheet_of_v2_stands(ve: tuple[Election, Judged]) -> None:
    records = ve[1].records
    assert records.height == 25_073
    assert records["state"].unique().to_list() == ["accepted"]


def test_what_v2_could_and_could_not_be_asked(ve: tuple[Election, Judged]) -> None:
    told = {row[0]: row[1:] for row in ve[1].evaluated.drop("contest").rows()}
    everywhere = ("S101", "P201", "P204", "R301", "R302", "R303", "D401", "D402", "D404", "I501")
    assert {code: told[code] for code in everywhere} == dict.fromkeys(everywhere, (25_073, 0, 0))
    # The electors of 543 stations are not known; the form has no ballots, voters or blank votes.
    assert told["S103"] == told["P203"] == (24_530, 0, 543)
    nowhere = ("S102", "S104", "P202", "D403")
    assert {code: told[code] for code in nowhere} == dict.fromkeys(nowhere, (0, 0, 25_073))
    assert told["D405"] == (25_073, 4, 0)


def test_the_two_pairs_of_equal_sheets_in_v2_are_what_chance_gives(
    ve: tuple[Election, Judged],
) -> None:
    election, result = ve
    told = as_json(election, result.findings)
    assert [(row["code"], row["severity"], row["station"]) for row in told] == [
        ("D405", "notice", "17/10/782/171004003/1"),
        ("D405", "notice", "17/13/788/171302011/1"),
        ("D405", "notice", "19/10/915/191001007/1"),
        ("D405", "notice", "19/3/876/190302010/1"),
    ]
    assert [row["numbers"]["votes"] for row in told] == [57, 168, 168, 57]
    expected = [float(row["numbers"]["expected_by_chance"]) for row in told]
    assert expected[0] == expected[3] == pytest.approx(0.15, rel=0.3)
    assert expected[1] == expected[2] == pytest.approx(0.35, rel=0.3)


@pytest.fixture(scope="module")
def cordoba(shared_data: Path) -> tuple[Election, Judged]:
    """The provisional count of 2019; electors are the whole number nearest to the turnout's."""
    file = shared_data / "ar-cordoba-2019" / "gobernador-provisorio-por-mesas.csv"
    table = pl.read_csv(file)
    parties = table.columns[CORDOBA_PARTIES]
    choices = [f"party{n}" for n in range(len(parties))]
    form = {
        "tallies": [
            {"id": "positive", "role": "valid", "name": "Positive"},
            {"id": "blanks", "role": "blank", "name": "Blank"},
            {"id": "nulls", "role": "null", "name": "Null"},
            {"id": "impugned", "name": "Impugned"},
            {"id": "appealed", "name": "Appealed"},
            {"id": "voted", "role": "ballots", "name": "Voted"},
        ],
        "valid": "choices + blanks",
        "ballots": "positive + nulls + impugned + appealed",
    }
    fields = dict(zip(choices, parties, strict=True)) | {
        "positive": "cant_votos_positivos",
        "blanks": "Voto en BLANCO",
        "nulls": "Votos NULOS",
        "impugned": "Votos IMPUGNADOS",
        "appealed": "Votos RECURRIDOS",
        "voted": "cant_votantes",
    }
    station = pl.col("id_ubicacion").str.replace_all(".", "/", literal=True)
    table = table.with_columns(station=station)
    turnout = pl.col("porcentaje_participacion")
    electors = (pl.col("cant_votantes") * 100 / turnout).round().cast(pl.Int64)
    election = definition(choices, form)
    readings = as_readings(table, fields)
    return election, judged(election, readings, table.select("station", electors=electors))


def test_the_sums_of_cordoba_hold_on_every_table(cordoba: tuple[Election, Judged]) -> None:
    told = {row[0]: row[1:] for row in cordoba[1].evaluated.drop("contest").rows()}
    assert told["S101"] == told["S102"] == (8_545, 0, 0)


def test_26_tables_of_cordoba_have_more_ballots_than_electors(
    cordoba: tuple[Election, Judged],
) -> None:
    found = cordoba[1].findings.filter(pl.col("code") == "S103")
    assert found.height == 26
    assert all(n["ballots"] > n["electors"] for n in map(json.loads, found["numbers"]))


def test_blank_and_null_votes_out_of_cordobas_ordinary_are_few(
    cordoba: tuple[Election, Judged],
) -> None:
    for code in ("P201", "P202"):
        found = cordoba[1].findings.filter(pl.col("code") == code)
        assert 0 < found.height < 8_545 // 20
