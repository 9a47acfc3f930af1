"""Where a sheet lies in a picture is found, whichever way up, or it is said that it is not."""

from __future__ import annotations

import numpy as np
import pytest
from sheetkit import FORMS, shot

from actas.reading.pages.registering import register

NEAR = 10
"""Tenths of a millimetre: nearer than the margin around what is hidden."""


@pytest.mark.parametrize("form", ["strip", "box"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_sheet_with_its_code_is_found_whichever_way_up(form: str, turn: int) -> None:
    taken = shot(form, 1, seed=turn + 1, turn=turn)
    found = register(taken.pixels, taken.form, taken.codes())
    assert found is not None
    assert taken.off(found) < NEAR
    assert found.residual <= taken.form.tolerance
    assert any(name.startswith("code") for name in found.anchors)


@pytest.mark.parametrize(("form", "turn"), [("strip", 180), ("box", 0), ("box", 180)])
def test_a_sheet_without_a_code_is_found_by_its_marks_and_words(form: str, turn: int) -> None:
    taken = shot(form, 1, seed=7, turn=turn, coded=False)
    found = register(taken.pixels, taken.form, None)
    assert found is not None
    assert taken.off(found) < NEAR
    assert sum(name.startswith("words") for name in found.anchors) >= 2


def test_a_sheet_made_flat_is_upright() -> None:
    taken = shot("strip", 1, seed=3, turn=90)
    found = register(taken.pixels, taken.form, taken.codes())
    assert found is not None
    flat = found.flat(taken.pixels, 4.0)
    assert flat.shape[:2] == (round(taken.form.size[1] * 0.4), round(taken.form.size[0] * 0.4))
    x, y, wide, high = (round(side * 0.4) for side in taken.form.anchors[0].box)
    assert flat[y + 3 : y + high - 3, x + 3 : x + wide - 3].mean() < 110, "a mark is dark"


def test_what_is_no_sheet_is_not_found() -> None:
    rng = np.random.default_rng(5)
    blank = np.full((1400, 700, 3), 240, np.uint8)
    noise = rng.integers(0, 255, (700, 500, 3), dtype=np.uint8)
    for form in FORMS.values():
        assert register(blank, form, None) is None
        assert register(noise, form, None) is None


@pytest.mark.parametrize(("form", "other"), [("strip", "box"), ("box", "strip")])
def test_a_sheet_of_another_form_is_not_taken_for_this_one(form: str, other: str) -> None:
    assert register(shot(form, 1, seed=2).pixels, FORMS[other], None) is None


def test_a_sheet_in_a_mirror_is_not_found() -> None:
    taken = shot("strip", 0, seed=4)
    assert register(np.ascontiguousarray(taken.pixels[:, ::-1]), taken.form, None) is None


def test_one_end_of_a_sheet_is_not_enough() -> None:
    taken = shot("strip", 0, seed=4)
    end = taken.pixels[round(0.8 * len(taken.pixels)) :]
    lower = [(place, at - [0, len(taken.pixels) - len(end)]) for place, at in taken.codes()]
    assert register(np.ascontiguousarray(end), taken.form, lower) is None
    upper = np.ascontiguousarray(taken.pixels[: len(taken.pixels) // 3])
    assert register(upper, taken.form, None) is None


def test_corners_that_are_not_the_codes_do_not_mislead() -> None:
    taken = shot("strip", 1, seed=6)
    wrong = [(place, at * 0.5 + 40) for place, at in taken.codes()]
    found = register(taken.pixels, taken.form, wrong)
    assert found is None or taken.off(found) < NEAR
