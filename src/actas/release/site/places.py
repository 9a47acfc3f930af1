"""Pages of all areas by the first letter of their names: the way down without JavaScript.

Areas without a name stand by the last part of their code. Made by hand, as there are thousands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from actas.election.codes import lies_in
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


def pages(book: Book, gazetteer: Gazetteer) -> Iterator[Page]:
    """The page of letters, and those of each letter, in every language."""
    letters = [(letter, list(group)) for letter, group in groupby(gazetteer.areas, _letter)]
    lists = [_Lists(book, language, letters) for language in book.languages]
    for one in lists:
        yield one.letters()
    rows = _Rows(gazetteer)
    for letter, group in letters:
        count = paths.pages_of(len(group), LISTED)
        starts = rows.of(group[::LISTED]) if 1 < count <= RANGES else []
        ranges = [one.ranges(letter, starts) if starts else None for one in lists]
        for number in range(1, count + 1):
            shown = rows.of(group[(number - 1) * LISTED : number * LISTED])
            for one, parts in zip(lists, ranges, strict=True):
                yield one.letter(letter, number, count, shown, parts)


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


@dataclass(frozen=True, slots=True)
class _Row:
    """What the row of an area says in every language.

    Attributes:
        contest: number of the contest whose pages it is among.
        path: of its page, below the folder of that contest.
        depth: of its level, 0 the top.
        called: its name, escaped; empty where it has none.
        part: the last part of its code, escaped.
        under: names of what it lies in, and its code, as HTML.
    """

    contest: int
    path: str
    depth: int
    called: str
    part: str
    under: str


class _Rows:
    """Rows of a list, each an area with what it lies in and its code."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names = gazetteer.names
        self._within: dict[str, str] = {}

    def of(self, places: Iterable[Place]) -> list[_Row]:
        """A row of each."""
        return [self._row(place) for place in places]

    def _row(self, place: Place) -> _Row:
        code = place.code
        return _Row(
            place.contest,
            paths.area_page("", code),
            code.count("/"),
            str(escape(" · ".join(place.names))),
            str(escape(place.part)),
            f"{self._before(code)}<bdi>{code}</bdi>",
        )

    def _before(self, code: str) -> str:
        """What stands before the code of an area, the same for all beside it, as HTML."""
        within = code.rpartition("/")[0]
        found = self._within.get(within)
        if found is None:
            names = (name for area in lies_in(code) for name in self._names.get(area, ())[:1])
            above = " › ".join([str(escape(shortened(name, 40))) for name in names][-DEEP:])
            found = self._within[within] = f"<bdi>{above}</bdi> · " if above else ""
        return found


class _Ranges:
    """Links to the parts of a letter, each by what it begins with, which is escaped."""

    def __init__(self, hrefs: Iterable[str], starts: Iterable[str]) -> None:
        called = [f"<bdi>{start}</bdi>" for start in starts]
        self._here = [_part(f'<span aria-current="page">{start}</span>') for start in called]
        self._linked = [
            _part(f'<a href="{href}">{start}</a>')
            for href, start in zip(hrefs, called, strict=True)
        ]

    def seen_from(self, number: int) -> Markup:
        """All of them on the page of one."""
        before, after = self._linked[: number - 1], self._linked[number:]
        return Markup("".join([*before, self._here[number - 1], *after]))  # noqa: S704  # escaped


class _Lists:
    """The pages in one language."""

    def __init__(
        self, book: Book, language: str, letters: Sequence[tuple[str, Sequence[Place]]]
    ) -> None:
        self._press, self._language = book.presses[language], language
        self._title = str(self._press.words.say("Places"))
        self._levels = [str(escape(text(level.name, language))) for level in book.election.levels]
        self._folders = [ballot.folder(language) for ballot in book.ballots]
        self._search = attributes(book, language)
        self._hrefs = [(letter, _path(language, letter), len(group)) for letter, group in letters]

    def letters(self) -> Page:
        """The page of letters."""
        return self._page(f"{self._language}/places.html", self._title, search=self._search)

    def letter(
        self, letter: str, number: int, count: int, rows: Sequence[_Row], ranges: _Ranges | None
    ) -> Page:
        """A page of a letter."""
        path = _path(self._language, letter, number)
        parts: Sequence[dict[str, Any]] = ()
        if count > RANGES:
            parts = pager(number, count, lambda page: _path(self._language, letter, page))
        return self._page(
            path,
            f"{self._title}: {letter}",
            here=letter,
            lists=self._listed(rows, paths.up(path)),
            ranges=ranges.seen_from(number) if ranges else "",
            parts=parts,
        )

    def ranges(self, letter: str, starts: Sequence[_Row]) -> _Ranges:
        """The parts of a letter, by the first row of each."""
        hrefs = [_path(self._language, letter, number) for number, _ in enumerate(starts, 1)]
        return _Ranges([f"{paths.up(href)}{href}" for href in hrefs], map(self._called, starts))

    def _page(self, path: str, title: str, **context: Any) -> Page:
        blank = {"here": None, "lists": "", "ranges": "", "parts": (), "search": None}
        within = f"{self._language}/places.html"
        given = blank | {"letters": self._hrefs} | context
        return self._press.page(path, "places.html", title, within=within, **given)

    def _listed(self, rows: Iterable[_Row], root: str) -> Markup:
        folders = [f"{root}{folder}" for folder in self._folders]
        made = [
            f'<li><a href="{folders[row.contest]}{row.path}"><bdi>{self._called(row)}</bdi></a> '
            f"<small>{row.under}</small></li>\n"
            for row in rows
        ]
        return Markup("".join(made))  # noqa: S704  # escaped

    def _called(self, row: _Row) -> str:
        """What the area of a row is called, escaped."""
        return row.called or f"{self._levels[min(row.depth, len(self._levels) - 1)]} {row.part}"


def _part(content: str) -> str:
    return f"<li>{content} …</li>"
