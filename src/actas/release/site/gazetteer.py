"""Every place of the election once, in the order of its name: for search and alphabetical pages.

Plain Python, for a worker and all languages. Knows names and codes, and nothing of votes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from sys import intern

from actas.election.written import text
from actas.release.site.book import Book
from actas.release.site.rendering import shortened, straight
from actas.release.site.stations import natural
from actas.release.site.tree import Tree

MAX_NAME = 80
"""Letters of a name that a list or the search shows."""

RARE = 50
"""Stations that may share the last part of their codes for it to be searched by itself."""

TOGETHER = 400
"""Stations of an area that the search lists with it; where there are more, each stands alone."""

_PLAIN = re.compile(r"[^a-z0-9]+")
_LEVEL = re.compile(r"^\w{1,4}\.\s+")
_OTHERS = re.compile(r"[\W_]+")


def folded(name: str) -> str:
    """The name as it is searched: small letters without accents, all else a blank."""
    if name.isascii():
        return _PLAIN.sub(" ", name.lower()).strip()
    apart = unicodedata.normalize("NFKD", name)
    bare = "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))
    return _OTHERS.sub(" ", bare.lower()).strip()


def ordered(name: str) -> str:
    """What a name is sorted by: without the short word for its level ("Mun. Sucre" under S)."""
    return folded(_LEVEL.sub("", name)) or folded(name)


@dataclass(frozen=True, slots=True)
class Place:
    """An area, or a station that is found by itself.

    Attributes:
        code: path of codes.
        names: what it is called; several where languages differ, empty where it has no name.
        contest: number of the first contest that has a page of it.
        stations: last parts of the codes of the stations directly in it, in the order of its
            pages; empty where they stand alone.
        page: of its area on which a station stands; 0 for an area.
    """

    code: str
    names: tuple[str, ...]
    contest: int
    stations: tuple[str, ...] = ()
    page: int = 0

    @property
    def part(self) -> str:
        """Last part of its code."""
        return self.code.rpartition("/")[2]


class Gazetteer:
    """All places of a site.

    Attributes:
        areas: every area with a page, by the order of folded names; those without one last, by
            code.
        names: names of areas by code.
    """

    def __init__(self, book: Book) -> None:
        self._ballots = book.ballots
        outside = {
            one.code: tuple(dict.fromkeys(text(one.name, code) for code in book.languages))
            for one in book.election.outside
        }
        self.names: dict[str, tuple[str, ...]] = {
            code: (_short(name),) for code, name in book.names.items()
        } | {code: tuple(map(_short, names)) for code, names in outside.items()}
        # In the order of their codes already, which decides between areas of one name.
        self.areas = sorted(self._areas(), key=_order)

    def _areas(self) -> Iterator[Place]:
        ballots = self._ballots
        areas = ballots[0].areas
        if len(ballots) > 1:
            areas = Tree(set().union(*(ballot.areas for ballot in ballots)))
        for code in areas:
            ballot = next(one for one in ballots if code in one.areas)
            held = ballot.stations.parts(code)
            # The same parts stand in many areas.
            parts = tuple(map(intern, held)) if len(held) <= TOGETHER else ()
            yield Place(code, self.names.get(code, ()), ballot.number, parts)

    @cached_property
    def stations(self) -> list[Place]:
        """Stations that are found by themselves: by a name, a rare code, or a crowded area."""
        found: dict[str, Place] = {}
        for ballot in self._ballots:
            held = ballot.stations
            shared = Counter(part for area in held for part in held.parts(area))
            for area in held:
                here = held.called(area)
                crowded = not area or len(here) > TOGETHER
                for part, name in here:
                    rare = len(part) > 2 and shared[part] <= RARE
                    if not (crowded or name is not None or rare):
                        continue
                    code = f"{area}/{part}" if area else part
                    if code not in found:
                        names = (_short(name),) if name else ()
                        page = ballot.page_of.get(code, 1)
                        found[code] = Place(code, names, ballot.number, (), page)
        return sorted(found.values(), key=lambda one: natural(one.code))


def _short(name: str) -> str:
    return shortened(straight(name), MAX_NAME)


def _order(place: Place) -> tuple[bool, str, tuple[int, int, str]]:
    name = ordered(place.names[0]) if place.names else ""
    return not name or name[0].isdecimal(), name, natural(place.part)[0]
