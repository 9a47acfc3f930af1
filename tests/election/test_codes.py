"""Codes: one way of writing each, and lower codes that stand for a whole path."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actas.election.codes import (
    areas_above,
    lies_in,
    normalise,
    normalised,
    place,
    place_all,
    place_area,
    whole,
)
from actas.election.definition import Election
from actas.election.shapes import STATIONS, Register

KNOWN = (
    "20/13/970/201301006/1",
    "20/13/970/201301006/2",
    "20/13/970/201301007/1",
    "1/1/13/10113042/1",
    "1/1/13/A.7/1",
    "99/ES/1",
)


def election(kind: str = "open", zeros: str = "strip") -> Election:
    return Election.model_validate(
        {
            "actas": 1,
            "id": "example",
            "name": "Example",
            "date": "2030-01-01",
            "leading_zeros": zeros,
            "levels": [{"id": f"level{i}", "name": f"Level {i}"} for i in range(5)],
            "contests": [
                {"id": "mayor", "name": "Mayor", "choices": [{"id": "a", "name": "Avila"}]}
            ],
            "register": {"kind": kind},
            "outside": [{"code": "99", "name": "Abroad"}],
        }
    )


def register(stations: tuple[str, ...] = KNOWN) -> Register:
    codes = pl.Series(stations, dtype=pl.String)
    frame = pl.DataFrame({"station": codes}).with_columns(
        name=pl.lit(None, dtype=pl.String),
        electors=pl.lit(None, dtype=pl.Int64),
        status=pl.lit("regular"),
        into=pl.lit(None, dtype=pl.String),
    )
    return Register(frame.select(list(STATIONS)).sort("station"), areas_above(codes))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("20/13/970/201301006/1", "20/13/970/201301006/1"),
        ("020/013/00970/0201301006/01", "20/13/970/201301006/1"),
        (" 7 ", "7"),
        ("000", "0"),
        ("0A/00", "0A/0"),
        ("010113042.01", "010113042.01"),
        ("a..b", "a..b"),
    ],
)
def test_numeric_parts_lose_their_leading_zeros(written: str, kept: str) -> None:
    assert normalise(written, election()) == kept


@pytest.mark.parametrize(
    "written",
    ["", "/", "1//2", "1/", "..", "1/../2", "1/./2", "a b", "á", "١", "1\n", "x" * 41, "1\\2"],
)
def test_what_is_no_code(written: str) -> None:
    assert normalise(written, election()) is None


def test_zeros_stay_where_the_election_keeps_them() -> None:
    assert normalise("007/01", election(zeros="keep")) == "007/01"


codes = st.one_of(
    st.text(alphabet="01/.-A \n٣á", max_size=12),
    st.lists(st.from_regex(r"0{0,3}[0-9A.]{1,4}", fullmatch=True), min_size=1, max_size=6).map(
        "/".join
    ),
)


@pytest.mark.untraced
@given(st.lists(codes, max_size=20), st.sampled_from(["strip", "keep"]))
def test_a_column_is_normalised_as_each_of_its_codes(written: list[str], zeros: str) -> None:
    asked = election(zeros=zeros)
    frame = pl.DataFrame({"code": pl.Series(written, dtype=pl.String)})
    together = frame.select(normalised(pl.col("code"), asked))["code"].to_list()
    assert together == [normalise(code, asked) for code in written]


@given(codes)
def test_normalising_twice_is_normalising_once(written: str) -> None:
    once = normalise(written, election())
    assert once is None or normalise(once, election()) == once


@pytest.mark.parametrize(
    ("written", "station"),
    [
        ("20/13/970/201301006/1", "20/13/970/201301006/1"),
        ("020/013/970/201301006/01", "20/13/970/201301006/1"),
        ("201301006/2", "20/13/970/201301006/2"),
        ("970/201301006/2", "20/13/970/201301006/2"),
        ("010113042.01", "1/1/13/10113042/1"),
        ("10113042/1", "1/1/13/10113042/1"),
        ("A.7/1", "1/1/13/A.7/1"),
        ("2", "20/13/970/201301006/2"),
        ("99/ES/1", "99/ES/1"),
        ("ES/1", "99/ES/1"),
    ],
)
@pytest.mark.parametrize("kind", ["open", "closed"])
def test_a_lower_code_stands_for_its_path(written: str, station: str, kind: str) -> None:
    assert place(written, register(), election(kind)) == station


@pytest.mark.parametrize("written", ["1", "5/5", "not a code", "", "201301006", "1.2.3", "77/ES/1"])
@pytest.mark.parametrize("kind", ["open", "closed"])
def test_what_stands_for_no_one_station(written: str, kind: str) -> None:
    assert place(written, register(), election(kind)) is None


@pytest.mark.parametrize(
    ("written", "station"),
    [
        ("5/5/5/5/5", "5/5/5/5/5"),
        ("201301006/9", "20/13/970/201301006/9"),
        ("201301006.09", "20/13/970/201301006/9"),
        ("99/FR/1", "99/FR/1"),
        ("99/FR", "99/FR"),
    ],
)
def test_an_open_register_places_stations_it_does_not_know(written: str, station: str) -> None:
    assert place(written, register(), election("open")) == station
    assert place(written, register(), election("closed")) is None


def test_a_column_of_codes_keeps_its_order_and_its_gaps() -> None:
    given_codes = pl.Series(["201301006/2", None, "?", "201301006/2", "10113042.1"])
    placed = place_all(given_codes, register(), election())
    assert placed.to_list() == [KNOWN[1], None, None, KNOWN[1], KNOWN[3]]


def test_an_area_is_found_by_its_path_or_a_lower_code() -> None:
    known = register()
    assert place_area("020/13", known, election()) == "20/13"
    assert place_area("201301006", known, election()) == "20/13/970/201301006"
    assert place_area("13", known, election()) is None
    assert place_area("no code", known, election()) is None


def test_stations_outside_the_tree_may_have_fewer_parts() -> None:
    frame = pl.DataFrame({"code": ["99/ES", "99", "1/2", "1/2/3/4/5", "1/2/3/4/5/6"]})
    assert frame.select(whole(pl.col("code"), election()))["code"].to_list() == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_areas_above_stations_are_all_there_with_their_level() -> None:
    areas = areas_above(pl.Series(["1/2/3", "1/4/5", None]))
    assert areas.rows() == [("1", 0, None), ("1/2", 1, None), ("1/4", 1, None)]


def test_a_station_without_areas_has_none_above() -> None:
    assert areas_above(pl.Series(["1", "2"])).is_empty()


def test_a_station_lies_in_what_is_above_it_from_the_top() -> None:
    assert lies_in("20/13/970/201301006/1") == ["20", "20/13", "20/13/970", "20/13/970/201301006"]
    assert lies_in("20") == []


@pytest.mark.parametrize("code", KNOWN)
def test_one_code_and_a_column_of_codes_say_alike_what_is_above(code: str) -> None:
    assert sorted(lies_in(code)) == areas_above(pl.Series([code]))["area"].to_list()
