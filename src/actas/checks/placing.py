"""Rules R3xx and I501: is there such a station, does it count here, could the row be read at all?

Knows the register's answer for each sheet, no numbers.
"""

from __future__ import annotations

import polars as pl

from actas.checks.case import Case, Outcome, on_each, rows

NOT_EXPECTED = ("merged", "annulled")
"""Statuses of stations that issue no sheet that counts."""


def r301(case: Case) -> Outcome:
    """Station that is not in the register."""
    return on_each(case.placed, ~pl.col("_known"), {}, "warning")


def r302(case: Case) -> Outcome:
    """Sheet of a station that is annulled or merged into another."""
    fires = pl.col("status").is_in(NOT_EXPECTED).fill_null(value=False)
    return on_each(case.placed, fires, {"status": pl.col("status")}, "error")


def r303(case: Case) -> Outcome:
    """Sheet whose station cannot be placed."""
    given = {"given": pl.col("given")}
    return on_each(case.sheets, pl.col("station").is_null(), given, "error")


def r304(case: Case) -> Outcome:
    """Sheet of a station where its contest is not voted on."""
    voted = case.election.contest(case.contest).areas
    station = pl.col("station")
    inside = [(station == area) | station.str.starts_with(f"{area}/") for area in voted]
    fires = ~pl.any_horizontal(inside) if inside else pl.lit(value=False)
    return on_each(case.placed, fires, {"areas": pl.lit(", ".join(sorted(voted)))}, "error")


def i501(case: Case) -> Outcome:
    """Reading without numbers, of a station of which its source has no other."""
    coded = case.broken["index"].implode()
    unread = case.unread.filter(~pl.col("index").is_in(coded))
    found = rows(unread, {"problems": pl.col("problems")}, "error")
    return Outcome(found, case.readings)
