"""Which outlines are which areas, and which levels have so many that each parent has its own map.

Outlines and areas are matched by code, else by the last part of it where that is unique. It knows
codes and refuses to know what a picture looks like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from actas.election.definition import Election
from actas.errors import ActasError
from actas.release.site import outlines
from actas.release.site.tree import Tree

DRAWN = 500
"""Areas that a map can hold; a level with more has a map for each parent that has not."""


@dataclass(frozen=True)
class Matched:
    """Which outline is which area.

    Attributes:
        areas: code of the area by the outline's code.
        strange: outlines of no area of the election.
        lacking: areas without an outline.
    """

    areas: Mapping[str, str]
    strange: tuple[str, ...]
    lacking: tuple[str, ...]

    def within(self, parent: str) -> Matched:
        """What is matched, and what lacks an outline, right below one area."""
        return Matched(
            {one: area for one, area in self.areas.items() if area.rpartition("/")[0] == parent},
            (),
            tuple(area for area in self.lacking if area.rpartition("/")[0] == parent),
        )


def matched(drawn: Sequence[str], codes: Sequence[str]) -> Matched:
    """Outlines and areas of the same code, else of the same last part where one has it."""
    known, times = set(codes), Counter(code.rpartition("/")[2] for code in codes)
    by_last = {code.rpartition("/")[2]: code for code in codes}
    found: dict[str, str] = {}
    here: set[str] = set()
    for outline in drawn:
        area = outline if outline in known else None
        if area is None and times[outline] == 1 and by_last[outline] not in here:
            area = by_last[outline]
        if area is not None:
            found[outline] = area
            here.add(area)
    strange = tuple(one for one in drawn if one not in found)
    return Matched(found, strange, tuple(code for code in codes if code not in here))


def parents(areas: Mapping[str, str]) -> dict[str, int]:
    """How many of these matched areas lie right below each area."""
    return Counter(area.rpartition("/")[0] for area in areas.values())


def parted(election: Election, files: Mapping[str, bytes], areas: Tree) -> dict[str, str]:
    """By area: the level right below it of which it has a map of its own."""
    found: dict[str, str] = {}
    for level, depth, codes in _large(election, files):
        counts = parents(matched(codes, areas.at(depth)).areas)
        found |= {area: level for area, times in counts.items() if area and times <= DRAWN}
    return found


def _large(
    election: Election, files: Mapping[str, bytes]
) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Id, depth and codes of the outlines of every level that has too many for one map."""
    depths = {level.id: depth for depth, level in enumerate(election.levels[:-1])}
    for one in election.boundaries:
        data = files.get(one.file)
        if one.level in depths and data is not None:
            codes = _codes(data, one.property, one.file)
            if len(codes) > DRAWN:
                yield one.level, depths[one.level], codes


@lru_cache(maxsize=16)
def _codes(data: bytes, key: str, name: str) -> tuple[str, ...]:
    """Codes of the outlines, once for all contests; none where they are no map."""
    try:
        return tuple(sorted(outlines.lands(data, key, name)))
    except ActasError:
        return ()
