"""Where a station stands in the count: counted, aside, expected, outside the tree; and coverage."""

from __future__ import annotations

import countkit as kit
import pytest

from actas.count.shapes import State
from actas.count.tabulate import tabulate, tabulate_all
from actas.errors import InputError, LogError


def station(code: str, electors: int | None = None, **said: str) -> dict[str, object]:
    return {"code": code, **({} if electors is None else {"electors": electors}), **said}


def test_sources_that_agree_count_once_and_fill_each_other() -> None:
    state = kit.folded(
        kit.opening(),
        kit.reading("1/1/1", 10, 5, 1, source="otters", values={"nulls": 2}),
        kit.reading("1/1/1", 10, 5, 1, source="herons", values={"blanks": 3}),
        kit.record("1/1/1", 1, source="otters"),
        kit.record("1/1/1", 2, source="herons"),
    )
    count = tabulate(state, kit.CONTEST)
    assert count.counted == 1
    assert count.votes == {"oak": 10, "elm": 5, "ash": 1}
    assert (count.valid, count.null, count.blank) == (16, 2, 3)
    assert count.tallies == {"nulls": 2, "blanks": 3}


def in_conflict() -> State:
    """One station in conflict; one where a source is at fault by itself; one that counts."""
    differ = {"reasons": ["D403"]}
    return kit.folded(
        kit.opening(),
        kit.reading("1/1/1", 10, source="herons"),
        kit.reading("1/1/1", 20, source="otters"),
        kit.reading("1/1/2", 30, source="herons"),
        kit.reading("1/1/3", 40, source="herons"),
        kit.record("1/1/1", 1, "quarantined", source="herons", **differ),
        kit.record("1/1/1", 2, "quarantined", source="otters", **differ),
        kit.record("1/1/2", 3, "quarantined", source="herons", reasons=["D403", "S101"]),
        kit.record("1/1/3", 4, source="herons"),
    )


def test_sources_in_conflict_stand_aside() -> None:
    count = tabulate(in_conflict(), kit.CONTEST)
    assert (count.counted, count.quarantined, count.votes["oak"]) == (1, 2, 40)


def test_a_source_alone_counts_what_only_others_contest() -> None:
    herons = tabulate(in_conflict(), kit.CONTEST, source="herons")
    assert (herons.counted, herons.quarantined, herons.votes["oak"]) == (2, 1, 50)
    otters = tabulate(in_conflict(), kit.CONTEST, source="otters")
    assert (otters.counted, otters.quarantined, otters.votes["oak"]) == (1, 0, 20)


def test_each_station_has_one_column() -> None:
    state = kit.folded(
        kit.opening(),
        kit.reading("1/1/1"),
        kit.record("1/1/1", 1),
        kit.record("1/1/1", 1, "quarantined", source="otters", reasons=["S101"]),
        kit.record("1/1/2", 1, "rejected"),
        kit.record("1/1/2", 1, "quarantined", source="otters"),
        kit.record("1/1/3", 1, "rejected"),
        kit.record("1/1/4", 1, "withdrawn"),
    )
    count = tabulate(state, kit.CONTEST, level="town")
    assert (count.counted, count.quarantined, count.rejected) == (1, 1, 1)
    assert [(town.area, town.counted) for town in count.by] == [("1/1", 1)]


def test_sheets_that_could_not_be_placed_are_in_the_whole_only() -> None:
    state = kit.folded(
        kit.opening(),
        kit.reading(None, given="7"),
        kit.reading(None, given="8"),
        kit.record(None, 1, "quarantined"),
        kit.record(None, 2, "quarantined"),
    )
    count = tabulate(state, kit.CONTEST, level="region")
    assert count.quarantined == 2
    assert count.by == ()


def closed() -> State:
    return kit.folded(
        kit.opening(register={"kind": "closed"}, outside=[{"code": "9", "name": "Abroad"}]),
        kit.register(
            station("1/1/1", 100),
            station("1/1/2", 200),
            station("1/1/3", 300, status="merged", into="1/1/1"),
            station("1/2/1", 400, status="annulled"),
            station("1/2/2", 400, status="repeated", into="1/2/1"),
            station("2/1/1", 50, status="mobile"),
            station("9/1", 70, status="abroad"),
            a1="North",
        ),
        kit.reading("1/1/1", 10),
        kit.reading("1/2/2", 20),
        kit.reading("9/1", 30),
        kit.record("1/1/1", 2),
        kit.record("1/2/2", 3),
        kit.record("9/1", 4),
        kit.record("1/2/1", 2, "rejected", reasons=["R302"]),
    )


def test_a_closed_register_says_what_is_expected_by_status() -> None:
    count = tabulate(closed(), kit.CONTEST, level="region")
    assert (count.expected, count.counted, count.rejected) == (5, 3, 1)
    assert (count.registered_expected, count.registered_counted) == (820, 570)
    assert [
        (one.area, one.name, one.expected, one.registered_expected, one.counted) for one in count.by
    ] == [("1", "North", 3, 700, 2), ("2", None, 1, 50, 0), ("9", "Abroad", 1, 70, 1)]


def test_a_station_outside_the_tree_stands_in_its_deepest_area_at_every_level() -> None:
    towns = {one.area: one for one in tabulate(closed(), kit.CONTEST, level="town").by}
    assert list(towns) == ["1/1", "1/2", "2/1", "9"]
    assert towns["9"] == tabulate_all(closed(), kit.CONTEST)["9"]


def test_every_station_has_its_count_at_the_last_level() -> None:
    stations = tabulate(closed(), kit.CONTEST, level="station").by
    assert [(one.area, one.expected, one.counted) for one in stations] == [
        ("1/1/1", 1, 1),
        ("1/1/2", 1, 0),
        ("1/1/3", 0, 0),
        ("1/2/1", 0, 0),
        ("1/2/2", 1, 1),
        ("2/1/1", 1, 0),
        ("9/1", 1, 1),
    ]


def test_declared_totals_go_before_the_register_and_an_open_one_says_nothing() -> None:
    declared = {
        "totals": {"stations": 12, "electors": 9000},
        "areas": [{"code": "1", "stations": 7}],
    }
    for kind, known in (("open", None), ("closed", 60)):
        state = kit.counted(
            {"1/1/1": (1, 0, 0)}, {"1/1/1": 60}, register={"kind": kind, **declared}
        )
        count = tabulate(state, kit.CONTEST, level="region")
        assert (count.expected, count.registered_expected) == (12, 9000)
        assert (count.by[0].expected, count.by[0].registered_expected) == (7, known)
    undeclared = tabulate(kit.counted({"1/1/1": (1, 0, 0)}), kit.CONTEST)
    assert (undeclared.expected, undeclared.registered_expected) == (None, None)
    assert (undeclared.missing, undeclared.registered_counted) == (None, None)


def test_registered_electors_are_summed_where_known_and_the_rest_is_told() -> None:
    state = kit.counted({"1/1/1": (1, 0, 0), "1/1/2": (1, 0, 0)}, {"1/1/1": 60})
    count = tabulate(state, kit.CONTEST)
    assert (count.registered_counted, count.registered_unknown) == (60, 1)


def test_a_contest_of_some_areas_expects_only_theirs() -> None:
    names = [{"id": name, "name": name} for name in kit.CHOICES]
    contests = [
        {"id": kit.CONTEST, "name": "Mayor", "choices": names},
        {"id": "ward", "name": "Ward", "choices": names, "areas": ["1/2"]},
    ]
    electors = {"1/1/1": 100, "1/2/1": 200, "1/20/1": 400}
    state = kit.counted({"1/1/1": (1, 0, 0)}, electors, contests=contests, register={})
    assert tabulate(state, kit.CONTEST).expected == 3
    ward = tabulate(state, "ward", level="town")
    assert (ward.expected, ward.registered_expected, ward.counted) == (1, 200, 0)
    assert [one.area for one in ward.by] == ["1/2"]
    declared = {
        "totals": {"stations": 99},
        "areas": [{"code": "1/2", "stations": 4, "electors": 800}],
    }
    open_state = kit.counted(
        {"1/1/1": (1, 0, 0)}, electors, contests=contests, register={"kind": "open", **declared}
    )
    open_ward = tabulate(open_state, "ward")
    assert (open_ward.expected, open_ward.registered_expected) == (4, 800)


def test_valid_votes_are_what_the_form_says() -> None:
    form = {
        "tallies": [{"id": "blanks", "role": "blank", "name": "Blank"}],
        "valid": "choices + blanks",
    }
    state = kit.folded(
        kit.opening(form=form),
        kit.reading("1/1/1", 10, 5, 1, values={"blanks": 4}),
        kit.record("1/1/1", 1),
    )
    count = tabulate(state, kit.CONTEST)
    assert (count.valid, count.blank, count.null) == (20, 4, None)


def test_the_json_is_the_contract() -> None:
    said = tabulate(closed(), kit.CONTEST, level="region").as_json()
    assert list(said) == [
        "contest", "stations", "registered", "valid", "null", "blank", "tallies", "votes",
        "shares", "missing", "by",
    ]  # fmt: skip
    assert said["stations"] == {"expected": 5, "counted": 3, "quarantined": 0, "rejected": 1}
    assert list(said["missing"])[:7] == [
        "stations", "capacity", "worst_lead", "worst_share", "turnout_capped", "reversal_share",
        "fragility",
    ]  # fmt: skip
    assert [part["area"] for part in said["by"]] == ["1", "2", "9"]
    assert "by" not in said["by"][0]


def test_what_there_is_not_is_refused_with_what_there_is() -> None:
    state = closed()
    with pytest.raises(InputError, match="there are: region, town, station"):
        tabulate(state, kit.CONTEST, level="state")
    with pytest.raises(InputError, match="there are: mayor"):
        tabulate(state, "judge")
    with pytest.raises(InputError, match="there are: herons, otters"):
        tabulate(state, kit.CONTEST, source="storks")
    with pytest.raises(LogError, match="no election"):
        tabulate(State(size=0, election=None), kit.CONTEST)
