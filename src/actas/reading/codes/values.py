"""What a payload says, as numbers by contest: bounded, summed over positions, held to its totals.

Knows neither grammars nor images. A number that belongs to no choice is never dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from actas.election.arithmetic import CHOICES, ELECTORS, amount, choices_sum, names
from actas.election.codes import PART
from actas.election.definition import Election
from actas.election.sheet import SheetForm
from actas.reading.codes.shapes import Broken
from actas.reading.pages.shapes import SheetReading

MOST = 2**40
"""The largest number that is taken; the register's electors bound it closer, elsewhere."""


@dataclass
class Said:
    """What a payload says, before it is held against anything.

    Attributes:
        station: parts of its code as written, from the top down.
        values, positions: as in `SheetReading`.
    """

    station: list[str]
    copied: list[str]
    values: dict[str, dict[str, int]] = field(default_factory=dict)
    positions: dict[str, dict[int, int]] = field(default_factory=dict)
    electors: int | None = None
    signature: Literal["checked", "unchecked", "none"] = "none"


def number(text: str) -> int:
    """A whole number as printed; Broken (C601) where it is none or beyond any election."""
    if not (text.isascii() and text.isdigit()) or len(text) > 13 or int(text) > MOST:
        raise Broken("C601", "a number in the code is none, or beyond any count")
    return int(text)


def add_votes(said: Said, contest: str, votes: dict[int, int], election: Election) -> None:
    """Votes by ballot position become the choices' votes; a choice without any has 0.

    Raises:
        Broken: C601, where votes stand for a position that no choice has.
    """
    owner = {
        position: choice.id
        for choice in election.contest(contest).choices
        for position in choice.positions
    }
    if any(count and position not in owner for position, count in votes.items()):
        raise Broken("C601", "the code has votes for a number that no choice has")
    sums = dict.fromkeys((choice.id for choice in election.contest(contest).choices), 0)
    for position, count in votes.items():
        if position in owner:
            sums[owner[position]] += count
    said.values[contest] = sums
    said.positions[contest] = dict(sorted(votes.items()))


def add_tally(said: Said, contest: str, name: str, count: int) -> None:
    """A tally of one contest; the name `electors` stands for the sheet's registered electors."""
    known = said.electors if name == ELECTORS else said.values[contest].get(name)
    if known is not None and known != count:
        raise Broken("C602", "the code gives one number twice, and differently")
    if name == ELECTORS:
        said.electors = count
    else:
        said.values[contest][name] = count


def sums_hold(said: Said, election: Election) -> None:
    """Totals that the code states must be what its other numbers make; Broken (C602) if not.

    A total is the form's tally with role `valid` or `ballots`, made up as the form says.
    """
    for contest, values in said.values.items():
        row = {name: values.get(name) for name in election.fields(contest)}
        frame = pl.DataFrame(
            {name: [count] for name, count in {**row, ELECTORS: said.electors}.items()},
            schema=dict.fromkeys([*row, ELECTORS], pl.Int64),
        ).with_columns(choices_sum(election, contest))
        for stated, made in _totals(election).items():
            expression = amount(made, names(election, contest))
            computed = frame.select(expression.alias("made"))["made"][0]
            if values.get(stated) is not None and computed not in (None, values[stated]):
                raise Broken("C602", "the numbers in the code do not add up to its own total")


def reading(said: Said, payload: str, form: SheetForm) -> SheetReading:
    """The reading; Broken (C601) where the station's parts are no code."""
    if not all(re.fullmatch(PART, part) and part not in (".", "..") for part in said.station):
        raise Broken("C601", "the code names no station")
    return SheetReading(
        method="code",
        form=form.id,
        given="/".join(said.station),
        values=said.values,
        electors=said.electors,
        positions=said.positions,
        copied=".".join(said.copied) or None,
        payload=payload,
    )


def _totals(election: Election) -> dict[str, str]:
    """Tally that states a total, to the expression of what it is made of."""
    form = election.form
    totals: dict[str, str] = {}
    if (valid := form.tally("valid")) is not None:
        totals[valid] = form.valid or CHOICES
    if (ballots := form.tally("ballots")) is not None:
        beside = [name for name in (form.tally("null"), form.tally("blank")) if name]
        head = f'"{valid}"' if valid else f"({form.valid or CHOICES})"
        totals[ballots] = form.ballots or " + ".join([head, *(f'"{name}"' for name in beside)])
    return totals
