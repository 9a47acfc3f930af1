"""`datapackage.json`: the open data described for machines (Frictionless, tabular-data-package v1).

Pure: it is given files that are made already, and names their size and hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import orjson

from actas.release.tables import Table, schema

Made = tuple[Table, str, bytes]
"""A table, the file name of its CSV below `data/`, and the bytes."""

_NOTE = (
    "CSV is UTF-8 with CRLF and plain ASCII digits; an empty cell is a value that is not known. "
    "A text that a spreadsheet would take for a formula (it begins with =, +, - or @) has an "
    "apostrophe before it in CSV; the Parquet files beside them have every text as it is."
)


def datapackage(name: str, title: str, as_of: str, origin: str, made: Sequence[Made]) -> bytes:
    """`datapackage.json`.

    Args:
        name: id of the election.
        title: its name.
        as_of: ISO date of the release.
        origin: name of the log that everything follows from.
        made: the tables and their CSV files.
    """
    body = {
        "profile": "tabular-data-package",
        "name": name.lower(),
        "title": title,
        "description": f"{_NOTE} Everything follows from the log {origin}; indices are of it.",
        "version": as_of,
        "resources": [_resource(table, path, data) for table, path, data in made],
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def _resource(table: Table, path: str, data: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": schema(table),
    }
