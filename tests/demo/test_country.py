"""An invented country: as many stations as asked for, each in a whole line of named areas."""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.demo.country import LEAST_STATIONS, invent, within
from actas.demo.names import areas, centres
from actas.errors import InputError

pytestmark = pytest.mark.untraced  # runs of much that other tests cover


@settings(max_examples=50 if "ACTAS_EVERY" in os.environ else 5, deadline=None)
@given(stations=st.integers(LEAST_STATIONS, 1500), seed=st.integers(0, 2**32))
def test_it_has_exactly_the_stations_asked_for(stations: int, seed: int) -> None:
    country = invent(stations, Random(seed))
    codes = [station.code for station in country.stations]
    assert len(set(codes)) == len(codes) == stations
    known = {area.code: area for area in country.areas}
    assert len(known) == len(country.areas)
    for code in codes:
        parts = code.split("/")
        assert len(parts) == 5
        assert [known["/".join(parts[: k + 1])].level for k in range(4)] == [0, 1, 2, 3]
    peopled = {"/".join(code.split("/")[: k + 1]) for code in codes for k in range(4)}
    assert peopled == set(known), "no area is without stations"


def test_centres_have_one_code_in_the_whole_country() -> None:
    country = invent(1200, Random(8))
    own = [area.code.rpartition("/")[2] for area in country.areas if area.level == 3]
    assert len(set(own)) == len(own)


def test_stations_of_a_centre_have_about_the_same_electors() -> None:
    by_centre: dict[str, list[int]] = {}
    for station in invent(600, Random(2)).stations:
        by_centre.setdefault(station.code.rpartition("/")[0], []).append(station.electors)
    assert max(max(each) - min(each) for each in by_centre.values()) <= 36
    assert all(200 < electors < 750 for each in by_centre.values() for electors in each)


def test_a_country_too_small_is_refused() -> None:
    with pytest.raises(InputError, match="at least 300"):
        invent(LEAST_STATIONS - 1, Random(1))


def test_a_small_country_is_known_by_heart() -> None:
    country = invent(300, Random(5))
    regions = {a.code: a.name for a in country.areas if a.level == 0}
    sizes = {c: sum(within(s.code, c) for s in country.stations) for c in regions}
    assert list(zip(regions.values(), sizes.values(), strict=True)) == GOLDEN
    assert sum(station.electors for station in country.stations) == GOLDEN_ELECTORS
    assert country.capital.name == GOLDEN_CAPITAL


def test_names_do_not_run_out() -> None:
    label, building = areas(Random(1)), centres(Random(1))
    assert len({next(label) for _ in range(2000)}) == 2000
    assert len({next(building) for _ in range(300)}) == 300


GOLDEN = [
    ("Puerto Amable", 27),
    ("Llano Lejano", 35),
    ("Ribera Vasta", 44),
    ("Roca Ilustre", 27),
    ("Campo Tranquilo", 27),
    ("Torre Grande", 43),
    ("Fuente Triple", 31),
    ("Cumbre Dorada", 13),
    ("Ladera Grande", 18),
    ("Rama Alta", 35),
]
GOLDEN_ELECTORS = 140238
GOLDEN_CAPITAL = "Ribera Vasta"
