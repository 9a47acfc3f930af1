"""What is picked of many stations, by where it stands: made for an area when it is asked for.

Held is a number for each; it refuses to know what is picked.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from actas.release.names import Names
from actas.release.ondemand import OnDemand

T = TypeVar("T")

_PLACE_BITS = 32
"""Bits below the place of an area, which hold the place among what there is of it."""


class Picked(OnDemand[T]):
    """Some of what there is of areas, in an order of its own.

    Args:
        areas: codes.
        of: gives what there is of an area.
        at: of each that is picked, as `where` gives it.
    """

    def __init__(self, areas: Names, of: Callable[[str], Sequence[T]], at: array[int]) -> None:
        self._areas = areas
        self._of = lru_cache(maxsize=1)(of)  # what stands together is mostly asked for together
        self._at = at

    def __len__(self) -> int:
        return len(self._at)

    def _made(self, place: int) -> T:
        at = self._at[place]
        return self._of(self._areas[at >> _PLACE_BITS])[at & ((1 << _PLACE_BITS) - 1)]


def where(area: int, place: int) -> int:
    """The place of an area, and a place among what there is of it, as one number."""
    return area << _PLACE_BITS | place


def all_of(areas: Names, of: Callable[[str], Sequence[T]]) -> Picked[T]:
    """All that there is of these areas."""
    found = (where(n, at) for n, area in enumerate(areas) for at in range(len(of(area))))
    return Picked(areas, of, array("Q", found))
