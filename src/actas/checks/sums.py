"""Rules S1xx: do the numbers of one sheet add up, and can they be true together?

Exact integers; knows the form's arithmetic and the station's electors, no other sheet.
"""

from __future__ import annotations

import polars as pl

from actas.checks.case import Case, Outcome, on_each
from actas.election import arithmetic
from actas.election.definition import TallyRole

_NOTHING = pl.lit(None, dtype=pl.Int64)


def s101(case: Case) -> Outcome:
    """Stated valid votes against what the form makes them of (the choices, if it says nothing)."""
    stated = _stated(case, "valid")
    made = arithmetic.amount(
        case.election.form.valid or arithmetic.CHOICES,
        arithmetic.names(case.election, case.contest),
    )
    return on_each(case.sheets, stated != made, {"stated": stated, "made": made}, "error")


def s102(case: Case) -> Outcome:
    """Stated ballots against what the form makes them of (valid + null + blank, else)."""
    stated, made = _stated(case, "ballots"), ballots_made(case)
    return on_each(case.sheets, stated != made, {"stated": stated, "made": made}, "error")


def s103(case: Case) -> Outcome:
    """Ballots against the registered electors of the station."""
    ballots, electors = pl.col("_ballots"), pl.col("electors")
    numbers = {"ballots": ballots, "electors": electors}
    return on_each(case.sheets, ballots > electors, numbers, "error")


def s104(case: Case) -> Outcome:
    """Ballots against the voters marked on the register."""
    ballots, voters = pl.col("_ballots"), _stated(case, "voters")
    return on_each(case.sheets, ballots > voters, {"ballots": ballots, "voters": voters}, "error")


def ballots_made(case: Case) -> pl.Expr:
    """Ballots as the other numbers of the sheet make them; null where one is missing."""
    form = case.election.form
    if form.ballots is not None:
        return arithmetic.amount(form.ballots, arithmetic.names(case.election, case.contest))
    made = pl.col("_valid")
    for name in (form.tally("null"), form.tally("blank")):
        made = made + pl.col(name) if name else made
    return made


def _stated(case: Case, role: TallyRole) -> pl.Expr:
    name = case.election.form.tally(role)
    return pl.col(name) if name else _NOTHING
