"""What an announcement leaves for the stations not counted: never too much, settled when none."""

from __future__ import annotations

from claimkit import claim, held
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.claims.residual import capacity, residual, residuals
from actas.language import Language

SHEETS = [{"a": 60, "b": 40}, {"a": 50, "b": 50}, {"a": 70, "b": 30}]


def test_announced_minus_proven_by_choice_and_group() -> None:
    sheets = [{"a": 60, "b": 40, "c": 3, "d": 2}]
    bulletin = claim("announcement", votes={"a": 70, "b": 39, "others": 9}, groups={"others": []})
    assert residuals(bulletin, held(sheets)) == {"a": 10, "b": -1, "others": 4}


def test_more_for_one_than_is_left_for_all_is_impossible() -> None:
    # 300 votes proven of 400 announced leave 100; b would need 180 of them.
    bulletin = claim("announcement", votes={"a": 100, "b": 300}, coverage={"share": "100.00"})
    found = residual(bulletin, held(SHEETS, expected=4))
    assert found.verdict == "contradicted"
    assert found.numbers["residual"] == {"a": -80, "b": 180}
    assert found.numbers["whole"] == 100
    assert found.numbers["above"] == {"b": 80}


def test_sheets_left_out_of_the_bulletin_are_allowed_for() -> None:
    # Covering three of four stations it may leave out the third sheet, 70 votes of a.
    bulletin = claim("announcement", votes={"a": 110, "b": 200}, coverage={"share": "75.0"})
    found = residual(bulletin, held(SHEETS, expected=4))
    assert found.verdict == "undecidable"
    assert "1 stations" in found.sentences[0].in_language(Language("en", "claims"))


def test_with_every_station_counted_a_fitting_bulletin_is_supported() -> None:
    bulletin = claim("announcement", votes={"a": 180, "b": 120}, coverage={"share": "100"})
    assert residual(bulletin, held(SHEETS, expected=3)).verdict == "supported"


def test_without_its_coverage_only_equal_numbers_support_it() -> None:
    same = claim("announcement", votes={"a": 180, "b": 120})
    less = claim("announcement", votes={"a": 170, "b": 110})
    assert residual(same, held(SHEETS, expected=3)).verdict == "supported"
    assert residual(less, held(SHEETS, expected=3)).verdict == "undecidable"


def test_percentages_alone_are_never_supported_by_it() -> None:
    bulletin = claim("announcement", percent={"a": "60", "b": "40"}, coverage={"share": "100"})
    assert residual(bulletin, held(SHEETS, expected=3)).verdict == "undecidable"
    assert capacity(bulletin, held(SHEETS, expected=3)).verdict == "recorded"


def test_votes_beyond_the_sheets_need_electors() -> None:
    bulletin = claim("announcement", votes={"a": 230, "b": 200})
    fits = capacity(bulletin, held(SHEETS, expected=4, capacity=130))
    beyond = capacity(bulletin, held(SHEETS, expected=4, capacity=129))
    unknown = capacity(bulletin, held(SHEETS))
    assert (fits.verdict, beyond.verdict, unknown.verdict) == (
        "supported",
        "contradicted",
        "recorded",
    )
    assert fits.numbers == {"needed": 130, "capacity": 130}


def test_with_every_station_counted_nothing_can_come() -> None:
    bulletin = claim("announcement", votes={"a": 181, "b": 119})
    assert capacity(bulletin, held(SHEETS, expected=3)).verdict == "contradicted"


def test_electors_beyond_the_stations_keep_it_open() -> None:
    """As many sheets as stations, and electors on none of them: not every vote is here."""
    bulletin = claim("announcement", votes={"a": 180, "b": 120}, coverage={"share": "100"})
    found = residual(bulletin, held(SHEETS, expected=3, capacity=800))
    assert found.verdict == "undecidable"
    assert "0 stations" not in found.says(Language("en", "claims"))


def test_a_register_that_contradicts_itself_leaves_no_room_to_compare() -> None:
    bulletin = claim("announcement", votes={"a": 230, "b": 200})
    found = capacity(bulletin, held(SHEETS, expected=4, contradictory=True))
    assert found.verdict == "recorded"
    assert "it contradicts itself" in found.says(Language("en", "claims"))


@settings(deadline=None)
@given(
    truth=st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)),
        min_size=1,
        max_size=30,
    ),
    seen=st.data(),
)
def test_an_honest_bulletin_is_never_contradicted(
    truth: list[tuple[int, int, int]], seen: st.DataObject
) -> None:
    """Whatever it covers and whatever is counted, with as many electors as votes."""
    places = st.sets(st.integers(0, len(truth) - 1), min_size=1)
    covered, counted = seen.draw(places), seen.draw(places)
    votes = {
        name: sum(truth[place][number] for place in covered) for number, name in enumerate("abc")
    }
    bulletin = claim(
        "announcement",
        votes=votes,
        coverage={"share": f"{len(covered) / len(truth) * 100:.2f}"},
    )
    sheets = [dict(zip("abc", truth[place], strict=True)) for place in counted]
    electors = sum(sum(truth[place]) for place in range(len(truth)) if place not in counted)
    by = held(sheets, expected=len(truth), capacity=electors)
    assert residual(bulletin, by).verdict != "contradicted"
    assert capacity(bulletin, by).verdict == "supported"
