"""The files below `data/`: tables as CSV and Parquet, the JSON contracts, and their description.

Pure: the outcome in, paths and bytes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from actas.checks import as_json
from actas.election.written import text
from actas.release.frames import tables
from actas.release.outcome import Outcome
from actas.release.package import datapackage
from actas.release.site.shapes import Download
from actas.release.tables import csv, parquet

FOLDER = "data/"
IN_PARQUET = frozenset({"stations", "readings", "documents", "records", "findings"})
"""Tables that grow with the stations; the others are small enough as CSV."""


@dataclass(frozen=True)
class OpenData:
    """The files below `data/`, and how the downloads page lists them."""

    files: dict[str, bytes]
    downloads: tuple[Download, ...]


def opendata(outcome: Outcome, origin: str) -> OpenData:
    """Every file of the open data but the twins of pages (`actas.release.twins`).

    Args:
        outcome: of the release.
        origin: name of the log.
    """
    files: dict[str, bytes] = {}
    downloads: list[Download] = []

    def add(name: str, data: bytes, what: str, rows: int | None = None) -> bytes:
        files[FOLDER + name] = data
        downloads.append(Download(FOLDER + name, what, rows, len(data)))
        return data

    described = []
    for table in tables(outcome):
        name, rows = f"{table.name}.csv", table.frame.height
        described.append((table, name, add(name, csv(table), table.title, rows)))
        if table.name in IN_PARQUET:
            add(f"{table.name}.parquet", parquet(table), table.title, rows)
    for name, value, what in _documents(outcome):
        add(name, orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n", what)
    election = outcome.election
    title = text(election.name, outcome.languages[0])
    package = datapackage(election.id, title, outcome.as_of, origin, described)
    add("datapackage.json", package, "What every column means, with sizes and hashes")
    return OpenData(files, tuple(downloads))


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
    top = sorted(area for area in counts if area and "/" not in area)
    by = [counts[area].as_json() for area in top]
    return {**counts[""].as_json(), "by": by}
