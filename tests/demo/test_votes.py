"""Honest sheets add up, look like neighbours, and give the leads that the demo needs."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random
from statistics import correlation

import pytest

from actas.demo.country import Country, invent, within
from actas.demo.votes import GOVERNOR, LISTS, PRESIDENT, Sheet, cast

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

Cast = tuple[Country, list[Sheet]]


@pytest.fixture(scope="module", params=[1, 5, 77])
def made(request: pytest.FixtureRequest) -> Cast:
    rng = Random(request.param)
    country = invent(1500, rng)
    return country, cast(country, rng)


def test_every_honest_sheet_adds_up(made: Cast) -> None:
    for sheet in made[1]:
        assert min(sheet.row.values()) >= 0
        assert sum(sheet.votes.values()) == sheet.valid
        assert sheet.valid + sheet.null_votes + sheet.blank == sheet.ballots == sheet.voters
        assert 0 < sheet.ballots < sheet.electors


def test_each_contest_is_voted_on_where_it_should_be(made: Cast) -> None:
    country, sheets = made
    capital = country.capital.code
    everywhere = [station.code for station in country.stations]
    assert [s.station for s in sheets if s.contest == PRESIDENT] == everywhere
    inside = [code for code in everywhere if within(code, capital)]
    assert [s.station for s in sheets if s.contest == GOVERNOR] == inside


def test_as_many_came_to_both_contests_of_a_station(made: Cast) -> None:
    ballots: dict[str, set[int]] = {}
    for sheet in made[1]:
        ballots.setdefault(sheet.station, set()).add(sheet.ballots)
    assert all(len(each) == 1 for each in ballots.values())


@pytest.mark.parametrize("contest", [PRESIDENT, GOVERNOR])
def test_shares_are_those_that_were_asked_for(made: Cast, contest: str) -> None:
    total: Counter[str] = Counter()
    for sheet in made[1]:
        if sheet.contest == contest:
            total.update(sheet.row)
    for name, share in LISTS[contest].items():
        assert total[name] / total["valid"] == pytest.approx(share, abs=0.012)


def test_neighbours_vote_alike(made: Cast) -> None:
    shares = {s.station: s.votes["ceiba"] / s.valid for s in made[1] if s.contest == PRESIDENT}
    same_centre = [
        (shares[a], shares[b])
        for a, b in pairwise(shares)
        if a.rpartition("/")[0] == b.rpartition("/")[0]
    ]
    assert correlation(*zip(*same_centre, strict=True)) > 0.5


def test_no_two_honest_sheets_are_equal(made: Cast) -> None:
    seen = Counter((s.contest, *s.row.values()) for s in made[1])
    assert max(seen.values()) == 1
