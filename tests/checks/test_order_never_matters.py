"""Laws of judging: neither the order of stations nor of rows changes what is found or recorded."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import polars as pl
import pytest
from checks_kit import (
    CONTEST,
    decision,
    documents,
    election,
    judged,
    knowing,
    readings,
    sheet,
    withdrawals,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from actas.checks import Judged, judge
from actas.election.shapes import DECISIONS, FINDINGS, RECORDS

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

STATIONS = ["1/1/1", "1/1/2", "1/2/1", "2/1/1", None]

sheets = st.builds(
    sheet,
    st.sampled_from(STATIONS),
    st.integers(0, 3) | st.none(),
    st.integers(0, 2),
    st.just(1),
    source=st.sampled_from(["herons", "owls"]),
    problems=st.sampled_from([(), (), (), ("torn",), ("C602 sums",), ("C601",)]),
    reader=st.sampled_from(["table", "code", "print"]),
    document=st.sampled_from([None, "d1", "d2"]),
    copied=st.sampled_from([None, "1"]),
    valid=st.integers(3, 6) | st.none(),
)
decisions = st.builds(
    decision,
    st.sampled_from(["accept", "quarantine", "reject", "withdraw"]),
    station=st.sampled_from(STATIONS[:-1]),
    source=st.sampled_from(["herons", "owls"]) | st.none(),
    reading=st.integers(0, 5) | st.none(),
)
papers = st.fixed_dictionaries(
    {
        "station": st.sampled_from(STATIONS),
        "source": st.sampled_from(["herons", "owls"]),
        "document": st.sampled_from([None, "d1", "d2", "d3"]),
        "likeness": st.sampled_from([None, "0" * 64, "0" * 62 + "ff", "f" * 64]),
        "unread": st.sampled_from([[], ["code"], ["code", "hand"]]),
    }
)
elections = st.tuples(
    st.lists(sheets, max_size=12),
    st.lists(decisions, max_size=3),
    st.lists(papers, max_size=6),
    st.randoms(use_true_random=False),
)
Drawn = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], Random]
unhurried = settings(deadline=None)


def interleaved(rows: list[dict[str, Any]], random: Random) -> list[dict[str, Any]]:
    """The rows in another order, those of one station still in theirs; `index` says the old one."""
    queues: dict[str | None, list[dict[str, Any]]] = {}
    for old, row in enumerate(rows):
        queues.setdefault(row["station"], []).append(row | {"was": old})
    turns = [station for station, queue in queues.items() for _ in queue]
    random.shuffle(turns)
    return [queues[station].pop(0) for station in turns]


def renamed(result: Judged, was: dict[int, int]) -> tuple[set[str], set[str]]:
    """Findings and records as sets, with the readings' first indices."""

    def old(index: int | None) -> int | None:
        return None if index is None else was[index]

    findings = set()
    for row in result.findings.iter_rows(named=True):
        numbers = json.loads(row["numbers"])
        if "readings" in numbers:
            numbers["readings"] = [was[index] for index in numbers["readings"]]
        findings.add(json.dumps(row | {"reading": old(row["reading"]), "numbers": numbers}))
    records = {
        json.dumps(row | {"reading": old(row["reading"])})
        for row in result.records.iter_rows(named=True)
    }
    return findings, records


@unhurried
@given(elections)
def test_stations_may_come_in_any_order(
    drawn: Drawn,
) -> None:
    rows, decided, shown, random = drawn
    other = interleaved(rows, random)
    now = {row["was"]: new for new, row in enumerate(other)}
    moved = [said | {"reading": now.get(said["reading"], said["reading"])} for said in decided]
    same = {place: place for place in range(len(rows))}
    first = judged(rows, decided=decided, papers=shown)
    second = judged(other, decided=moved, papers=shown[::-1])
    assert renamed(first, same) == renamed(second, {new: was for was, new in now.items()})
    assert_frame_equal(first.evaluated, second.evaluated)


@unhurried
@given(elections)
def test_rows_of_the_frames_may_stand_in_any_order(
    drawn: Drawn,
) -> None:
    rows, decided, shown, random = drawn
    of = election()
    frame = readings(rows, of)
    said = pl.DataFrame(
        [{n: ({"index": 99 + i} | row).get(n) for n in DECISIONS} for i, row in enumerate(decided)],
        schema=DECISIONS,
    )
    gone = withdrawals(("1/1/1", "dropped"), ("1/1/1", "restored"), ("1/1/2", "dropped"))
    known = knowing(rows, electors=7)
    first = judge(of, known, {CONTEST: frame}, gone, said, documents(shown))
    seed = random.randrange(2**32)
    frames = (frame, gone, said, documents(shown))
    mixed = [part.sample(fraction=1.0, shuffle=True, seed=seed) for part in frames]
    second = judge(of, known, {CONTEST: mixed[0]}, *mixed[1:])
    assert_frame_equal(first.findings, second.findings)
    assert_frame_equal(first.records, second.records)
    assert_frame_equal(first.evaluated, second.evaluated)


@unhurried
@given(elections)
def test_every_reading_is_accounted_for(
    drawn: Drawn,
) -> None:
    rows, decided, shown, _ = drawn
    result = judged(rows, decided=decided, papers=shown)
    assert dict(result.findings.schema) == dict(pl.DataFrame(schema=FINDINGS).schema)
    assert dict(result.records.schema) == dict(pl.DataFrame(schema=RECORDS).schema)
    placed = {(row["station"], row["source"]) for row in rows if row["station"]}
    loose = [place for place, row in enumerate(rows) if not row["station"]]
    records = result.records
    assert set(records.drop_nulls("station").select("station", "source").rows()) == placed
    assert records.drop_nulls("station").height == len(placed)
    assert sorted(records.filter(pl.col("station").is_null())["reading"].to_list()) == loose
    assert_frame_equal(
        result.findings, result.findings.sort("code", "station", "contest", "source", "reading")
    )
    for row in records.iter_rows(named=True):
        assert (row["reasons"] == []) == (row["state"] == "accepted") or (
            row["reasons"] == ["decision"]
        )
        if row["state"] == "accepted":
            assert row["reading"] is not None
            assert not rows[row["reading"]]["problems"]


@unhurried
@given(elections)
def test_accepted_sheets_of_a_station_never_contradict_each_other(
    drawn: Drawn,
) -> None:
    rows, decided, shown, _ = drawn
    accepted = judged(rows, decided=decided, papers=shown).records.filter(
        pl.col("state") == "accepted"
    )
    for station, of_station in accepted.group_by("station"):
        sheets_of = [rows[index] for index in of_station["reading"]]
        for name in ("oak", "elm", "ash", "valid"):
            given_ = {row[name] for row in sheets_of} - {None}
            assert len(given_) <= 1, (station, name)


def test_nothing_in_gives_nothing_out() -> None:
    result = judged([])
    assert result.findings.is_empty()
    assert result.records.is_empty()
    assert result.evaluated.select("evaluated", "fired", "not_evaluable").sum().row(0) == (0, 0, 0)


def test_a_contest_nobody_has_read_is_left_out() -> None:
    of = election(contests=(CONTEST, "council"))
    frames = {CONTEST: readings([sheet()], of)}
    result = judge(
        of, knowing([]), frames, withdrawals(), pl.DataFrame(schema=DECISIONS), documents([])
    )
    assert set(result.evaluated["contest"]) == {CONTEST}
