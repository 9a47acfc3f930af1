"""A sequence whose members are made when they are asked for, one by one or a part of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class OnDemand(Sequence[T]):
    """Whoever derives from it says how many there are, and makes the one at a place."""

    @abstractmethod
    def _made(self, place: int) -> T:
        """The one at a place, counted from 0."""

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        places = range(len(self))[index]
        if isinstance(places, int):
            return self._made(places)
        return [self._made(place) for place in places]
