"""Mapping: which column of a table is what, as people write it in `mapping.yaml`.

Knows names of columns and fields; it refuses to know any cell.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from actas.election.written import FieldName, Identifier, Model, PlainLine

Sign = Annotated[str, StringConstraints(min_length=1, max_length=1)]
Columns = dict[FieldName, PlainLine]
_PROBE = datetime(2030, 1, 31, 18, 40)  # noqa: DTZ001 - local, as sheets are
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

    @model_validator(mode="after")
    def _it_says_when(self) -> ArrivedColumn:
        try:
            said = datetime.strptime(_PROBE.strftime(self.format), self.format)  # noqa: DTZ007
        except ValueError:
            raise ValueError("is no format of a date and time") from None
        if said != _PROBE:
            raise ValueError("needs day, hour and minute, such as %d/%m/%Y %H:%M")
        return self


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
    """Which rows are read: those whose column says one of the values in `keep`.

    `blank` says what becomes of a row in which no number of votes stands at all, as in a table that
    people have not filled in to its end: `skipped` passes over it.
    """

    keep: dict[PlainLine, PlainLine | tuple[PlainLine, ...]] = Field(default_factory=dict)
    blank: Literal["refused", "skipped"] = "refused"


def _shape(value: object) -> str:
    if isinstance(value, Model | dict):
        return "as keys"
    return "as a list" if isinstance(value, list | tuple) else "as text"


def _either(says: str) -> Discriminator:
    """Tells by its shape which of several ways of writing a value was meant."""
    return Discriminator(_shape, custom_error_type="shape", custom_error_message=says)


Text = Annotated[PlainLine, Tag("as text")]
LevelColumn = Annotated[
    Text | Annotated[Constant, Tag("as keys")], _either("should be a column or a constant")
]
StationColumns = Annotated[
    Text | Annotated[tuple[LevelColumn, ...], Tag("as a list")] | Annotated[Parts, Tag("as keys")],
    _either("should be a column, a list of columns, or a column that is split"),
]
ContestSaid = Annotated[
    Annotated[Identifier, Tag("as text")] | Annotated[ContestColumn, Tag("as keys")],
    _either("should be a contest, or column and values"),
]
ArrivedSaid = Annotated[
    Text | Annotated[ArrivedColumn, Tag("as keys")],
    _either("should be a column, or column and format"),
]


class Mapping(Model):
    """The whole file. Choices and tallies that are not named have a column of their own id.

    `complete` says that the file is its source's whole set at its date; `learn` that it teaches
    the register (stations, names of areas, electors). `station` is one column with a code, one
    column a level, or one column that is split. `document` is the column with the SHA-256 of the
    sheet's rendition, where people typed what they saw on it.
    """

    file: FileOptions = FileOptions()
    rows: Rows | None = None
    station: StationColumns | None = None
    names: Columns = Field(default_factory=dict)
    contest: ContestSaid | None = None
    choices: Columns = Field(default_factory=dict)
    tallies: Columns = Field(default_factory=dict)
    long: Long | None = None
    derive: dict[FieldName, Derivation] = Field(default_factory=dict)
    electors: PlainLine | None = None
    address: PlainLine | None = None
    document: PlainLine | None = None
    arrived: ArrivedSaid | None = None
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


def json_schema() -> dict[str, Any]:
    """JSON Schema of a mapping file."""
    return Mapping.model_json_schema()
