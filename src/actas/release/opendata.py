"""The files below `data/`: tables as CSV and Parquet, the JSON contracts, and their description.

Pure: the outcome in, paths and bytes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import orjson

from actas.checks import as_json
from actas.election.written import text
from actas.release import frames
from actas.release.contents import OnDisk
from actas.release.manifest import Head, Listed, listed
from actas.release.outcome import Logged, Outcome
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


@dataclass(frozen=True)
class Written:
    """A table in all its formats, made by now: name and bytes of each file, the CSV first."""

    table: Table
    files: tuple[tuple[str, OnDisk], ...]


def of_log(logged: Logged) -> list[Written]:
    """The tables that need no count, which may be written while it is made."""
    return [*map(_written, frames.of_log(logged))]


def opendata(outcome: Outcome, begun: Callable[[], list[Written]] | None = None) -> OpenData:
    """The tables of the open data in all their formats, and the JSON contracts.

    Args:
        outcome: what they say.
        begun: gives what `of_log` gives of it, where somebody began with that.
    """
    files: dict[str, bytes | OnDisk] = {}
    downloads: list[Download] = []

    def add(name: str, data: bytes | OnDisk, what: str, rows: int | None = None) -> Listed:
        files[FOLDER + name] = data
        made = listed(FOLDER + name, data)
        downloads.append(Download(made.path, what, rows, made.size))
        return made

    described: list[Made] = []
    first, last = frames.of_places(outcome), frames.of_all(outcome)
    then = partial(of_log, outcome) if begun is None else begun
    for one in chain(map(_written, first), _asked(then), map(_written, last)):
        table = one.table
        listing = [add(name, data, table.title, table.rows) for name, data in one.files]
        described.append((table, listing[0]))
    for name, value, what in _documents(outcome):
        add(name, orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n", what)
    downloads.append(Download(PACKAGE, "What every column means, with sizes and hashes"))
    return OpenData(files, tuple(described), tuple(downloads))


def _asked(call: Callable[[], Iterable[Written]]) -> Iterator[Written]:
    yield from call()


def _written(table: Table) -> Written:
    aside = table.put_aside()
    assert aside.kept is not None
    made = [(f"{table.name}.csv", csv(aside)), (f"{table.name}.parquet", aside.kept)]
    if table.name.startswith(IN_JSON):
        made.append((f"{table.name}.json", json(aside)))
    return Written(aside, tuple((name, data.made()) for name, data in made))


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
