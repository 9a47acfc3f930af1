"""The site of a release: an outcome and facts of the log in, pages out.

For whoever assembles a release:

    for path, data in site.pages(outcome, facts): …          # all, one after the other
    for job in site.jobs(outcome, facts): for path, data in job(): …

`jobs` prepares everything once (with Polars, in the calling process) and gives jobs that are plain
Python: they can run in forked workers, in any order, each giving some pages. No clock, no disk but
the templates; same arguments, same bytes. Paths are from the release's root; every link in a page
is relative; each page exists once a language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from actas.release.outcome import Outcome
from actas.release.site import (
    embeds,
    feeds,
    findings,
    missing,
    places,
    result,
    search,
    set_aside,
    standing,
    statement_page,
    statements,
    two_sources,
    waiting,
)
from actas.release.site.areas import Areas
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page
from actas.release.site.charts import charted
from actas.release.site.gazetteer import Gazetteer
from actas.release.site.shapes import Download, LogFacts
from actas.release.site.stations import natural

__all__ = ["Download", "LogFacts", "Page", "jobs", "pages"]

AREAS_A_JOB = 1000
"""Areas whose pages one job makes, in one language."""

Job = Callable[[], Iterable[Page]]


def pages(outcome: Outcome, facts: LogFacts) -> Iterator[Page]:
    """Every page of the site and its style sheet, as path and bytes."""
    for job in jobs(outcome, facts):
        yield from job()


def jobs(outcome: Outcome, facts: LogFacts) -> list[Job]:
    """The site in pieces of work, the longest first; together they make every page once."""
    book = Book(outcome, facts)
    gazetteer = Gazetteer(book)
    areas = [
        partial(_areas, book, ballot, language, chosen)
        for ballot in book.ballots
        for chosen in _chunks(ballot)
        for language in book.languages
    ]
    whole: list[Job] = [partial(_whole, book, language) for language in book.languages]
    named: list[Job] = [
        partial(search.files, gazetteer),
        *(partial(places.pages, book, gazetteer, language) for language in book.languages),
    ]
    drawn = [partial(charted.pages, book, ballot) for ballot in book.ballots]
    return [
        *whole,
        *drawn,
        *areas,
        *named,
        lambda: [standing.chooser(book), standing.style()],
    ]


def _whole(book: Book, language: str) -> Iterator[Page]:
    """All pages of a language but those of areas."""
    for ballot in book.ballots:
        yield result.page(book, ballot, language)
        yield from missing.pages(book, ballot, language)
        yield from two_sources.pages(book, ballot, language)
    yield from findings.pages(book, language)
    for rule in book.rules:
        yield from findings.of_rule(book, rule, language)
    yield from set_aside.pages(book, language)
    yield from waiting.pages(book, language)
    yield from statements.pages(book, language)
    yield from statement_page.pages(book, language)
    yield from standing.pages(book, language)
    yield from feeds.pages(book, language)
    yield from embeds.pages(book, language)


def _areas(book: Book, ballot: Ballot, language: str, chosen: list[str]) -> Iterator[Page]:
    yield from Areas(book, ballot, language).pages(chosen)


def _chunks(ballot: Ballot) -> Iterator[list[str]]:
    areas = sorted(ballot.areas.union(ballot.stations), key=natural)
    for start in range(0, len(areas), AREAS_A_JOB):
        yield areas[start : start + AREAS_A_JOB]
