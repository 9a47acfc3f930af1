"""A count that was kept as JSON is the count, whichever way its JSON was made."""

from __future__ import annotations

from typing import Any

import countkit as kit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.count import tabulate as tabulation
from actas.count.encoded import decode
from actas.count.shapes import State
from actas.count.tabulate import tabulate_all, tabulate_json

STATIONS = ["1/1/1", "1/1/2", "1/2/1", "2/1/1", "9/1"]
STATES = ["accepted", "quarantined", "rejected", "withdrawn"]
REGISTERS: list[dict[str, Any]] = [
    {"kind": "open"},
    {"kind": "closed"},
    {"kind": "open", "areas": [{"code": "1/1", "stations": 3, "electors": 900}]},
]

numbers = st.none() | st.integers(0, 2**40)


@st.composite
def states(draw: st.DrawFn) -> State:
    tallies = draw(st.sampled_from([[], ["nulls"], ["nulls", "blanks"]]))
    form = {"tallies": [{"id": one, "role": one[:-1], "name": one} for one in tallies]}
    entries = [kit.opening(register=draw(st.sampled_from(REGISTERS)), form=form)]
    name = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1)
    named = {"a1": draw(name), "a1_1": draw(name)}
    known = {"code": "1/1/1", "electors": draw(st.integers(0, 2**40))}
    entries.append(kit.register(*draw(st.sampled_from([[], [known]])), **named))
    for station in draw(st.lists(st.sampled_from(STATIONS), unique=True)):
        values = {one: draw(numbers) for one in [*kit.CHOICES, *tallies]}
        given = {one: number for one, number in values.items() if number is not None}
        entries.append(kit.entry("reading", **_of(station), reader="table", values=given))
        state = draw(st.sampled_from(STATES))
        entries.append(kit.record(station, len(entries) - 1, state))
    return kit.folded(*entries)


def _of(station: str) -> dict[str, Any]:
    return {"station": station, "contest": kit.CONTEST, "source": "herons"}


@given(states(), st.integers(1, 3))
@settings(deadline=None)
def test_json_says_what_the_count_says(state: State, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tabulation, "PIECE", piece)
        made = {area: decode(data) for area, data in tabulate_json(state, kit.CONTEST)}
    every = tabulate_all(state, kit.CONTEST)
    assert made == every
    assert list(made) == list(every)
