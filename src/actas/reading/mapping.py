"""Mapping: which column of a table is what, as people write it in `mapping.yaml`.

Knows names of columns and fields; it refuses to know any cell.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from polars.exceptions import PolarsError
from pydantic import Field, StringConstraints, model_validator

from actas.election.definition import Election, FieldName, Identifier, Model, PlainLine
from actas.election.loading import load_yaml, parse_yaml
from actas.errors import InputError, Place, Problems

Sign = Annotated[str, StringConstraints(min_length=1, max_length=1)]
Columns = dict[FieldName, PlainLine]
DecimalPlaces = Annotated[int, Field(ge=0, le=9, strict=True)]


class FileOptions(Model):
    """How the file is written, where it does not say itself.

    `skip` lines stand before the header. `thousands` is the sign between groups of three digits;
    without it such numbers are refused. `blanks` says what an empty cell means where a number of
    votes belongs: nothing is guessed unless the file's maker says so.
    """

    encoding: Literal["utf-8", "latin-1", "windows-1252", "utf-16", "utf-16-le", "utf-16-be"] | (
        None
    ) = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    sheet: PlainLine | None = None
    skip: Annotated[int, Field(ge=0, le=1000, strict=True)] = 0
    thousands: Sign | None = None
    decimal: Literal[".", ","] = "."
    blanks: Literal["refused", "missing", "zero"] = "refused"


class Constant(Model):
    """The same value on every row, for what the file does not say because it is about one place."""

    constant: PlainLine


class Parts(Model):
    """One column split into levels, by a separator or a regular expression with named groups.

    With a separator, `levels` names the part each stands for, null for one that is passed over;
    without it the parts are the levels from the top down. Group names are level ids.
    """

    column: PlainLine
    separator: Annotated[str, StringConstraints(min_length=1, max_length=5)] | None = None
    levels: tuple[FieldName | None, ...] | None = None
    pattern: PlainLine | None = None

    @model_validator(mode="after")
    def _one_way_to_split(self) -> Parts:
        if (self.separator is None) == (self.pattern is None):
            raise ValueError("needs either a separator or a pattern")
        if self.pattern is not None and self.levels is not None:
            raise ValueError("levels goes with a separator; a pattern names its groups")
        return self


class ContestColumn(Model):
    """The column that says which contest a row is about; `values` translates what it says."""

    column: PlainLine
    values: dict[PlainLine, Identifier] = Field(default_factory=dict)


class ArrivedColumn(Model):
    """The column with the sheet's time of arrival and its format (as `strftime` writes it)."""

    column: PlainLine
    format: PlainLine


class Long(Model):
    """One row a station and choice: the column that names the choice and the one with its votes.

    `values` translates what the column says to ids of choices and tallies.
    """

    choice: PlainLine
    votes: PlainLine
    values: dict[PlainLine, FieldName] = Field(default_factory=dict)


class Derivation(Model):
    """A number made from other columns, in exact arithmetic.

    `expression` is a whole number over columns (quote names with spaces: `"Votos nulos" + 1`).
    With `divided_by`, the result is the one whole number for which expression / result prints as
    that column does, cut (`truncated`) or `rounded` to `decimals`; null where there is not one.
    """

    expression: PlainLine
    divided_by: PlainLine | None = None
    decimals: DecimalPlaces = 0
    printed: Literal["truncated", "rounded"] = "rounded"


class Rows(Model):
    """Which rows are read: those whose column says one of these values."""

    keep: dict[PlainLine, PlainLine | tuple[PlainLine, ...]]


class Mapping(Model):
    """The whole file. Choices and tallies that are not named have a column of their own id.

    `complete` says that the file is its source's whole set at its date; `learn` that it teaches
    the register (stations, names of areas, electors). `station` is one column with a code, one
    column a level, or one column that is split.
    """

    file: FileOptions = FileOptions()
    rows: Rows | None = None
    station: PlainLine | tuple[PlainLine | Constant, ...] | Parts | None = None
    names: Columns = Field(default_factory=dict)
    contest: Identifier | ContestColumn | None = None
    choices: Columns = Field(default_factory=dict)
    tallies: Columns = Field(default_factory=dict)
    long: Long | None = None
    derive: dict[FieldName, Derivation] = Field(default_factory=dict)
    electors: PlainLine | None = None
    address: PlainLine | None = None
    arrived: PlainLine | ArrivedColumn | None = None
    status: PlainLine | None = None
    into: PlainLine | None = None
    parent: PlainLine | None = None
    complete: bool = False
    learn: bool = False

    @model_validator(mode="after")
    def _nothing_is_said_twice(self) -> Mapping:
        said = {*self.choices, *self.tallies, *(["electors"] if self.electors else [])}
        twice = sorted(said.intersection(self.derive))
        if twice:
            raise ValueError(f"{', '.join(twice)}: both a column and derived; choose one")
        if self.long and (self.choices or self.tallies):
            raise ValueError("long: choices and tallies are named in its values")
        return self


def load_mapping(path: Path, election: Election) -> Mapping:
    """The mapping file at `path`, checked against the election.

    Raises:
        InputError: it does not fit its shape or names what the election does not have.
    """
    return checked(load_yaml(path, Mapping), election, str(path))


def parse_mapping(content: bytes, election: Election, name: str) -> Mapping:
    """As `load_mapping`, of bytes that are already here."""
    return checked(parse_yaml(content, Mapping, name), election, name)


def checked(mapping: Mapping, election: Election, name: str) -> Mapping:
    """The mapping as it is, once every level, contest, choice and tally it names exists."""
    levels = [level.id for level in election.levels]
    choices = [choice.id for contest in election.contests for choice in contest.choices]
    tallies = [tally.id for tally in election.form.tallies]
    contests = [contest.id for contest in election.contests]
    named = _contests_named(mapping)
    long_values = list(mapping.long.values.values()) if mapping.long else []
    problems = [
        *_unknown(mapping.names, levels, "names", name),
        *_unknown(mapping.choices, choices, "choices", name),
        *_unknown(mapping.tallies, tallies, "tallies", name),
        *_unknown(mapping.derive, [*choices, *tallies, "electors"], "derive", name),
        *_unknown(named, contests, "contest", name),
        *_unknown(long_values, [*choices, *tallies], "long.values", name),
        *_station_problems(mapping, levels, name),
    ]
    if problems:
        raise Problems(f"{name}: does not fit the election {election.id}", list(problems))
    return mapping


def default_mapping(election: Election, columns: Collection[str]) -> Mapping:
    """The mapping of a table that calls its columns by the election's own ids.

    Station: one column a level where all are there, else the column `code` or `station`. Names
    of areas: `<level>_name`. Beside them `contest`, `electors`, `address`, `arrived`, `status`,
    `into`, `parent`.
    """
    levels = [level.id for level in election.levels]
    every_level = all(level in columns for level in levels)
    one = next((name for name in ("code", "station") if name in columns), "station")
    # A register may give the code of any level in one column; its names stand in `name`.
    station: Any = tuple(levels) if every_level and "code" not in columns else one
    beside = ("electors", "address", "arrived", "status", "into", "parent")
    found: dict[str, Any] = {name: name for name in beside if name in columns}
    if "contest" in columns:
        found["contest"] = ContestColumn(column="contest")
    names = {level: f"{level}_name" for level in levels if f"{level}_name" in columns}
    tallies = {t.id: t.id for t in election.form.tallies if t.id in columns}
    return Mapping(station=station, names=names, tallies=tallies, **found)


def json_schema() -> dict[str, Any]:
    """JSON Schema of a mapping file."""
    return Mapping.model_json_schema()


def _contests_named(mapping: Mapping) -> list[str]:
    if isinstance(mapping.contest, ContestColumn):
        return list(mapping.contest.values.values())
    return [mapping.contest] if mapping.contest else []


def _unknown(
    named: Collection[str], known: Collection[str], field: str, name: str
) -> list[InputError]:
    return [
        InputError(
            f"the election has no {one!r}; it has {', '.join(known) or 'none'}",
            Place(name, None, f"{field}.{one}"),
        )
        for one in dict.fromkeys(named)
        if one not in known
    ]


def _station_problems(mapping: Mapping, levels: list[str], name: str) -> list[InputError]:
    station = mapping.station
    place = Place(name, None, "station")
    if isinstance(station, tuple) and len(station) > len(levels):
        return [InputError(f"more columns than levels ({', '.join(levels)})", place)]
    if not isinstance(station, Parts):
        return []
    if station.pattern is not None:
        groups = groups_of(station.pattern)
        if groups is None:
            return [InputError("pattern is not a regular expression", place)]
    else:
        groups = [one for one in station.levels or levels if one]
    if not groups:
        return [InputError(f"names no level; there are {', '.join(levels)}", place)]
    wrong = _unknown(groups, levels, "station", name)
    if not wrong and groups != [level for level in levels if level in groups]:
        return [InputError(f"levels go from the top down: {', '.join(levels)}", place)]
    return wrong


def groups_of(pattern: str) -> list[str] | None:
    """Named groups of a regular expression, in its order; None where it is not one."""
    try:
        fields: list[str] = list(pl.Series([""]).str.extract_groups(pattern).struct.fields)
    except PolarsError:
        return None
    return [group for group in fields if not group.isdigit()]
