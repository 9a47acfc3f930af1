"""Two sources station by station: equal, different, and what it does to the totals."""

from __future__ import annotations

import countkit as kit
import pytest

from actas.count.compare import compare
from actas.count.shapes import State
from actas.errors import InputError


def both() -> State:
    sheets = [
        ("herons", "1/1/1", (10, 5, 1), {"nulls": 1}),
        ("otters", "1/1/1", (10, 5, 1), {}),
        ("herons", "1/1/2", (20, 5, 1), {}),
        ("otters", "1/1/2", (18, 7, 1), {}),
        ("herons", "1/1/3", (7, 7, 7), {}),
        ("otters", "1/1/4", (9, 0, 0), {}),
    ]
    entries = [kit.opening()]
    for source, station, votes, more in sheets:
        entries.append(kit.reading(station, *votes, source=source, values=more))
    for number, (source, station, _, _) in enumerate(sheets, 1):
        state = "quarantined" if station == "1/1/2" else "accepted"
        entries.append(kit.record(station, number, state, source=source))
    return kit.folded(*entries)


def test_stations_where_both_speak_are_equal_or_different() -> None:
    said = compare(both(), kit.CONTEST, "herons", "otters")
    assert (said.both, said.equal, said.different) == (2, 1, 1)
    assert (said.only_first, said.only_second, said.not_comparable) == (1, 1, 0)
    assert said.rows.rows() == [("1/1/2", "oak", 20, 18), ("1/1/2", "elm", 5, 7)]
    assert said.fields == {
        "oak": {"stations": 1, "more": 0, "less": 2},
        "elm": {"stations": 1, "more": 2, "less": 0},
    }
    assert said.votes_first == {"oak": 30, "elm": 10, "ash": 2}
    assert said.effect == {"oak": -2, "elm": 2, "ash": 0}


def test_the_other_way_round_is_the_mirror_image() -> None:
    one = compare(both(), kit.CONTEST, "herons", "otters")
    other = compare(both(), kit.CONTEST, "otters", "herons")
    assert other.effect == {name: -votes for name, votes in one.effect.items()}
    assert (other.only_first, other.equal) == (one.only_second, one.equal)


def test_the_json_holds_every_difference() -> None:
    said = compare(both(), kit.CONTEST, "herons", "otters").as_json()
    assert said["sources"] == ["herons", "otters"]
    assert said["stations"]["different"] == 1
    assert said["differences"][0] == {
        "station": "1/1/2", "field": "oak", "first": 20, "second": 18
    }  # fmt: skip


def test_a_source_that_said_nothing_is_compared_with_nothing() -> None:
    said = compare(both(), kit.CONTEST, "herons", "storks")
    assert (said.both, said.only_first, said.rows.height) == (0, 3, 0)


def test_sheets_that_share_no_number_are_not_called_equal() -> None:
    nulls = kit.reading("1/1/1", source="otters") | {"values": {"nulls": 3}}
    state = kit.folded(
        kit.opening(),
        kit.reading("1/1/1"),
        nulls,
        kit.record("1/1/1", 1),
        kit.record("1/1/1", 2, source="otters"),
    )
    said = compare(state, kit.CONTEST, "herons", "otters")
    assert (said.both, said.equal, said.different, said.not_comparable) == (1, 0, 0, 1)


def test_a_source_is_not_compared_with_itself() -> None:
    with pytest.raises(InputError, match="given twice"):
        compare(both(), kit.CONTEST, "herons", "herons")
    with pytest.raises(InputError, match="no contest"):
        compare(both(), "judge", "herons", "otters")
