"""Pages that say what stands still: downloads, how to verify, about, and the choice of language."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from actas.election.written import text
from actas.release.site import checking, linked
from actas.release.site.book import Book, Page
from actas.release.site.rendering import inside, web_address
from actas.release.site.shapes import Download
from actas.release.site.two_sources import role_words
from actas.release.site.words import plain


def pages(book: Book, language: str) -> Iterator[Page]:
    """Downloads, verify and about in one language."""
    press = book.presses[language]
    words, facts = press.words, book.facts
    yield press.page(
        f"{language}/downloads.html",
        "downloads.html",
        str(words.say("Downloads")),
        downloads=_alike(book, language),
        files=sorted(facts.files),
        linked=linked.block(_dataset(book, language)),
    )
    yield press.page(
        f"{language}/verify.html",
        "verify.html",
        str(words.say("How to verify")),
        origin=facts.origin,
        cosignatures=facts.cosignatures,
        keys=facts.keys,
        as_of=book.as_of,
        size=facts.size,
        size_of_log=facts.size,
        mirrors=[(one, web_address(one)) for one in facts.mirrors],
        says=checking.said(words),
    )
    yield press.page(
        f"{language}/about.html",
        "about.html",
        str(words.say("About this site")),
        speakers=list(book.speakers(language).values()),
        roles=role_words(words),
        facts=book.election.facts,
        incidents=book.incidents,
        declared=book.election.register_.source,
    )


def chooser(book: Book) -> Page:
    """The first page of all: plain links to every language, the default first."""
    first = book.languages[0]
    press = book.presses[first]
    words = [book.presses[code].words for code in book.languages]
    return press.page(
        "index.html",
        "chooser.html",
        book.name(first),
        choices=[(one.code, one.direction, one.own_name, book.name(one.code)) for one in words],
    )


def style() -> Page:
    """The one style sheet."""
    return "site/style.css", (files("actas.release.site") / "style.css").read_bytes()


def _dataset(book: Book, language: str) -> dict[str, Any]:
    words = book.presses[language].words
    says = words.say("Everything on this site as data, for everyone: no registration, no form.")
    path = f"{language}/downloads.html"
    return linked.dataset(book, language, path, plain(says), book.downloads)


def _alike(book: Book, language: str) -> list[tuple[Markup, int | None, list[Download]]]:
    """What there is to download: what is in it, how many rows, and the files that hold it."""
    found: dict[Markup, list[Download]] = {}
    for one in book.downloads:
        found.setdefault(_what(book, one, language), []).append(one)
    return [(what, files[0].rows, files) for what, files in found.items()]


def _what(book: Book, download: Download, language: str) -> Markup:
    """What is in a file, in the language; tables of totals are called by their level's name."""
    words = book.presses[language].words
    for level in book.election.levels:
        if download.what == f"Totals by {level.id}":
            return words.say("Totals by {level}", level=inside(text(level.name, language)))
    return words.say(download.what)
