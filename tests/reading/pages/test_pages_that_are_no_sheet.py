"""A page is held for no sheet only where nothing hints at one; and none is looked at for long."""

from __future__ import annotations

import os
from itertools import count

import cv2
import numpy as np
import pytest
from sheetkit import ELECTION, shot

from actas.demo import exposure
from actas.election.registration import Pixels
from actas.reading.pages.placing import place
from actas.reading.pages.reader import Care, read_page


def clouds(rng: np.random.Generator) -> Pixels:
    soft = cv2.GaussianBlur(rng.normal(0, 1, (600, 800, 3)), (0, 0), 25)
    return np.asarray(cv2.normalize(soft, None, 0, 255, cv2.NORM_MINMAX), np.uint8)


def table(rng: np.random.Generator) -> Pixels:
    image = exposure.table((600, 800), rng)
    for _ in range(3):
        exposure.finger(image, rng)
    return np.asarray(exposure.noisy(image, 4, rng), np.uint8)


def plain(rng: np.random.Generator) -> Pixels:
    return np.full((600, 800, 3), int(rng.integers(0, 256)), np.uint8)


@pytest.mark.parametrize("kind", [clouds, table, plain])
@pytest.mark.parametrize("seed", [1, 2, 3, 4] if "ACTAS_EVERY" in os.environ else [1])
def test_what_has_nothing_of_a_sheet_is_none(kind: object, seed: int) -> None:
    assert callable(kind)
    read = read_page(kind(np.random.default_rng(seed)), ELECTION, Care(), count().__next__).read
    assert read.form is None
    assert read.unread == ("form",), "where no time is left, it may be one"
    read = read_page(kind(np.random.default_rng(seed)), ELECTION, Care(), lambda: 0.0).read
    assert read.form is None
    assert read.unread == ()


@pytest.mark.parametrize("form", ["strip", "box"])
@pytest.mark.parametrize("blur", [6, 16])
def test_a_sheet_that_nothing_can_be_read_of_is_kept(form: str, blur: int) -> None:
    pixels = cv2.GaussianBlur(shot(form, 2, seed=5).pixels, (0, 0), blur)
    faded = np.asarray(255 - (255 - pixels) * 0.5, np.uint8)
    read = read_page(faded, ELECTION, Care(), lambda: 0.0).read
    assert read.form is not None or read.unread == ("form",)


def test_no_view_is_tried_once_the_time_is_spent() -> None:
    found = place(shot("strip", 1, seed=2).pixels, ELECTION.sheets, {}, lambda: True)
    assert found.registration is None
    assert found.suspected


def test_a_form_without_a_code_is_placed_among_others() -> None:
    for form in ("strip", "box"):
        taken = shot(form, 1, seed=2, coded=False)
        found = place(taken.pixels, ELECTION.sheets, {}, lambda: False)
        assert found.form == taken.form
        assert found.registration is not None
        assert taken.off(found.registration) < 10
