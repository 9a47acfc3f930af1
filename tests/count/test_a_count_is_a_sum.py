"""Laws of counting: nothing depends on the order of entries of different stations, on batching, on
how the log was split or on how areas are cut; every level adds up to the whole."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import countkit as kit
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.count import fold as folding
from actas.count.fold import fold
from actas.count.shapes import State
from actas.count.tabulate import tabulate, tabulate_all
from actas.count.totals import totals

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

STATIONS = [f"{a}/{b}/{c}" for a in (1, 2) for b in (1, 2) for c in (1, 2, 3)] + ["9/1", "9/2"]
STATES = ["accepted", "accepted", "accepted", "quarantined", "rejected", "withdrawn"]

LAW = settings(
    deadline=None, max_examples=300 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 8
)

Story = list[dict[str, Any]]
"""What is said of one station, in order; a record points at the story's own last reading."""

votes = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


@st.composite
def story(draw: st.DrawFn, station: str) -> Story:
    said: Story = []
    source = draw(st.sampled_from(["herons", "otters"]))
    for _ in range(draw(st.integers(1, 3))):
        said.append(kit.reading(station, *draw(votes), source=source))
        if draw(st.booleans()):
            said.append(kit.record(station, 0, draw(st.sampled_from(STATES)), source=source))
        if draw(st.booleans()):
            known = {"code": station, "electors": draw(st.integers(0, 99))}
            known |= {"status": draw(st.sampled_from(["regular", "annulled", "mobile"]))}
            said.append(kit.register(known))
        if draw(st.booleans()):
            address = f"https://example.org/{draw(st.integers(0, 9))}"
            said.append(kit.entry("document", station=station, source=source, address=address))
    return said


stories = st.lists(st.sampled_from(STATIONS), unique=True, max_size=9).flatmap(
    lambda codes: st.tuples(*(story(code) for code in codes))
)


def woven(told: tuple[Story, ...], order: list[int], kind: str = "closed") -> list[bytes]:
    """The stories as one log: `order` says whose turn it is; each keeps its own order."""
    entries = [kit.opening(register={"kind": kind})]
    left = [list(one) for one in told]
    last: dict[int, int] = {}
    turns = [*order, *(number for number, one in enumerate(told) for _ in one)]
    for turn in turns:
        if not left or not left[turn % len(left)]:
            continue
        mine = turn % len(left)
        entry = left[mine].pop(0)
        if entry["kind"] == "reading":
            last[mine] = len(entries)
        if entry["kind"] == "record":
            entry = entry | {"reading": last[mine]}
        entries.append(entry)
    return kit.log(*entries)


turns = st.lists(st.integers(0, 8), max_size=40)


@LAW
@given(stories, turns, turns)
def test_the_order_of_entries_of_different_stations_changes_nothing(
    told: tuple[Story, ...], one: list[int], other: list[int]
) -> None:
    counts = [
        tabulate_all(fold(woven(told, order)), kit.CONTEST) for order in (one, other, sorted(one))
    ]
    assert counts[0] == counts[1] == counts[2]


@LAW
@given(stories, turns, st.lists(st.integers(0, 60), max_size=4))
def test_folding_in_parts_is_folding_the_whole(
    told: tuple[Story, ...], order: list[int], cuts: list[int]
) -> None:
    log = woven(told, order)
    state: State | None = None
    places = sorted({0, len(log), *(min(cut, len(log)) for cut in cuts)})
    for begin, end in pairwise(places):
        state = fold(log[begin:end], state)
    assert state is not None
    kit.assert_same(state, fold(log))


@LAW
@given(stories, turns, st.integers(1, 9))
def test_how_much_is_held_at_a_time_changes_nothing(
    told: tuple[Story, ...], order: list[int], piece: int
) -> None:
    log = woven(told, order)
    with patch.object(folding, "PIECE", piece):
        in_pieces = fold(iter(log))
    kit.assert_same(in_pieces, fold(log))


@LAW
@given(stories, turns)
def test_every_level_adds_up_to_the_whole(told: tuple[Story, ...], order: list[int]) -> None:
    state = fold(woven(told, order))
    whole = tabulate(state, kit.CONTEST)
    for level in kit.LEVELS:
        parts = tabulate(state, kit.CONTEST, level=level).by
        assert sum(part.counted for part in parts) == whole.counted
        assert sum(part.quarantined for part in parts) == whole.quarantined
        assert sum(part.rejected for part in parts) == whole.rejected
        assert sum(part.valid for part in parts) == whole.valid
        assert sum(part.expected or 0 for part in parts) == (whole.expected or 0)
        for name in kit.CHOICES:
            assert sum(part.votes[name] for part in parts) == whole.votes[name]


rows = st.lists(
    st.tuples(st.sampled_from(STATIONS), st.none() | st.integers(0, 2**40)), max_size=20
)


def frame(sheets: list[tuple[str, int | None]]) -> pl.DataFrame:
    return pl.DataFrame(sheets, schema={"station": pl.String, "oak": pl.Int64}, orient="row")


@LAW
@given(rows, st.randoms(use_true_random=False), st.integers(0, 20))
def test_totals_of_parts_added_up_are_the_totals_of_all(
    sheets: list[tuple[str, int | None]], random: Any, cut: int
) -> None:
    shuffled = random.sample(sheets, len(sheets))
    parts = [totals(frame(part), 2) for part in (shuffled[:cut], shuffled[cut:])]
    for level, whole in enumerate(totals(frame(sheets), 2)):
        both = pl.concat([part[level] for part in parts])
        added = both.group_by("area").agg(pl.all().exclude("area").sum()).sort("area")
        assert added.rows() == whole.rows()


@LAW
@given(rows)
def test_totals_are_what_adding_by_hand_gives(sheets: list[tuple[str, int | None]]) -> None:
    whole, regions, towns = totals(frame(sheets).lazy(), 2)
    assert whole.rows() == [("", len(sheets), sum(votes or 0 for _, votes in sheets))]
    for depth, found in ((1, regions), (2, towns)):
        expected: dict[str, tuple[int, int]] = {}
        for station, votes in sheets:
            above = station.split("/")[:-1]
            area = "/".join(above[:depth])
            stations, sum_ = expected.get(area, (0, 0))
            expected[area] = (stations + 1, sum_ + (votes or 0))
        assert found.rows() == [(area, *expected[area]) for area in sorted(expected)]
