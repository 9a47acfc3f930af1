"""A page for each public statement, to be cited: words, sources, numbers, tests, history, address.

One that was withdrawn keeps its page, which says so. The path follows from the id alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from actas.claims.model import Authenticity, Claim, Obligation, from_log
from actas.election.written import text
from actas.errors import InputError
from actas.release.site import beside, linked, paths
from actas.release.site.book import Book, Page
from actas.release.site.statement import (
    kind_words,
    spoken,
    stance_words,
    statement,
    verdict_words,
)
from actas.release.site.words import Words, plain

FORMS = 8
"""Earlier forms that a page shows, the newest; all of them are in the log."""


def pages(book: Book, language: str) -> Iterator[Page]:
    """Every statement's page in one language."""
    by_id = {one["id"]: statement(book, one, language) for one in book.verdicts[language]}
    for verdict in book.verdicts[language]:
        yield _standing(book, verdict, by_id, language)
    for name in book.withdrawn:
        yield _withdrawn(book, name, language)


def _standing(
    book: Book, verdict: dict[str, Any], by_id: dict[str, dict[str, Any]], language: str
) -> Page:
    press, claim = book.presses[language], book.claims[verdict["id"]]
    shown, ballot = by_id[claim.id], beside.ballot_of(book, claim)
    words, count = press.words, ballot.count()
    told = verdict_words(words)[verdict["verdict"]]
    review = linked.claim_review(book, claim, language, shown["href"], plain(told), shown["reason"])
    return _page(
        book,
        language,
        shown,
        told,
        rows=beside.rows(book, claim, verdict["tests"][0]["numbers"], language),
        contest=book.contest_name(ballot, language) if len(book.ballots) > 1 else None,
        counted=count.counted,
        expected=count.expected,
        refers=[by_id[other] for other in shown["refers"]],
        change=_change(claim, verdict["verdict"], words),
        linked=linked.block(review),
    )


def _withdrawn(book: Book, name: str, language: str) -> Page:
    words = book.presses[language].words
    last = next(form for _, form in reversed(book.said[name]) if form is not None)
    try:
        shown = spoken(from_log(last), words)
    except InputError:
        shown = {"id": name, "href": paths.claim_page(language, name), "actor": name}
    shown |= {"verdict": "withdrawn", "entry": book.said[name][-1][0]}
    return _page(book, language, shown, words.say("Withdrawn"), linked="")


def _page(book: Book, language: str, shown: dict[str, Any], verdict: str, **context: Any) -> Page:
    press, entry = book.presses[language], shown["entry"]
    return press.page(
        shown["href"],
        "claim.html",
        _title(shown, kind_words(press.words)),
        within=f"{language}/claims.html",
        c=shown,
        told=verdict,
        verdict_words=verdict_words(press.words),
        kind_words=kind_words(press.words),
        stance_words=stance_words(press.words),
        forms=_forms(book, shown["id"], language),
        leaf=book.facts.leaf(entry),
        publisher=book.publisher(language),
        election=book.name(language),
        as_of=press.words.day(book.as_of),
        address=book.address(shown["href"]) or shown["href"],
        **context,
    )


def _title(shown: dict[str, Any], kinds: dict[str, str]) -> str:
    """Who and when; of many actors, what it is and when."""
    when = shown.get("made") or shown.get("due")
    who = plain(kinds[shown["kind"]]) if shown.get("actors", 0) > 3 else shown["actor"]
    return f"{who} · {when}" if when else str(who)


def _forms(book: Book, name: str, language: str) -> list[dict[str, Any]]:
    """What became of it: each entry of the log with its day, what it changed and its words."""
    found = []
    before: dict[str, Any] | None = None
    for index, form in book.said[name]:
        changed = sorted(
            key
            for key in {*(form or {}), *(before or {})}
            if (form or {}).get(key) != (before or {}).get(key)
        )
        found.append(
            {
                "index": index,
                "day": book.history.day(index),
                "did": "withdrawn" if form is None else "changed" if before else "said",
                "changed": changed if form and before else [],
                "words": _words(form, language),
            }
        )
        before = form
    return found[-FORMS:]


def _words(form: dict[str, Any] | None, language: str) -> str:
    said = (form or {}).get("words")
    if isinstance(said, dict) and said:
        return str(text({str(key): str(value) for key, value in said.items()}, language))
    return said if isinstance(said, str) else ""


def _change(claim: Claim, verdict: str, words: Words) -> Sequence[str]:
    """What would change the verdict."""
    if isinstance(claim, Authenticity) and claim.decided_by:
        return [text(claim.decided_by, words.code)]
    if isinstance(claim, Obligation):
        if claim.met_by and verdict != "met":
            return [words.say("The authority’s own results by station, once they are in the log.")]
        return [words.say("A published source that says when it was done.")]
    if verdict == "recorded":
        return [words.say("Nothing in the records: no sheet speaks of it.")]
    if verdict == "undecidable":
        return [words.say("Sheets of the stations that are missing, or the authority’s results.")]
    return [
        words.say("Sheets or a register that show other numbers; each release judges it again.")
    ]
