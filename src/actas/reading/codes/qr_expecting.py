"""What a QR code looks like whose text matches a pattern, whatever else it says.

A pattern fixes much of a code: which characters can stand where, and so some bits of each, spread
over the whole code (of a digit, the first four of eight). Texts that match it are made up and
encoded; the modules that are the same in all of them are expected of the code that is looked for.
Nothing is believed because it was expected: the text must still be mended and match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from actas.reading.codes.qr_believing import Chances, chances
from actas.reading.codes.qr_plan import known
from actas.reading.codes.shapes import LONGEST

Plan = NDArray[np.int8]

_LEVELS = "LMQH"
_MASKS = range(8)
_CLEARLY = 0.03
"""By how much the best plan must show better than the next, in units of contrast."""

_TEXTS = 64
"""Made up: what seldom differs is taken for what never does; the code's own mending bears it."""


@dataclass(frozen=True, eq=False)
class Expected:
    """What is expected of a code of one level of error correction and one mask.

    Attributes:
        plan: as `known` is: 1 dark, 0 light, -1 not known.
        chances: how likely each byte is at each place.
    """

    plan: Plan
    chances: Chances


def likeliest(off: NDArray[np.float32], forms: Sequence[Expected]) -> Expected | None:
    """What the modules show best; None where nothing shows clearly better than the others.

    Args:
        off: brightness of each module off that of what lies around.
        forms: of its size.
    """
    if not forms:
        return None
    sign = np.clip(off / (float(np.abs(off).mean()) + 1.0), -1.5, 1.5)
    plans = [form.plan for form in forms]
    shown = [float((sign * np.where(plan == 1, -1.0, 1.0))[plan >= 0].mean()) for plan in plans]
    first, *others = sorted(range(len(plans)), key=lambda at: -shown[at])
    if others and shown[first] - shown[others[0]] < _CLEARLY:
        return None
    return forms[first]


@lru_cache(maxsize=32)
def expected(pattern: str, size: int) -> tuple[Expected, ...]:
    """One for each level of error correction that such texts fit, and each mask.

    Args:
        pattern: regular expression that the whole text matches.
        size: modules a side.
    """
    found: list[Expected] = []
    for level in _LEVELS:
        drawn = [
            (text, one)
            for text in _texts(pattern)
            if (one := _encoded(text, size, level, 0)) is not None
        ]
        if len(drawn) < _TEXTS // 4:
            continue
        text, first = drawn[0]
        same = np.logical_and.reduce([one == first for _, one in drawn])
        likely = chances([one for _, one in drawn], first.astype(np.int8))
        for mask in _MASKS:
            masked = first if mask == 0 else _encoded(text, size, level, mask)
            assert masked is not None
            plan = np.where(same, masked, -1).astype(np.int8)
            plan = np.where(known(size) >= 0, known(size), plan)
            found.append(Expected(plan, likely))
    return tuple(found)


class _Leaning(Random):
    """Leans towards the fewest repeats, so that short texts are made up too, and grows tired of
    repeats within repeats, which a hostile pattern would have go on for ever."""

    lean = 0.0
    repeats = 0

    def randint(self, a: int, b: int) -> int:
        """The least with a chance of `lean`, else any; OverflowError where a text gets too long."""
        # Repeats are cut to a hundred by the caller, even where the least is more.
        times = a if a >= b or self.random() < self.lean else super().randint(a, b)
        self.repeats += times
        if self.repeats > LONGEST:
            raise OverflowError
        return times


@lru_cache(maxsize=32)
def _texts(pattern: str) -> tuple[str, ...]:
    """Texts that match, more of them short than long; none where they cannot be made up."""
    import re

    import rstr

    chance = _Leaning(18004)
    made = []
    try:
        for at in range(_TEXTS):
            chance.lean, chance.repeats = 1 - (1 - at / (_TEXTS - 1)) ** 3, 0
            made.append(rstr.Rstr(chance).xeger(pattern))
    except (KeyError, OverflowError):  # what that library does not know, or no end of it
        return ()
    return tuple(made) if all(re.fullmatch(pattern, one, re.ASCII) for one in made) else ()


def _encoded(text: str, size: int, level: str, mask: int) -> NDArray[np.bool_] | None:
    """Dark modules of the code; None where the text is too long for it."""
    import zxingcpp

    try:
        code = zxingcpp.create_barcode(
            text,
            zxingcpp.BarcodeFormat.QRCode,
            ec_level=level,
            version=(size - 17) // 4,
            data_mask=mask,
        )
    except ValueError:
        return None
    image = np.asarray(code.to_image(scale=1, add_quiet_zones=False))
    return image < 128 if image.shape == (size, size) else None
