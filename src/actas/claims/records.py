"""Claims about the records themselves: how many there are, and whether they are genuine."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from actas.claims.evidence import Evidence
from actas.claims.model import Authenticity, Coverage
from actas.claims.outcome import Outcome, VerdictWord, ratio, say
from actas.claims.values import share, share_slack


def coverage(claim: Coverage, evidence: Evidence) -> Outcome:
    """Test `coverage`: the share that the records here cover, against the share claimed.

    Fewer records here do not contradict it: there may be more elsewhere. A share claimed as
    `at least` is taken with its rounding.
    """
    there, expected = _there(claim, evidence)
    numbers: dict[str, Any] = {"records": there, "expected": expected, "of": claim.covers.of}
    if there is None or not expected:
        said = say("It is not known how many there are in all.")
        return Outcome("coverage", "undecidable", numbers, (said,))
    exact = Fraction(there, expected)
    numbers |= {"share": ratio(exact), "claimed": claim.covers.share}
    claimed = share(claim.covers.share)
    holds = (
        exact > claimed
        if claim.compare == "more than"
        else exact >= claimed - share_slack(claim.covers.share)
    )
    said = say(
        "The records here cover {records} of {expected}: {share}.",
        records=there,
        expected=expected,
        share=exact,
    )
    if holds:
        unshown = say("This does not show who obtained them, nor that they are genuine.")
        return Outcome("coverage", "supported", numbers, (said, unshown))
    more = say("Whether there are more elsewhere is not known here; the records would decide it.")
    return Outcome("coverage", "undecidable", numbers, (said, more))


def authenticity(claim: Authenticity, evidence: Evidence) -> Outcome:
    """Test `authenticity`: the records against the authority's own results by station.

    Equal results on every station that both give speak for genuine records. Where some differ, or
    the authority gave none, only the originals decide.
    """
    both = evidence.compared.get(claim.by) if claim.by else None
    numbers: dict[str, Any] = {
        "authority_stations": evidence.authority_stations,
        "agree": both.agree if both else None,
        "differ": both.differ if both else None,
    }
    decide = say(
        "The original sheets, or the electoral authority's own results by station, would decide it."
    )
    if both is None or both.agree + both.differ == 0:
        said = say("No record here can tell: the authority has given no results by station.")
        return Outcome("authenticity", "undecidable", numbers, (said, decide))
    if both.differ:
        said = say(
            "The authority's own results agree on {agree} stations and differ on {differ}.",
            agree=both.agree,
            differ=both.differ,
        )
        return Outcome("authenticity", "undecidable", numbers, (said, decide))
    said = say("The authority's own results agree on all {agree} stations.", agree=both.agree)
    verdict: VerdictWord = "supported" if claim.genuine else "contradicted"
    unshown = say("This does not show who obtained them.")
    return Outcome("authenticity", verdict, numbers, (said, unshown))


def _there(claim: Coverage, evidence: Evidence) -> tuple[int | None, int | None]:
    count = evidence.count
    if claim.covers.of == "electors":
        return count.registered_counted, count.registered_expected
    there = evidence.by_source.get(claim.by, 0) if claim.by else count.counted
    return there, count.expected
