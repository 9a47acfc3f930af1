"""A printed sheet says in its pixels what it is said to say, where its plan has it."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.demo.payloads import by_position, from_pairs, from_pattern
from actas.demo.printing import Content, Rendered, render
from actas.election import packs
from actas.election.payload import PatternGrammar, TaggedGrammar
from actas.election.sheet import Cell, SheetForm

PARTS = {"region": "1", "district": "2", "parish": "3", "centre": "100001", "station": "4"}
VOTES = {"ceiba": 212, "roble": 180, "jacaranda": 23, "saman": 7, "ombu": 3}
TALLIES = {"valid": 425, "null_votes": 5, "blank": 3, "ballots": 433, "voters": 433}


@cache
def form(pack: str, name: str) -> SheetForm:
    return next(one for one in packs.definition(pack).sheets if one.id == name)


def strip_payload(strip: SheetForm) -> str:
    grammar = strip.codes[0].grammar
    assert isinstance(grammar, PatternGrammar)
    numbers = {name: str(count) for name, count in TALLIES.items()}
    votes = by_position(dict(enumerate(VOTES.values(), 1)))
    return from_pattern(grammar, {**PARTS, "copy": "01", "votes": votes, **numbers})


@pytest.fixture(scope="module")
def strip() -> Rendered:
    plan = form("demo", "strip")
    content = Content(
        parts=PARTS,
        values={"president": {**VOTES, **TALLIES}},
        electors=640,
        payloads=(strip_payload(plan),),
    )
    return render(plan, content, np.random.default_rng(1))


@pytest.fixture(scope="module")
def boxed() -> Rendered:
    votes = {name: VOTES[name] for name in ("roble", "ceiba", "jacaranda")}
    content = Content(
        parts=PARTS,
        values={"governor": {**votes, **TALLIES}},
        payloads=("1/2/3/100001/4", "1/2/3/100001/4"),
    )
    return render(form("demo", "box"), content, np.random.default_rng(1))


def dark(sheet: Rendered, box: tuple[int, int, int, int]) -> float:
    """Share of a box that is covered with ink."""
    scale = sheet.per_mm / 10
    x, y, width, height = (round(one * scale) for one in box)
    return float((sheet.pixels[y : y + height, x : x + width].min(axis=2) < 150).mean())


def test_the_code_says_the_numbers_and_lies_in_its_box(strip: Rendered) -> None:
    (code,) = zxingcpp.read_barcodes(strip.pixels)
    assert code.text == strip.content.payloads[0]
    x, y, width, height = strip.form.codes[0].boxes[0]
    at = code.position
    assert np.allclose(
        [at.top_left.x, at.top_left.y, at.bottom_right.x, at.bottom_right.y],
        np.array([x, y, x + width, y + height]) * strip.per_mm / 10,
        atol=3,
    )


def test_codes_of_a_boxed_form_only_identify(boxed: Rendered) -> None:
    found = {str(code.format): code.text for code in zxingcpp.read_barcodes(boxed.pixels)}
    assert list(found.values()) == ["1/2/3/100001/4"] * 2


def test_each_cell_is_known_and_inked_where_it_says_something(
    strip: Rendered, boxed: Rendered
) -> None:
    said = {cell.field or cell.part: number for cell, number in strip.cells}
    assert said == {
        name: str(number) for name, number in {**PARTS, "electors": 640, **VOTES, **TALLIES}.items()
    }
    for sheet in (strip, boxed):
        for cell, number in sheet.cells:
            assert dark(sheet, cell.box) > 0.01 or not number
    (empty,) = [cell for cell, number in boxed.cells if not number]
    assert empty.field == "electors" and dark(boxed, empty.box) == 0


def test_private_ink_lies_in_private_regions_only(strip: Rendered, boxed: Rendered) -> None:
    for sheet in (strip, boxed):
        inside = np.zeros_like(sheet.private_ink)
        for region in sheet.form.private:
            x, y, width, height = (round(one * sheet.per_mm / 10) for one in region.box)
            around = round(sheet.per_mm)
            inside[y - around : y + height + around, x - around : x + width + around] = True
            assert sheet.private_ink[y : y + height, x : x + width].mean() > 0.01
        assert not (sheet.private_ink & ~inside).any()


def test_the_same_seed_prints_the_same_sheet(strip: Rendered) -> None:
    again = render(strip.form, strip.content, np.random.default_rng(1))
    other = render(strip.form, strip.content, np.random.default_rng(2))
    assert np.array_equal(again.pixels, strip.pixels)
    assert not np.array_equal(other.pixels, strip.pixels)


def test_a_number_too_long_for_its_boxes_is_refused() -> None:
    plan = SheetForm(
        id="one",
        name="one",
        size=(400, 200),
        cells=(Cell(box=(100, 50, 200, 80), field="a", digits=3, hand=True),),
    )
    with pytest.raises(ValueError, match="1000 does not fit 3 boxes"):
        render(plan, Content(values={"c": {"a": 1000}}), np.random.default_rng(1))


def test_a_blank_code_leaves_its_place_empty() -> None:
    plan = form("demo", "strip")
    sheet = render(plan, Content(parts=PARTS, payloads=(None,)), np.random.default_rng(1))
    assert dark(sheet, plan.codes[0].boxes[0]) == 0


def test_a_real_pack_can_be_printed_too() -> None:
    plan = form("ve-2024", "strip")
    grammar = plan.codes[0].grammar
    assert isinstance(grammar, PatternGrammar)
    votes = by_position({1: 140, 36: 155, 38: 1})
    groups = {"centre": "010113042", "table": "01", "part": "1", "copy": "0001", "votes": votes}
    payload = from_pattern(grammar, {**groups, "nulos": "0", "blank": "0"})
    content = Content(positions={"president": {1: 140, 36: 155}}, payloads=(payload,))
    sheet = render(plan, content, np.random.default_rng(1))
    assert [code.text for code in zxingcpp.read_barcodes(sheet.pixels)] == [payload]


@given(st.lists(st.integers(0, 9999), min_size=5, max_size=5), st.integers(0, 99))
@settings(max_examples=30)
def test_a_payload_is_taken_apart_into_what_it_was_made_of(votes: list[int], copy: int) -> None:
    grammar = form("demo", "strip").codes[0].grammar
    assert isinstance(grammar, PatternGrammar)
    groups = {**PARTS, "copy": f"{copy:02}", "votes": by_position(dict(enumerate(votes, 1)))}
    groups |= {name: str(count) for name, count in TALLIES.items()}
    found = re.fullmatch(grammar.pattern, from_pattern(grammar, groups))
    assert found is not None and found.groupdict() == groups


def test_a_payload_that_its_pattern_does_not_take_is_refused() -> None:
    grammar = PatternGrammar(
        kind="pattern", pattern=r"^(?P<a>[0-9])!(?P<v>[0-9]+)$", station=("a",), votes="v"
    )
    assert from_pattern(grammar, {"a": "1", "v": "23"}) == "1!23"
    with pytest.raises(ValueError, match="does not take"):
        from_pattern(grammar, {"a": "x", "v": "23"})


def test_pairs_are_spread_over_numbered_codes() -> None:
    grammar = TaggedGrammar(kind="tagged", part="PART", header=("PART", "V"), station=("A",))
    pairs = [("A", "1"), ("B", "2"), ("C", "3")]
    assert from_pairs(grammar, {"V": "9"}, pairs, codes=2) == (
        "PART:1:2 V:9 A:1 B:2",
        "PART:2:2 V:9 C:3",
    )
