"""What is seen in a picture at all, whatever form it may be of; each looked for once, when wanted.

Knows shapes and lines of text only: what they are of a sheet is for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels, Points
from actas.reading.pages import lines, marks


@dataclass(frozen=True, eq=False)
class Picture:
    """A page in grey."""

    grey: Pixels

    @cached_property
    def squares(self) -> NDArray[np.float64]:
        """Solid dark squares: centre x, y and side, pixels; the largest first."""
        return marks.squares(self.grey)

    @cached_property
    def faint(self) -> NDArray[np.float64]:
        """The same, with those that are but a little darker than the paper."""
        return marks.squares(self.grey, marks.FAINT)

    @cached_property
    def rectangles(self) -> list[Points]:
        """Four-cornered outlines, pixels."""
        return marks.rectangles(self.grey)

    @cached_property
    def text(self) -> list[Points]:
        """Corners of each line of text, the longest first."""
        return lines.places(self.grey)
