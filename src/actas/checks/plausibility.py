"""Rules P2xx: is a sheet out of the ordinary, though its numbers may be true?

Ordinary is what the election's own sheets show (median and median distance from it, in basis
points), never what some other election showed. Exact integers throughout.
"""

from __future__ import annotations

import polars as pl

from actas.checks.case import Case, Outcome, on_each
from actas.election.definition import TallyRole

SHARE = 300
"""Basis points of the ballots (3 %) below which a share is never out of the ordinary; abacus, the
software of the Dutch Electoral Council, warns at the same share (its W.201 and W.202)."""

DISTANCES = 10
"""How many median distances above the median a share must be."""

MORE = 10
"""How many ballots more than the median share would give; keeps small sheets silent."""

WHOLE = 10_000
"""Basis points in the whole."""


def p201(case: Case) -> Outcome:
    """Share of null votes."""
    return _share(case, "null")


def p202(case: Case) -> Outcome:
    """Share of blank votes."""
    return _share(case, "blank")


def p203(case: Case) -> Outcome:
    """As many ballots as registered electors, to the last one."""
    ballots, electors = pl.col("_ballots"), pl.col("electors")
    fires = (ballots == electors) & (electors > 0)
    return on_each(case.sheets, fires, {"electors": electors}, "warning")


def p204(case: Case) -> Outcome:
    """No votes at all."""
    form = case.election.form
    beside = [form.tally(role) for role in ("valid", "null", "blank", "ballots")]
    fires = pl.col("choices") == 0
    for name in beside:
        fires = fires & (pl.col(name).fill_null(0) == 0) if name else fires
    return on_each(case.sheets, fires, {}, "warning")


def _share(case: Case, role: TallyRole) -> Outcome:
    name = case.election.form.tally(role)
    if name is None:
        return on_each(case.sheets, pl.lit(None, dtype=pl.Boolean), {}, "warning")
    ballots = pl.col("_ballots")
    # More of them than ballots is for S102 to tell; here it is the whole, which keeps all exact.
    share = pl.when(ballots > 0).then((pl.col(name) * WHOLE // ballots).clip(upper_bound=WHOLE))
    shares = case.sheets.select(share.alias("share"))["share"].drop_nulls().sort()
    middle, distance = _middle_and_distance(shares)
    more = pl.col(name) * WHOLE - middle * ballots >= MORE * WHOLE
    fires = (share >= max(SHARE, middle + DISTANCES * distance)) & more
    # A bound that fails for sure would hide that there is no share to speak of.
    fires = pl.when(share.is_not_null()).then(fires)
    numbers = {
        "votes": pl.col(name),
        "ballots": ballots,
        "share": _decimal(share),
        "median": _decimal(pl.lit(middle)),
    }
    return on_each(case.sheets, fires, numbers, "warning")


def _middle_and_distance(shares: pl.Series) -> tuple[int, int]:
    """Lower median of sorted whole numbers and lower median of the distances from it."""
    if shares.is_empty():
        return 0, 0
    at = (len(shares) - 1) // 2
    middle = int(shares[at])
    return middle, int((shares - middle).abs().sort()[at])


def _decimal(points: pl.Expr) -> pl.Expr:
    """Basis points as a decimal string: 412 gives 0.0412."""
    rest = (points % WHOLE).cast(pl.String).str.zfill(4)
    return pl.format("{}.{}", points // WHOLE, rest)
