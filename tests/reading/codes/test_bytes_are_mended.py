"""The bytes of a code are found where the standard puts them, and mended by what is doubtful.

The encoder of zxing-cpp, which knows nothing of ours, says where they are.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from reedsolo import RSCodec

from actas.reading.codes.qr_believing import believed, chances
from actas.reading.codes.qr_equalising import equalised
from actas.reading.codes.qr_expecting import expected
from actas.reading.codes.qr_mending import mended
from actas.reading.codes.qr_plan import SIZES, known
from actas.reading.codes.qr_words import words
from tests.reading.codes.composing import STRIP_PATTERN, dark_modules, strip_payload

TEXT = strip_payload([n * 7 % 150 for n in range(38)])


def odds(dark: NDArray[np.bool_], sure: float = 4.0) -> NDArray[np.float64]:
    return np.where(dark, -sure, sure)


def with_format(dark: NDArray[np.bool_]) -> NDArray[np.int8]:
    """What is known of every code of the size, and of this one its format information."""
    plan = known(len(dark)).copy()
    plan[8, :6] = dark[8, :6]
    return plan


@pytest.mark.untraced
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", "LMQH")
def test_every_block_of_every_size_and_level_is_whole(size: int, level: str) -> None:
    version = (size - 17) // 4
    mask = (version + "LMQH".index(level)) % 8  # each of the eight with many sizes
    dark = dark_modules("Acta 17", level, version=version, data_mask=mask)
    for block in words(dark.astype(np.int8)).blocks:
        told = np.packbits(dark.ravel()[block.places] ^ block.turned, axis=1)[:, 0]
        assert all(RSCodec(block.mending, nsize=len(told)).check(bytes(told)))


def test_what_is_said_is_read_in_its_order() -> None:
    dark = dark_modules("Mesa 4, acta 17", "Q", version=7)
    where = words(dark.astype(np.int8))
    said = np.packbits(dark.ravel()[where.places] ^ where.turned)
    # Byte mode: four bits of mode, eight of length, then the text (ISO/IEC 18004, 7.4).
    assert bytes(np.packbits(np.unpackbits(said)[12 : 12 + 8 * 15])) == b"Mesa 4, acta 17"


@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.2, 0.75))
def test_more_bytes_are_mended_than_without_knowing_which_are_doubtful(
    seed: int, share: float
) -> None:
    chance = np.random.default_rng(seed)
    dark = dark_modules(TEXT)
    plan, spoilt, likely = with_format(dark), dark.copy(), odds(dark)
    for block in words(plan).blocks:
        for byte in chance.choice(len(block.places), int(block.mending * share), replace=False):
            bit = block.places[byte, chance.integers(8)]
            spoilt.ravel()[bit] ^= True
            likely.ravel()[bit] *= -0.1
    better = mended(likely, plan, lambda: False)
    assert ((better == 1) == dark)[better >= 0].all()
    assert all((better.ravel()[block.places] >= 0).all() for block in words(plan).blocks)


@given(seed=st.integers(0, 2**32 - 1))
def test_noise_is_mended_into_nothing(seed: int) -> None:
    """Enough spare bytes are kept to tell; and what is known of the form tells too."""
    form = expected(STRIP_PATTERN, 49)[seed % 16]
    noise = np.random.default_rng(seed).normal(0, 3, form.plan.shape)
    assert (mended(noise, form.plan, lambda: False) == form.plan).all()


def test_a_block_that_is_against_what_is_known_is_not_believed() -> None:
    dark, plan = dark_modules(TEXT), with_format(dark_modules(TEXT))
    for block in words(plan).blocks:
        plan.ravel()[block.places[0, 0]] = not dark.ravel()[block.places[0, 0]]
    assert (mended(odds(dark), plan, lambda: False) == plan).all()


def test_nothing_is_tried_when_time_is_spent() -> None:
    plan = with_format(dark_modules(TEXT))
    assert (mended(odds(dark_modules(TEXT)), plan, lambda: True) == plan).all()


def test_a_digit_that_would_be_no_character_of_such_texts_is_set_right() -> None:
    dark = dark_modules(TEXT)
    form = next(
        one for one in expected(STRIP_PATTERN, len(dark)) if (one.plan == dark)[one.plan >= 0].all()
    )
    where = words(form.plan)
    free = [place for place in where.places[80:-200] if form.plan.ravel()[place] < 0]
    unseen, wrong = odds(dark), 0
    for place in free[::12]:
        unseen.ravel()[place] = 0.0
    for place in free[::12]:
        told = believed(unseen, form.plan, form.chances).ravel()[place]
        wrong += (told < 0) != dark.ravel()[place]
    # A bit that is not seen at all is told by the other bits of its character, mostly.
    assert wrong < 0.3 * len(free[::12])


def test_all_digits_are_as_likely_as_each_other() -> None:
    """Where votes stand, no number is preferred to another by more than chance made up texts."""
    form = expected(STRIP_PATTERN, 49)[0]
    digits = form.chances[20:60][:, 0x30:0x3A]
    assert float(np.ptp(digits, axis=1).max()) < 1.0
    assert (form.chances[20:60, 0x41] < digits.min(axis=1) - 3).all()


def test_believing_changes_no_module_that_is_known() -> None:
    dark = dark_modules(TEXT)
    plan = with_format(dark)
    even = chances([dark], dark.astype(np.int8))
    told = believed(odds(~dark, 0.1), plan, even)
    kept = plan >= 0
    assert ((told < 0) == (plan == 1))[kept].all()


@given(seed=st.integers(0, 2**32 - 1))
def test_blur_is_undone(seed: int) -> None:
    """Each module mixed with its neighbours, and noise: far fewer are told wrong in the end."""
    chance = np.random.default_rng(seed)
    dark = dark_modules(TEXT)
    fine = np.pad(np.where(dark, 60.0, 190.0), 1, mode="edge").repeat(2, 0).repeat(2, 1)
    for axis in (0, 1):  # so that each second sample lies in the middle of a module
        fine = (fine + np.roll(fine, -1, axis)) / 2
    blurred = cv2.GaussianBlur(fine, (0, 0), 1.5)
    samples = (blurred + chance.normal(0, 4, fine.shape)).astype(np.float32)
    seen = samples[2:-2:2, 2:-2:2]
    wrong = ((seen < np.median(seen)) != dark).mean()
    *_, last = equalised(samples, with_format(dark))
    assert wrong > 0.05
    # In 400 pictures a quarter is left in the middle, three eighths at most.
    assert ((last < 0) != dark).mean() < wrong / 2
