"""What was said beside what the records hold, and the difference: the numbers of one statement.

Exact: shares are compared as fractions. It shows numbers and refuses to judge them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from actas.claims.model import (
    VALID,
    Announcement,
    Authenticity,
    Claim,
    Coverage,
    Extent,
    Obligation,
    Ratio,
    ReportedFigure,
    Winner,
)
from actas.claims.values import decimals, share
from actas.count.shapes import Count
from actas.election.written import text
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book
from actas.release.site.rendering import stated
from actas.release.site.words import Words, plain

_SIGNS = {"more than": ">", "at least": "≥", "less than": "<", "at most": "≤", "about": "≈"}
_NONE = "–"


@dataclass(frozen=True)
class Row:
    """One number: what it is of, as it was said, as the records have it, said minus records."""

    of: str
    said: str
    held: str
    apart: str = _NONE


def ballot_of(book: Book, claim: Claim) -> Ballot:
    """The contest that a claim speaks of; the first where it names none."""
    return next((one for one in book.ballots if one.id == claim.contest), book.ballots[0])


def called(claim: Announcement, name: str, names: dict[str, str], words: Words) -> str:
    """A choice by its name; the group of all that are not named as that, another by its id."""
    if name in claim.groups and not claim.groups[name]:
        return plain(words.say("all others"))
    return names.get(name, name)


def rows(book: Book, claim: Claim, numbers: dict[str, Any], language: str) -> list[Row]:
    """The numbers of a claim; none where it has none.

    Args:
        book: the site.
        claim: what was said.
        numbers: of its first test.
        language: of the page.
    """
    words, ballot = book.presses[language].words, ballot_of(book, claim)
    names = {choice.id: choice.name for choice in ballot.choices(language)}
    count = ballot.count()
    match claim:
        case Announcement():
            tallies = {
                str(one.role): text(one.name, language) for one in book.election.form.tallies
            }
            return [*_announced(claim, count, names, tallies, words)]
        case Winner():
            return [_won(claim, count, names, words)]
        case Ratio():
            return [_ratio(claim, count, names, words)]
        case Coverage():
            return [_covered(claim.covers, _SIGNS[claim.compare], count, words, numbers)]
        case Authenticity():
            return [*_genuine(numbers, words)]
        case Obligation():
            return [_owed(claim, numbers, words)]
        case ReportedFigure():
            return [
                Row(one.by or _NONE, ("≈ " if one.about else "") + words.number(one.value), _NONE)
                for one in claim.figures
            ]
        case _:
            return []


def _announced(
    claim: Announcement,
    count: Count,
    names: dict[str, str],
    tallies: dict[str, str],
    words: Words,
) -> Iterator[Row]:
    held = {
        name: sum(count.votes.get(member, 0) for member in claim.members(name, names))
        for name in dict.fromkeys([*claim.votes, *claim.percent])
    }
    for name, votes in sorted(claim.votes.items(), key=lambda item: -item[1]):
        yield _votes(called(claim, name, names, words), votes, held[name], words)
    totals = (
        (words.say("Valid votes"), claim.valid_votes, count.valid),
        (tallies.get("null"), claim.null_votes, count.null),
        (tallies.get("blank"), claim.blank_votes, count.blank),
    )
    for what, total, there in totals:
        if what and total is not None:
            yield _votes(plain(what), total, there, words)
    for name, percent in sorted(claim.percent.items(), key=lambda item: -float(item[1])):
        of = f"{called(claim, name, names, words)}{words.comma} %"
        part = Fraction(held[name], count.valid) if count.valid else None
        yield _share(of, percent, part, words)
    if claim.coverage:
        yield _covered(claim.coverage, "", count, words, {})


def _votes(of: str, said: int, held: int | None, words: Words) -> Row:
    apart = _NONE if held is None else _signed(said - held, words.number(abs(said - held)))
    return Row(of, words.number(said), words.number(held), apart)


def _share(of: str, said: str, held: Fraction | None, words: Words, sign: str = "") -> Row:
    shown = f"{sign} {stated(said, words)}".strip()
    if held is None:
        return Row(of, shown, _NONE)
    there = words.share(held.numerator, held.denominator)
    return Row(of, shown, there, _points(share(said) - held, words))


def _points(apart: Fraction, words: Words) -> str:
    hundredths = (2 * abs(apart) * 10_000 + 1) // 2
    return _signed(apart if hundredths else 0, words.language.decimal(hundredths / 100, 2))


def _signed(value: Fraction | int, shown: str) -> str:
    return f"+{shown}" if value > 0 else f"−{shown}" if value < 0 else shown


def _won(claim: Winner, count: Count, names: dict[str, str], words: Words) -> Row:
    best = max(count.votes.values(), default=0)
    first = [name for name, votes in count.votes.items() if votes == best and best]
    rest = [votes for name, votes in count.votes.items() if name != claim.winner]
    lead = count.votes.get(claim.winner, 0) - max(rest, default=0)
    votes = words.say("{n} votes", n=_signed(lead, words.number(abs(lead))))
    leads = ", ".join(names.get(name, name) for name in first) or _NONE
    of = plain(words.say("Most votes"))
    return Row(of, names.get(claim.winner, claim.winner), leads, plain(votes))


def _ratio(claim: Ratio, count: Count, names: dict[str, str], words: Words) -> Row:
    over = count.votes.get(claim.choice, 0)
    under = count.valid if claim.to == VALID else count.votes.get(claim.to, 0)
    other = plain(words.say("Valid votes")) if claim.to == VALID else names.get(claim.to, claim.to)
    of = f"{names.get(claim.choice, claim.choice)} ÷ {other}"
    places = decimals(claim.value)
    value = words.language.decimal(float(claim.value), places) if places else claim.value
    said = f"{_SIGNS[claim.compare]} {value}"
    if not under:
        return Row(of, said, _NONE)
    held, apart = Fraction(over, under), Fraction(claim.value) - Fraction(over, under)
    shown = _signed(apart, words.language.decimal(float(abs(apart)), 3))
    return Row(of, said, words.language.decimal(float(held), 3), shown)


def _covered(extent: Extent, sign: str, count: Count, words: Words, numbers: dict[str, Any]) -> Row:
    electors = extent.of == "electors"
    of = words.say("Electors covered") if electors else words.say("Stations covered")
    counted = count.registered_counted if electors else count.counted
    expected = count.registered_expected if electors else count.expected
    there = numbers.get("records", counted)
    held = Fraction(there, expected) if expected and there is not None else None
    return _share(plain(of), extent.share, held, words, sign)


def _genuine(numbers: dict[str, Any], words: Words) -> Iterator[Row]:
    """How many of the authority's own results there are, and how they compare."""
    told = {
        "authority_stations": words.say("Stations with results of the authority"),
        "agree": words.say("of these, equal to the sheets"),
        "differ": words.say("of these, different from the sheets"),
    }
    for name, what in told.items():
        if numbers.get(name) is not None:
            yield Row(plain(what), _NONE, words.number(numbers[name]))


def _owed(claim: Obligation, numbers: dict[str, Any], words: Words) -> Row:
    late = numbers.get("days_overdue", numbers.get("days_late"))
    apart = _NONE if late is None else words.many(late, "{n} day", "{n} days")
    due, met = claim.due.isoformat(), numbers.get("met")
    return Row(plain(words.say("Due")), words.day(due), words.day(met), plain(apart))
