"""The least number of false sheets, against trying every set of sheets on small elections."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.count.fragility import fragility

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

CHOICES = ["oak", "elm", "ash"]
Sheet = tuple[int, int, int]

sheet = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
sheets = st.lists(sheet, min_size=1, max_size=6)


def found(election: list[Sheet], room: int | None = None) -> dict[str, int | None]:
    frame = pl.DataFrame(election, schema=dict.fromkeys(CHOICES, pl.Int64), orient="row")
    frame = frame.with_columns(area=pl.lit(""), valid_votes=pl.sum_horizontal(CHOICES))
    rooms = pl.DataFrame(
        {"area": [""], "capacity": [room]}, schema_overrides={"capacity": pl.Int64}
    )
    return fragility(frame, CHOICES, rooms).row(0, named=True)


def deleted(sheet: Sheet, leader: int, challenger: int) -> list[int]:
    return [0, 0, 0]


def swapped(sheet: Sheet, leader: int, challenger: int) -> list[int]:
    other = list(sheet)
    other[leader], other[challenger] = sheet[challenger], sheet[leader]
    return other


def all_to_challenger(sheet: Sheet, leader: int, challenger: int) -> list[int]:
    other = [0, 0, 0]
    other[challenger] = sum(sheet)
    return other


def by_trying(
    election: list[Sheet], falsify: Callable[[Sheet, int, int], list[int]], room: int = 0
) -> int | None:
    sums = [sum(votes) for votes in zip(*election, strict=True)]
    leader = sums.index(max(sums))
    challengers = [choice for choice in range(3) if choice != leader]
    for size in range(len(election) + 1):
        for false in combinations(range(len(election)), size):
            for challenger in challengers:
                truth = [
                    falsify(one, leader, challenger) if number in false else list(one)
                    for number, one in enumerate(election)
                ]
                lead = sum(one[leader] for one in truth) - sum(one[challenger] for one in truth)
                if lead <= room:
                    return size
    return None


@settings(deadline=None, max_examples=60)
@given(sheets, st.integers(0, 12))
def test_no_smaller_set_of_sheets_changes_who_leads(election: list[Sheet], room: int) -> None:
    answer = found(election, room)
    assert answer["deleted"] == by_trying(election, deleted)
    assert answer["swapped"] == by_trying(election, swapped)
    assert answer["all_to_runner_up"] == by_trying(election, all_to_challenger)
    assert answer["with_worst_case"] == by_trying(election, all_to_challenger, room)


def test_a_third_choice_may_be_nearer_than_the_runner_up() -> None:
    # Elm is second by one vote, yet wherever oak leads high, ash has nothing.
    election = [(9, 9, 0), (9, 0, 8), (0, 4, 4)]
    assert found(election)["deleted"] == 1
    far = [(10, 8, 0), (10, 8, 0), (10, 0, 15)]
    answer = found(far)
    assert answer["all_to_runner_up"] == by_trying(far, all_to_challenger)


def test_without_a_capacity_there_is_no_worst_case() -> None:
    assert found([(5, 1, 0), (5, 1, 0)]) == {
        "area": "", "deleted": 2, "swapped": 1, "all_to_runner_up": 1, "with_worst_case": None
    }  # fmt: skip


def test_a_tie_needs_no_false_sheet() -> None:
    assert found([(3, 3, 0)], 0) == {
        "area": "", "deleted": 0, "swapped": 0, "all_to_runner_up": 0, "with_worst_case": 0
    }  # fmt: skip


def test_each_area_by_itself() -> None:
    frame = pl.DataFrame(
        {
            "area": ["2", "1", "1"],
            "oak": [9, 5, 2],
            "elm": [0, None, 3],
            "valid_votes": [9, 5, 5],
        }
    )
    answer = fragility(frame, ["oak", "elm"])
    assert answer.select("area", "deleted", "swapped", "all_to_runner_up").rows() == [
        ("1", 1, 1, 1),
        ("2", 1, 1, 1),
    ]


FIVE = ["oak", "elm", "ash", "fir", "yew"]
several = st.lists(
    st.tuples(st.sampled_from("123"), st.lists(st.integers(0, 9), min_size=5, max_size=5)),
    min_size=1,
    max_size=15,
)


def least(gains: list[int], gap: int) -> int | None:
    """How many of the gains, the largest first, close the gap."""
    closed = 0
    for number, gain in enumerate([0, *sorted((gain for gain in gains if gain > 0), reverse=True)]):
        closed += gain
        if closed >= gap:
            return number
    return None


def by_every_challenger(sheets: list[list[int]], room: int) -> tuple[int | None, ...]:
    sums = [sum(votes) for votes in zip(*sheets, strict=True)]
    leader = sums.index(max(sums))
    found: list[list[int]] = [[], [], [], []]
    for other in range(5):
        if other != leader:
            gap, removed = sums[leader] - sums[other], [one[leader] - one[other] for one in sheets]
            turned = [gain + sum(one) for gain, one in zip(removed, sheets, strict=True)]
            ways = (
                least(removed, gap),
                least([2 * gain for gain in removed], gap),
                least(turned, gap),
                least(turned, gap - room),
            )
            for way, number in zip(found, ways, strict=True):
                way.extend([] if number is None else [number])
    return tuple(min(way, default=None) for way in found)


@settings(deadline=None, max_examples=60)
@given(several, st.integers(0, 30))
def test_no_challenger_is_passed_over(election: list[tuple[str, list[int]]], room: int) -> None:
    rows = [(area, *votes) for area, votes in election]
    frame = pl.DataFrame(
        rows, schema={"area": pl.String} | dict.fromkeys(FIVE, pl.Int64), orient="row"
    ).with_columns(valid_votes=pl.sum_horizontal(FIVE))
    areas = sorted({area for area, _ in election})
    rooms = pl.DataFrame({"area": areas, "capacity": [room] * len(areas)})
    answer = {row[0]: row[1:] for row in fragility(frame, FIVE, rooms).iter_rows()}
    assert answer == {
        area: by_every_challenger([votes for one, votes in election if one == area], room)
        for area in areas
    }
