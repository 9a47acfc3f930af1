"""Documents that wait for people, and those that are not shown: each with its reason.

There only where there are any. Numbers that people give make them leave this list.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from actas.election.written import text
from actas.release.site import paths
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page
from actas.release.site.leaves import leaves
from actas.release.site.papers import Paper
from actas.release.site.pictures import Pictures

LISTED = 60
"""Documents on one page."""


def path(language: str) -> str:
    """Where the list lies."""
    return f"{language}/waiting.html"


def pages(book: Book, language: str) -> Iterator[Page]:
    """All pages of the list; none where nothing waits and all is shown."""
    press = book.presses[language]
    every = [(ballot, paper) for ballot in book.ballots for paper in ballot.waiting]
    if not every:
        return
    pictures = Pictures(press.words)
    for leaf in leaves(every, LISTED, partial(paths.paged, f"{language}/", "waiting")):
        root = paths.up(leaf.path)
        yield press.page(
            leaf.path,
            "waiting.html",
            str(press.words.say("Sheets that wait for people")),
            within=f"{language}/aside.html",
            rows=[
                _row(book, ballot, paper, pictures, root, language) for ballot, paper in leaf.rows
            ],
            several=len(book.ballots) > 1,
            parts=leaf.pager,
        )


def _row(
    book: Book, ballot: Ballot, paper: Paper, pictures: Pictures, root: str, language: str
) -> dict[str, Any]:
    placed = ballot.knows(paper.station)
    speaker = book.speakers(language).get(paper.source)
    return {
        "station": paper.station,
        "href": ballot.station_href(language, paper.station or "") if placed else None,
        "place": book.place(paper.station) if placed else "",
        "contest": text(ballot.definition.name, language),
        "figure": pictures.figure(paper, root, speaker.name if speaker else paper.source),
        "entry": paper.index,
    }
