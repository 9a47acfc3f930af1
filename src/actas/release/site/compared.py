"""Stations of which several sources speak, those first where two of them differ.

How often each two agree is counted on the way, in one pass.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import combinations

from actas.release.site.agreement import apart, by_source, differs
from actas.release.site.picked import Picked, where
from actas.release.site.shapes import Sheet
from actas.release.site.stations import Stations


class Compared:
    """The stations of a contest of which more than one source speaks.

    Attributes:
        stations: they.
        differing: how many of them, the first ones, have two sources that differ.
        pairs: by two sources: on how many stations they agree, and on how many they differ.
    """

    def __init__(self, held: Stations) -> None:
        self.pairs: dict[tuple[str, str], list[int]] = {}
        differ, alike = array("Q"), array("Q")
        for number, area in enumerate(held.shared):
            for at, station in enumerate(held[area]):
                if len(brought := by_source(station)) > 1:
                    (differ if differs(station) else alike).append(where(number, at))
                    self._count(brought)
        self.differing = len(differ)
        self.stations = Picked(held.shared, held.__getitem__, differ + alike)

    def _count(self, brought: Mapping[str, Sequence[Sheet]]) -> None:
        for a, b in combinations(sorted(brought), 2):
            tally = self.pairs.setdefault((a, b), [0, 0])
            agree = any(not apart(x, y) for x in brought[a] for y in brought[b])
            tally[0 if agree else 1] += 1
