"""Claims about the records: how many there are, whether they are genuine, what is still owed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from claimkit import SOURCE, claim, held

from actas.claims.evidence import Compared
from actas.claims.obligations import obligation
from actas.claims.outcome import Outcome
from actas.claims.records import authenticity, coverage

SHEETS = [{"a": 1, "b": 1}] * 4


@pytest.mark.parametrize(
    ("compare", "share", "verdict"),
    [
        ("at least", "80", "supported"),
        ("more than", "80", "undecidable"),
        ("more than", "79.9", "supported"),
        ("at least", "80.4", "undecidable"),
        ("at least", "80.0", "supported"),
    ],
)
def test_coverage_of_stations(compare: str, share: str, verdict: str) -> None:
    """Four of five stations are here. Fewer than claimed never contradicts: more may exist."""
    said = claim("coverage", covers={"share": share}, compare=compare)
    assert coverage(said, held(SHEETS, expected=5)).verdict == verdict


def test_a_share_said_without_decimals_is_taken_with_its_rounding() -> None:
    said = claim("coverage", covers={"share": "67"})
    assert coverage(said, held(SHEETS, expected=6)).verdict == "supported"  # 66.67 %


def test_coverage_of_one_source() -> None:
    by = held(SHEETS, expected=5, by_source={"red": 2})
    said = claim("coverage", covers={"share": "40"}, by="red")
    more = claim("coverage", covers={"share": "60"}, by="red")
    absent = claim("coverage", covers={"share": "1"}, by="nobody")
    assert coverage(said, by).numbers["records"] == 2
    assert coverage(said, by).verdict == "supported"
    assert coverage(more, by).verdict == "undecidable"
    assert coverage(absent, by).verdict == "undecidable"


def test_coverage_of_nobody_knows_how_many() -> None:
    assert coverage(claim("coverage", covers={"share": "1"}), held(SHEETS)).verdict == "undecidable"


@pytest.mark.parametrize(
    ("compared", "false", "genuine"),
    [
        (None, "undecidable", "undecidable"),
        (Compared(agree=0, differ=0), "undecidable", "undecidable"),
        (Compared(agree=4, differ=0), "contradicted", "supported"),
        (Compared(agree=3, differ=1), "undecidable", "undecidable"),
    ],
)
def test_only_the_authority_or_the_originals_decide_whether_sheets_are_genuine(
    compared: Compared | None, false: str, genuine: str
) -> None:
    by = held(SHEETS, compared={"red": compared} if compared else None)
    verdicts = [
        authenticity(claim("authenticity", genuine=says, by="red"), by).verdict
        for says in (False, True)
    ]
    assert verdicts == [false, genuine]


def owed(as_of: str, *, authority: int = 0, **more: Any) -> Outcome:
    by = held(SHEETS, expected=4, authority=authority)
    said = claim("obligation", due="2031-06-10", **more)
    return obligation(said, [by], date.fromisoformat(as_of))


def test_an_obligation_before_on_and_after_its_day() -> None:
    assert owed("2031-06-09").verdict == "not due"
    assert owed("2031-06-10").verdict == "not due"
    late = owed("2031-06-12")
    assert (late.verdict, late.numbers["days_overdue"]) == ("overdue", 2)


def test_it_is_met_from_the_day_that_is_cited() -> None:
    met = {"day": "2031-06-14", "source": SOURCE}
    assert owed("2031-06-13", met=met).verdict == "overdue"
    after = owed("2031-06-14", met=met)
    assert (after.verdict, after.numbers["days_late"]) == ("met", 4)


def test_the_records_themselves_can_show_it_met() -> None:
    some = owed("2031-06-12", authority=3, met_by="station results")
    all_ = owed("2031-06-12", authority=4, met_by="station results")
    assert some.verdict == "overdue"
    assert some.numbers["authority_stations"] == 3
    assert all_.verdict == "met"
    assert owed("2031-06-12", authority=4).verdict == "overdue"
