"""Pictures of a sheet: repeatable, graded, and true about where everything lies in them."""

from __future__ import annotations

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from actas.demo.camera import pdf, photograph
from actas.demo.printing import Content, Rendered, render
from actas.election import packs

PAYLOAD = "1.2.3.100001.4.01!212,180,23,7,3!425!5!3!433!433"


@pytest.fixture(scope="module")
def sheet() -> Rendered:
    plan = next(one for one in packs.definition("demo").sheets if one.id == "strip")
    return render(plan, Content(payloads=(PAYLOAD,)), np.random.default_rng(1))


def corners(box: tuple[int, int, int, int]) -> np.ndarray:
    x, y, width, height = box
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], float)


def found(pixels: np.ndarray) -> np.ndarray | None:
    """Corners of the code, from its own upper left on."""
    codes = [code for code in zxingcpp.read_barcodes(pixels) if code.text == PAYLOAD]
    if not codes:
        return None
    at = codes[0].position
    points = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    return np.array([[point.x, point.y] for point in points], float)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", ["scan", "phone"])
def test_the_truth_says_where_the_code_lies(sheet: Rendered, turn: int, kind: str) -> None:
    rng = np.random.default_rng(turn)
    photo = photograph(sheet, 1, rng, kind, turn=turn)  # type: ignore[arg-type]
    at = found(photo.pixels())
    assert at is not None
    true = photo.to_image(corners(sheet.form.codes[0].boxes[0]))
    assert np.abs(at - true).max() < 4


def test_marks_lie_where_the_truth_says_even_on_paper_that_is_bent(sheet: Rendered) -> None:
    looked = 0
    for seed in range(18):
        photo = photograph(sheet, 2, np.random.default_rng(seed), turn=0)
        if not {"curl", "fold"} & set(photo.defects) or {"cut", "finger"} & set(photo.defects):
            continue
        grey = photo.pixels().mean(axis=2)
        for mark in (one for one in sheet.form.anchors if one.kind == "mark"):
            x, y, width, height = mark.box
            inner = photo.to_image(corners((x + 8, y + 8, width - 16, height - 16)))
            outer = photo.to_image(corners((x - 12, y - 12, width + 24, height + 24)))
            inside = np.median([grey[round(b), round(a)] for a, b in inner])
            outside = np.median([grey[round(b), round(a)] for a, b in outer])
            assert inside < outside - 15, (seed, mark.box)
            looked += 1
    assert looked > 20


def test_severity_decides_how_many_codes_a_plain_decoder_reads(sheet: Rendered) -> None:
    read = [
        sum(
            found(photograph(sheet, severity, np.random.default_rng(seed)).pixels()) is not None
            for seed in range(8)
        )
        for severity in (0, 2, 4)
    ]
    assert read[0] == 8
    assert read[0] >= read[1] > read[2]


def test_the_same_seed_takes_the_same_picture(sheet: Rendered) -> None:
    one, same, other = (photograph(sheet, 3, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.data == same.data and one.defects == same.defects
    assert one.data != other.data


def test_a_picture_is_a_jpeg_of_the_size_it_says(sheet: Rendered) -> None:
    photo = photograph(sheet, 2, np.random.default_rng(3), "phone", turn=90)
    assert photo.data[:3] == b"\xff\xd8\xff"
    assert photo.pixels().shape == (photo.size[1], photo.size[0], 3)
    assert photo.size[0] > photo.size[1]


def test_a_sheet_torn_through_its_code_has_lost_it(sheet: Rendered) -> None:
    torn = 0
    for seed in range(16):
        photo = photograph(sheet, 4, np.random.default_rng(seed))
        if "cut code" in photo.defects:
            assert found(photo.pixels()) is None
            torn += 1
    assert torn > 1


def test_pictures_become_pages_of_a_pdf(sheet: Rendered) -> None:
    photos = [photograph(sheet, 0, np.random.default_rng(seed)) for seed in (1, 2)]
    document = pypdfium2.PdfDocument(pdf(photos))
    assert len(document) == 2
    page = np.asarray(document[1].render(scale=150 / 72).to_numpy())
    assert found(np.ascontiguousarray(page[..., ::-1])) is not None
