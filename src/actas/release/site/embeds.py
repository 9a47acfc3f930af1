"""Cards of areas to put into other people's pages: one SVG, and the same in an HTML page.

Each is one file that loads nothing and runs nothing; colours and sizes are attributes, so that no
style is needed. And the page that lists them beside the data and feeds of each area.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from actas.election.written import text
from actas.release.markup import escaped, shown
from actas.release.site import feeds, paths
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page

WIDTH, LINE, MARGIN = 360, 36, 16
CHOICES = 4
"""Choices on a card, the ones with the most votes."""

COLOURS = (
    *("#0f6fae", "#c8560b", "#6a4c9c", "#0a7d6c", "#b03a78"),
    *("#74700f", "#3f5f8f", "#96532b", "#5d6b2c"),
)
"""Of choices that bring none, as in the style sheet by day."""

OTHER = "#77716a"


def pages(book: Book, language: str) -> Iterator[Page]:
    """Every card of one language, and the page that lists them."""
    for ballot in book.ballots:
        for area in ("", *_areas(book, ballot)):
            stem = card_path(ballot, language, area)
            drawn = card(book, ballot, language, area)
            yield f"{stem}.svg", f"{drawn}\n".encode()
            yield f"{stem}.html", _page(book, ballot, language, area, drawn)
    yield _list(book, language)


def card_path(ballot: Ballot, language: str, area: str) -> str:
    """Path of the card of an area of the first level, or of the whole, without its ending."""
    folder = paths.contest_folder(f"cards/{language}", ballot.id, ballot.number == 0)
    return f"{folder}area/{area}" if area else f"{folder}whole"


def card(book: Book, ballot: Ballot, language: str, area: str) -> str:
    """The card as SVG."""
    words, count = book.presses[language].words, ballot.count(area)
    mirrored = words.direction == "rtl"
    line = partial(_text, mirrored)
    order = sorted(count.votes, key=lambda choice: -count.votes[choice])[:CHOICES]
    choices = {choice.id: choice for choice in ballot.choices(language)}
    height = 136 + LINE * len(order)
    title = _title(book, ballot, language, area)
    place, contest = ballot.names.get(area) or area, book.contest_name(ballot, language)
    beneath = f"{contest} · {book.name(language)}" if place else contest
    expected = words.number(count.expected)
    covered = words.say("{n} of {expected} sheets counted", n=count.counted, expected=expected)
    rows = []
    for number, name in enumerate(order):
        choice, votes, top = choices[name], count.votes[name], 92 + LINE * number
        colour = choice.color or (COLOURS[choice.at] if choice.at < len(COLOURS) else OTHER)
        wide = (WIDTH - 2 * MARGIN) * votes // count.valid if count.valid else 0
        said = f"{words.number(votes)} · {words.share(votes, count.valid)}"
        rows.append(
            f"{line(MARGIN, top + 14, choice.name, 14, most=30)}"
            f"{line(WIDTH - MARGIN, top + 14, said, 14, anchor='end')}"
            f'<rect x="{MARGIN}" y="{top + 20}" width="{WIDTH - 2 * MARGIN}" height="6" '
            f'fill="#e6e6e6"/><rect x="{WIDTH - MARGIN - wide if mirrored else MARGIN}" '
            f'y="{top + 20}" width="{wide}" height="6" '
            f'fill="{colour}"/>'
        )
    foot = f"{words.day(book.as_of)} · {book.facts.origin}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="system-ui, sans-serif" '
        f'lang="{language}" direction="{words.direction}"><title>{shown(title)}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff" stroke="#767676"/>'
        f"{line(MARGIN, 28, place or book.name(language), 16, most=34)}"
        f"{line(MARGIN, 50, beneath, 13, most=46)}"
        f"{line(MARGIN, 72, str(covered), 13, raw=True)}{''.join(rows)}"
        f"{line(MARGIN, height - 18, foot, 12, most=56)}</svg>"
    )


def _page(book: Book, ballot: Ballot, language: str, area: str, drawn: str) -> bytes:
    words = book.presses[language].words
    folder = ballot.folder(language)
    target = paths.area_page(folder, area) if area else f"{folder}index.html"
    href = paths.up(card_path(ballot, language, area)) + target
    # In a narrower window the picture shrinks; in a wider one it stays as it is, at the start.
    start = "xMaxYMin" if words.direction == "rtl" else "xMinYMin"
    fitted = f' width="100%" preserveAspectRatio="{start} meet" '
    drawn = drawn.replace(f' width="{WIDTH}" ', fitted, 1)
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{words.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "base-uri 'none'; form-action 'none'\">\n"
        f"<title>{shown(_title(book, ballot, language, area))}</title>\n</head>\n<body>\n"
        f'<main>{drawn}\n<p><a href="{escaped(href)}" target="_top">'
        f"{words.say('All numbers, and how to check them')}</a></p></main>\n</body>\n</html>\n"
    ).encode()


def _list(book: Book, language: str) -> Page:
    """The page of what there is by area: data, feeds and cards."""
    press = book.presses[language]
    rows = [
        {
            "name": ballot.names.get(area) or area or book.name(language),
            "contest": text(ballot.definition.name, language),
            "links": [*_files(book, ballot, language, area)],
        }
        for ballot in book.ballots
        for area in ("", *_areas(book, ballot))
    ]
    return press.page(
        f"{language}/by-area.html",
        "byarea.html",
        str(press.words.say("Data, feeds and cards by area")),
        within=f"{language}/downloads.html",
        rows=rows,
        several=len(book.ballots) > 1,
        feeds=feeds.listed(press.words),
    )


def _files(book: Book, ballot: Ballot, language: str, area: str) -> Iterator[tuple[str, str]]:
    """What each file is called in a list, and its path."""
    card = card_path(ballot, language, area)
    words = book.presses[language].words
    yield str(words.say("card")), f"{card}.html"
    yield "SVG", f"{card}.svg"
    if area and ballot.number == 0:
        yield "Atom", feeds.path_of(language, area)
    if ballot.number == 0:
        yield from book.facts.exported(area)


def _areas(book: Book, ballot: Ballot) -> list[str]:
    return ballot.areas.below("") if book.election.areas_levels else []


def _title(book: Book, ballot: Ballot, language: str, area: str) -> str:
    place = ballot.names.get(area) or area
    contest = book.contest_name(ballot, language)
    return f"{place} · {contest}" if place else f"{book.name(language)} · {contest}"


def _text(
    mirrored: bool,
    x: int,
    y: int,
    said: str,
    size: int,
    anchor: str = "start",
    most: int = 160,
    raw: bool = False,
) -> str:
    """A line of text; where writing runs to the left it starts as far from the right edge."""
    content = said if raw else shown(said, most)
    return (
        f'<text x="{WIDTH - x if mirrored else x}" y="{y}" font-size="{size}" '
        f'text-anchor="{anchor}" fill="#1a1a1a">{content}</text>'
    )
