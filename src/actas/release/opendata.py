"""The files below `data/`: tables as CSV and Parquet, the JSON contracts, and their description.

Pure: the outcome in, paths and bytes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from actas.checks import as_json
from actas.election.written import text
from actas.release.contents import OnDisk
from actas.release.frames import tables
from actas.release.manifest import Head, Listed, listed
from actas.release.outcome import Outcome
from actas.release.package import Made, datapackage
from actas.release.site.shapes import Download
from actas.release.tables import Table, csv, json

FOLDER = "data/"
PACKAGE = f"{FOLDER}datapackage.json"
IN_JSON = ("stations", "areas-")
"""How the names of tables begin that are there as JSON too: the result by level and whole."""


@dataclass(frozen=True)
class OpenData:
    """The files below `data/`, and how the downloads page lists them.

    Attributes:
        files: by path, without the exports (`actas.release.exports`) and the twins of pages.
        tables: the tables among them, their rows on disk, each with its CSV.
        downloads: for the page.
    """

    files: dict[str, bytes | OnDisk]
    tables: tuple[Made, ...]
    downloads: tuple[Download, ...]

    def package(self, outcome: Outcome, head: Head, exported: Iterable[Listed]) -> bytes:
        """`datapackage.json`, which describes everything here and what was exported besides."""
        described = {file.path for _, file in self.tables}
        others = [listed(path, data) for path, data in self.files.items() if path not in described]
        below = [file for file in exported if file.path.startswith(FOLDER)]
        title = text(outcome.election.name, outcome.languages[0])
        return datapackage(outcome.election.id, title, head, self.tables, [*others, *below])


def opendata(outcome: Outcome) -> OpenData:
    """The tables of the open data in all their formats, and the JSON contracts."""
    files: dict[str, bytes | OnDisk] = {}
    downloads: list[Download] = []

    def add(name: str, data: bytes | OnDisk, what: str, rows: int | None = None) -> Listed:
        files[FOLDER + name] = data
        made = listed(FOLDER + name, data)
        downloads.append(Download(made.path, what, rows, made.size))
        return made

    described: list[Made] = []
    for table in map(Table.put_aside, tables(outcome)):
        name, rows = f"{table.name}.csv", table.rows
        assert table.kept is not None
        made = add(name, csv(table), table.title, rows)
        add(f"{table.name}.parquet", table.kept, table.title, rows)
        if table.name.startswith(IN_JSON):
            add(f"{table.name}.json", json(table), table.title, rows)
        described.append((table, made))
    for name, value, what in _documents(outcome):
        add(name, orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n", what)
    downloads.append(Download(PACKAGE, "What every column means, with sizes and hashes"))
    return OpenData(files, tuple(described), tuple(downloads))


def count_json(outcome: Outcome) -> Any:
    """The count's JSON contract with the areas of the top level; a list for several contests."""
    whole = [_whole(outcome, contest.id) for contest in outcome.election.contests]
    return whole[0] if len(whole) == 1 else whole


def _documents(outcome: Outcome) -> Iterator[tuple[str, Any, str]]:
    yield "count.json", count_json(outcome), "The result, its coverage and what is missing"
    for language in outcome.languages:
        name = _named("claims", language, outcome.languages)
        yield name, outcome.verdicts[language], "Every claim with its verdict and tests"
    told = as_json(outcome.election, outcome.findings, outcome.languages[0])
    yield "findings.json", told, "What the rules say"


def _named(stem: str, language: str, languages: Sequence[str]) -> str:
    """The default language has the plain name."""
    return f"{stem}.json" if language == languages[0] else f"{stem}.{language}.json"


def _whole(outcome: Outcome, contest: str) -> dict[str, Any]:
    counts = outcome.counts[contest]
    by = [counts[area].as_json() for area in outcome.top_areas(contest)]
    return {**counts[""].as_json(), "by": by}
