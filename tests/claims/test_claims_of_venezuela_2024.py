"""Every statement of the pack ve-2024, judged by the sheets published after the vote.

Both releases together: 25,073 tables of the second and the two that only the first has. Registered
electors are known for the 24,532 tables of the first release alone.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from actas.claims.evidence import Evidence, evidence
from actas.claims.loading import parse_claims
from actas.claims.verdict import Verdict, judge
from actas.count.shapes import Count, Missing
from actas.election.packs import contents, definition

pytestmark = pytest.mark.data

CHOICES = ["EG", "NM", "LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA"]
TABLE = ["CENTRO", "MESA"]
STATIONS = 30_026
REGISTER = 21_321_805
"""Tables and registered electors at home (CNE, 2024-08-02)."""

ELECTORS_COUNTED = 17_745_239
"""Registered electors of the tables whose register is known: column RE of the first release."""

VOTES = {"EG": 7_304_224, "NM": 3_316_258}
"""Second release: EG 7,303,480 and NM 3,316,142; the first's two tables add 744 and 116."""

CAPACITY = 3_347_487
"""21,321,805 − 17,745,239 − 229,079 ballots of the 543 tables whose register is not known."""

LEAD = VOTES["EG"] - VOTES["NM"]

AS_OF = date(2024, 8, 23)


def sheets(folder: Path) -> pl.DataFrame:
    first = pl.read_csv(folder / "RESULTADOS_2024_CSV_V1.csv")
    text = (folder / "RESULTADOS_2024_CSV_V2.csv").read_bytes().decode("latin-1")
    second = pl.read_csv(text.encode())
    kept = [*TABLE, "VOTOS_VALIDOS", "VOTOS_NULOS", *CHOICES]
    only_first = first.join(second, on=TABLE, how="anti")
    return (
        pl.concat([second.select(kept), only_first.select(kept)])
        .join(first.select(*TABLE, "RE"), on=TABLE, how="left")
        .rename({"RE": "electors", "VOTOS_VALIDOS": "valid_votes"})
        .with_columns(pl.format("{}/{}", *TABLE).alias("station"))
    )


@pytest.fixture(scope="module")
def held(shared_data: Path) -> Evidence:
    frame = sheets(shared_data / "ve-2024")
    unknown = frame.filter(pl.col("electors").is_null())
    ballots = int((unknown["valid_votes"] + unknown["VOTOS_NULOS"]).sum())
    electors = int(frame["electors"].sum())
    votes = {choice: int(frame[choice].sum()) for choice in CHOICES}
    valid, null = int(frame["valid_votes"].sum()), int(frame["VOTOS_NULOS"].sum())
    capacity = REGISTER - electors - ballots
    lead = votes["EG"] - votes["NM"]
    missing = Missing(STATIONS - frame.height, capacity, lead - capacity, 0.0, None, None, {})
    count = Count(
        "president",
        "",
        None,
        STATIONS,
        frame.height,
        0,
        0,
        REGISTER,
        electors,
        valid,
        null,
        None,
        {"nulos": null},
        votes,
        missing,
    )
    return evidence(count, frame, by_source={"comando-con-venezuela": frame.height})


@pytest.fixture(scope="module")
def verdicts(held: Evidence) -> dict[str, Verdict]:
    election = definition("ve-2024")
    claims = parse_claims(contents("ve-2024")["claims.yaml"], "claims.yaml", election)
    return {one.id: one for one in judge(claims, {"president": held}, AS_OF, "es")}


def numbers(verdict: Verdict, test: str) -> dict:
    return next(one.numbers for one in verdict.tests if one.test == test)


def by_test(verdict: Verdict) -> dict[str, str]:
    return {one.test: one.verdict for one in verdict.tests}


def test_the_sheets_are_those_known(held: Evidence) -> None:
    assert held.count.counted == 25_075
    assert held.count.registered_counted == ELECTORS_COUNTED
    assert {name: held.count.votes[name] for name in VOTES} == VOTES
    assert held.capacity == CAPACITY


def test_the_verdict_on_every_statement(verdicts: dict[str, Verdict]) -> None:
    assert {name: one.verdict for name, one in verdicts.items()} == {
        "1": "contradicted",
        "2a": "contradicted",
        "2b": "contradicted",
        "3": "contradicted",
        "4": "supported",
        "5": "supported",
        "6a": "supported",
        "6b": "supported",
        "7": "undecidable",
        "8": "overdue",
        "9a": "overdue",
        "9b": "overdue",
        "9c": "overdue",
        "10a": "recorded",
        "10b": "recorded",
        "10c": "recorded",
        "11": "recorded",
        "12": "recorded",
        "13": "recorded",
        "14": "recorded",
        "15": "recorded",
    }


def test_bulletin_one_was_computed_from_percentages(verdicts: dict[str, Verdict]) -> None:
    found = numbers(verdicts["1"], "rounding")
    assert (found["decimals"], found["groups"], found["total"]) == (1, 3, 10_058_774)
    assert found["p_exact"] == pytest.approx(7.472e-9, rel=1e-3)
    assert found["p_approx"] == pytest.approx(9.883e-9, rel=1e-3)
    assert found["p_corrected"] == pytest.approx(2.242e-8, rel=1e-3)


def test_bulletin_one_is_below_the_floor(verdicts: dict[str, Verdict]) -> None:
    """80 % of 30,026 tables leaves out 6,005: the 25,075 − 6,005 smallest sheets of EG hold
    4,785,730 votes, and 4,445,978 were announced."""
    found = numbers(verdicts["1"], "floor")
    assert (found["left_out"], found["floor"]["EG"]) == (6_005, 4_785_730)
    assert found["below"] == ["EG"]
    assert found["holds_at"]["EG"] == 0.769366
    said = next(test.says for test in verdicts["1"].tests if test.test == "floor")
    assert "76.93 %" in said or "76,93 %" in said


def test_the_tests_of_bulletin_two(verdicts: dict[str, Verdict]) -> None:
    assert by_test(verdicts["2a"]) == {
        "rounding": "supported",
        "floor": "contradicted",
        "residual": "contradicted",
        "capacity": "contradicted",
        "totals": "supported",
        "percentages": "supported",
        "turnout": "supported",
        "monotone": "supported",
    }


def test_bulletin_two_is_below_the_floor(verdicts: dict[str, Verdict]) -> None:
    """96.87 % leaves out 939 tables; the 24,136 smallest sheets of EG hold 6,844,616 votes."""
    found = numbers(verdicts["2a"], "floor")
    assert (found["left_out"], found["floor"]["EG"]) == (939, 6_844_616)
    assert found["announced"]["EG"] == 5_326_104
    assert found["holds_at"]["EG"] == pytest.approx(0.847, abs=1e-3)


def test_bulletin_two_leaves_more_for_one_than_for_all(verdicts: dict[str, Verdict]) -> None:
    """12,335,884 announced less 10,888,133 proven valid leaves 1,447,751; NM alone would need
    6,408,844 − 3,316,258. All that is announced beyond the sheets is 3,425,871 votes."""
    found = numbers(verdicts["2a"], "residual")
    assert found["whole"] == 1_447_751
    assert found["residual"]["NM"] == 3_092_586
    assert found["residual"]["EG"] == 5_326_104 - VOTES["EG"] == -1_978_120
    needed = numbers(verdicts["2a"], "capacity")
    assert needed == {"needed": 3_425_871, "capacity": CAPACITY}


def test_bulletin_two_names_a_derived_number_of_electors(verdicts: dict[str, Verdict]) -> None:
    """12,386,669 of 20,654,431 are 59.97 %; 96.87 % of 21,321,805 are 20,654,433."""
    found = numbers(verdicts["2a"], "turnout")
    assert (found["electors"], found["share_of_register"]) == (20_654_431, 20_654_433)


def test_the_winner_is_certain_given_the_sheets(verdicts: dict[str, Verdict]) -> None:
    for claim in ("2b", "6a"):
        found = numbers(verdicts[claim], "winner")
        assert abs(found["lead"]) == LEAD == 3_987_966
        assert found["worst_lead"] == LEAD - CAPACITY == 640_479


def test_more_than_two_to_one_on_the_counted_sheets(verdicts: dict[str, Verdict]) -> None:
    """7,304,224 to 3,316,258; were all 3,347,487 missing to vote NM, 7,304,224 to 6,663,745."""
    found = numbers(verdicts["6b"], "ratio")
    assert found["ratio"] == pytest.approx(2.2026, abs=1e-4)
    assert found["worst"] == pytest.approx(1.0961, abs=1e-4)


def test_days_overdue_on_the_23rd_of_august(verdicts: dict[str, Verdict]) -> None:
    days = {
        name: numbers(verdicts[name], "due")["days_overdue"] for name in ("8", "9a", "9b", "9c")
    }
    assert days == {"8": 24, "9a": 25, "9b": 21, "9c": 15}


def test_everything_is_said_in_spanish(verdicts: dict[str, Verdict]) -> None:
    assert "5.326.104" in verdicts["2a"].tests[1].says
    assert "96,87 %" in verdicts["2a"].tests[6].says
