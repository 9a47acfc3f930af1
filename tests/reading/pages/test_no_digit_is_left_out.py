"""A stem near a cell's edge is a digit and no ruled line; digits that are not read are missed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from actas.election.registration import Registration
from actas.reading.pages.cells import leaves_out, written

WIDE, HIGH = 200, 46
FLAT = Registration("strip", (WIDE, HIGH), np.eye(3), 0.0, ())


def cell(text: str, rules: bool = False) -> NDArray[np.uint8]:
    """A number as strips print it: flush right, digits three quarters of the cell high."""
    picture = np.full((HIGH, WIDE), 215, np.uint8)
    size, _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.5, 4)
    at = (WIDE - size[0] - 3, HIGH - 6)
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 1.5, 60, 4, cv2.LINE_AA)
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.2), np.uint8)
    if rules:
        picture[:2], picture[-2:], picture[:, :3] = 60, 60, 60
    return picture


@pytest.mark.parametrize("rules", [False, True])
@pytest.mark.parametrize("text", ["17", "71", "11", "1", "191", "208"])
def test_every_digit_of_a_number_is_in_its_cut(text: str, rules: bool) -> None:
    there = written(cell(text, rules))
    plain = written(cell(text))
    assert there is not None
    assert plain is not None
    # As wide as the number alone, not as the cell: neither a digit nor a rule too many.
    assert abs(there.shape[1] - plain.shape[1]) <= 4
    assert there.shape[1] < WIDE
    assert leaves_out(cell(text, rules), FLAT, (0, 0, WIDE, HIGH), text[:-1])


@pytest.mark.parametrize("text", ["8", "17", "71", "208", "4000"])
def test_a_digit_less_than_is_written_is_noticed(text: str) -> None:
    box = (0, 0, WIDE, HIGH)
    assert leaves_out(cell(text), FLAT, box, text[1:])
    assert not leaves_out(cell(text), FLAT, box, text)


def test_a_blank_cell_leaves_nothing_out() -> None:
    assert not leaves_out(np.full((HIGH, WIDE), 215, np.uint8), FLAT, (0, 0, WIDE, HIGH), "")
