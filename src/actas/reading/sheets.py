"""The votes of each row or group of rows, contest by contest: one sheet a station and contest.

A wide table has a sheet a row; a long one a row a station and choice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from actas.election.definition import Election
from actas.errors import ActasError, InputError, Place
from actas.reading import faults
from actas.reading.mapping import Long, Mapping
from actas.reading.numbers import derived, whole_numbers
from actas.reading.tables import Cells


@dataclass(frozen=True, eq=False)
class Sheets:
    """Sheets as a table gives them.

    Attributes:
        contests: by contest, a frame with the columns of `rows` and one Int64 column a field.
        faults: FAULTS of their numbers.
        notes: sentences on numbers that could not be made.
        contradictions: rows that say another number of what an earlier row says.
    """

    contests: dict[str, pl.DataFrame]
    faults: pl.DataFrame
    notes: tuple[str, ...]
    contradictions: tuple[ActasError, ...] = ()


def sheets(
    cells: Cells, mapping: Mapping, election: Election, rows: pl.DataFrame, found: pl.DataFrame
) -> Sheets:
    """The sheets of a table.

    Args:
        cells: the table.
        mapping: made whole (`resolved`).
        election: its contests say which fields a sheet has.
        rows: frame (row, code, station, contest, address, arrived, electors), one a row of cells.
        found: FAULTS known so far.
    """
    contests: dict[str, pl.DataFrame] = {}
    wrong: list[pl.DataFrame] = [faults.none()]
    notes: list[str] = []
    twice: list[ActasError] = []
    for contest in dict.fromkeys(rows["contest"].drop_nulls()):
        lines = rows.filter(pl.col("contest") == contest)
        part = replace(cells, frame=cells.frame.join(lines, on="row", how="semi"))
        if mapping.long:
            numbers, bad, other = _long(
                part, mapping, mapping.long, election, contest, lines, found
            )
            twice += other
        else:
            numbers, bad, said = _wide(part, mapping, election, contest)
            notes += said
        # Fields that the table does not have are null, in the order of the form.
        fields = election.fields(contest)
        numbers = numbers.select(
            "row",
            *(
                one if one in numbers.columns else pl.lit(None, pl.Int64).alias(one)
                for one in fields
            ),
        )
        contests[contest] = lines.join(numbers, on="row", how="inner", maintain_order="left")
        wrong.append(bad)
    return Sheets(contests, pl.concat(wrong), tuple(notes), tuple(twice))


def _wide(
    cells: Cells, mapping: Mapping, election: Election, contest: str
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    fields = election.fields(contest)
    columns = mapping.choices | mapping.tallies
    wanted = {field: columns[field] for field in fields if field in columns}
    numbers, bad = whole_numbers(cells, wanted, mapping.file)
    wrong: list[pl.DataFrame] = [bad]
    notes: list[str] = []
    for column in dict.fromkeys(columns.values()):
        if column not in wanted.values():
            asked = cells.frame.select("row", cell=cells.cell(column))
            votes = asked.filter(~pl.col("cell").str.contains("^0*$"))
            wrong.append(faults.fault(votes, column, "other contest", "cell"))
    for field, derivation in mapping.derive.items():
        if field in fields:
            frame, bad, said = derived(cells, field, derivation, mapping.file)
            numbers = numbers.with_columns(frame[field])
            wrong.append(bad)
            notes += said
    return numbers, pl.concat(wrong), notes


def _long(
    cells: Cells,
    mapping: Mapping,
    long: Long,
    election: Election,
    contest: str,
    lines: pl.DataFrame,
    found: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame, list[ActasError]]:
    """Rows of a station put together; its sheet stands at the first of them.

    A station with a row that cannot be read has no sheet: what is missing would pass for zero.
    """
    fields = election.fields(contest)
    known = {field: field for field in fields} | {
        said: field for said, field in long.values.items() if field in fields
    }
    choice = cells.cell(long.choice)
    votes, bad = whole_numbers(cells, {"votes": long.votes}, mapping.file)
    asked = cells.frame.select(
        "row",
        cell=choice.fill_null(""),
        field=choice.replace_strict(known, default=None, return_dtype=pl.String),
    )
    unknown = asked.filter(pl.col("field").is_null())
    bad = pl.concat([bad, faults.fault(unknown, long.choice, "unknown choice", "cell")])
    cast = lines.select("row", who=pl.coalesce("station", "code")).join(asked, on="row")
    cast = cast.join(votes, on="row").sort("row")
    broken = cast.join(pl.concat([bad, found]).select("row"), on="row", how="semi")
    cast = cast.join(broken.select("who").drop_nulls(), on="who", how="anti").drop_nulls("who")
    twice = _contradictions(cast, cells.name)
    first = cast.group_by("who").agg(pl.col("row").min())
    table = cast.unique(["who", "field"]).pivot("field", index="who", values="votes")
    absent = [pl.lit(None, pl.Int64).alias(one) for one in fields if one not in table.columns]
    table = first.join(table.with_columns(absent), on="who").sort("row").select("row", *fields)
    return *_blanks(table, mapping, election, contest, bad), twice


def _blanks(
    table: pl.DataFrame, mapping: Mapping, election: Election, contest: str, bad: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Choices that a station has no row of: what the mapping says of blanks holds for them too."""
    choices = [choice.id for choice in election.contest(contest).choices]
    if mapping.file.blanks == "zero":
        return table.with_columns(pl.col(choices).fill_null(0)), bad
    if mapping.file.blanks == "missing":
        return table, bad
    blank = [
        faults.fault(
            table.filter(pl.col(one).is_null()).select("row", cell=pl.lit(None, pl.String)),
            one,
            "blank",
            "cell",
        )
        for one in choices
    ]
    return table, pl.concat([bad, *blank])


def _contradictions(cast: pl.DataFrame, name: str) -> list[ActasError]:
    several = cast.group_by("who", "field").agg(
        pl.col("row"), different=pl.col("votes").n_unique() > 1
    )
    twice = several.filter("different").sort(pl.col("row").list.first())
    return [
        InputError(
            f"station {who}, {field}: given twice with other numbers: lines "
            + " and ".join(map(str, lines)),
            Place(name, lines[-1]),
        )
        for who, field, lines, _ in twice.iter_rows()
    ]
