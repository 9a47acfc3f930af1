"""The published data held against what is computed now, as values and not as bytes.

For a release that another version of Actas made, which may word, order and lay out things in
another way but not count otherwise. It refuses to know where the computed files come from.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import orjson
import polars as pl

from actas.release.files import Files
from actas.release.verified import Check

PACKAGE = "data/datapackage.json"
SENTENCES = frozenset({"says", "message"})
"""Names whose values are worded by each version as it likes."""

_EXACT = frozenset({"votes", "tallies", "values", "shares"})
"""Objects whose keys are of the election: neither may be missing nor added."""

_OPEN = frozenset({"missing", "numbers"})
"""Objects that versions give more or less of."""


def numbers_follow(files: Files, made: Mapping[str, bytes]) -> Check:
    """The check `numbers`: the files below `data/` give the values that follow from the log.

    Args:
        files: of the release.
        made: the files below `data/` as this version makes them.
    """
    held = _Held(files, made)
    for path, data in sorted(made.items()):
        found = files.read(path)
        wrong = "is missing: no numbers to compare" if found is None else ""
        if found is not None and found != data:
            wrong = held.wrong(path, found, data)
        if wrong:
            return Check("numbers", False, f"{path}: {wrong}")
    says = f"the values in all {len(made):,} files of data/, recomputed from the log, agree"
    if held.unknown:
        named = ", ".join(sorted(held.unknown)[:8])
        says += f", but for what only one of the versions has and was not compared: {named}"
    return Check("numbers", True, says)


class _Held:
    """Compares files of every kind; collects the names of what only one version has."""

    def __init__(self, files: Files, made: Mapping[str, bytes]) -> None:
        self.unknown: set[str] = set()
        self._files = files
        self._required = _required(made.get(PACKAGE, b"{}"))

    def wrong(self, path: str, found: bytes, made: bytes) -> str:
        """What differs, or nothing."""
        if path == PACKAGE:
            return self._package(found, made)
        if path.endswith(".json"):
            try:
                return next(self._values(orjson.loads(found), orjson.loads(made), ""), "")
            except orjson.JSONDecodeError:
                return "is not JSON"
        return self._table(path, found, made)

    def _values(self, found: Any, made: Any, at: str) -> Iterator[str]:
        if isinstance(found, dict) and isinstance(made, dict):
            yield from self._object(found, made, at)
        elif isinstance(found, list) and isinstance(made, list):
            if len(found) != len(made):
                yield f"{at or 'the list'} has {len(found):,} elements, recomputed {len(made):,}"
            for number, (one, other) in enumerate(zip(found, made, strict=False)):
                yield from self._values(one, other, f"{at}.{number}".lstrip("."))
        elif found != made or isinstance(found, bool) != isinstance(made, bool):
            yield f"{at}: {_short(found)}, recomputed {_short(made)}"

    def _object(self, found: dict[str, Any], made: dict[str, Any], at: str) -> Iterator[str]:
        name = at.rpartition(".")[2]
        gone, extra = made.keys() - found.keys(), found.keys() - made.keys()
        if gone and name not in _OPEN:
            yield f"{at or 'it'} lacks {min(gone)}"
        if extra and name in _EXACT:
            yield f"{at} has {min(extra)}, which the election does not know"
        self.unknown |= {f"{name}.{one}".lstrip(".") for one in (extra | gone) - SENTENCES}
        for key, value in made.items():
            if key in found and key not in SENTENCES:
                yield from self._values(found[key], value, f"{at}.{key}".lstrip("."))

    def _table(self, path: str, found: bytes, made: bytes) -> str:
        try:
            one, other = _frame(path, found), _frame(path, made)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError):
            return "cannot be read as a table"
        stem = path.rpartition("/")[2].partition(".")[0]
        for column in other.columns:
            if column not in one.columns and self._must_be(stem, column):
                return f"lacks the column {column}"
        self.unknown |= {f"{stem}.{name}" for name in {*one.columns} ^ {*other.columns}}
        if one.height != other.height:
            return f"has {one.height:,} rows, recomputed {other.height:,}"
        return _rows(one, other)

    def _must_be(self, table: str, column: str) -> bool:
        return (table, column) in self._required or column.startswith(("votes_", "tally_"))

    def _package(self, found: bytes, made: bytes) -> str:
        """Names, and the hashes of the tables as they are there: another version's bytes."""
        try:
            one, other = orjson.loads(found), orjson.loads(made)
            for key in ("name", "version"):
                if one[key] != other[key]:
                    return f"{key}: {_short(one[key])}, recomputed {_short(other[key])}"
            listed, others = (
                {each["path"]: (each["bytes"], each["hash"]) for each in _tables(package)}
                for package in (one, other)
            )
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return "is no description of the tables"
        if listed.keys() != others.keys():
            return "describes other tables than there are"
        for name in listed:
            data = self._files.read(f"data/{name}") or b""
            if listed[name] != (len(data), f"sha256:{sha256(data).hexdigest()}"):
                return f"describes another {name} than there is"
        return ""


def _required(package: bytes) -> set[tuple[str, str]]:
    """Table and name of the columns that no row leaves empty."""
    return {
        (table["name"], field["name"])
        for table in _tables(orjson.loads(package))
        for field in table["schema"]["fields"]
        if field.get("constraints", {}).get("required")
    }


def _tables(package: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources that are tables with a schema; the others are the same in other formats."""
    return [each for each in package.get("resources", ()) if "schema" in each]


def _frame(path: str, data: bytes) -> pl.DataFrame:
    """A table, every cell as text."""
    if path.endswith(".parquet"):
        frame = pl.read_parquet(io.BytesIO(data))
        return frame.with_columns(pl.all().cast(pl.String))
    return pl.read_csv(data, infer_schema=False)


def _rows(found: pl.DataFrame, made: pl.DataFrame) -> str:
    """The first row that differs in the columns that both have, in whatever order they stand."""
    columns = [
        name for name in made.columns if name in found.columns and not name.startswith("says_")
    ]
    one, other = (
        frame.select(pl.col(columns).fill_null("")).sort(columns) for frame in (found, made)
    )
    for name in columns:
        differs = (one[name] != other[name]).arg_true()
        if differs.len():
            at = differs[0]
            return f"{name}: {_short(one[name][at])}, recomputed {_short(other[name][at])}"
    return ""


def _short(value: Any) -> str:
    return repr(value)[:80]
