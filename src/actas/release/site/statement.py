"""One public statement as pages show it: who said it, in which words, its verdict and its tests.

No word here judges anyone: verdicts and sentences come from `actas.claims`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from typing import Any

from actas.claims.model import (
    Assessment,
    Claim,
    Obligation,
    Position,
    ReportedFigure,
    Request,
)
from actas.election.written import Text, text
from actas.release.site import paths
from actas.release.site.book import Book
from actas.release.site.rendering import shortened, web_address
from actas.release.site.words import Words

_NOT_JUDGED = (Position, Request, Assessment, ReportedFigure)

ROOM = 3000
"""Letters of citations and addresses on one page; all of them are in the log."""

SIGNS = {
    "supported": "✓",
    "contradicted": "✗",
    "undecidable": "?",
    "recorded": "•",
    "met": "✓",
    "overdue": "!",
    "not due": "…",
}
"""The sign of each verdict, beside its word: colour alone says nothing."""


def statement(book: Book, verdict: dict[str, Any], language: str) -> dict[str, Any]:
    """A claim with its verdict (an element of the JSON contract), in one language."""
    claim = book.claims[verdict["id"]]
    words = book.presses[language].words
    return spoken(claim, words) | {
        "days": _days_overdue(claim, verdict["verdict"], book.as_of),
        "group": _group(claim),
        "verdict": verdict["verdict"],
        "sign": SIGNS[verdict["verdict"]],
        "reason": book.reasons[language][claim.id],
        "tests": [_test(test, words) for test in verdict["tests"]],
        "asks": claim.asks if isinstance(claim, Request) else (),
        "stance": claim.stance if isinstance(claim, Position) else None,
        "refers": [other for other in claim.refers_to() if other in book.claims],
        "entry": book.claim_entries[claim.id],
    }


def spoken(claim: Claim, words: Words) -> dict[str, Any]:
    """A claim without its verdict."""
    made = None if isinstance(claim, Obligation) else claim.made
    due = claim.due.isoformat() if isinstance(claim, Obligation) else None
    return {
        "id": claim.id,
        "href": paths.claim_page(words.code, claim.id),
        "actor": text(claim.actor_words or claim.actor_name, words.code),
        "actors": len(claim.actor),
        "when": made or due,
        "made": words.day(made) if made else None,
        "due": words.day(due) if due else None,
        "kind": claim.kind,
        "words": text(claim.words, words.code),
        "tongue": _tongue(claim.words, words.code),
        "quoted": claim.quoted,
        "sources": cited(claim),
        "uncited": len(claim.source) - len(cited(claim)),
    }


def cited(claim: Claim) -> list[tuple[str, str | None]]:
    """Where it is published: citation and address, as many as a light page has room for."""
    found = [(shortened(one.cite, 300), web_address(one.url)) for one in claim.source]
    ends = accumulate(len(cite) + len(url or "") for cite, url in found)
    room = sum(end <= ROOM for end in ends)
    return found[: max(1, room)]


def _tongue(words: Text, language: str) -> str | None:
    """The language that the words are in, where it is known and not the page's."""
    if isinstance(words, str) or language in words:
        return None
    return "en" if "en" in words else next(iter(words))


def _group(claim: Claim) -> str:
    if isinstance(claim, Obligation):
        return "obligation"
    return "recorded" if isinstance(claim, _NOT_JUDGED) else "judged"


def _days_overdue(claim: Claim, verdict: str, as_of: str) -> int | None:
    if not isinstance(claim, Obligation) or verdict != "overdue":
        return None
    return (date.fromisoformat(as_of) - claim.due).days


def _test(test: dict[str, Any], words: Words) -> dict[str, Any]:
    return {
        "verdict": test["verdict"],
        "sign": SIGNS[test["verdict"]],
        "asks": test_words(words).get(test["test"]),
        "says": test["says"],
        "numbers": list(_flat(test["numbers"], words)),
    }


def _flat(numbers: dict[str, Any], words: Words, before: str = "") -> Iterator[tuple[str, str]]:
    """The numbers of a test by name, nested names joined by a dot."""
    for name, value in numbers.items():
        path = f"{before}{name}"
        if isinstance(value, dict):
            yield from _flat(value, words, f"{path}.")
        elif isinstance(value, list):
            yield path, ", ".join(_shown(item, words) for item in value)
        else:
            yield path, _shown(value, words)


def _shown(value: Any, words: Words) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(words.say("yes") if value else words.say("no"))
    if isinstance(value, int):
        return words.number(value)
    return words.small(value) if isinstance(value, float) else str(value)


def test_words(words: Words) -> dict[str, str]:
    """What a test asks, where its claim's kind does not say it."""
    return {
        "rounding": words.say("Were the votes computed from percentages?"),
        "floor": words.say("Is any number below what the sheets hold?"),
        "residual": words.say("Does it fit what is left for the stations not seen?"),
        "capacity": words.say("Are there electors enough for its votes?"),
        "totals": words.say("Do its totals add up?"),
        "percentages": words.say("Do its percentages follow from its votes?"),
        "turnout": words.say("Does its turnout follow from its numbers?"),
        "monotone": words.say("Did any number fall since the bulletin before?"),
    }


def stance_words(words: Words) -> dict[str, str]:
    """What a stance is called."""
    return {
        "supports": words.say("supports it"),
        "rejects": words.say("rejects it"),
        "states": words.say("states"),
    }


def verdict_words(words: Words) -> dict[str, str]:
    """What a verdict is called."""
    return {
        "supported": words.say("Supported by the records"),
        "contradicted": words.say("Contradicted by the records"),
        "undecidable": words.say("Cannot be decided from the records"),
        "recorded": words.say("Recorded"),
        "met": words.say("Met"),
        "overdue": words.say("Overdue"),
        "not due": words.say("Not due yet"),
    }


def kind_words(words: Words) -> dict[str, str]:
    """What a kind of statement is called."""
    return {
        "announcement": words.say("Announcement of a result"),
        "winner": words.say("Who won"),
        "ratio": words.say("How votes compare"),
        "coverage": words.say("How much is covered"),
        "endorsement": words.say("Endorsement of another statement"),
        "authenticity": words.say("Whether sheets are genuine"),
        "obligation": words.say("Obligation"),
        "position": words.say("Position"),
        "request": words.say("Request"),
        "assessment": words.say("Assessment"),
        "reported figure": words.say("Reported figure"),
    }
