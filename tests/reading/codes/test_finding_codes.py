"""Codes in images: every symbology, turned and scaled, blurred beyond plain decoders, hostile."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from actas.election import packs
from actas.election.sheet import PrintedCode, Symbology
from actas.reading.codes.decoding import FORMATS
from actas.reading.codes.finding import find
from tests.reading.codes.composing import boletim, strip_payload
from tests.reading.codes.test_tagged_payloads import example

STRIP = packs.definition("ve-2024").sheets[0].codes
BOLETIM = packs.definition("br-2022").sheets[0].codes
PAYLOAD = strip_payload([n * 7 % 150 for n in range(38)])

Image = NDArray[np.uint8]


def printed(text: str, symbology: Symbology = "qr", scale: int = 4) -> Image:
    """A code on its own, in its quiet zone."""
    form = getattr(zxingcpp.BarcodeFormat, FORMATS[symbology])
    code = zxingcpp.create_barcode(text, form)
    return np.array(code.to_image(scale=scale, add_quiet_zones=True)).astype(np.uint8)


def on_paper(*codes: Image) -> Image:
    """Codes one under the other on a larger sheet."""
    height = 120 + sum(len(code) + 120 for code in codes)
    paper = np.full((height, max(code.shape[1] for code in codes) + 240), 235, np.uint8)
    y = 120
    for code in codes:
        paper[y : y + len(code), 120 : 120 + code.shape[1]] = np.minimum(code, 235)
        y += len(code) + 120
    return paper


def turned(image: Image, angle: float, scale: float) -> Image:
    """The sheet in a photograph, turned and scaled, on a grey table."""
    height, width = image.shape
    side = int(np.hypot(height, width) * scale) + 8
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    matrix[:, 2] += side / 2 - np.array([width / 2, height / 2])
    return np.asarray(cv2.warpAffine(image, matrix, (side, side), borderValue=110), np.uint8)


@pytest.mark.parametrize("symbology", list(FORMATS))
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_every_symbology_in_every_turn(symbology: Symbology, quarters: int) -> None:
    text = "201301006.01" if symbology == "code128" else PAYLOAD
    image = np.ascontiguousarray(np.rot90(on_paper(printed(text, symbology)), quarters))
    found = find(image, [PrintedCode(symbology=symbology)])
    assert found.texts == (text,)
    assert found.broken == ()


@settings(max_examples=25, deadline=None)
@given(st.floats(-180, 180), st.floats(0.7, 2.0))
def test_turning_and_scaling_change_nothing(angle: float, scale: float) -> None:
    found = find(turned(on_paper(printed(PAYLOAD)), angle, scale), STRIP, budget=5)
    assert found.texts == (PAYLOAD,)


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 17])
def test_corners_are_the_code_s_own(angle: float) -> None:
    """Upper left first however the sheet is turned: where the code's three finders meet."""
    code = printed(PAYLOAD, scale=5)
    paper = on_paper(code)
    found = find(turned(paper, angle, 1.0), STRIP, budget=5)
    dark = np.argwhere(paper < 100)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0) + 1
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], float)
    height, width = paper.shape
    side = int(np.hypot(height, width)) + 8
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += side / 2 - np.array([width / 2, height / 2])
    expected = corners @ matrix[:, :2].T + matrix[:, 2]
    assert np.abs(found.codes[0].corners - expected).max() < 5


def test_a_code_that_plain_decoding_does_not_read() -> None:
    """Small, out of focus and noisy: read by sampling its modules, with the text as printed."""
    chance = np.random.default_rng(5)
    image = turned(on_paper(printed(PAYLOAD)), 7, 0.75)
    soft = cv2.GaussianBlur(image, (0, 0), 1.5) + chance.normal(0, 4, image.shape)
    found = find(np.clip(soft, 0, 255).astype(np.uint8), STRIP, budget=20)
    assert found.texts == (PAYLOAD,)
    assert found.attempts > 1
    corner = found.codes[0].corners
    assert np.allclose(
        np.hypot(*(corner[1] - corner[0])), np.hypot(*(corner[3] - corner[0])), rtol=0.03
    )


def test_several_codes_of_one_sheet() -> None:
    parts = boletim(example(), [15])
    both = find(on_paper(*[printed(part, scale=3) for part in reversed(parts)]), BOLETIM)
    assert sorted(both.texts) == sorted(parts)
    one = find(on_paper(printed(parts[0], scale=3)), BOLETIM, budget=0.1)
    assert one.texts == (parts[0],)


def test_a_text_that_does_not_fit_is_told_but_ends_nothing() -> None:
    poster = printed("https://example.org/not-a-sheet")
    alone = find(on_paper(poster), STRIP, budget=0.2)
    assert alone.texts == ()
    assert alone.broken == ("https://example.org/not-a-sheet",)
    assert alone.attempts > 1
    beside = find(on_paper(poster, printed(PAYLOAD)), STRIP)
    assert beside.texts == (PAYLOAD,)
    assert beside.broken == ()
    assert not beside.codes[1].fits


def test_control_characters_and_long_texts_do_not_fit() -> None:
    bell = find(on_paper(printed("a\x07\nb")), [PrintedCode(symbology="qr")], budget=0.1)
    assert bell.texts == ()
    assert bell.broken == ("a\x07\nb",)
    full = find(on_paper(printed("7" * 7000, scale=3)), STRIP, budget=0.1)
    assert full.texts == ()


def test_the_budget_is_looked_at_between_attempts() -> None:
    ticks = iter(range(1000))
    nothing = np.full((300, 300), 200, np.uint8)
    assert find(nothing, STRIP, budget=0, clock=lambda: float(next(ticks))).attempts == 1
    assert find(nothing, STRIP, budget=60).attempts > 4


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (40, 40, 3), (200, 200)])
def test_images_without_any_code(shape: tuple[int, ...]) -> None:
    chance = np.random.default_rng(3)
    found = find(chance.integers(0, 255, shape, np.uint8), STRIP, budget=20)
    assert found.codes == ()
