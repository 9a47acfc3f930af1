"""The outcome: everything a release shows, from the log's state alone."""

from __future__ import annotations

import random

import polars as pl
import pytest
from building import AS_OF, ELECTIONS, election, entry, made, reading, register, source, stated

from actas.count.shapes import State
from actas.errors import LogError
from actas.release.outcome import SHEETS, outcome

PRESIDENT = "president"


def test_a_log_without_an_election_amounts_to_nothing():
    with pytest.raises(LogError, match="no election"):
        outcome(State(size=0, election=None), AS_OF, ("en",))


def test_sheets_join_record_reading_address_and_sums():
    sheets = ELECTIONS["plain"]().sheets[PRESIDENT]
    assert sheets.columns == [*SHEETS, "A", "B", "nulls"]
    first = sheets.row(0, named=True)
    assert (first["station"], first["state"], first["stands"]) == ("1/10/1", "accepted", True)
    assert (first["valid_votes"], first["ballots_cast"]) == (180, 182)
    assert first["address"] == "https://sheets.example/1"
    assert first["record"] > first["reading"]


def test_readings_in_doubt_stand_beside_each_other():
    found = made(
        [
            entry("election", definition=election()),
            source(),
            register({"1/1/1": 300}),
            reading("1/1/1", A=1, B=2),
            reading("1/1/1", A=2, B=1),
        ]
    )
    rows = found.sheets[PRESIDENT].select("state", "stands", "A").rows()
    assert rows == [("quarantined", False, 1), ("quarantined", False, 2)]


def test_the_order_of_stations_decides_nothing():
    head = [entry("election", definition=election()), source()]
    readings = [reading(f"{n % 3}/{n % 7}/{n}", A=n, B=40 - n, nulls=n % 2) for n in range(30)]
    counts = []
    for seed in range(3):
        shuffled = readings.copy()
        random.Random(seed).shuffle(shuffled)
        counts.append(made([*head, *shuffled]).counts)
    assert counts[0] == counts[1] == counts[2]


def test_records_are_those_that_the_log_holds():
    found = ELECTIONS["outside"]()
    keys = ["station", "contest", "source", "state", "reading", "reasons"]
    logged = found.state.records.select(keys)
    assert found.records.select(keys).equals(logged)
    assert found.sheets[PRESIDENT]["record"].null_count() == 0


def test_verdicts_come_in_every_language():
    claim = {
        "id": "w",
        "kind": "winner",
        "actor": ["Board"],
        "made": "2031-05-05",
        "source": [{"cite": "Gazette"}],
        "words": "B won.",
        "winner": "B",
    }
    state = stated(
        [
            entry("election", definition=election()),
            source(),
            register({"1/1/1": 300}),
            reading("1/1/1", A=200, B=20),
            entry("claim", id="w", claim=claim),
        ]
    )
    verdicts = outcome(state, AS_OF, ("es", "en")).verdicts
    assert [one[0]["verdict"] for one in verdicts.values()] == ["contradicted"] * 2
    assert verdicts["es"][0]["tests"][0]["says"] != verdicts["en"][0]["tests"][0]["says"]


def test_a_finding_says_its_sentence_in_each_language():
    found = ELECTIONS["plain"]()
    row = found.findings.filter(pl.col("code") == "S103").row(0, named=True)
    assert found.says("S103", row["numbers"], "en") == (
        "There are 350 ballots for 280 registered electors."
    )
    assert "350" in found.says("S103", row["numbers"], "es")
