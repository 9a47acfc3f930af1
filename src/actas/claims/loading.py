"""`claims.yaml` into claims, and claims held against the election they speak of.

What cannot be meant (160 % of the stations, a choice compared with itself) is refused here, where
people write; a claim that is already in the log is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from actas.claims.model import (
    VALID,
    Announcement,
    Authenticity,
    Claim,
    Claims,
    Coverage,
    Ratio,
    Winner,
)
from actas.election.definition import Election
from actas.election.loading import load_yaml, parse_yaml
from actas.election.pointing import Loc

Wrong = tuple[Loc, str]


def load_claims(path: Path, election: Election | None = None) -> tuple[Claim, ...]:
    """The claims of the file at `path`.

    Args:
        path: a file such as `claims.yaml`.
        election: where given, contests, choices and sources are looked up in it.

    Raises:
        InputError: the file does not fit, says what cannot be, or names what the election does
            not have; all of it is told at once, with line and key.
    """
    return load_yaml(path, Claims, lambda file: _wrong(file, election)).claims


def parse_claims(content: bytes, name: str, election: Election | None = None) -> tuple[Claim, ...]:
    """As `load_claims`, of bytes that are already here; `name` stands in the errors."""
    return parse_yaml(content, Claims, name, lambda file: _wrong(file, election)).claims


def _wrong(file: Claims, election: Election | None) -> Iterator[Wrong]:
    for position, claim in enumerate(file.claims):
        found = [*_senseless(claim), *(_strangers(claim, election) if election else ())]
        for loc, said in found:
            yield ("claims", position, *loc), f"claim {claim.id}: {said}"


def _senseless(claim: Claim) -> Iterator[Wrong]:
    """Numbers that nobody can mean."""
    for loc, percent in _percentages(claim):
        if Fraction(percent) > 100:
            yield loc, f"{percent} % is more than the whole; should be 0 to 100"
    if isinstance(claim, Ratio):
        if Fraction(claim.value) == 0:
            yield ("value",), "should be more than 0"
        if claim.choice == claim.to:
            yield ("to",), f"{claim.to!r} is compared with itself; should be another choice"


def _percentages(claim: Claim) -> Iterator[tuple[Loc, str]]:
    match claim:
        case Announcement():
            yield from ((("percent", name), one) for name, one in claim.percent.items())
            if claim.turnout is not None:
                yield ("turnout",), claim.turnout
            if claim.coverage is not None:
                yield ("coverage", "share"), claim.coverage.share
        case Coverage():
            yield ("covers", "share"), claim.covers.share
        case _:
            return


def _strangers(claim: Claim, election: Election) -> Iterator[Wrong]:
    """Names that the election does not have."""
    contests = [contest.id for contest in election.contests]
    named = list(_choices(claim))
    if claim.contest is None and len(contests) > 1 and named:
        yield (), f"should say its contest: {', '.join(contests)}"
        return
    contest = claim.contest or contests[0]
    if contest not in contests:
        yield ("contest",), f"no contest {contest!r}; there is {', '.join(contests)}"
        return
    known = [choice.id for choice in election.contest(contest).choices]
    for loc, name in named:
        if name not in known:
            yield loc, f"no choice {name!r} in contest {contest}; there is {', '.join(known)}"
    if isinstance(claim, Announcement):
        for name in sorted(set(known).intersection(claim.groups)):
            yield ("groups", name), f"group {name!r} has the name of a choice"
    source = claim.by if isinstance(claim, Coverage | Authenticity) else None
    sources = [one.id for one in election.sources]
    if source and source not in sources:
        yield (
            ("by",),
            f"no source {source!r} in the election; there is {', '.join(sources) or 'none yet'}",
        )


def _choices(claim: Claim) -> Iterator[tuple[Loc, str]]:
    """Every place where the claim names a choice."""
    match claim:
        case Announcement():
            for key, numbers in (("votes", claim.votes), ("percent", claim.percent)):
                yield from (((key, name), name) for name in numbers if name not in claim.groups)
            for group, members in claim.groups.items():
                yield from ((("groups", group, at), name) for at, name in enumerate(members))
        case Winner():
            yield ("winner",), claim.winner
        case Ratio():
            yield ("choice",), claim.choice
            if claim.to != VALID:
                yield ("to",), claim.to
        case _:
            return
