"""The invented election as files that anyone could have brought, to be imported like any other.

Writes and names the files, and lists what is wrong with them on purpose. It imports nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

from actas.demo import borders
from actas.demo.country import LEVELS, Country, invent
from actas.demo.definition import DISTRICTS_FILE, REGIONS_FILE, definition
from actas.demo.faults import AUTHORITY, LATE, OBSERVERS, WITNESSES, Key, Planted, bring
from actas.demo.photos import Album, photographed
from actas.demo.statements import statements
from actas.demo.translated import BOTH
from actas.demo.votes import GOVERNOR, LISTS, PRESIDENT, Sheet, cast

SEED = 10
"""The country that ships as the pack `demo`."""

STATIONS = 2000

DEFINITION, CLAIMS, REGISTER = "election.yaml", "claims.yaml", "register.csv"

_CHOICES = tuple(dict.fromkeys(name for lists in LISTS.values() for name in lists))
_TALLIES = ("valid", "null_votes", "blank", "ballots", "voters")


@dataclass(frozen=True)
class Table:
    """A file of sheets and the source that brings it, in the order in which they are brought."""

    path: Path
    source: str
    sheets: int


@dataclass(frozen=True)
class Made:
    """What was written, and what must come of it.

    Attributes:
        definition, claims, register: files of those names.
        boundaries: public files of borders.
        tables: files of sheets, to be imported in this order.
        planted: findings that must appear, and no others.
        verdicts: claim id to the verdict that must be reached once everything is imported.
        matters: contest to whether the stations that are not counted could change who wins.
        missing: stations of which nobody has a sheet.
        album: sheets of the witnesses that are photographed, and stand in no table; None without.
    """

    directory: Path
    definition: Path
    claims: Path
    register: Path
    boundaries: tuple[Path, ...]
    tables: tuple[Table, ...]
    planted: tuple[Planted, ...]
    verdicts: Mapping[str, str]
    matters: Mapping[str, bool]
    missing: tuple[str, ...]
    album: Album | None = None


def write(
    directory: Path,
    stations: int = STATIONS,
    seed: int = SEED,
    sheets: int | None = 0,
    languages: Sequence[str] = BOTH,
) -> Made:
    """Write the election's files into `directory`, made if absent. Same seed, same bytes.

    Args:
        sheets: how many of the witnesses' sheets are to be photographed, as `Made.album`; as many
            as can be where None.

    Raises:
        InputError: fewer stations than `actas.demo.country.LEAST_STATIONS`.
    """
    rng = Random(seed)  # noqa: S311  # an invention that must repeat, not a secret
    country = invent(stations, rng)
    honest = cast(country, rng)
    brought = bring(country, honest, rng)
    said = statements(honest)
    album = photographed(brought, sheets, seed)
    directory.mkdir(parents=True, exist_ok=True)
    contents = pack(country, [claim for claim, _ in said], languages)
    contents[REGISTER] = _register(country)
    for name, table in brought.tables.items():
        contents[f"{name}.csv"] = sheets_table(table)
    for name, content in contents.items():
        (directory / name).write_bytes(content)
    return Made(
        directory=directory,
        definition=directory / DEFINITION,
        claims=directory / CLAIMS,
        register=directory / REGISTER,
        boundaries=(directory / REGIONS_FILE, directory / DISTRICTS_FILE),
        tables=tuple(
            Table(directory / f"{name}.csv", source, len(brought.tables[name]))
            for name, source in _BROUGHT_BY
        ),
        planted=tuple(brought.planted),
        verdicts={claim["id"]: verdict for claim, verdict in said},
        matters={PRESIDENT: False, GOVERNOR: True},
        missing=brought.missing,
        album=album,
    )


def pack(
    country: Country, claims: list[dict[str, Any]], languages: Sequence[str] = BOTH
) -> dict[str, bytes]:
    """The files of the election that hold no sheet, by name: those of the pack `demo`."""
    return {
        DEFINITION: _yaml(
            "Made by `actas demo`: an invented election.", definition(country, languages)
        ),
        CLAIMS: _yaml(
            "Made by `actas demo`: invented statements about it.", {"actas": 1, "claims": claims}
        ),
        REGIONS_FILE: _boundaries(country, 0),
        DISTRICTS_FILE: _boundaries(country, 1),
    }


def _register(country: Country) -> bytes:
    label = {area.code: area.name for area in country.areas}
    header = [name for level in LEVELS[:-1] for name in (level, f"{level}_name")]
    rows = []
    for station in country.stations:
        parts = station.code.split("/")
        row: list[str | int] = []
        for depth, part in enumerate(parts[:-1], 1):
            row += [part, label["/".join(parts[:depth])]]
        rows.append([*row, parts[-1], station.electors])
    return _csv([*header, LEVELS[-1], "electors"], rows)


def sheets_table(table: Mapping[Key, Sheet]) -> bytes:
    """A file of sheets, a row each; a list that does not stand in a contest has an empty cell."""
    rows = []
    for (contest, station), sheet in sorted(table.items()):
        numbers = sheet.row
        cells = [numbers.get(name, "") for name in (*_CHOICES, *_TALLIES)]
        rows.append([*station.split("/"), contest, *cells])
    return _csv([*LEVELS, "contest", *_CHOICES, *_TALLIES], rows)


def _boundaries(country: Country, level: int) -> bytes:
    features = {
        area.code: ({"name": area.name}, list(area.borders))
        for area in country.areas
        if area.level == level
    }
    text = json.dumps(borders.geojson(features), ensure_ascii=False, separators=(",", ":"))
    return (text.replace('{"type":"Feature",', '\n{"type":"Feature",') + "\n").encode()


def _csv(header: list[str], rows: Iterable[list[str | int]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


class _Plain(yaml.SafeDumper):
    """YAML without anchors, which Actas does not take."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _yaml(comment: str, value: object) -> bytes:
    text = yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)
    return f"# {comment}\n{text}".encode()


_BROUGHT_BY = (
    (WITNESSES, WITNESSES),
    (LATE, WITNESSES),
    (OBSERVERS, OBSERVERS),
    (AUTHORITY, AUTHORITY),
)
