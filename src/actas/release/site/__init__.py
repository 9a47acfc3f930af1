"""The site of a release: an outcome and facts of the log in, pages out.

For whoever assembles a release:

    for path, data in site.pages(outcome, facts): …          # all, one after the other
    for job in site.jobs(Book(outcome, facts)): for path, data in job(): …

A book prepares everything once (with Polars, in the calling process); `jobs` gives jobs that are
plain Python: they can run in forked workers, in any order, each giving some pages. No clock, no
disk but the templates; same arguments, same bytes. Paths are from the release's root; every link
in a page is relative; each page exists once a language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from actas.release.contents import Content, Unchanged, whole
from actas.release.outcome import Outcome
from actas.release.site import (
    areas,
    embeds,
    feeds,
    findings,
    missing,
    places,
    result,
    sameness,
    search,
    set_aside,
    standing,
    statement_page,
    statements,
    two_sources,
    waiting,
)
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book, Page
from actas.release.site.charts import charted
from actas.release.site.gazetteer import Gazetteer
from actas.release.site.shapes import Download, LogFacts
from actas.release.workers import Job

__all__ = [
    "Book",
    "Download",
    "LogFacts",
    "Page",
    "chunks",
    "jobs",
    "made_from",
    "page_paths",
    "pages",
]

AREAS_A_JOB = 1000
"""Areas whose pages one job makes, in one language."""


MANY = 100
"""Jobs of areas from which on all places are many to list."""


def pages(
    outcome: Outcome, facts: LogFacts, downloads: tuple[Download, ...] = ()
) -> Iterator[Page]:
    """Every page of the site and its style sheet, as path and bytes."""
    book = Book(outcome, facts)
    book.downloads = downloads
    for job in jobs(book):
        for path, content in job():
            yield path, whole(content)


def jobs(book: Book, same: Collection[str] = (), left: Collection[str] = ()) -> list[Job]:
    """The site in pieces of work, mostly the longest first; together they make every page once.

    Args:
        book: what pages are made from.
        same: areas (`sameness.name_of`) that the last release has the same pages of.
        left: areas whose pages are not to be made.
    """
    by_area = [
        partial(_areas, book, ballot, language, chosen, same, left)
        for ballot in book.ballots
        for chosen in chunks(ballot, left)
        for language in book.languages
    ]
    every: list[Job] = [partial(_whole, book, language) for language in book.languages]
    named: list[Job] = [] if sameness.PLACES in left else [partial(_named, book)]
    drawn: list[Job] = [partial(charted.pages, book, ballot) for ballot in book.ballots]
    # Lists of very many places wait until the process that leads has made the most of its reports:
    # both at once would be what a release holds most.
    late = len(by_area) // 3 if len(by_area) > MANY else 0
    return [
        *by_area[:late],
        *named,
        *every,
        *drawn,
        *by_area[late:],
        lambda: [standing.chooser(book), standing.style()],
    ]


def _named(book: Book) -> Iterator[Page]:
    """The search, and alphabetical pages: both are made from one list of all places."""
    gazetteer = Gazetteer(book)
    yield from search.files(gazetteer)
    yield from places.pages(book, gazetteer)


def made_from(book: Book) -> Iterator[tuple[str, bytes]]:
    """Digest of what the files of every area of every contest, and lists of all, are made from."""
    yield sameness.PLACES, sameness.places(book)
    for ballot in book.ballots:
        yield from sameness.made_from(book, ballot)


def _whole(book: Book, language: str) -> Iterator[Page]:
    """All pages of a language but those of areas."""
    for ballot in book.ballots:
        yield from result.pages(book, ballot, language)
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


def _areas(
    book: Book,
    ballot: Ballot,
    language: str,
    chosen: range,
    same: Collection[str],
    left: Collection[str],
) -> Iterator[tuple[str, Content]]:
    made = areas.Areas(book, ballot, language)
    for area in ballot.areas.named(chosen):
        name = sameness.name_of(ballot, area)
        if name in left:
            continue
        unchanged = name in same
        for path, make in made.promised(area):
            yield path, Unchanged(make) if unchanged else make()


def page_paths(book: Book, files: Iterable[str]) -> dict[str, list[str]]:
    """Paths of the pages of every area of every contest, in all languages, and of lists of all.

    Args:
        book: what pages are made from.
        files: paths of all files of the release.
    """
    lists = (search.FOLDER, *(places.folder(language) for language in book.languages))
    found = {sameness.PLACES: [path for path in files if path.startswith(lists)]}
    for ballot in book.ballots:
        folders = [ballot.folder(language) for language in book.languages]
        for area in ballot.with_pages():
            found[sameness.name_of(ballot, area)] = [
                path for folder in folders for path in areas.paths_of(ballot, folder, area)
            ]
    return found


def chunks(ballot: Ballot, left: Collection[str] = ()) -> Iterator[range]:
    """Places of the areas of a contest, as many at a time as one job takes; without those of which
    all areas are left out."""
    for start in range(0, len(ballot.places), AREAS_A_JOB):
        some = ballot.places[start : start + AREAS_A_JOB]
        names = (sameness.name_of(ballot, area) for area in ballot.areas.named(some))
        if not left or any(name not in left for name in names):
            yield some
