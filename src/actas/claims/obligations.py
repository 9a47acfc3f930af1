"""Has an obligation been met by a day? By what is cited, or by what the records hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from actas.claims.evidence import Evidence
from actas.claims.model import Obligation
from actas.claims.outcome import Outcome, Sentence, say


def obligation(claim: Obligation, evidence: Iterable[Evidence], as_of: date) -> Outcome:
    """Test `due`: met, overdue by so many days, or not due.

    Met where the claim cites when (on or before `as_of`), or where the records hold what it owes:
    the authority's own result of every station that is expected, in every contest. The day it is
    due is not overdue yet.
    """
    owed = tuple(evidence) if claim.met_by else ()
    given = max((one.authority_stations for one in owed), default=0)
    numbers: dict[str, Any] = {"due": claim.due.isoformat(), "as_of": as_of.isoformat()}
    if claim.met_by:
        numbers["authority_stations"] = given
    if claim.met and claim.met.day <= as_of:
        late = max(0, (claim.met.day - claim.due).days)
        numbers |= {"met": claim.met.day.isoformat(), "days_late": late}
        said = (
            say("Met on {day}, {days} days after it was due.", day=claim.met.day, days=late)
            if late
            else say("Met on {day}, in time.", day=claim.met.day)
        )
        return Outcome("due", "met", numbers, (said,))
    if owed and all(_all_given(one) for one in owed):
        said = say(
            "Met: the authority's own results are here for all {stations} stations.", stations=given
        )
        return Outcome("due", "met", numbers, (said,))
    days = (as_of - claim.due).days
    if days <= 0:
        said = say("Due on {day}.", day=claim.due)
        return Outcome("due", "not due", numbers | {"days_left": -days}, (said,))
    said = say(
        "Due on {day}, and {days} days overdue on {as_of}.", day=claim.due, days=days, as_of=as_of
    )
    return Outcome("due", "overdue", numbers | {"days_overdue": days}, (said, _unmet(claim, given)))


def _all_given(evidence: Evidence) -> bool:
    expected = evidence.count.expected
    return expected is not None and 0 < expected <= evidence.authority_stations


def _unmet(claim: Obligation, given: int) -> Sentence:
    if claim.met_by:
        return say(
            "The records here hold the authority's own results for {stations} stations.",
            stations=given,
        )
    return say("No source cited here says that it was met.")
