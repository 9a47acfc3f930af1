"""Public statements as a timeline; announcements beside the records, obligations, positions.

Each statement has a page of its own (`statement_page`); here it stands with its verdict and the
sentence that this rests on. It refuses to judge: verdicts come from `actas.claims`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from actas.claims.model import Announcement, Position, Request
from actas.release.site import paths
from actas.release.site.ballot import Ballot
from actas.release.site.beside import ballot_of, called
from actas.release.site.book import Book, Page
from actas.release.site.leaves import leaves
from actas.release.site.rendering import shortened
from actas.release.site.statement import (
    kind_words,
    stance_words,
    statement,
    verdict_words,
)
from actas.release.site.words import Words

LISTED = 40
"""Statements on one page of the timeline, and the most in each list beside it."""

Shown = dict[str, Any]


def pages(book: Book, language: str) -> Iterator[Page]:
    """The timeline page by page; what stands beside it is on the first."""
    press = book.presses[language]
    shown = {one["id"]: statement(book, one, language) for one in book.verdicts[language]}
    order = sorted(shown.values(), key=lambda one: one["when"])
    for leaf in leaves(order, LISTED, partial(paths.paged, f"{language}/", "claims")):
        yield press.page(
            leaf.path,
            "claims.html",
            str(press.words.say("Statements")),
            within=f"{language}/claims.html",
            page=leaf.number,
            parts=leaf.pager,
            days=_days(leaf.rows, press.words),
            as_of=press.words.day(book.as_of),
            verdict_words=verdict_words(press.words),
            kind_words=kind_words(press.words),
            stance_words=stance_words(press.words),
            **_beside(book, shown, order, language, first=leaf.number == 1),
        )


def _beside(
    book: Book, shown: dict[str, Shown], order: Sequence[Shown], language: str, first: bool
) -> dict[str, Any]:
    """What stands on the first page beside the timeline."""
    owed = [one for one in order if one["group"] == "obligation"] if first else []
    toward = _toward(book, shown) if first else []
    actors = _actors(book, order) if first else []
    return {
        "announced": [*_announced(book, language)] if first else [],
        "obligations": owed[:LISTED],
        "toward": toward[:LISTED],
        "actors": actors[:LISTED],
        "withdrawn": [*_withdrawn(book, language)][:LISTED] if first else [],
        "more": len(order) > LISTED,
    }


def _days(shown: Sequence[Shown], words: Words) -> list[tuple[str, str, list[Shown]]]:
    """The timeline: each day (or month, where no day is known) with what was said on it."""
    days = groupby(shown, key=lambda one: str(one["when"]))
    return [(when, words.day(when), list(said)) for when, said in days]


def _announced(book: Book, language: str) -> Iterator[dict[str, Any]]:
    """Each contest's announcements side by side with the records, the newest three."""
    for ballot in book.ballots:
        said = [
            claim
            for claim in book.claims.values()
            if isinstance(claim, Announcement) and ballot_of(book, claim) is ballot
        ]
        if said:
            newest = sorted(said, key=lambda claim: claim.made)[-3:]
            yield _matrix(book, ballot, newest, language)


def _matrix(
    book: Book, ballot: Ballot, said: Sequence[Announcement], language: str
) -> dict[str, Any]:
    """Rows of one choice, or of the group that an announcement gave, in the order of the sheets."""
    count, words = ballot.count(), book.presses[language].words
    names = {choice.id: choice.name for choice in ballot.choices(language)}
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for at, claim in enumerate(said):
        for name in dict.fromkeys([*claim.votes, *claim.percent]):
            members = tuple(sorted(claim.members(name, names)))
            row = rows.setdefault(
                members, {"name": called(claim, name, names, words), "said": [None] * len(said)}
            )
            row["said"][at] = (claim.votes.get(name), claim.percent.get(name))
    for members, row in rows.items():
        row["counted"] = sum(count.votes.get(member, 0) for member in members)
        row["share"] = words.share(row["counted"], count.valid)
    return {
        "contest": book.contest_name(ballot, language) if len(book.ballots) > 1 else None,
        "columns": [
            {
                "actor": shortened(claim.actor_name, 60),
                "made": words.day(claim.made),
                "href": paths.claim_page(language, claim.id),
            }
            for claim in said
        ],
        "rows": [row for _, row in sorted(rows.items(), key=lambda item: _rank(*item))],
        "counted": count.counted,
        "expected": count.expected,
    }


def _rank(members: tuple[str, ...], row: dict[str, Any]) -> tuple[bool, int]:
    return (len(members) != 1, -row["counted"])


def _toward(book: Book, shown: dict[str, Shown]) -> list[dict[str, Any]]:
    """Positions and requests, by the statement that they are toward, then by stance."""
    groups: dict[str, list[Shown]] = defaultdict(list)
    for name, claim in book.claims.items():
        if isinstance(claim, Position | Request) and name in shown:
            for other in claim.toward or ("",):
                groups[other if other in shown else ""].append(shown[name])
    order = [*(name for name in shown if name in groups), *([""] if "" in groups else [])]
    return [
        {"about": shown.get(other), "stances": _stances(groups[other][:LISTED])} for other in order
    ]


def _stances(said: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """By stance; those that reject first, requests last."""
    groups: dict[str, list[Shown]] = defaultdict(list)
    for one in said:
        groups[one["stance"] or "request"].append(one)
    order = ("rejects", "supports", "states", "request")
    return [(stance, groups[stance]) for stance in order if stance in groups]


def _actors(book: Book, order: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """Who said what: every actor with the statements that carry their name."""
    actors: dict[str, list[Shown]] = defaultdict(list)
    called: dict[str, str] = {}
    for one in order:
        for actor in book.claims[one["id"]].actor:
            actors[actor].append(one)
            # What readers call them stands with statements that they alone made.
            called.setdefault(actor, one["actor"] if one["actors"] == 1 else actor)
    named = sorted(actors.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(called[actor], said[:LISTED]) for actor, said in named]


def _withdrawn(book: Book, language: str) -> Iterator[tuple[str, str]]:
    """Ids of statements that no longer stand, with their pages."""
    for name in book.withdrawn:
        yield name, paths.claim_page(language, name)
