"""Many entries of one kind to columns at once, held to the same shape as one entry is.

Readings, records and documents are nearly the whole log: they are checked by column here, and any
doubt sends the lot through `actas.log.entries.parse`, which names the entry that is wrong. This
module refuses to know what entries mean together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

import orjson
import polars as pl
from pydantic import StringConstraints, TypeAdapter, ValidationError

from actas.election.shapes import DOCUMENTS
from actas.log.entries import DocumentEntry, Entry, ReadingEntry, RecordEntry, parse
from actas.log.fields import (
    Address,
    Boxes,
    Code,
    Line,
    Name,
    Page,
    Payload,
    Sha256,
    Size,
    Time,
    Unread,
    Withheld,
    of_the_calendar,
)
from actas.log.upgrading import VERSION

Values = dict[str, Any]
_Built = TypeVar("_Built")

_LARGEST = 2**40
_LINE_LENGTH = 4000
_NOTHING = type(None)


@dataclass(frozen=True)
class Batch:
    """Entries of one kind with their log indices, in log order."""

    entries: list[Values]
    indices: list[int]

    def index(self) -> pl.Series:
        """Log indices as a column."""
        return pl.Series("index", self.indices, dtype=pl.Int64)


class _Doubt(Exception):
    """Something is not as a valid entry has it; which, `parse` will say."""


def readings(batch: Batch) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Columns `index`, `contest` and those of READINGS, and one Int64 series a number given.

    Raises:
        LogError: naming the entry that is no valid reading.
    """
    return _checked(batch, _readings)


def records(batch: Batch) -> pl.DataFrame:
    """Columns `index` and those of RECORDS. Raises LogError as `readings`."""
    return _checked(batch, _records)


def documents(batch: Batch) -> pl.DataFrame:
    """Columns of DOCUMENTS. Raises LogError as `readings`."""
    return _checked(batch, _documents)


def _readings(batch: Batch) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    entries = _of(ReadingEntry, batch)
    head = {
        "index": batch.index(),
        "contest": _text(_required(entries, "contest"), Name, few=True, null=False),
        "station": _text(_required(entries, "station"), Code),
        "given": _text(_optional(entries, "given"), Line, few=True),
        "source": _text(_required(entries, "source"), Name, few=True, null=False),
        "reader": _text(_required(entries, "reader"), Line, few=True, null=False),
        "document": _text(_optional(entries, "document"), Sha256),
        "arrived": _times(_optional(entries, "arrived")),
        "problems": _lists(_optional(entries, "problems"), Line),
        "sheet": _text(_optional(entries, "sheet"), Name, few=True),
        "copied": _text(_optional(entries, "copied"), Line, few=True),
        "confidence": _numbers(_optional(entries, "confidence"), largest=1000),
    }
    _held(_optional(entries, "payload"), Payload)
    values = _required(entries, "values")
    if set(map(type, values)) - {dict}:
        raise _Doubt
    names = sorted(set().union(*values))
    _matches(pl.Series(names, dtype=pl.String), Name)
    numbers = {name: _numbers([given.get(name) for given in values]) for name in names}
    given = sum(len(column) - column.null_count() for column in numbers.values())
    if given != sum(map(len, values)):
        raise _Doubt  # a null where a number belongs
    return pl.DataFrame(head), numbers


def _records(batch: Batch) -> pl.DataFrame:
    entries = _of(RecordEntry, batch)
    states = _text(_required(entries, "state"), Name, few=True, null=False)
    if not states.is_in(get_args(RecordEntry.model_fields["state"].annotation)).all():
        raise _Doubt
    return pl.DataFrame(
        {
            "index": batch.index(),
            "station": _text(_required(entries, "station"), Code),
            "contest": _text(_required(entries, "contest"), Name, few=True, null=False),
            "source": _text(_required(entries, "source"), Name, few=True, null=False),
            "state": states,
            "reading": _numbers(_required(entries, "reading"), largest=None),
            "reasons": _lists(_optional(entries, "reasons"), Name),
        }
    )


def _documents(batch: Batch) -> pl.DataFrame:
    entries = _of(DocumentEntry, batch)
    page, pages = _pairs(_optional(entries, "page"), Page)
    width, height = _pairs(_optional(entries, "size"), Size)
    document = _text(_optional(entries, "document"), Sha256)
    withheld = pl.Series(_held(_optional(entries, "withheld"), Withheld), dtype=pl.String)
    if (withheld.is_not_null() & document.is_not_null()).any():
        raise _Doubt
    return pl.DataFrame(
        {
            "index": batch.index(),
            "station": _text(_required(entries, "station"), Code),
            "source": _text(_required(entries, "source"), Name, few=True, null=False),
            "contest": _text(_optional(entries, "contest"), Name, few=True),
            "address": _text(_optional(entries, "address"), Address),
            "document": document,
            "commitment": _text(_optional(entries, "commitment"), Sha256),
            "sheet": _text(_optional(entries, "sheet"), Name, few=True),
            "page": page,
            "pages": pages,
            "width": width,
            "height": height,
            "bytes": _numbers(_optional(entries, "bytes")),
            "redacted": _nested(_optional(entries, "redacted"), Boxes, DOCUMENTS["redacted"]),
            "likeness": _text(_optional(entries, "likeness"), Sha256),
            "again": _text(_optional(entries, "again"), Sha256),
            "withheld": withheld,
            "unread": _nested(_optional(entries, "unread"), Unread, DOCUMENTS["unread"]),
        },
        schema=DOCUMENTS,
    )


def _checked(batch: Batch, build: Callable[[Batch], _Built]) -> _Built:
    try:
        return build(batch)
    except _Doubt:
        # One by one: the first that is wrong is named; `parse` is what decides.
        parsed = [
            parse(orjson.dumps(entry), index).model_dump(mode="json")
            for entry, index in zip(batch.entries, batch.indices, strict=True)
        ]
        return build(Batch(parsed, batch.indices))


def _of(kind: type[Entry], batch: Batch) -> list[Values]:
    """The entries, where none has a key or a version that the kind does not."""
    if not set().union(*batch.entries) <= kind.model_fields.keys():
        raise _Doubt
    versions = {entry.get("v") for entry in batch.entries}
    if versions != {VERSION} or {type(version) for version in versions} != {int}:
        raise _Doubt
    return batch.entries


def _required(entries: Sequence[Values], key: str) -> list[Any]:
    try:
        return [entry[key] for entry in entries]
    except KeyError:
        raise _Doubt from None


def _optional(entries: Iterable[Values], key: str) -> list[Any]:
    return [entry.get(key) for entry in entries]


def _text(values: list[Any], constraint: Any, *, few: bool = False, null: bool = True) -> pl.Series:
    """Strings that match their constraint; `few` where most are equal."""
    if set(map(type, values)) - ({str, _NOTHING} if null else {str}):
        raise _Doubt
    column = pl.Series(values, dtype=pl.String)
    _matches(column.unique() if few else column, constraint)
    return column


def _times(values: list[Any]) -> pl.Series:
    column = _text(values, Time)
    try:
        for day in column.str.slice(0, 10).unique().drop_nulls():
            of_the_calendar(day)
    except ValueError:
        raise _Doubt from None
    return column


def _matches(column: pl.Series, constraint: Any) -> None:
    if column.null_count() == len(column):
        return
    if not column.str.contains(_pattern(constraint)).all():
        raise _Doubt
    if constraint is Line and (column.str.len_chars() > _LINE_LENGTH).any():
        raise _Doubt


def _numbers(values: list[Any], largest: int | None = _LARGEST) -> pl.Series:
    # By exact type: True is an int to everyone else.
    if set(map(type, values)) - {int, _NOTHING}:
        raise _Doubt
    try:
        column = pl.Series(values, dtype=pl.Int64)
    except (TypeError, OverflowError):
        raise _Doubt from None
    if (column < 0).any() or (largest is not None and (column > largest).any()):
        raise _Doubt
    return column


def _held(values: list[Any], kind: Any) -> list[Any]:
    """The values, each held to the type of a field where there is one."""
    given = [value for value in values if value is not None]
    try:
        TypeAdapter(list[kind]).validate_python(given)
    except ValidationError:
        raise _Doubt from None
    return values


def _pairs(values: list[Any], kind: Any) -> tuple[pl.Series, pl.Series]:
    """Two columns of pairs of whole numbers."""
    held = [value or (None, None) for value in _held(values, kind)]
    first, second = ([pair[at] for pair in held] for at in (0, 1))
    return pl.Series(first, dtype=pl.Int64), pl.Series(second, dtype=pl.Int64)


def _lists(values: list[Any], constraint: Any) -> pl.Series:
    if set(map(type, values)) - {list, _NOTHING}:
        raise _Doubt
    inner = [item for value in values if value for item in value]
    _text(inner, constraint, few=True, null=False)
    # No line holds a newline, and splitting is far quicker than a Python list of lists.
    joined = pl.Series(["\n".join(value) if value else None for value in values], dtype=pl.String)
    return joined.str.split("\n").fill_null([])


def _nested(values: list[Any], kind: Any, dtype: Any) -> pl.Series:
    """Lists held to the type of a field, none where there is none."""
    # As JSON: of Python's lists Polars makes a column each.
    said = [orjson.dumps(value or []).decode() for value in _held(values, kind)]
    return pl.Series(said, dtype=pl.String).str.json_decode(dtype)


def _pattern(constraint: Any) -> str:
    found = next(part for part in get_args(constraint) if isinstance(part, StringConstraints))
    return str(found.pattern)
