"""The areas of a contest as a tree: which lie in which, in their natural order.

It knows codes, and refuses to know what is counted there.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from actas.release.names import Names
from actas.release.site.stations import natural


class Tree(Collection[str]):
    """Areas, each before those that lie in it: as `natural` has their whole codes.

    Each has a place: the whole is 0, then comes what lies in it, then what lies in those.

    Args:
        areas: codes, with those of all that they lie in.

    Raises:
        ValueError: what one lies in is not among them; otherwise as `Names`.
    """

    def __init__(self, areas: Iterable[str]) -> None:
        held: dict[str, list[str]] = defaultdict(list)
        for area in areas:
            held[area.rpartition("/")[0]].append(area)
        order, self._ends = [""], array("I")
        for area in order:
            order += sorted(held.pop(area, ()), key=lambda one: natural(one.rpartition("/")[2]))
            self._ends.append(len(order))
        if held:
            raise ValueError(f"the areas lack {next(iter(held))}, which others lie in")
        self._names = Names(order)

    def named(self, places: range) -> Iterator[str]:
        """The areas of these places."""
        return map(self._names.__getitem__, places)

    def below(self, area: str) -> list[str]:
        """The areas right below one, or below the whole (""); none of one that is not there."""
        return [self._names[at] for at in self._below(area)]

    def width(self, area: str) -> int:
        """How many these are."""
        return len(self._below(area))

    def _below(self, area: str) -> range:
        place = self._names.place(area)
        if place is None:
            return range(0)
        return range(self._ends[place - 1] if place else 1, self._ends[place])

    def at(self, depth: int) -> list[str]:
        """The areas of a level, 0 the top, in order."""
        found = [""]
        for _ in range(depth + 1):
            found = [one for area in found for one in self.below(area)]
        return found

    def __contains__(self, area: object) -> bool:
        return bool(area) and area in self._names

    def __iter__(self) -> Iterator[str]:
        waiting = [iter(self.below(""))]
        while waiting:
            area = next(waiting[-1], None)
            if area is None:
                waiting.pop()
            else:
                yield area
                waiting.append(iter(self.below(area)))

    def __len__(self) -> int:
        return len(self._names) - 1
