"""Printed numbers of a registered sheet, and whether they may stand as a reading.

A sheet's own sums decide: every number must be sure, those that no sum checks surer still, and a
total must check the votes. Knows one sheet and its election's form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from actas.election import arithmetic
from actas.election.definition import Election
from actas.election.registration import Pixels, Registration
from actas.election.sheet import Cell, SheetForm
from actas.reading.pages.cells import FINE, ReadCell, leaves_out, read_cells
from actas.reading.pages.shapes import SheetReading

Reason = Literal["print", "sums"]
"""Why printed numbers do not stand: they are uncertain, or they do not add up."""

CHECKED = 800
"""Least confidence, in thousandths, of a number that a sum of the sheet checks."""

ALONE = 950
"""Least confidence, in thousandths, of what no sum checks: a station's code, a lone tally."""


_OTHERWISE = (7.0, 13.0)
"""Pixels a millimetre at which parts of the station's code are cut once more."""


@dataclass(frozen=True)
class Sums:
    """What a sheet's own arithmetic says of a contest.

    Attributes:
        hold: no sum that can be made contradicts it.
        votes: some total checks the votes of all choices.
        checked: fields that enter a sum that holds.
    """

    hold: bool
    votes: bool
    checked: frozenset[str]


def read_printed(
    pixels: Pixels, registration: Registration, form: SheetForm, election: Election
) -> SheetReading | Reason:
    """The numbers that a sheet's printed cells state, or why they may not stand.

    `given` is None where the sheet does not print the station's code, or not surely.
    """
    cells = [cell for cell in form.each_cell() if not cell.hand]
    numbers = [cell for cell in cells if not cell.part]
    read = read_cells(pixels, registration, numbers)
    return reading_of((*read, *_parts(pixels, registration, cells)), form, election)


def printed_station(
    pixels: Pixels, registration: Registration, form: SheetForm, election: Election
) -> str | None:
    """The station's code as a sheet prints it, parts joined by `/`; None where that is not sure.

    Also of a sheet whose numbers are handwritten.
    """
    cells = [cell for cell in form.each_cell() if not cell.hand]
    return _given(_parts(pixels, registration, cells), election)


def _parts(
    pixels: Pixels, registration: Registration, cells: Sequence[Cell]
) -> tuple[ReadCell, ...]:
    """The parts of the station's code, which no sum checks: read again from cuts of other
    resolutions, and sure of nothing where these differ or a digit seems to be left out."""
    parts = [cell for cell in cells if cell.part]
    views = [read_cells(pixels, registration, parts, fine) for fine in (FINE, *_OTHERWISE)]
    found = []
    for said in zip(*views, strict=True):
        least = min(said, key=lambda one: one.confidence)
        same = len({one.text for one in said}) == 1
        if not same or leaves_out(pixels, registration, least.cell.box, least.text):
            least = replace(said[0], confidence=0)
        found.append(least)
    return tuple(found)


def reading_of(
    cells: Sequence[ReadCell], form: SheetForm, election: Election
) -> SheetReading | Reason:
    """What `read_printed` gives, from cells that were read."""
    contests = election.contests_of(form)
    numbers = [one for one in cells if one.cell.part is None]
    if not numbers or not all(_sure(one) for one in numbers):
        return "print"
    values: dict[str, dict[str, int]] = {}
    for contest in contests:
        fields = _fields(numbers, contest, form, election)
        if fields is None:
            return "sums"
        sums = check(election, contest, fields, _electors(numbers))
        if not sums.hold:
            return "sums"
        if not sums.votes:
            return "print"
        unchecked = [one for one in numbers if not _is_checked(one, contest, election, sums)]
        unsure = [one for one in unchecked if one.text and one.confidence < ALONE]
        if not all(_may_lack(one, election) for one in unsure):
            return "print"
        for one in unsure:
            fields.pop(one.cell.field or "", None)
        values[contest] = fields
    return SheetReading(
        method="print",
        form=form.id,
        given=_given([one for one in cells if one.cell.part], election),
        values=values,
        electors=_electors(numbers),
        positions=_positions(numbers, contests),
        confidence=min(one.confidence for one in numbers if not _beside(one)),
    )


def _sure(one: ReadCell) -> bool:
    """Whether a number can be taken at all; a blank is none, save where it does not count."""
    return _beside(one) or (bool(one.text) and one.confidence >= CHECKED)


def check(
    election: Election, contest: str, fields: dict[str, int], electors: int | None = None
) -> Sums:
    """A contest's numbers against the sums that its sheet states (rules S101, S102, S104 and the
    form's own)."""
    names = arithmetic.names(election, contest)
    row = dict.fromkeys(names) | dict(fields) | {arithmetic.ELECTORS: electors}
    frame = pl.DataFrame([row], schema=dict.fromkeys(row, pl.Int64))
    frame = frame.with_columns(arithmetic.choices_sum(election, contest))
    tests = [(rule.expect, rule.severity == "error") for rule in election.form.rules]
    tests += [(one, True) for one in _stated(election)]
    hold, checked = True, set[str]()
    for expression, strict in tests:
        compiled = arithmetic.condition(expression, names)
        says = frame.select(compiled.alias("says"))["says"][0]
        hold = hold and not (says is False and strict)
        if says and "=" in expression and not any(one in expression for one in ("<", ">", "!")):
            checked.update(compiled.meta.root_names())
    choices = {choice.id for choice in election.contest(contest).choices}
    if arithmetic.CHOICES in checked:
        checked |= choices
    return Sums(hold, choices <= checked, frozenset(checked))


def _stated(election: Election) -> list[str]:
    """The sums that a form of this election states, as conditions."""
    form = election.form
    valid, ballots, voters = (form.tally(role) for role in ("valid", "ballots", "voters"))
    made = form.valid or arithmetic.CHOICES
    tests = [f'"{valid}" = {made}'] if valid else []
    if ballots:
        beside = [f'"{one}"' for one in (form.tally("null"), form.tally("blank")) if one]
        whole = " + ".join([f'"{valid}"' if valid else f"({made})", *beside])
        tests.append(f'"{ballots}" = {form.ballots or whole}')
    if ballots and voters:
        tests.append(f'"{ballots}" <= "{voters}"')
    return tests


def _fields(
    numbers: Iterable[ReadCell], contest: str, form: SheetForm, election: Election
) -> dict[str, int] | None:
    """Field to number, positions added to their choices; None where one is stated twice, unlike."""
    single = len(election.contests_of(form)) == 1
    known = set(election.fields(contest))
    of_position = {
        position: choice.id
        for choice in election.contest(contest).choices
        for position in choice.positions
    }
    stated: dict[str, int] = {}
    added: dict[str, int] = {}
    lacking: set[str] = set()
    for one in numbers:
        cell = one.cell
        if cell.contest not in (None, contest):
            continue
        if cell.position is not None and (single or cell.contest is not None):
            choice = of_position.get(cell.position)
            if choice is None:
                continue
            if one.number is None:
                lacking.add(choice)
            else:
                added[choice] = added.get(choice, 0) + one.number
        elif cell.field not in known or one.number is None:
            continue
        elif stated.setdefault(cell.field, one.number) != one.number:
            return None
    for choice, votes in added.items():
        if choice not in lacking and stated.setdefault(choice, votes) != votes:
            return None
    return stated


def _is_checked(one: ReadCell, contest: str, election: Election, sums: Sums) -> bool:
    if one.cell.contest not in (None, contest):
        return True
    if one.cell.position is not None:
        return sums.votes
    return one.cell.field in sums.checked or one.cell.field not in election.fields(contest)


def _may_lack(one: ReadCell, election: Election) -> bool:
    """Whether a reading may do without this number where it is not sure: no total needs it."""
    roles = {tally.id: tally.role for tally in election.form.tallies}
    return _beside(one) or roles.get(one.cell.field or "") in ("voters", "unused", "other")


def _beside(one: ReadCell) -> bool:
    """Electors: left out of a reading where they are not sure."""
    return one.cell.field == arithmetic.ELECTORS


def _electors(numbers: Iterable[ReadCell]) -> int | None:
    for one in numbers:
        if one.cell.field == arithmetic.ELECTORS and one.confidence >= ALONE:
            return one.number
    return None


def _positions(numbers: Iterable[ReadCell], contests: Sequence[str]) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for one in numbers:
        contest = one.cell.contest or (contests[0] if len(contests) == 1 else None)
        if one.cell.position is not None and contest and one.number is not None:
            found.setdefault(contest, {})[one.cell.position] = one.number
    return found


def _given(parts: Sequence[ReadCell], election: Election) -> str | None:
    """The station's code, its parts from the top level down."""
    if not parts or any(one.confidence < ALONE or not one.text for one in parts):
        return None
    order = [level.id for level in election.levels]
    return "/".join(
        one.text for one in sorted(parts, key=lambda one: order.index(one.cell.part or ""))
    )
