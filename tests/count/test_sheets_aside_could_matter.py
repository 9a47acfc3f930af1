"""Quarantined and rejected sheets: what is on them, and whether they could change who wins."""

from __future__ import annotations

import countkit as kit

from actas.count.pending import pending


def test_what_quarantined_sheets_hold_and_what_would_follow() -> None:
    state = kit.folded(
        kit.opening(),
        kit.reading("1/1/1", 50, 30),
        kit.reading("1/1/2", 5, 40),
        kit.reading("1/1/3", 30, 5),
        kit.record("1/1/1", 1),
        kit.record("1/1/2", 2, "quarantined", reasons=["S101"]),
        kit.record("1/1/3", 3, "quarantined", reasons=["S101"]),
    )
    quarantined, rejected = pending(state, kit.CONTEST)
    assert quarantined.stations == 2
    assert quarantined.votes == {"oak": 35, "elm": 45, "ash": 2}
    assert (quarantined.winner, quarantined.winner_with_all) == ("oak", "oak")
    # Only the sheet that helps elm: 55 against 70.
    assert (quarantined.worst_lead, quarantined.could_change) == (-15, True)
    assert (rejected.stations, rejected.could_change, rejected.worst_lead) == (0, False, 20)


def test_of_several_sheets_of_a_station_one_can_count_the_worst() -> None:
    state = kit.folded(
        kit.opening(),
        kit.reading("1/1/1", 50, 30),
        kit.reading("1/1/2", 5, 15, source="herons"),
        kit.reading("1/1/2", 5, 24, source="otters"),
        kit.record("1/1/1", 1),
        kit.record("1/1/2", 2, "quarantined", reasons=["D403"], source="herons"),
        kit.record("1/1/2", 3, "quarantined", reasons=["D403"], source="otters"),
    )
    quarantined, _ = pending(state, kit.CONTEST)
    assert quarantined.votes == {"oak": 5, "elm": 15, "ash": 1}
    assert (quarantined.stations, quarantined.worst_lead, quarantined.could_change) == (1, 1, False)


def test_where_no_reading_stands_each_of_the_source_could() -> None:
    state = kit.folded(
        kit.opening(),
        kit.reading("1/1/1", 50, 45),
        kit.reading("1/1/2", 9, 9),
        kit.reading("1/1/2", 0, 9),
        kit.record("1/1/1", 1),
        kit.record("1/1/2", None, "quarantined", reasons=["D401"]),
    )
    quarantined, _ = pending(state, kit.CONTEST)
    assert (quarantined.stations, quarantined.worst_lead) == (1, -4)


def test_sheets_without_numbers_or_place_are_told() -> None:
    unread = kit.reading("1/1/2", problems=["line 2, oak: not a number"]) | {"values": {}}
    state = kit.folded(
        kit.opening(),
        kit.reading("1/1/1", 50, 45),
        unread,
        kit.reading(None, 0, 6, given="?"),
        kit.record("1/1/1", 1),
        kit.record("1/1/2", 2, "rejected"),
        kit.record(None, 3, "rejected"),
    )
    _, rejected = pending(state, kit.CONTEST)
    assert (rejected.stations, rejected.without_numbers) == (2, 1)
    assert (rejected.worst_lead, rejected.could_change) == (-1, True)
    assert rejected.as_json()["winner"] == "oak"


def test_a_tie_has_no_winner() -> None:
    state = kit.counted({"1/1/1": (5, 5, 0)})
    assert pending(state, kit.CONTEST)[0].winner is None
