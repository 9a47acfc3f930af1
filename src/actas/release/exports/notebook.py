"""A notebook that takes the open data from the release's address and adds it up again.

It needs pandas alone, and speaks by its code more than by words. The address is what the reader
sets (`ACTAS_RELEASE`); as it lies in the release, it reads the files beside it.
"""

from __future__ import annotations

from typing import Any

import orjson

from actas.election.written import text
from actas.release.manifest import Head
from actas.release.outcome import Outcome

PATH = "data/notebook.ipynb"

_CELLS = (
    """\
import hashlib, io, json, os
from pathlib import Path
from urllib.request import urlopen

import pandas as pd

release = os.environ.get("ACTAS_RELEASE", "..")  # https://…/


def take(path):
    if "://" not in release:
        return (Path(release) / path).read_bytes()
    with urlopen(release.rstrip("/") + "/" + path) as answer:
        return answer.read()


head = json.loads(take("head.json"))
head""",
    """\
package = json.loads(take("data/datapackage.json"))
described = {one["path"]: one for one in package["resources"]}


def table(name):
    said = described[name + ".csv"]
    data = take("data/" + said["path"])
    assert "sha256:" + hashlib.sha256(data).hexdigest() == said["hash"], name
    types = {
        field["name"]: "Int64" if field["type"] == "integer" else "string"
        for field in said["schema"]["fields"]
    }
    return pd.read_csv(io.BytesIO(data), dtype=types, keep_default_na=False, na_values=[""])


pd.DataFrame(described["stations.csv"]["schema"]["fields"])[["name", "type", "description"]]""",
    """\
stations = table("stations")
choices = table("choices")
stations.groupby(["contest", "state"]).size().unstack(fill_value=0)""",
    """\
votes = [name for name in stations.columns if name.startswith("votes_")]
totals = stations.groupby("contest")[votes].sum(min_count=1).T
totals""",
    """\
published = json.loads(take("data/count.json"))
published = published if isinstance(published, list) else [published]
for one in published:
    for choice, number in one["votes"].items():
        column = totals[one["contest"]] if one["contest"] in totals else {}
        mine = column.get("votes_" + choice, 0)
        assert (0 if pd.isna(mine) else int(mine)) == number, (one["contest"], choice)
pd.DataFrame({one["contest"]: one["shares"] for one in published})""",
    """\
level = stations.columns[stations.columns.str.startswith("area_")]
by_area = stations.groupby(["contest", *level[:1]])[votes].sum(min_count=1)
by_area""",
)


def notebook(outcome: Outcome, head: Head) -> bytes:
    """The notebook (nbformat 4.5), without outputs."""
    names = [text(outcome.election.name, language) for language in outcome.languages]
    title = " · ".join(dict.fromkeys(_plain(name) for name in names))
    first = f"# {title}\n\n`{head.origin}` · {head.as_of} · `{head.root}`"
    cells = [_cell("title", "markdown", first)]
    cells += [_cell(f"step-{n}", "code", code) for n, code in enumerate(_CELLS, 1)]
    body = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def _cell(name: str, kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell | {"source": source.splitlines(keepends=True)}


def _plain(name: str) -> str:
    """A name that Markdown shows as it is, and nothing else."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|$&~" else sign for sign in name)
