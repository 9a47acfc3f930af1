"""Who won, and by how much, on the counted sheets, with what is missing at its worst beside it.

Takes the sheets and the register as true.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from actas.claims.evidence import Evidence
from actas.claims.model import VALID, Ratio, Winner
from actas.claims.outcome import Holds, Outcome, Sentence, ratio, say
from actas.claims.values import half_unit

_GIVEN = say("Given that the sheets and the register are true.")


def winner(claim: Winner, evidence: Evidence) -> Outcome:
    """Test `winner`: supported or contradicted only where all that is missing cannot change it.

    A tie is no win: with nothing missing it contradicts the claim. Where there is one choice only,
    its first vote makes it sure.
    """
    votes = evidence.count.votes
    claimed = votes.get(claim.winner, 0)
    others = {choice: number for choice, number in votes.items() if choice != claim.winner}
    rival = max(others, key=lambda choice: others[choice]) if others else None
    lead = claimed - (others[rival] if rival else 0)
    able = evidence.capacity
    numbers: dict[str, Any] = {
        "claimed": claim.winner,
        "votes": claimed,
        "against": rival,
        "against_votes": others[rival] if rival else 0,
        "lead": lead,
        "capacity": able,
        "stations_missing": evidence.count.stations_missing,
    }
    said = _standing(claim, evidence, rival, lead)
    if rival is None and lead > 0:
        alone = say("There is no other choice that could pass it.")
        return Outcome("winner", "supported", numbers | {"worst_lead": lead}, (said, alone, _GIVEN))
    if able is None:
        undecided = (said, evidence.unknown, evidence.would_decide)
        return Outcome("winner", "undecidable", numbers, undecided)
    numbers["worst_lead"] = abs(lead) - able
    if not able and not lead:
        nothing = say("No registered elector is left who could change it.")
        return Outcome("winner", "contradicted", numbers, (said, nothing, _GIVEN))
    if abs(lead) > able:
        verdict: Holds = "supported" if lead > 0 else "contradicted"
        return Outcome("winner", verdict, numbers, (said, _sure(able, abs(lead) - able), _GIVEN))
    open_ = say(
        "The registered electors on no counted sheet are {capacity}, enough to change it.",
        capacity=able,
    )
    return Outcome("winner", "undecidable", numbers, (said, open_, evidence.would_decide))


def _standing(claim: Winner, evidence: Evidence, rival: str | None, lead: int) -> Sentence:
    """Who leads on the counted sheets, or that nobody does."""
    if not any(evidence.count.votes.values()):
        return say("On the counted sheets nobody has a vote.")
    if not lead and rival is not None:
        return say(
            "On the counted sheets {choice} and {other} are tied with {votes} votes each.",
            choice=evidence.name(claim.winner),
            other=evidence.name(rival),
            votes=evidence.proven([claim.winner]),
        )
    ahead = claim.winner if lead > 0 or rival is None else rival
    return say(
        "On the counted sheets {choice} leads by {lead} votes.",
        choice=evidence.name(ahead),
        lead=abs(lead),
    )


def _sure(able: int, worst: int) -> Sentence:
    if not able:
        return say("No registered elector is left who could change it.")
    return say(
        "Were every one of the {capacity} registered electors on no counted sheet to vote for "
        "the runner-up, the lead would still be {worst}.",
        capacity=able,
        worst=worst,
    )


def times(claim: Ratio, evidence: Evidence) -> Outcome:
    """Test `ratio`: votes of a choice against another's, or against all valid votes.

    On the counted sheets, unless the claim says nationwide: then it must hold, or fail, whatever
    the missing votes are. The range that they leave stands beside it in either case.
    """
    over, under = evidence.proven([claim.choice]), _under(claim, evidence)
    numbers: dict[str, Any] = {"votes": over, "against": under, "value": claim.value}
    if not under:
        nothing = say("There are no votes to compare with.")
        return Outcome("ratio", "undecidable", numbers, (nothing,))
    counted, able = Fraction(over, under), evidence.capacity
    numbers |= {"ratio": ratio(counted), "scope": claim.scope}
    low = high = counted
    if able is not None:
        low = Fraction(over, under + able)
        high = Fraction(over + able, under + (able if claim.to == VALID else 0))
        numbers |= {"capacity": able, "worst": ratio(low), "best": ratio(high)}
    said = say(
        "On the counted sheets {choice} has {votes} votes, {ratio} times the {against} of {other}.",
        choice=evidence.name(claim.choice),
        votes=over,
        ratio=_shown(counted),
        against=under,
        other=_other(claim, evidence),
    )
    beside = _beside(low, high, able, evidence)
    if claim.scope == "counted":
        verdict: Holds = "supported" if _holds(claim, counted) else "contradicted"
        return Outcome("ratio", verdict, numbers, (said, beside, _GIVEN))
    if able is None:
        return Outcome("ratio", "undecidable", numbers, (said, beside, evidence.would_decide))
    verdict = _over_range(claim, low, high)
    last = evidence.would_decide if verdict == "undecidable" else _GIVEN
    return Outcome("ratio", verdict, numbers, (said, beside, last))


def _under(claim: Ratio, evidence: Evidence) -> int:
    return evidence.count.valid if claim.to == VALID else evidence.proven([claim.to])


def _other(claim: Ratio, evidence: Evidence) -> object:
    return say("all valid votes") if claim.to == VALID else evidence.name(claim.to)


def _beside(low: Fraction, high: Fraction, able: int | None, evidence: Evidence) -> Sentence:
    if able is None:
        return evidence.unknown
    return say(
        "With the {capacity} registered electors on no counted sheet it could be from {low} to "
        "{high} times.",
        capacity=able,
        low=_shown(low),
        high=_shown(high),
    )


def _shown(value: Fraction) -> float:
    return float(value)


def _holds(claim: Ratio, value: Fraction) -> bool:
    said = Fraction(claim.value)
    match claim.compare:
        case "more than":
            return value > said
        case "at least":
            return value >= said
        case "less than":
            return value < said
        case "at most":
            return value <= said
        case "about":
            return abs(value - said) <= half_unit(claim.value)


def _over_range(claim: Ratio, low: Fraction, high: Fraction) -> Holds:
    ends = (_holds(claim, low), _holds(claim, high))
    if all(ends):
        return "supported"
    if any(ends) or (claim.compare == "about" and low < Fraction(claim.value) < high):
        return "undecidable"
    return "contradicted"
