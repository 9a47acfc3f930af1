"""Two real elections counted from their files: totals, coverage and what is missing as published.

The tables are read with Polars alone, so that counting is tested without importing.
"""

from __future__ import annotations

from pathlib import Path

import countkit as kit
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.count.shapes import State
from actas.count.tabulate import tabulate, tabulate_all
from actas.count.totals import totals
from actas.election.definition import Election, RegisterRules, Totals
from actas.election.packs import definition
from actas.election.shapes import READINGS, RECORDS, STATIONS, Register

pytestmark = [pytest.mark.data, pytest.mark.untraced]  # counts that other tests cover

PLACE = ["COD_EDO", "COD_MUN", "COD_PAR", "CENTRO", "MESA"]
PUBLISHER = "comando-con-venezuela"
CHOICES = ["EG", "NM", "LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA"]


def published(folder: Path, release: int, encoding: str) -> pl.DataFrame:
    """One release of the sheets of Venezuela 2024: `station`, the fields, and `RE` in the first."""
    path = folder / "ve-2024" / f"RESULTADOS_2024_CSV_V{release}.csv"
    table = pl.read_csv(path.read_bytes().decode(encoding).encode())
    code = pl.concat_str([pl.col(name).cast(pl.String) for name in PLACE], separator="/")
    return table.with_columns(station=code).rename(
        {"VOTOS_VALIDOS": "valid", "VOTOS_NULOS": "nulos"}
    )


def state_of(
    election: Election, table: pl.DataFrame, source: str, electors: pl.DataFrame | None = None
) -> State:
    """A state in which every row of a table is an accepted record of its source."""
    contest = election.contests[0].id
    rows = table.with_row_index("index").with_columns(
        pl.col("index").cast(pl.Int64),
        source=pl.lit(source),
        reader=pl.lit("table"),
        given=pl.lit(None, pl.String),
        document=pl.lit(None, pl.String),
        arrived=pl.lit(None, pl.String),
        problems=pl.lit([], pl.List(pl.String)),
        sheet=pl.lit(None, pl.String),
        copied=pl.lit(None, pl.String),
        confidence=pl.lit(None, pl.Int64),
    )
    records = rows.select(
        "station",
        pl.lit(contest).alias("contest"),
        "source",
        pl.lit("accepted").alias("state"),
        pl.col("index").alias("reading"),
        pl.lit([], pl.List(pl.String)).alias("reasons"),
    )
    known = rows.select("station")
    if electors is None:
        electors = known.with_columns(electors=pl.lit(None, pl.Int64))
    stations = known.join(electors, on="station", how="left").select(
        "station",
        pl.lit(None, pl.String).alias("name"),
        "electors",
        pl.lit("regular").alias("status"),
        pl.lit(None, pl.String).alias("into"),
    )
    return State(
        size=rows.height,
        election=election,
        register=Register(stations=stations.select(list(STATIONS)).sort("station")),
        readings={contest: rows.select(*READINGS, *election.fields(contest))},
        records=records.select(list(RECORDS)),
    )


@pytest.fixture(scope="module")
def second(shared_data: Path) -> State:
    """The second release alone."""
    return state_of(definition("ve-2024"), published(shared_data, 2, "latin-1"), PUBLISHER)


@pytest.fixture(scope="module")
def both(shared_data: Path) -> State:
    """The first release and then the second: 24,530 equal, 543 new, two that only the first has.

    Registered electors are known from the first.
    """
    first, later = published(shared_data, 1, "utf-8-sig"), published(shared_data, 2, "latin-1")
    gone = first.join(later, on="station", how="anti")
    columns = ["station", *CHOICES, "valid", "nulos"]
    electors = first.select("station", electors="RE")
    table = pl.concat([later.select(columns), gone.select(columns)])
    return state_of(definition("ve-2024"), table, PUBLISHER, electors)


def test_the_second_release_adds_up_to_what_was_published(second: State) -> None:
    count = tabulate(second, "president", level="state")
    assert (count.votes["EG"], count.votes["NM"]) == (7_303_480, 3_316_142)
    assert (count.valid, count.null, count.counted) == (10_887_262, 1_213, 25_073)
    assert len(count.by) == 24
    # Without registered electors, every ballot stands for the one elector that it proves.
    assert (count.registered_counted, count.registered_unknown) == (None, 25_073)
    assert count.missing is not None
    assert count.missing.capacity == 21_321_805 - (10_887_262 + 1_213)


def test_its_areas_are_those_of_the_country(second: State) -> None:
    depths = [code.count("/") for code in tabulate_all(second, "president") if code]
    assert [depths.count(depth) for depth in range(4)] == [24, 328, 1_090, 13_110]


def test_what_is_missing_after_both_releases(both: State) -> None:
    """N = 21,321,805 electors (CNE, bulletin 2), 30,026 stations. Of the 25,075 counted, 24,532
    have registered electors (column RE of the first release): R = 17,745,239. The other 543 have
    229,079 ballots (b). So capacity = N - R - b = 3,347,487, and with W = 7,304,224 and
    L = 3,316,258 the worst lead is 3,987,966 - 3,347,487 = 640,479."""
    count = tabulate(both, "president")
    assert (count.expected, count.counted) == (30_026, 25_075)
    assert (count.votes["EG"], count.votes["NM"]) == (7_304_224, 3_316_258)
    assert (count.registered_counted, count.registered_unknown) == (17_745_239, 543)
    missing = count.missing
    assert missing is not None
    assert (missing.stations, missing.capacity, missing.worst_lead) == (4_951, 3_347_487, 640_479)
    assert missing.worst_share == 7_304_224 / (10_888_133 + 3_347_487)
    # Turnout t = (10,889,346 - 229,079) / 17,745,239; ⌈t (N - R)⌉ - b.
    assert missing.turnout_capped == 1_919_506
    assert missing.reversal_share == pytest.approx(0.5 + 3_987_966 / (2 * 1_919_506), abs=1e-12)


def test_how_many_of_its_sheets_would_have_to_be_false(both: State) -> None:
    """Regression: found by this code, whose minimality is proven on small elections by trying
    every set of sheets; the greedy sums are added up again here."""
    missing = tabulate(both, "president").missing
    assert missing is not None
    assert missing.fragility == {
        "deleted": 17_268,
        "swapped": 6_297,
        "all_to_runner_up": 4_557,
        "with_worst_case": 631,
    }
    sheets = both.readings["president"]
    turned = (sheets["EG"] - sheets["NM"] + sheets["valid"]).sort(descending=True)
    for number, gap in ((4_557, 3_987_966), (631, 640_479)):
        assert turned[:number].sum() >= gap > turned[: number - 1].sum()


def test_how_far_siblings_err(both: State) -> None:
    """Tables of one centre err by about 3 points, of the parish beyond it by about 11."""
    electors = both.register.stations
    unknown = pl.DataFrame(
        {"station": ["1/1/1/10101001/99", "1/1/1/99999999/1"], "electors": [700, 700]}
    )
    more = electors.select("station", "electors").vstack(unknown)
    rows = more.join(electors.drop("electors"), on="station", how="left").with_columns(
        pl.col("status").fill_null("regular")
    )
    register = Register(stations=rows.select(list(STATIONS)).sort("station"))
    pack = definition("ve-2024")
    declared = Totals(stations=25_077, electors=21_321_805)
    closed = pack.model_copy(update={"register_": RegisterRules(totals=declared)})
    state = State(
        size=both.size,
        election=closed,
        register=register,
        readings=both.readings,
        records=both.records,
    )
    missing = tabulate(state, "president").missing
    assert missing is not None
    assert missing.predicted is not None
    assert missing.predicted["tiers"] == [
        {"tier": "centre", "stations": 1, "error": pytest.approx(2.9131, abs=1e-3)},
        {"tier": "parish", "stations": 1, "error": pytest.approx(11.0310, abs=1e-3)},
    ]


@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 2**32))
def test_real_sheets_in_any_order_give_the_same_totals(second: State, seed: int) -> None:
    sheets = second.readings["president"].select("station", *CHOICES)
    shuffled = sheets.sample(fraction=1, shuffle=True, seed=seed)
    for one, other in zip(totals(sheets, 4), totals(shuffled, 4), strict=True):
        assert one.equals(other)


PARTIES = {
    "hacemos": "Hacemos por Córdoba",
    "cambia": "Córdoba Cambia",
    "ucr": "Unión Cívica Radical",
    "ciudadana": "Partido Unión Ciudadana",
    "vecinalismo": "Vecinalismo Independiente",
    "mas": "Movimiento Avanzada Socialista",
    "mst": "MST - Nueva Izquierda",
    "fit": "Frente de Izquierda y de los Trabajadores",
    "humanista": "Partido Humanista",
    "ucede": "Unión del Centro Democrático (U.CE.DE.)",
    "encuentro": "Encuentro Vecinal Córdoba",
    "mav": "Movimiento de Acción Vecinal",
}
SPECIAL = {
    "blanco": "Voto en BLANCO",
    "nulos": "Votos NULOS",
    "impugnados": "Votos IMPUGNADOS",
    "recurridos": "Votos RECURRIDOS",
    "votantes": "cant_votantes",
}


def test_another_country_with_another_arithmetic(shared_data: Path) -> None:
    """Córdoba (Argentina), governor 2019: a blank vote is a positive one."""
    roles = {"blanco": "blank", "nulos": "null", "votantes": "ballots"}
    election = kit.election(
        levels=[{"id": name, "name": name} for name in ("section", "circuit", "place", "table")],
        contests=[
            {
                "id": "governor",
                "name": "Governor",
                "choices": [{"id": party, "name": name} for party, name in PARTIES.items()],
            }
        ],
        form={
            "tallies": [
                {"id": name, "name": title, "role": roles.get(name, "other")}
                for name, title in SPECIAL.items()
            ],
            "valid": "choices + blanco",
        },
    )
    path = shared_data / "ar-cordoba-2019" / "gobernador-provisorio-por-mesas.csv"
    table = pl.read_csv(path).rename({title: name for name, title in (PARTIES | SPECIAL).items()})
    code = pl.col("id_ubicacion").str.strip_prefix("CO.").str.replace_all(".", "/", literal=True)
    count = tabulate(state_of(election, table.with_columns(station=code), "herons"), "governor")
    assert count.votes["hacemos"] == 1_083_435
    assert (count.votes["cambia"], count.votes["ucr"]) == (356_851, 219_673)
    assert (count.counted, count.valid) == (8_545, 2_007_499)
    assert count.tallies["votantes"] == 2_077_220
    assert count.missing is None
