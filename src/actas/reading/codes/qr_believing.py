"""How likely each module of a QR code is light, given how the others look and what such codes say.

Bits of one character hang together: one that is nearly a comma is a comma where commas are frequent
and what it would be else is never seen. How frequent each is, is counted in texts that were made up
(`qr_expecting`). Knows no image.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from actas.reading.codes.qr_equalising import Odds
from actas.reading.codes.qr_words import words

Chances = NDArray[np.float64]
"""Logarithm of how likely each byte is at each place, places × 256."""

_SURE = 60.0
"""Odds, as a logarithm, of what is known."""

_BEGIN = 4
"""Bits before the first whole byte of a text: they say how it is written (7.4.1, mode)."""

_ELSEWHERE = 256.0
"""How much what is seen at any place counts at one, beside what was seen there, in codes."""

_NEVER = 0.02
"""How much of each byte counts as seen, though it was not."""

Bit = TypeVar("Bit", np.bool_, np.float64)

_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1) * 2.0 - 1.0


def chances(codes: Sequence[NDArray[np.bool_]], plan: NDArray[np.int8]) -> Chances:
    """How likely each byte is at each place of a code.

    Args:
        codes: dark modules of some, all of the level and mask of the plan.
        plan: theirs, with the format information.
    """
    where = words(plan)
    bits = np.array([code.ravel()[where.places] ^ where.turned for code in codes])
    seen = np.packbits(_whole(bits).reshape(len(codes), -1, 8), axis=2)[:, :, 0]
    there = np.array([np.bincount(column, minlength=256) for column in seen.T], np.float64)
    anywhere = there.sum(axis=0) / there.sum()
    weighed = there + _ELSEWHERE * anywhere + _NEVER
    return np.asarray(np.log(weighed / weighed.sum(axis=1, keepdims=True)), np.float64)


def believed(odds: Odds, plan: NDArray[np.int8], chances: Chances) -> Odds:
    """The odds again, after what is known and how likely each byte is.

    Of each bit, the likeliest byte with it against the likeliest without (max-log-MAP).
    """
    where = words(plan)
    light = np.where(plan >= 0, np.where(plan == 1, -_SURE, _SURE), odds).ravel()
    one = np.where(where.turned, light[where.places], -light[where.places])
    whole = _whole(one)
    score = whole.reshape(-1, 8) @ _BITS.T / 2 + chances
    better = np.empty((len(score), 8))
    for bit in range(8):
        with_it = _BITS[:, bit] > 0
        better[:, bit] = score[:, with_it].max(axis=1) - score[:, ~with_it].max(axis=1)
    whole[:] = np.clip(better, -_SURE, _SURE).ravel()
    light[where.places] = np.where(where.turned, one, -one)
    return light.reshape(odds.shape)


def _whole(bits: NDArray[Bit]) -> NDArray[Bit]:
    """A view of the bits that make whole bytes of a text, of the last axis."""
    return bits[..., _BEGIN : bits.shape[-1] - (8 - _BEGIN)]
