"""A code found in an image, and what came of reading a sheet's codes.

Shapes only: plain and picklable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from actas.reading.pages.shapes import SheetReading

LONGEST = 8192
"""Characters of a payload that are looked at; no symbology holds more (QR: 7,089 digits)."""


@dataclass(frozen=True, eq=False)
class FoundCode:
    """One code that was decoded.

    Attributes:
        index: of the form's code that it is, by symbology and grammar.
        text: what it says, as printed.
        corners: 4 × 2, pixels of the image: the code's own upper left, upper right, lower right
            and lower left, however it is turned.
        fits: whether the text fits the grammar of that code; True where it has none.
    """

    index: int
    text: str
    corners: NDArray[np.float64]
    fits: bool


@dataclass(frozen=True)
class CodeRead:
    """What came of a sheet's codes.

    Attributes:
        reading: None where the codes only identify, where none was found, or where parts are
            still missing.
        have, of: how many of the codes that belong together are here; 0, 0 where none is.
        signature: `checked`, `unchecked` (no key is known for it) or `none`.
    """

    reading: SheetReading | None = None
    have: int = 0
    of: int = 0
    signature: Literal["checked", "unchecked", "none"] = "none"

    @property
    def waits(self) -> bool:
        """Whether a part is missing: another page of the sheet may bring it."""
        return self.have < self.of


class Broken(Exception):
    """A payload that is no reading: the rule's code and a sentence without any of the payload."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
