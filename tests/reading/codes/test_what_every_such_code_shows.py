"""What a pattern fixes of a code's modules is there in every such code, and mends a spoilt one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from actas.reading.codes import decoding, qr_sampling
from actas.reading.codes.qr_expecting import expected, likeliest
from actas.reading.codes.qr_plan import known
from tests.reading.codes.composing import STRIP_PATTERN, dark_modules, strip_payload

Dark = NDArray[np.bool_]


def off(dark: Dark) -> NDArray[np.float32]:
    """As brightness off that of what lies around."""
    return np.where(dark, -80, 80).astype(np.float32)


votes = st.lists(st.integers(0, 600) | st.integers(0, 9), min_size=38, max_size=38)


@given(votes=votes, level=st.sampled_from("LM"), mask=st.integers(0, 7))
def test_what_is_expected_is_there_and_more_than_every_code_shows(
    votes: list[int], level: str, mask: int
) -> None:
    dark = dark_modules(strip_payload(votes), level, data_mask=mask)
    forms = expected(STRIP_PATTERN, len(dark))
    form = likeliest(off(dark), forms)
    assert form is not None
    plan = form.plan
    # Texts that are hardly ever made up (one vote in ten places) may differ in a few modules.
    assert ((plan == 1) == dark)[plan >= 0].mean() > 0.98
    assert (plan >= 0).mean() > (known(len(dark)) >= 0).mean() + 0.1


def test_a_code_spoilt_where_it_is_known_is_read_all_the_same() -> None:
    text = strip_payload([n * 7 % 150 for n in range(38)])
    dark = dark_modules(text)
    size = len(dark)
    forms = expected(STRIP_PATTERN, size)
    form = likeliest(off(dark), forms)
    assert form is not None
    plan = form.plan
    spoilt = dark.copy()
    for places, nth in (((plan >= 0) & (known(size) < 0), 8), (plan < 0, 60)):
        for y, x in np.argwhere(places)[::nth]:
            spoilt[y, x] ^= True
    grey = np.where(spoilt, 40, 210).astype(np.uint8).repeat(4, 0).repeat(4, 1)
    grey = np.pad(grey, 16, constant_values=210)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64) * 4 * size + 16
    how = (decoding.pure, lambda: False)
    assert qr_sampling.decode(grey, corners, size, *how) is None
    assert qr_sampling.decode_blurred(grey, corners, size, (), *how) is None
    assert qr_sampling.decode_blurred(grey, corners, size, forms, *how) == text


def test_noise_is_like_no_plan() -> None:
    noise = np.random.default_rng(3).normal(0, 60, (45, 45)).astype(np.float32)
    assert likeliest(noise, expected(STRIP_PATTERN, 45)) is None
    assert likeliest(noise, ()) is None


@pytest.mark.parametrize(
    "pattern",
    [r"(a)(?(1)b|c){30}", r"((([0-9]{100}){100}){100}){100}", r"(?!a)[ab]{60}", r"[0-9]{900}x"],
    ids=["what is not known", "no end of repeats", "look-ahead", "longer than the size"],
)
def test_a_pattern_that_texts_cannot_be_made_up_for_expects_nothing(pattern: str) -> None:
    assert expected(pattern, 41) == ()


def test_texts_too_long_for_a_size_expect_nothing() -> None:
    assert expected(STRIP_PATTERN, 21) == ()
