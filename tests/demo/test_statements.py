"""The two bulletins are wrong in the way that is said, by exact arithmetic of the test's own."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from actas.demo.country import invent
from actas.demo.faults import WITNESSES, bring
from actas.demo.statements import Statement, statements
from actas.demo.votes import PRESIDENT, Sheet, cast

Said = tuple[list[Sheet], dict[str, Statement]]


LARGE = [pytest.param(one, marks=pytest.mark.untraced) for one in ((2000, 5), (1000, 9))]
"""Countries whose code the small one runs too."""


@pytest.fixture(scope="module", params=[*LARGE, (300, 2)], ids=str)
def said(request: pytest.FixtureRequest) -> Said:
    stations, seed = request.param
    rng = Random(seed)
    country = invent(stations, rng)
    honest = cast(country, rng)
    table = bring(country, honest, rng).tables[WITNESSES]
    brought = [sheet for (contest, _), sheet in table.items() if contest == PRESIDENT]
    return brought, {claim["id"]: claim for claim, _ in statements(honest)}


def test_the_first_bulletin_was_computed_from_its_percentages(said: Said) -> None:
    claim = said[1]["1"]
    total = claim["valid_votes"]
    assert sum(claim["votes"].values()) == total
    assert sum(Fraction(p) for p in claim["percent"].values()) == 100
    for name, votes in claim["votes"].items():
        assert abs(votes - total * Fraction(claim["percent"][name]) / 100) <= Fraction(1, 2)


def test_the_second_bulletin_was_not_and_adds_up(said: Said) -> None:
    claim = said[1]["2"]
    valid = claim["valid_votes"]
    assert sum(claim["votes"].values()) == valid
    assert claim["voters"] == valid + claim["null_votes"] + claim["blank_votes"]
    off = [abs(v - valid * Fraction(claim["percent"][n]) / 100) for n, v in claim["votes"].items()]
    assert max(off) > Fraction(1, 2)


def test_the_second_bulletin_is_below_what_the_sheets_already_prove(said: Said) -> None:
    brought, claims = said
    left_out = len(brought) * 25 // 1000 + 1
    floor = sum(sorted(sheet.votes["ceiba"] for sheet in brought)[left_out:])
    assert claims["2"]["votes"]["ceiba"] < floor


def test_there_is_a_statement_for_every_verdict(said: Said) -> None:
    kinds = {claim["kind"] for claim in said[1].values()}
    assert kinds == {
        "announcement",
        "winner",
        "ratio",
        "coverage",
        "endorsement",
        "authenticity",
        "obligation",
        "position",
        "request",
        "assessment",
        "reported figure",
    }
