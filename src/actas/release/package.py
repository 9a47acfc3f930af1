"""`datapackage.json`: the open data described for machines (Frictionless, data-package v1).

Pure: it is given files that are made already, and names their size and hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from actas.release.manifest import Head, Listed
from actas.release.tables import Table, schema

Made = tuple[Table, Listed]
"""A table and its CSV, as the manifest lists it."""

MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xml": "application/xml",
    "sqlite": "application/vnd.sqlite3",
    "ipynb": "application/x-ipynb+json",
}
"""Media types by the ending of a file's name."""

_NOTE = (
    "CSV is UTF-8 with CRLF and plain ASCII digits; an empty cell is a value that is not known. "
    "A text that a spreadsheet would take for a formula (it begins with =, +, - or @) has an "
    "apostrophe before it in CSV; the Parquet files beside them have every text as it is. Each "
    "area has a JSON file of its own below a/, which ../manifest.json lists."
)


def datapackage(
    name: str, title: str, head: Head, made: Sequence[Made], others: Iterable[Listed]
) -> bytes:
    """`datapackage.json`.

    Args:
        name: id of the election.
        title: its name.
        head: of the log that everything follows from.
        made: the tables and their CSV files.
        others: the other files below `data/`.
    """
    body = {
        "profile": "data-package",
        "name": name.lower(),
        "title": title,
        "description": f"{_NOTE} Everything follows from the log {head.origin}; indices are of it.",
        "version": head.as_of,
        "resources": [
            *(_table(table, file) for table, file in made),
            *(_file(file) for file in others),
        ],
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def _table(table: Table, file: Listed) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": _below(file.path),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": schema(table),
    }


def _file(file: Listed) -> dict[str, Any]:
    """A file that is no table of its own: other formats of the same, and formats of others."""
    path = _below(file.path)
    form = path.rpartition(".")[2]
    return {
        "profile": "data-resource",
        "type": "file",
        "name": re.sub("[^a-z0-9-]+", "-", path.lower()),
        "path": path,
        "format": form,
        "mediatype": MEDIA[form],
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _below(path: str) -> str:
    return path.removeprefix("data/")
