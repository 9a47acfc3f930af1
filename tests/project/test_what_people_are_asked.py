"""The table that people fill in asks for each number of the sheet, and an import understands it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from actas.election import packs
from actas.election.definition import Election
from actas.election.loading import parse_yaml
from actas.election.shapes import Register
from actas.election.sheet import Rows, SheetForm
from actas.errors import InputError
from actas.project.asking import answers, asked
from actas.project.waiting import Waiting
from actas.reading.fitting import parse_mapping
from actas.reading.importing import Table, read_table


def of_pack(name: str) -> Election:
    return parse_yaml(packs.contents(name)["election.yaml"], Election, name)


VENEZUELA, DEMO = of_pack("ve-2024"), of_pack("demo")
DOCUMENT = "ab" * 32


def document(election: Election, form: str | None, station: str | None = None) -> Waiting:
    plan = next((one for one in election.sheets if one.id == form), None)
    contests = election.contests_of(plan) if plan else (election.contests[0].id,)
    return Waiting(DOCUMENT, "witnesses", station, plan, contests, ("print",))


def imported(election: Election, one: Waiting, numbers: dict[str, Any], path: Path) -> Table:
    """What an import makes of the table once these numbers are typed into its only row."""
    made = answers(election, [one])
    (row,) = csv.DictReader(io.StringIO(made.table([(1, one, one.contests[0])])))
    assert set(numbers) <= set(row)
    with path.open("w", newline="") as file:
        out = csv.DictWriter(file, list(row))
        out.writeheader()
        out.writerow(row | numbers)
    mapping = parse_mapping(made.mapping().encode(), election, "mapping.yaml")
    return read_table(path, mapping, election, Register())


def test_votes_by_ballot_position_are_typed_as_they_stand_and_added_up(tmp_path: Path) -> None:
    election = VENEZUELA.model_copy(
        update={"register_": VENEZUELA.register_.model_copy(update={"kind": "open"})}
    )
    contest = election.contests[0]
    one = document(election, "strip", "1/2/3/4/5")
    plan = asked(election, one.form, contest.id)
    positions = [place.cell.position for place in plan if place.cell and place.cell.position]
    assert positions == list(range(1, 39))
    typed = {place.column: place.cell.position or 700 for place in plan if place.cell}
    (row,) = imported(election, one, typed, tmp_path / "t.csv").readings[contest.id].to_dicts()
    for choice in contest.choices:
        assert row[choice.id] == sum(choice.positions)
    assert (row["station"], row["document"], row["valid"]) == ("1/2/3/4/5", DOCUMENT, 700)


def test_a_station_abroad_keeps_its_short_code() -> None:
    made = answers(VENEZUELA, [document(VENEZUELA, "strip")])
    one = document(VENEZUELA, "strip", "99/7")
    (row,) = csv.DictReader(io.StringIO(made.table([(1, one, one.contests[0])])))
    assert [row[level] for level in made.levels if row[level]] == ["99", "7"]
    assert row[made.levels[-1]] == "7"


def test_without_a_plan_everything_the_contest_has_is_asked() -> None:
    contest = DEMO.contest("governor")
    columns = [one.column for one in asked(DEMO, None, "governor")]
    choices = [one.id for one in contest.choices]
    assert columns == choices + [one.id for one in DEMO.form.tallies]


def test_choices_without_a_cell_are_asked_after_those_with_one() -> None:
    form = next(one for one in DEMO.sheets if one.id == "box")
    fewer = shortened(form)
    plan = asked(DEMO, fewer, "governor")
    assert [one.cell is None for one in plan] == [False, True, True]
    assert {one.column for one in plan} == {one.id for one in DEMO.contest("governor").choices}


def shortened(form: SheetForm) -> SheetForm:
    """The form with the first of its rows alone."""
    *parts, rows = form.cells
    assert isinstance(rows, Rows)
    first = rows.model_copy(update={"fields": rows.fields[:1], "labels": rows.labels[:1]})
    return form.model_copy(update={"cells": (*parts, first)})


def test_sheets_whose_numbers_differ_are_not_put_into_one_table() -> None:
    both = [document(DEMO, "strip"), document(DEMO, "box")]
    assert answers(DEMO, both).several
    form = both[1].form
    assert form is not None
    fewer = shortened(form)
    other = Waiting(DOCUMENT, "witnesses", None, fewer, ("governor",), ("hand",))
    with pytest.raises(InputError, match="say which with --form: box, strip"):
        answers(DEMO, [both[0], other])
