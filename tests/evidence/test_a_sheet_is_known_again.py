"""A flat sheet compressed again keeps its likeness; other numbers change it, no other station."""

from __future__ import annotations

import re

import cv2
import numpy as np
from files import Pixels

from actas.election.sheet import Cell, Rows, SheetForm
from actas.evidence.likeness import BITS, NEAR, likeness

NAME = {"es": "hoja", "en": "sheet"}
FORM = SheetForm(
    id="sheet",
    name=NAME,
    size=(800, 1000),
    cells=(
        Cell(box=(500, 40, 200, 50), part="station"),
        Rows(box=(500, 150, 200, 52), step=64, fields=tuple("abcdefghijkl")),
    ),
)


def sheet(numbers: list[int], station: int = 7) -> Pixels:
    """White paper with numbers in its cells, 8 pixels a millimetre."""
    flat = np.full((800, 640, 3), 235, np.uint8)
    for cell, number in zip(FORM.each_cell(), [station, *numbers], strict=True):
        x, y, _, high = (round(side * 0.8) for side in cell.box)
        place = (x + 20, y + high - 6)
        cv2.putText(flat, str(number), place, cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 20, 20), 2)
    return flat


def differ(one: Pixels, other: Pixels) -> int:
    return (int(likeness(one, FORM), 16) ^ int(likeness(other, FORM), 16)).bit_count()


NUMBERS = [int(one) for one in np.random.default_rng(3).integers(0, 400, 12)]
OTHERS = [int(one) for one in np.random.default_rng(4).integers(0, 400, 12)]


def test_it_is_64_digits_and_always_the_same() -> None:
    mark = likeness(sheet(NUMBERS), FORM)
    assert re.fullmatch("[0-9a-f]{64}", mark)
    assert mark == likeness(sheet(NUMBERS), FORM)
    assert len(mark) * 4 == BITS


def test_compressed_again_it_is_near() -> None:
    flat = sheet(NUMBERS)
    _, coded = cv2.imencode(".jpg", cv2.resize(flat, None, fx=0.8, fy=0.8), [1, 60])
    back = cv2.resize(cv2.imdecode(coded, 1), (640, 800))
    assert differ(flat, back) <= NEAR
    assert differ(flat, (flat * 0.7).astype(np.uint8)) <= NEAR


def test_another_station_on_the_same_sheet_changes_nothing() -> None:
    assert differ(sheet(NUMBERS), sheet(NUMBERS, station=93)) == 0


def test_other_numbers_are_not_near() -> None:
    assert differ(sheet(NUMBERS), sheet(OTHERS)) > 2 * NEAR


def test_without_cells_or_ink_there_is_a_likeness_too() -> None:
    bare = FORM.model_copy(update={"cells": ()})
    for one in (sheet(NUMBERS), np.full((800, 640, 3), 235, np.uint8)):
        assert re.fullmatch("[0-9a-f]{64}", likeness(one, bare))
