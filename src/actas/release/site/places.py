"""Pages of all areas by the first letter of their names: the way down without JavaScript.

Areas without a name stand by the last part of their code. Made by hand, as there are thousands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from actas.election.written import text
from actas.release.site import paths
from actas.release.site.book import Book, Page
from actas.release.site.gazetteer import Gazetteer, Place, ordered
from actas.release.site.leaves import pager
from actas.release.site.rendering import shortened
from actas.release.site.words import Words

LISTED = 120
"""Areas on one page."""

DEEP = 3
"""Names of what an area lies in that stand under it, the nearest ones."""

RANGES = 150
"""Parts of a letter that are listed by what they begin with; more have numbers only."""

_CODES = "0-9"


def pages(book: Book, gazetteer: Gazetteer, language: str) -> Iterator[Page]:
    """The page of letters, and those of each letter, in one language."""
    press = book.presses[language]
    letters = [(letter, list(group)) for letter, group in groupby(gazetteer.areas, _letter)]
    hrefs = [(letter, _path(language, letter), len(group)) for letter, group in letters]
    title = str(press.words.say("Places"))
    yield press.page(
        f"{language}/places.html",
        "places.html",
        title,
        letters=hrefs,
        here=None,
        lists=(),
        ranges=(),
        parts=(),
        search=attributes(book, language),
    )
    lines = _Lines(book, gazetteer, language)
    for letter, group in letters:
        count = paths.pages_of(len(group), LISTED)
        starts = [lines.title(group[at]) for at in range(0, len(group), LISTED)]
        for number in range(1, count + 1):
            path = _path(language, letter, number)
            shown = group[(number - 1) * LISTED : number * LISTED]
            yield press.page(
                path,
                "places.html",
                f"{title}: {letter}",
                within=f"{language}/places.html",
                letters=hrefs,
                here=letter,
                lists=lines.all(shown, paths.up(path)),
                ranges=_ranges(language, letter, starts, number) if 1 < count <= RANGES else (),
                parts=_parts(language, letter, number, count) if count > RANGES else (),
                search=None,
            )


def folder(language: str) -> str:
    """What the paths of these pages in a language begin with."""
    return f"{language}/places"


def attributes(book: Book, language: str) -> Markup:
    """What `site/search.js` is told by the element that it fills."""
    words = book.presses[language].words
    told = {
        "words": _said(words),
        "levels": [text(level.name, language) for level in book.election.levels],
        "folders": [ballot.folder(language) for ballot in book.ballots],
    }
    made = [f'data-{name}="{escape(_json(value))}"' for name, value in told.items()]
    made.append(f'data-size="{paths.STATIONS_A_PAGE}"')
    return Markup(" ".join(made))  # noqa: S704  # escaped


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _said(words: Words) -> dict[str, str]:
    say = words.say
    said = {
        "label": say("Name of a place, or code of a station"),
        "none": say("Nothing is found by this name or code."),
        "more": say("There is more: type further letters."),
        "disk": say("Here the search cannot read its index: use the pages by letter."),
    }
    return {name: message.unescape() for name, message in said.items()}


def _letter(place: Place) -> str:
    if not place.names:
        return _CODES
    first = ordered(place.names[0])[:1]
    if not first or first.isdecimal():
        return _CODES
    return first.upper() if first.isascii() else first


def _path(language: str, letter: str, page: int = 1) -> str:
    plain = letter if letter.isascii() else "u" + "-".join(f"{ord(sign):x}" for sign in letter)
    return paths.paged(f"{language}/places/", plain, page)


def _ranges(
    language: str, letter: str, starts: Sequence[str], here: int
) -> list[tuple[str, str, bool]]:
    return [
        (start, _path(language, letter, number), number == here)
        for number, start in enumerate(starts, 1)
    ]


def _parts(language: str, letter: str, here: int, count: int) -> list[dict[str, Any]]:
    return pager(here, count, lambda page: _path(language, letter, page))


class _Lines:
    """Rows of a list in one language, each an area with what it lies in and its code."""

    def __init__(self, book: Book, gazetteer: Gazetteer, language: str) -> None:
        self._names = gazetteer.names
        self._levels = [text(level.name, language) for level in book.election.levels]
        self._folders = [ballot.folder(language) for ballot in book.ballots]
        self._above: dict[str, list[str]] = {}

    def title(self, place: Place) -> str:
        """What the area is called, not yet escaped."""
        return " · ".join(place.names) or f"{self._level(place.code)} {place.part}"

    def all(self, places: Sequence[Place], root: str) -> Markup:
        """The rows."""
        return Markup("".join(self._row(place, root) for place in places))  # noqa: S704  # escaped

    def _row(self, place: Place, root: str) -> str:
        href = root + paths.area_page(self._folders[place.contest], place.code)
        above = " › ".join(self._where(place.code.rpartition("/")[0])[-DEEP:])
        above = f"<bdi>{above}</bdi> · " if above else ""
        return (
            f'<li><a href="{href}"><bdi>{escape(self.title(place))}</bdi></a> '
            f"<small>{above}<bdi>{place.code}</bdi></small></li>\n"
        )

    def _where(self, area: str) -> list[str]:
        """Names of the area and of all that it lies in, from the top."""
        if not area:
            return []
        found = self._above.get(area)
        if found is None:
            own = [str(escape(shortened(name, 40))) for name in self._names.get(area, ())[:1]]
            found = self._above[area] = self._where(area.rpartition("/")[0]) + own
        return found

    def _level(self, code: str) -> str:
        return self._levels[min(code.count("/"), len(self._levels) - 1)]
