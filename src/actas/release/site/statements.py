"""Public statements with their verdicts, obligations with the days they are overdue, positions.

A statement stands with its words, who published it and every number of its tests. No word here
judges anyone: verdicts come from `actas.claims`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from actas.claims.model import (
    Announcement,
    Assessment,
    Claim,
    Obligation,
    Position,
    ReportedFigure,
    Request,
)
from actas.election.written import text
from actas.release.site.book import Book, Page
from actas.release.site.words import Words

_NOT_JUDGED = (Position, Request, Assessment, ReportedFigure)


def pages(book: Book, language: str) -> Iterator[Page]:
    """The page of all statements."""
    press = book.presses[language]
    shown = [_statement(book, one, language) for one in book.verdicts[language]]
    by_id = {one["id"]: one for one in shown}
    judged = [one for one in shown if one["group"] == "judged"]
    yield press.page(
        f"{language}/claims.html",
        "claims.html",
        str(press.words.say("Statements")),
        judged=judged,
        obligations=[one for one in shown if one["group"] == "obligation"],
        assessments=[one for one in shown if one["group"] == "assessment"],
        figures=[one for one in shown if one["group"] == "figure"],
        toward=_toward(book, by_id, language),
        actors=_actors(book, by_id),
        as_of=press.words.day(book.as_of),
        verdict_words=verdict_words(press.words),
        kind_words=kind_words(press.words),
        stance_words=stance_words(press.words),
    )


def _statement(book: Book, verdict: dict[str, Any], language: str) -> dict[str, Any]:
    claim = book.claims[verdict["id"]]
    words = book.presses[language].words
    return {
        "id": claim.id,
        "actor": claim.actor_name,
        "made": words.day(verdict["made"]) if verdict["made"] else None,
        "due": words.day(verdict["due"]) if verdict["due"] else None,
        "days": _days_overdue(claim, verdict["verdict"], book.as_of),
        "kind": claim.kind,
        "group": _group(claim),
        "verdict": verdict["verdict"],
        "words": text(claim.words, language),
        "quoted": claim.quoted,
        "sources": claim.source,
        "tests": [_test(test, words) for test in verdict["tests"]],
        "table": _announced(book, claim, language),
        "asks": claim.asks if isinstance(claim, Request) else (),
        "stance": claim.stance if isinstance(claim, Position) else None,
        "refers": [other for other in claim.refers_to() if other in book.claims],
        "entry": book.claim_entries[claim.id],
    }


def _group(claim: Claim) -> str:
    if isinstance(claim, Obligation):
        return "obligation"
    if isinstance(claim, Assessment):
        return "assessment"
    if isinstance(claim, ReportedFigure):
        return "figure"
    return "position" if isinstance(claim, _NOT_JUDGED) else "judged"


def _days_overdue(claim: Claim, verdict: str, as_of: str) -> int | None:
    if not isinstance(claim, Obligation) or verdict != "overdue":
        return None
    return (date.fromisoformat(as_of) - claim.due).days


def _test(test: dict[str, Any], words: Words) -> dict[str, Any]:
    return {
        "verdict": test["verdict"],
        "says": test["says"],
        "numbers": list(_flat(test["numbers"], words)),
        "test": test["test"],
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


def _announced(book: Book, claim: Claim, language: str) -> list[dict[str, Any]]:
    """What an announcement gave, beside what the counted sheets hold."""
    if not isinstance(claim, Announcement):
        return []
    ballot = next((b for b in book.ballots if b.id == claim.contest), book.ballots[0])
    count, words = ballot.count(), book.presses[language].words
    names = {choice.id: choice.name for choice in ballot.choices(language)}
    rows = []
    for name in dict.fromkeys([*claim.votes, *claim.percent]):
        members = claim.members(name, names)
        counted = sum(count.votes.get(member, 0) for member in members)
        rows.append(
            {
                "name": _called(claim, name, names, words),
                "votes": claim.votes.get(name),
                "percent": claim.percent.get(name),
                "counted": counted,
                "share": words.share(counted, count.valid),
            }
        )
    return rows


def _called(claim: Announcement, name: str, names: dict[str, str], words: Words) -> str:
    """A choice by its name; the group of all that are not named as that, another by its id."""
    if name in claim.groups and not claim.groups[name]:
        return str(words.say("all others"))
    return names.get(name, name)


def _toward(book: Book, by_id: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Positions and requests, grouped by the statement they are toward."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, claim in book.claims.items():
        if isinstance(claim, Position | Request) and name in by_id:
            for other in claim.toward or ("",):
                one = by_id[name]
                # It may stand in several groups; links lead to where it stands first.
                one.setdefault("anchor", other)
                groups[other].append(one)
    return [
        {"id": other, "about": by_id.get(other), "positions": groups[other]}
        for other in sorted(
            groups, key=lambda name: (name == "", list(book.claims).index(name) if name else 0)
        )
    ]


def _actors(book: Book, by_id: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Who said what: every actor with the statements that carry their name."""
    actors: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, claim in book.claims.items():
        if name in by_id:
            for actor in claim.actor:
                actors[actor].append(by_id[name])
    return sorted(actors.items(), key=lambda item: (-len(item[1]), item[0]))


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
