"""What the first screen of a result says: who leads, how much is counted, what was announced.

Chooses and arranges numbers that the count and the verdicts already have; computes none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from actas.claims.announcement import Announcement
from actas.count.shapes import Count
from actas.release.site.areas import Areas
from actas.release.site.ballot import Shown, lacking
from actas.release.site.book import Book
from actas.release.site.rendering import isolated, key, paint, permille, shortened, stated
from actas.release.site.words import Words

FIRST = 2
"""Choices with a bar of their own on the first screen; a third from a tenth of the votes on."""


@dataclass(frozen=True)
class Bar:
    """One line of the race: a choice with its votes, what was announced of it, and bars of both.

    `said` and `said_bar` are empty where nothing was announced of it.
    """

    name: Markup
    votes: int
    share: str
    bar: Markup
    said: str = ""
    said_bar: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the stations that are expected: its class in the style sheet, words, number."""

    css: str
    name: Markup
    stations: int
    href: str | None


@dataclass(frozen=True)
class Announced:
    """An announced result that the race stands beside: whose, of which day, and its verdict."""

    claim: Announcement
    actor: str
    day: str
    verdict: str


def headline(areas: Areas) -> Markup:
    """Who leads by how much, in a few words."""
    words, count = areas.words, areas.ballot.count()
    if not count.valid or not areas.ranked:
        return words.say("No sheet is counted yet.")
    first = areas.ranked[0]
    name = isolated(shortened(first.name))
    if len(areas.ranked) == 1:
        share = words.share(count.votes[first.id], count.valid)
        return words.say("{first} has {share} of the valid votes.", first=name, share=share)
    second = areas.ranked[1]
    lead = count.votes[first.id] - count.votes[second.id]
    if not lead:
        other = isolated(shortened(second.name))
        return words.say("{first} and {second} have the same votes", first=name, second=other)
    return words.many(lead, "{first} leads by one vote", "{first} leads by {n} votes", first=name)


def race(areas: Areas, beside: Announced | None) -> list[Bar]:
    """The choices that lead, each with its bar, and all others together."""
    count, words = areas.ballot.count(), areas.words
    own, rest = _apart(areas.ranked, count)
    bars = [
        Bar(
            key(one) + isolated(shortened(one.name, 80)),
            count.votes[one.id],
            words.share(count.votes[one.id], count.valid),
            _bar(permille(count.votes[one.id], count.valid), paint(one)),
            *(_said(beside.claim, one, words) if beside else ()),
        )
        for one in own
    ]
    if rest:
        votes = sum(count.votes[one.id] for one in rest)
        said = words.many(len(rest), "One other", "{n} others")
        bars.append(Bar(said, votes, words.share(votes, count.valid), Markup()))
    return bars


def parts(areas: Areas, aside: str, missing: str) -> list[Part]:
    """What the expected stations are: counted, missing, in quarantine, rejected."""
    count, say = areas.ballot.count(), areas.words.say
    made = [Part("counted", say("Counted"), count.counted, None)]
    absent = lacking(count)
    if absent is not None:
        made.append(Part("missing", say("Missing"), absent, missing))
    made.append(Part("quarantined", say("In quarantine"), count.quarantined, aside))
    made.append(Part("rejected", say("Rejected"), count.rejected, aside))
    return made


def matters(areas: Areas) -> Markup:
    """Whether what is missing could change who leads, in one short sentence."""
    count, say = areas.ballot.count(), areas.words.say
    if lacking(count) == 0 and not count.quarantined and not count.rejected:
        return say("Every expected station is counted: nothing is missing.")
    if count.missing is None or not count.valid or len(areas.ranked) < 2:
        return say("Whether what is missing could change who leads cannot be said.")
    if count.missing.worst_lead <= 0:
        return say("What is missing could change who leads.")
    return say("What is missing cannot change who leads.")


def announced(book: Book, areas: Areas) -> Announced | None:
    """The authority's last announcement on this contest, else anyone's last; None without one."""
    contest, language = areas.ballot.id, areas.language
    verdicts = {one["id"]: one["verdict"] for one in book.verdicts[language]}
    alone = len(book.ballots) == 1
    found = [
        claim
        for claim in book.claims.values()
        if isinstance(claim, Announcement)
        and claim.id in verdicts
        and (claim.contest == contest or (claim.contest is None and alone))
    ]
    if not found:
        return None
    authorities = _authorities(book, language)
    last = max(found, key=lambda one: (_is_by(one, authorities), one.made))
    own, _ = _apart(areas.ranked, areas.ballot.count())
    if not any(_said(last, one, areas.words) for one in own):
        return None
    day = areas.words.day(last.made)
    return Announced(last, last.actor_name, day, verdicts[last.id])


def _said(claim: Announcement, choice: Shown, words: Words) -> tuple[str, Markup] | tuple[()]:
    """Share of a choice as announced (as it was said, else from its votes), with its bar."""
    percent, votes = claim.percent.get(choice.id), claim.votes.get(choice.id)
    if percent is not None:
        length = permille(round(10 * float(percent)), 1000)
        return stated(percent, words), _bar(length, paint(choice))
    if votes is not None and claim.total:
        length = permille(votes, claim.total)
        return words.share(votes, claim.total), _bar(length, paint(choice))
    return ()


def _apart(ranked: list[Shown], count: Count) -> tuple[list[Shown], list[Shown]]:
    """The choices with a bar of their own, and the others; a single other has its own too."""
    third = ranked[FIRST] if len(ranked) > FIRST else None
    large = third is not None and 10 * count.votes[third.id] >= count.valid > 0
    own = len(ranked) if len(ranked) == FIRST + 1 else FIRST + large
    return ranked[:own], ranked[own:]


def _bar(length: str, look: Markup) -> Markup:
    bar = Markup('<svg class="bars" aria-hidden="true"><rect height="100%" width="{}%" {}/></svg>')
    return bar.format(length, look)


def _authorities(book: Book, language: str) -> set[str]:
    return {
        called.casefold()
        for one in book.speakers(language).values()
        if one.role == "authority"
        for called in (one.id, one.name)
    }


def _is_by(claim: Announcement, names: set[str]) -> bool:
    return any(actor.casefold() in names for actor in claim.actor)
