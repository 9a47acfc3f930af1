"""What people are asked of a sheet, and the table in which they answer, as `actas import` reads it.

From the plan of a sheet to columns: a number a cell. Knows definitions and no document's numbers.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from actas.election.definition import Contest, Election
from actas.election.sheet import Cell, SheetForm
from actas.errors import InputError
from actas.project.waiting import Waiting

NUMBER, DOCUMENT = "#", "document"
"""Columns of the number of the sheet, for people alone, and of its document."""

Line = tuple[int, Waiting, str]
"""The number of a sheet, the document and a contest of it."""


@dataclass(frozen=True)
class Asked:
    """A number that is asked for.

    Attributes:
        column: of the table where it is typed.
        field: choice or tally that it counts.
        cell: where it stands on the sheet; None where the plan does not say.
    """

    column: str
    field: str
    cell: Cell | None = None


@dataclass(frozen=True)
class Answers:
    """How answers are read.

    Attributes:
        columns: of the table.
        derived: choice to the columns of its ballot positions, where it has several.
        several: whether the election has several contests.
        levels: columns of the station's code.
    """

    columns: tuple[str, ...]
    levels: tuple[str, ...]
    several: bool
    derived: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def mapping(self) -> str:
        """The text of a mapping.yaml."""
        said: dict[str, object] = {"rows": {"blank": "skipped"}, "station": list(self.levels)}
        said["document"] = DOCUMENT
        if self.several:
            said["contest"] = {"column": "contest"}
        if self.derived:
            said["derive"] = {
                choice: {"expression": " + ".join(columns)}
                for choice, columns in self.derived.items()
            }
        head = "# How `actas import` reads to-type.csv; a row without any number is passed over.\n"
        return head + "".join(f"{key}: {json.dumps(value)}\n" for key, value in said.items())

    def table(self, lines: Iterable[Line]) -> str:
        """The table with empty numbers: one row a document and contest."""
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(self.columns)
        for number, one, contest in lines:
            known = _station(one.station, self.levels)
            known |= {NUMBER: str(number), DOCUMENT: one.document or "", "contest": contest}
            rows.writerow([known.get(column, "") for column in self.columns])
        return text.getvalue()


def asked(election: Election, form: SheetForm | None, contest_id: str) -> tuple[Asked, ...]:
    """The numbers of a contest on a sheet, in the form's order, then choices without a cell.

    Without a form everything that the contest may have.
    """
    contest = election.contest(contest_id)
    cells = [] if form is None else _of_contest(election, form, contest)
    placed = [name for name, cell in cells if cell.position is not None]
    found = [
        Asked(f"position_{cell.position}", name, cell)
        if cell.position is not None and placed.count(name) > 1
        else Asked(name, name, cell)
        for name, cell in cells
    ]
    lacking = [choice.id for choice in contest.choices]
    if not cells:
        lacking += [tally.id for tally in election.form.tallies]
    there = {one.field for one in found}
    return (*found, *(Asked(name, name) for name in lacking if name not in there))


def answers(election: Election, waiting: Sequence[Waiting]) -> Answers:
    """The table for these documents.

    Raises:
        InputError: their forms differ so much that one table cannot hold them.
    """
    kinds = {
        (one.form.id if one.form else "", contest): one
        for one in waiting
        for contest in one.contests
    }
    plans = [asked(election, one.form, contest) for (_, contest), one in kinds.items()]
    made = [_made(plan) for plan in plans]
    tallies = [one.id for one in election.form.tallies]
    carried = {tuple(name for name in tallies if name in one) for one in made}
    ways = {(name, one[name]) for one in made for name in one}
    if len(carried) > 1 or len(ways) > len({name for name, _ in ways}):
        forms = ", ".join(sorted({name for name, _ in kinds if name}))
        raise InputError(
            f"the sheets that wait differ in their numbers: say which with --form: {forms}"
        )
    way = dict(ways)
    choices = dict.fromkeys(one.id for contest in election.contests for one in contest.choices)
    numbers = [column for name in choices for column in way.get(name, (name,))]
    numbers += next(iter(carried), ())
    levels = tuple(level.id for level in election.levels)
    several = len(election.contests) > 1
    head = [NUMBER, *levels, *(["contest"] if several else [])]
    derived = {name: way[name] for name in choices if way.get(name, (name,)) != (name,)}
    return Answers((*head, *numbers, DOCUMENT), levels, several, derived)


def _made(plan: Iterable[Asked]) -> dict[str, tuple[str, ...]]:
    """Each number that a plan asks for, and the columns that it is made from."""
    columns: dict[str, dict[str, None]] = {}
    for one in plan:
        columns.setdefault(one.field, {})[one.column] = None
    return {name: tuple(found) for name, found in columns.items()}


def _station(code: str | None, levels: Sequence[str]) -> dict[str, str]:
    """A station's code in its columns; one that skips levels, as abroad, ends in the last."""
    if code is None:
        return {}
    *above, own = code.split("/")
    return dict(zip(levels, above, strict=False)) | {levels[-1]: own}


def _of_contest(election: Election, form: SheetForm, contest: Contest) -> list[tuple[str, Cell]]:
    """Choice or tally, and cell, of the cells that hold a number of the contest."""
    of_position = {place: one.id for one in contest.choices for place in one.positions}
    alone = len(election.contests_of(form)) == 1
    fields = election.fields(contest.id)
    found = []
    for cell in form.each_cell():
        if cell.contest not in (None, contest.id):
            continue
        name = cell.field
        if cell.position is not None and (alone or cell.contest is not None):
            name = of_position.get(cell.position)
        if name is not None and name in fields:
            found.append((name, cell))
    return found
