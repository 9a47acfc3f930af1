"""What an announcement leaves for the stations that are not counted here, and whether it fits.

Announced minus proven, by choice: what the sheets not seen would have to hold. Takes the sheets
and the register as true.
"""

from __future__ import annotations

from actas.claims.evidence import Evidence
from actas.claims.floor import floor, most_left_out
from actas.claims.model import Announcement
from actas.claims.outcome import Outcome, Sentence, lacking, say

_GIVEN = say("Given that the sheets and the register are true.")


def residual(claim: Announcement, evidence: Evidence) -> Outcome:
    """Test `residual`: no choice may take more than is left for all choices together.

    A residual above the whole residual means that the others were announced with fewer votes than
    their sheets hold. A bulletin that leaves out x stations is allowed the x sheets on which those
    others have most. Where nothing is impossible and stations are missing, only their sheets can
    decide, and it says so.
    """
    left = residuals(claim, evidence)
    whole = claim.total - evidence.count.valid
    missing = _left_out(claim, evidence)
    numbers = {"residual": left, "whole": whole, "left_out_rounded": missing}
    beside = (
        {}
        if missing is None
        else {choice: evidence.sheets_beside(choice) for choice in claim.named}
    )
    above = {
        choice: left[choice] - whole
        for choice, sheets in beside.items()
        if claim.total - claim.named[choice] < floor(sheets, missing or 0)
    }
    if above:
        worst = max(above, key=lambda choice: above[choice])
        said = say(
            "All but {choice} together are announced with {announced} votes, which leaves more to "
            "{choice} than there is: the counted sheets give the others at least {floor}, even if "
            "the {left_out} stations that the bulletin may leave out are their best.",
            choice=evidence.name(worst),
            announced=claim.total - claim.named[worst],
            floor=floor(beside[worst], missing or 0),
            left_out=missing,
        )
        return Outcome("residual", "contradicted", numbers | {"above": above}, (said, _GIVEN))
    settled = missing is not None or not any(left.values())
    if claim.votes and evidence.complete and settled:
        said = say("Every station is counted here, and the announcement fits their sheets.")
        return Outcome("residual", "supported", numbers, (said,))
    return Outcome("residual", "undecidable", numbers, (_would_decide(evidence),))


def capacity(claim: Announcement, evidence: Evidence) -> Outcome:
    """Test `capacity`: what is announced beyond the sheets must find electors who could cast it."""
    needed = sum(max(0, votes) for votes in residuals(claim, evidence).values())
    able = evidence.capacity
    numbers = {"needed": needed, "capacity": able}
    if not claim.votes:
        return lacking("capacity", say("It announces no votes, only percentages."), **numbers)
    if able is None:
        return lacking("capacity", evidence.unknown, **numbers)
    if needed > able:
        said = say(
            "The announcement has {needed} votes more than the counted sheets, and the registered "
            "electors on no counted sheet are {capacity}.",
            needed=needed,
            capacity=able,
        )
        return Outcome("capacity", "contradicted", numbers, (said, _GIVEN))
    if not needed:
        said = say(
            "No choice is announced with more votes than it has on the counted sheets, so no "
            "further electors are needed."
        )
        return Outcome("capacity", "supported", numbers, (said,))
    said = say(
        "The {needed} votes that the announcement has beyond the counted sheets are no more than "
        "the {capacity} registered electors on no counted sheet. This does not show that they were "
        "cast.",
        needed=needed,
        capacity=able,
    )
    return Outcome("capacity", "supported", numbers, (said,))


def residuals(claim: Announcement, evidence: Evidence) -> dict[str, int]:
    """Announced minus proven votes of each choice or group."""
    return {
        name: votes - evidence.proven(claim.members(name, evidence.choices))
        for name, votes in claim.votes.items()
    }


def _would_decide(evidence: Evidence) -> Sentence:
    count = evidence.count
    if evidence.complete:
        return say(
            "Every station is counted here, but the bulletin does not say which share of them it "
            "covers. Its own results by station would decide it."
        )
    if not count.stations_missing:
        return say("The counted sheets do not rule it out. Results by station would decide it.")
    return say(
        "The counted sheets neither prove it nor rule it out. Results by station, of the "
        "{missing} stations not counted here, would decide it.",
        missing=count.stations_missing,
    )


def _left_out(claim: Announcement, evidence: Evidence) -> int | None:
    stations, covers = evidence.count.expected, claim.coverage
    if stations is None or covers is None or covers.of != "stations":
        return None
    return most_left_out(covers, stations)
