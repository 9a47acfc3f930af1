"""Printed numbers are read from photographs; handwritten ones are cut out and shown."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from sheetkit import ELECTION, FORMS, Shot, shot

from actas.election.registration import Registration
from actas.election.sheet import SheetForm
from actas.reading.pages.anchoring import corners
from actas.reading.pages.hand import handwritten
from actas.reading.pages.preview import preview
from actas.reading.pages.printed import printed_station, read_printed
from actas.reading.pages.registering import register
from actas.reading.pages.shapes import SheetReading


def registered(taken: Shot) -> Registration:
    found = register(taken.pixels, taken.form, taken.codes())
    assert found is not None
    return found


@pytest.mark.parametrize(("severity", "coded"), [(0, False), (1, True)])
def test_a_strip_is_read_by_its_print(severity: int, coded: bool) -> None:
    taken = shot("strip", severity, seed=11, coded=coded)
    read = read_printed(taken.pixels, registered(taken), taken.form, ELECTION)
    assert isinstance(read, SheetReading)
    (fields,) = read.values.values()
    assert fields | {"voters": taken.values["voters"]} == taken.values
    assert read.given == "3/12/7/45/2"
    assert read.electors == taken.values["valid"] + 60
    assert read.confidence >= 800


def test_print_that_was_altered_does_not_add_up() -> None:
    taken = shot("strip", 0, seed=12)
    place = registered(taken)
    first, second = [cell for cell in taken.form.each_cell() if cell.field][1:3]
    altered = taken.pixels.copy()
    here, there = (
        np.round(place.to_image(corners(cell.box))).astype(int) for cell in (first, second)
    )
    (left, top), (right, low) = here[0], here[2]
    x, y = there[0]
    altered[top:low, left:right] = taken.pixels[y : y + low - top, x : x + right - left]
    assert read_printed(altered, place, taken.form, ELECTION) in ("sums", "print")


def test_a_number_that_is_covered_holds_the_sheet_back() -> None:
    taken = shot("strip", 0, seed=12)
    place = registered(taken)
    cell = next(cell for cell in taken.form.each_cell() if cell.field == "null_votes")
    (left, top), (right, low) = np.round(place.to_image(corners(cell.box))).astype(int)[[0, 2]]
    covered = taken.pixels.copy()
    covered[top:low, left:right] = covered[top, left]
    assert read_printed(covered, place, taken.form, ELECTION) == "print"


def test_a_handwritten_sheet_is_never_read_and_its_cells_are_shown() -> None:
    taken = shot("box", 1, seed=13)
    place = registered(taken)
    assert read_printed(taken.pixels, place, taken.form, ELECTION) == "print"
    assert printed_station(taken.pixels, place, taken.form, ELECTION) == "3/12/7/45/2"
    cells = handwritten(taken.pixels, place, taken.form)
    assert [one.cell for one in cells] == [cell for cell in taken.form.each_cell() if cell.hand]
    for one in cells:
        picture = cv2.imdecode(np.frombuffer(one.picture, np.uint8), cv2.IMREAD_COLOR)
        assert picture.shape[:2] == (one.cell.box[3] + 20, one.cell.box[2] + 20)
        assert len(one.boxes) == one.cell.digits
        assert max(x + wide for x, _, wide, _ in one.boxes) <= picture.shape[1] - 10
        assert 0 <= one.likely <= 1000


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_a_plan_is_drawn_over_blank_paper_and_over_a_picture(form: SheetForm) -> None:
    empty = preview(None, form, None)
    assert empty.shape == (round(form.size[1] * 0.8), round(form.size[0] * 0.8), 3)
    for colour in ((0, 130, 60), (20, 90, 220), (130, 40, 160), (205, 30, 30)):
        assert (np.abs(empty.astype(int) - colour).sum(axis=2) < 12).any()
    taken = shot(form.id, 1)
    drawn = preview(taken.pixels, form, registered(taken))
    assert drawn.shape == taken.pixels.shape
    assert (drawn != taken.pixels).any()
    assert preview(taken.pixels[..., 0].copy(), form, None).shape == taken.pixels.shape
