"""Is a choice announced below what the counted sheets already prove?

A bulletin need not cover every sheet that is counted here; it is given the benefit of leaving out
the ones that are best for the choice. Takes the sheets as true.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import ceil
from math import floor as whole

from actas.claims.evidence import Evidence
from actas.claims.model import Announcement, Extent
from actas.claims.outcome import Outcome, lacking, ratio, say
from actas.claims.values import share, share_slack

_GIVEN = say("Given that the sheets are true.")


def left_out(covered: Fraction, stations: int) -> int:
    """Stations that a bulletin covering a share of `stations` may leave out: N − ⌈qN⌉."""
    return max(0, stations - ceil(covered * stations))


def most_left_out(extent: Extent, stations: int) -> int:
    """The same for the least share that is rounded to the one said."""
    return left_out(share(extent.share) - share_slack(extent.share), stations)


def floor(sheets: list[int], missing: int) -> int:
    """The least a choice can have where `missing` sheets are left out: its smallest sheets' sum.

    `sheets` are its votes by sheet, from the smallest up.
    """
    return sum(sheets[: max(0, len(sheets) - missing)])


def coverage_that_holds(sheets: list[int], announced: int, stations: int) -> Fraction:
    """The greatest share of `stations` covered at which `announced` is not below the floor."""
    within = sum(1 for proven in accumulate(sheets) if proven <= announced)
    return Fraction(stations - (len(sheets) - within), stations)


def below_floor(claim: Announcement, evidence: Evidence) -> Outcome:
    """Test `floor`, for every choice that is announced by itself.

    The floor is given at the share as said; a choice counts as below it only if it also is at the
    least share that rounds to the one said.
    """
    stations, covers = evidence.count.expected, claim.coverage
    if not claim.named:
        return lacking("floor", say("It announces the votes of no single choice."))
    if covers is None or covers.of != "stations":
        return lacking("floor", say("The bulletin does not say what share of stations it covers."))
    if stations is None:
        return lacking("floor", say("It is not known how many stations there are."))
    missing, most = left_out(share(covers.share), stations), most_left_out(covers, stations)
    sheets = {choice: evidence.sheets_of(choice) for choice in claim.named}
    floors = {choice: floor(votes, missing) for choice, votes in sheets.items()}
    below = [choice for choice, votes in sheets.items() if claim.named[choice] < floor(votes, most)]
    holds = {
        choice: coverage_that_holds(sheets[choice], claim.named[choice], stations)
        for choice in below
    }
    numbers = {
        "stations": stations,
        "counted": evidence.count.counted,
        "left_out": missing,
        "left_out_rounded": most,
        "announced": claim.named,
        "floor": floors,
        "below": below,
        "holds_at": {choice: ratio(_down(at, 6)) for choice, at in holds.items()},
    }
    if not below:
        said = say(
            "No choice is announced below the least that the counted sheets leave it when the "
            "{left_out} stations not covered are the best it has."
            " This does not show that the announced votes were cast.",
            left_out=missing,
        )
        return Outcome("floor", "supported", numbers, (said,))
    proven = [
        say(
            "{choice} is announced with {announced} votes. The counted sheets alone give at least "
            "{floor}, even if the {left_out} stations that the bulletin leaves out are the best of "
            "{choice}. The bulletin could hold only if it covered at most {share} of stations.",
            choice=evidence.name(choice),
            announced=claim.named[choice],
            floor=floors[choice],
            left_out=missing,
            share=_down(holds[choice], 4),
        )
        for choice in below
    ]
    return Outcome("floor", "contradicted", numbers, (*proven, _GIVEN))


def _down(share: Fraction, digits: int) -> Fraction:
    """Rounded down: a bulletin that covered more than is shown could not hold."""
    return Fraction(whole(share * 10**digits), 10**digits)
