"""Blocks of a QR code mended by what was least sure in them.

A code mends half as many bytes as it has spare, but as many as it has spare where it is known which
are wrong; a module that is nearly as light as dark makes its byte doubtful. So the most doubtful
bytes are given up, more and more of them, until the rest fits (generalized minimum distance
decoding, Forney 1966). A block that fits is believed only as far as what is known of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from actas.reading.codes.qr_equalising import Odds
from actas.reading.codes.qr_words import Block, words

_STEP = 2
_KEPT = 8
"""Spare bytes that are never given up: without any, whatever is left fits (with eight, no block of
6,000 pictures of noise did; with five, one of 1,500)."""


def mended(odds: Odds, plan: NDArray[np.int8], spent: Callable[[], bool]) -> NDArray[np.int8]:
    """The plan with all blocks that could be mended.

    Args:
        odds: of each module.
        plan: what is known: 1 dark, 0 light, -1 not; with the format information.
        spent: whether time is spent: then nothing further is tried.
    """
    dark = np.where(plan >= 0, plan == 1, odds < 0).ravel()
    sure = np.where(plan >= 0, np.inf, np.abs(odds)).ravel()
    better = plan.copy()
    for block in words(plan).blocks:
        there = plan.ravel()[block.places]
        if (there >= 0).all():
            continue
        right = _mended(block, dark, sure, spent)
        if right is not None and (right == (there == 1))[there >= 0].all():
            better.ravel()[block.places] = right
    return better


def _mended(
    block: Block, dark: NDArray[np.bool_], sure: NDArray[np.float64], spent: Callable[[], bool]
) -> NDArray[np.bool_] | None:
    """Which modules of the block are dark, bytes × 8; None where it could not be mended."""
    from reedsolo import ReedSolomonError, RSCodec

    told = np.packbits(dark[block.places] ^ block.turned, axis=1)[:, 0]
    doubtful = np.argsort(sure[block.places].min(axis=1), kind="stable").tolist()
    codec = RSCodec(block.mending, nsize=len(told))
    for given_up in range(0, max(1, block.mending - _KEPT), _STEP):
        if spent():
            break
        try:
            whole = codec.decode(bytes(told), erase_pos=doubtful[:given_up])[1]
        except ReedSolomonError:
            continue
        bits = np.unpackbits(np.frombuffer(bytes(whole), np.uint8)[:, None], axis=1)
        return bits.astype(np.bool_) ^ block.turned
    return None
