"""Findings by rule: what each rule says, where it fired, and where it could not be held at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from actas.release.site import paths
from actas.release.site.book import Book, Page
from actas.release.site.leaves import leaves
from actas.release.site.rules import Found, Rule, effects

LISTED = 80
"""Findings on one page."""


def pages(book: Book, language: str) -> Iterator[Page]:
    """The page of all rules; those of single rules are `of_rule`."""
    press = book.presses[language]
    yield press.page(
        f"{language}/findings.html",
        "findings.html",
        str(press.words.say("Findings")),
        rules=[_row(rule, language) for rule in sorted(book.rules, key=lambda r: -r.found)],
        total=sum(rule.found for rule in book.rules),
        effects=effects(press.words),
    )


def of_rule(book: Book, rule: Rule, language: str) -> Iterator[Page]:
    """Every finding of one rule, page by page."""
    press = book.presses[language]
    folder = f"{language}/findings/"
    names = {key: one.name for key, one in book.speakers(language).items()}
    for leaf in leaves(rule.findings, LISTED, partial(paths.paged, folder, rule.code)):
        yield press.page(
            leaf.path,
            "rule.html",
            rule.titles[language],
            within=f"{language}/findings.html",
            rule=_row(rule, language),
            rows=[_finding(book, found, language, names) for found in leaf.rows],
            several=len(book.ballots) > 1,
            page=leaf.number,
            parts=leaf.pager,
            effects=effects(press.words),
            findings_page=f"{language}/findings.html",
        )


def _row(rule: Rule, language: str) -> dict[str, Any]:
    return {
        "code": rule.code,
        "title": rule.titles[language],
        "severity": rule.severity,
        "effect": rule.effect,
        "evaluated": rule.evaluated,
        "not_evaluable": rule.not_evaluable,
        "found": rule.found,
        "href": f"{language}/findings/{rule.code}.html",
    }


def _finding(book: Book, found: Found, language: str, names: Mapping[str, str]) -> dict[str, Any]:
    ballot = next((b for b in book.ballots if b.id == found.contest), book.ballots[0])
    placed = ballot.knows(found.station)
    return {
        "station": found.station,
        "href": ballot.station_href(language, found.station or "") if placed else None,
        "place": book.place(found.station),
        "contest": found.contest and book.contest_name(ballot, language),
        "source": names.get(found.source or "", found.source),
        "severity": found.severity,
        "says": book.says(found.code, found.numbers, language),
    }
