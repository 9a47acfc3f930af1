"""Does an announcement agree with itself: its totals, its percentages, its turnout?

Looks at the announced numbers alone, and at the declared register for the turnout; refuses to know
the sheets.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from actas.claims.evidence import Evidence
from actas.claims.model import Announcement
from actas.claims.outcome import Outcome, Sentence, lacking, ratio, say
from actas.claims.values import half_unit, share, share_slack

_ONLY_ITSELF = say("This shows only that it agrees with itself.")

DERIVED_WITHIN = 2
"""Electors within which an announced number of electors equals the register times a share."""


def totals(claim: Announcement, evidence: Evidence) -> Outcome:
    """Test `totals`: choices add up to valid votes; valid, null and blank votes to voters."""
    numbers: dict[str, Any] = {"votes": sum(claim.votes.values()), "valid": claim.valid_votes}
    wrong, checked = [], 0
    if claim.valid_votes is not None and claim.votes:
        checked += 1
        beyond = numbers["votes"] - claim.valid_votes
        if beyond > 0 or (beyond < 0 and _names_all(claim, evidence)):
            wrong.append(
                say(
                    "The choices add up to {votes}, and {valid} valid votes are announced.",
                    votes=numbers["votes"],
                    valid=claim.valid_votes,
                )
            )
    if claim.voters is not None and claim.null_votes is not None:
        checked += 1
        cast = claim.total + claim.null_votes + (claim.blank_votes or 0)
        numbers |= {"null": claim.null_votes, "cast": cast, "voters": claim.voters}
        if cast != claim.voters:
            wrong.append(
                say(
                    "Valid, null and blank votes add up to {cast}, and {voters} voters are "
                    "announced.",
                    cast=cast,
                    voters=claim.voters,
                )
            )
    if not checked:
        return lacking("totals", say("It announces no totals that could be added up."), **numbers)
    if wrong:
        return Outcome("totals", "contradicted", numbers, tuple(wrong))
    return Outcome("totals", "supported", numbers, (say("Its totals add up."), _ONLY_ITSELF))


def percentages(claim: Announcement, evidence: Evidence) -> Outcome:
    """Test `percentages`: each is its choice's share, and they add up to 100, within rounding.

    Groups derived from other figures may be off by a unit, so only choices are held against
    their own percentage. The slack of a sum is half a unit of each percentage in it.
    """
    total = claim.total
    exact = {
        name: Fraction(claim.named[name], total)
        for name in claim.percent
        if name in claim.named and total
    }
    off = {
        name: exact[name]
        for name in exact
        if abs(exact[name] - share(claim.percent[name])) > share_slack(claim.percent[name])
    }
    numbers: dict[str, Any] = {
        "announced": dict(claim.percent),
        "exact": {name: ratio(value) for name, value in exact.items()},
        "off": sorted(off),
    }
    wrong = [_percent_off(claim, evidence, name, value) for name, value in off.items()]
    whole = bool(claim.percent) and _names_all(claim, evidence, in_percent=True)
    if whole:
        summed = sum((Fraction(one) for one in claim.percent.values()), Fraction(0))
        slack = sum((half_unit(one) for one in claim.percent.values()), Fraction(0))
        numbers |= {"sum": float(summed), "slack": float(slack)}
        if abs(summed - 100) > slack:
            wrong.append(say("The percentages add up to {sum}, beyond rounding.", sum=summed / 100))
    if not exact and not whole:
        return lacking("percentages", say("It announces no percentages to compare."), **numbers)
    if wrong:
        return Outcome("percentages", "contradicted", numbers, tuple(wrong))
    said = say("Its percentages are those of its votes, to the decimals given.")
    return Outcome("percentages", "supported", numbers, (said, _ONLY_ITSELF))


def turnout(claim: Announcement, evidence: Evidence) -> Outcome:
    """Test `turnout`: voters of the electors it names, or of the whole register if it names none.

    Also whether those electors are just the register times the share said to be covered, which
    makes them a derived figure and not a count.
    """
    register = evidence.count.registered_expected
    electors = claim.electors if claim.electors is not None else register
    if claim.voters is None or not electors:
        return lacking("turnout", say("It takes the voters announced and their electors."))
    exact = Fraction(claim.voters, electors)
    numbers: dict[str, Any] = {
        "voters": claim.voters,
        "electors": electors,
        "register": register,
        "exact": ratio(exact),
        "announced": claim.turnout,
    }
    wrong = []
    if claim.voters > electors:
        wrong.append(
            say(
                "It has {voters} voters of {electors} electors.",
                voters=claim.voters,
                electors=electors,
            )
        )
    if register is not None and electors > register:
        wrong.append(
            say(
                "It names {electors} electors; the register has {register}.",
                electors=electors,
                register=register,
            )
        )
    if claim.turnout and abs(exact - share(claim.turnout)) > share_slack(claim.turnout):
        wrong.append(
            say(
                "{voters} voters of {electors} electors are {exact}, and {announced} % is "
                "announced.",
                voters=claim.voters,
                electors=electors,
                exact=exact,
                announced=Decimal(claim.turnout),
            )
        )
    notes = _derived(claim, register, numbers)
    if wrong:
        return Outcome("turnout", "contradicted", numbers, (*wrong, *notes))
    said = say("Its turnout is that of the electors it names.")
    return Outcome("turnout", "supported", numbers, (said, *notes, _ONLY_ITSELF))


def _derived(
    claim: Announcement, register: int | None, numbers: dict[str, Any]
) -> tuple[Sentence, ...]:
    if claim.electors is None or claim.coverage is None or register is None:
        return ()
    product = round(share(claim.coverage.share) * register)
    numbers |= {"share_of_register": product}
    if claim.electors == register or abs(claim.electors - product) > DERIVED_WITHIN:
        return ()
    return (
        say(
            "Its {electors} electors are {share} of the register of {register}, to within "
            "{within}, as a number computed rather than counted would be.",
            electors=claim.electors,
            share=share(claim.coverage.share),
            register=register,
            within=DERIVED_WITHIN,
        ),
    )


def _names_all(claim: Announcement, evidence: Evidence, *, in_percent: bool = False) -> bool:
    """Whether every choice of the contest is announced, by itself or in a group."""
    names = claim.percent if in_percent else claim.votes
    named = {member for name in names for member in claim.members(name, evidence.choices)}
    return named.issuperset(evidence.choices)


def _percent_off(claim: Announcement, evidence: Evidence, name: str, exact: Fraction) -> Sentence:
    return say(
        "{votes} votes of {total} are {exact}, and {announced} % is announced for {choice}.",
        votes=claim.named[name],
        total=claim.total,
        exact=exact,
        announced=Decimal(claim.percent[name]),
        choice=evidence.name(name),
    )
