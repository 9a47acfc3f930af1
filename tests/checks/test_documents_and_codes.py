"""What documents say: broken codes, code against print, one sheet twice, sheets that wait."""

from __future__ import annotations

from typing import Any

import pytest
from checks_kit import decision, found, judged, outcome, sheet, states
from hypothesis import given
from hypothesis import strategies as st

from actas.election import likeness

CODE = {"reader": "code", "document": "d1"}
PRINT = {"reader": "print", "document": "d1"}
ONE = "0" * 64
LIKE_ONE = "0" * 62 + "ff"
"""Eight bits away."""
OTHER = "f" * 64


def paper(station: str | None = "1/1/1", **said: Any) -> dict[str, Any]:
    """A document of a station."""
    return {"station": station, "document": "d1"} | said


@pytest.mark.parametrize("code", ["C601", "C602", "C603", "C604"])
def test_a_broken_code_is_told_by_its_rule_and_rejected(code: str) -> None:
    result = judged(
        [sheet(reader="code", problems=(f"{code} the votes make 5, not 6", "and more"))]
    )
    assert found(result, code) == [{"detail": "the votes make 5, not 6; and more"}]
    assert states(result) == {("1/1/1", "herons"): ("rejected", 0, [code])}
    assert not found(result, "I501"), "told once"


@pytest.mark.parametrize("code", ["C601", "C602", "C603", "C604"])
def test_codes_that_hold_and_rows_of_tables_are_silent(code: str) -> None:
    result = judged([sheet(**CODE), sheet("1/1/2", problems=(f"line 3: {code}",))])
    assert not found(result, code)
    assert found(result, "I501")


def test_a_broken_code_holds_back_what_else_its_source_says_of_the_station() -> None:
    rows = [sheet(reader="code", problems=("C602 sums",)), sheet(reader="print", document="d1")]
    result = judged(rows)
    assert states(result) == {("1/1/1", "herons"): ("quarantined", 1, ["C602"])}
    settled = judged(rows, decided=[decision("accept", source="herons")])
    assert states(settled) == {("1/1/1", "herons"): ("accepted", 1, ["decision"])}


def test_a_broken_code_of_no_station_touches_no_other() -> None:
    result = judged([sheet(None, given="9", problems=("C604 no such centre",)), sheet()])
    assert states(result) == {
        (None, "herons"): ("rejected", 0, ["C604"]),
        ("1/1/1", "herons"): ("accepted", 1, []),
    }


def test_code_and_print_that_agree_are_one_sheet() -> None:
    result = judged([sheet(**CODE), sheet(**PRINT, valid=16)])
    assert outcome(result, "D406") == (1, 0, 0)
    assert states(result) == {("1/1/1", "herons"): ("accepted", 1, [])}, "the fuller one stands"


def test_code_and_print_that_differ_wait_and_are_told_once() -> None:
    result = judged([sheet(**CODE), sheet(oak=11, **PRINT)])
    assert found(result, "D406") == [{"fields": ["oak"]}]
    assert not found(result, "D401")
    assert states(result) == {("1/1/1", "herons"): ("quarantined", None, ["D406"])}


def test_another_reading_that_differs_too_is_told_beside_it() -> None:
    table = sheet(oak=12)
    result = judged([sheet(**CODE), sheet(oak=11, **PRINT), table])
    assert len(found(result, "D406")) == len(found(result, "D401")) == 1


def test_a_print_that_differs_from_a_table_but_not_from_its_code_is_no_d406() -> None:
    result = judged([sheet(**CODE), sheet(**PRINT, valid=16), sheet(valid=17)])
    assert not found(result, "D406")
    assert found(result, "D401")[0]["fields"] == ["valid"]


def test_two_documents_of_one_station_that_differ_are_for_d401() -> None:
    result = judged([sheet(**CODE), sheet(oak=11, reader="print", document="d2")])
    assert not found(result, "D406")
    assert found(result, "D401")


def test_one_sheet_under_two_stations_holds_both() -> None:
    rows = [sheet(), sheet("1/1/2")]
    papers = [paper(likeness=ONE), paper("1/1/2", document="d2", likeness=LIKE_ONE)]
    result = judged(rows, papers=papers)
    assert found(result, "D407") == [
        {"distance": 8, "others": ["1/1/2"]},
        {"distance": 8, "others": ["1/1/1"]},
    ]
    assert {why[2][-1] for why in states(result).values()} == {"D407"}


def test_a_sheet_without_numbers_is_held_for_no_other() -> None:
    papers = [paper(likeness=ONE), paper("1/1/2", document="d2", likeness=ONE, unread=["code"])]
    assert not found(judged([sheet()], papers=papers), "D407")


def test_sheets_with_other_numbers_are_others_however_alike_they_look() -> None:
    papers = [paper(likeness=ONE), paper("1/1/2", document="d2", likeness=ONE)]
    assert not found(judged([sheet(), sheet("1/1/2", oak=11)], papers=papers), "D407")


@pytest.mark.parametrize(
    "second",
    [
        paper("1/1/2", document="d2", likeness=OTHER),
        paper("1/1/1", document="d2", likeness=ONE),
        paper("1/1/2", document="d2", likeness=ONE, again="d1"),
        paper("1/1/2", document="d2", likeness=ONE, sheet="box"),
        paper("1/1/2", document="d2"),
        paper(None, document="d2", likeness=ONE),
    ],
    ids=["unlike", "same station", "known again", "another form", "no likeness", "no station"],
)
def test_what_is_no_sheet_under_another_station(second: dict[str, Any]) -> None:
    rows = [sheet(), sheet("1/1/2")]
    assert not found(judged(rows, papers=[paper(likeness=ONE), second]), "D407")


def test_a_sheet_that_people_rejected_accuses_no_other() -> None:
    papers = [paper(likeness=ONE), paper("1/1/2", document="d2", likeness=ONE)]
    result = judged([sheet(), sheet("1/1/2")], papers=papers, decided=[decision("reject", "1/1/2")])
    assert not found(result, "D407")


def test_two_sheets_of_one_copy_number_that_differ_wait() -> None:
    other = sheet(oak=11, reader="code", document="d2", copied="1.0001")
    result = judged([sheet(**CODE, copied="1.0001"), other])
    assert found(result, "D408") == [{"copied": "1.0001", "fields": ["oak"], "sheets": 2}]
    assert "D408" in states(result)["1/1/1", "herons"][2]


def test_two_copies_and_one_copy_twice_are_in_order() -> None:
    first = sheet(**CODE, copied="1.0001")
    again = sheet(reader="code", document="d2", copied="1.0001")
    second_copy = sheet("1/1/2", reader="code", document="d3", copied="1.0002")
    assert not found(judged([first, again, second_copy]), "D408")
    assert not found(judged([first, sheet(oak=9, reader="print", document="d1")]), "D408")


def test_two_sources_bring_sheets_of_one_copy_number() -> None:
    other = sheet(oak=11, source="owls", reader="code", document="d2", copied="1.0001")
    result = judged([sheet(**CODE, copied="1.0001"), other])
    assert {key[1] for key, why in states(result).items() if "D408" in why[2]} == {"herons", "owls"}


def test_a_document_that_waits_is_told_until_it_is_read() -> None:
    waiting = paper(unread=["code", "hand"])
    unread = judged([], papers=[waiting])
    assert found(unread, "I502") == [{"document": "d1", "unread": ["code", "hand"]}]
    assert unread.records.is_empty()
    assert not found(judged([sheet()], papers=[waiting]), "I502")


def test_a_document_of_no_station_waits_until_a_reading_names_it() -> None:
    waiting = paper(None, unread=["code"])
    assert found(judged([sheet()], papers=[waiting]), "I502")
    assert not found(judged([sheet(document="d1")], papers=[waiting]), "I502")
    assert not found(judged([], papers=[paper(None)]), "I502"), "nothing waits"


likenesses = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(st.lists(likenesses, max_size=6), st.lists(likenesses, max_size=6), st.integers(90, 160))
def test_near_pairs_are_those_whose_bits_say_so(
    ones: list[str], others: list[str], within: int
) -> None:
    def differ(one: str, other: str) -> int:
        return (int(one, 16) ^ int(other, 16)).bit_count()

    near = likeness.near(likeness.bits(ones), likeness.bits(others), within)
    assert sorted(near.tolist()) == [
        [i, j, differ(one, other)]
        for i, one in enumerate(ones)
        for j, other in enumerate(others)
        if differ(one, other) <= within
    ]
    assert all(
        likeness.distance(one, other) == differ(one, other) for one in ones for other in ones
    )
