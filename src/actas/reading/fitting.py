"""A mapping held against an election: every name in it must be one that the election has.

Also the mapping of a table that needs none. Knows definitions only; it refuses to know any table.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from actas.election.definition import Election
from actas.election.loading import load_yaml, parse_yaml
from actas.errors import InputError, Place, Problems
from actas.reading.mapping import ContestColumn, Mapping, Parts


def load_mapping(path: Path, election: Election) -> Mapping:
    """The mapping file at `path`, checked against the election.

    Raises:
        InputError: it does not fit its shape or names what the election does not have.
    """
    return checked(load_yaml(path, Mapping), election, str(path))


def parse_mapping(content: bytes, election: Election, name: str) -> Mapping:
    """As `load_mapping`, of bytes that are already here."""
    return checked(parse_yaml(content, Mapping, name), election, name)


def checked(mapping: Mapping, election: Election, name: str) -> Mapping:
    """The mapping as it is, once every level, contest, choice and tally it names exists."""
    levels = [level.id for level in election.levels]
    choices = [choice.id for contest in election.contests for choice in contest.choices]
    tallies = [tally.id for tally in election.form.tallies]
    contests = [contest.id for contest in election.contests]
    named = _contests_named(mapping)
    long_values = list(mapping.long.values.values()) if mapping.long else []
    problems = [
        *_unknown(mapping.names, levels, "names", name),
        *_unknown(mapping.choices, choices, "choices", name),
        *_unknown(mapping.tallies, tallies, "tallies", name),
        *_unknown(mapping.derive, [*choices, *tallies, "electors"], "derive", name),
        *_unknown(named, contests, "contest", name),
        *_unknown(long_values, [*choices, *tallies], "long.values", name),
        *_station_problems(mapping, levels, name),
    ]
    if problems:
        raise Problems(f"{name}: does not fit the election {election.id}", list(problems))
    return mapping


def default_mapping(election: Election, columns: Collection[str]) -> Mapping:
    """The mapping of a table that calls its columns by the election's own ids.

    Station: one column a level where all are there, else the column `code` or `station`. Names
    of areas: `<level>_name`. Beside them `contest`, `electors`, `address`, `arrived`, `status`,
    `into`, `parent`.
    """
    levels = [level.id for level in election.levels]
    every_level = all(level in columns for level in levels)
    one = next((name for name in ("code", "station") if name in columns), "station")
    # A register may give the code of any level in one column; its names stand in `name`.
    station: Any = tuple(levels) if every_level and "code" not in columns else one
    beside = ("electors", "address", "arrived", "status", "into", "parent")
    found: dict[str, Any] = {name: name for name in beside if name in columns}
    if "contest" in columns:
        found["contest"] = ContestColumn(column="contest")
    names = {level: f"{level}_name" for level in levels if f"{level}_name" in columns}
    tallies = {t.id: t.id for t in election.form.tallies if t.id in columns}
    return Mapping(station=station, names=names, tallies=tallies, **found)


def _contests_named(mapping: Mapping) -> list[str]:
    if isinstance(mapping.contest, ContestColumn):
        return list(mapping.contest.values.values())
    return [mapping.contest] if mapping.contest else []


def _unknown(
    named: Collection[str], known: Collection[str], field: str, name: str
) -> list[InputError]:
    return [
        InputError(
            f"the election has no {one!r}; it has {', '.join(known) or 'none'}",
            Place(name, None, f"{field}.{one}"),
        )
        for one in dict.fromkeys(named)
        if one not in known
    ]


def _station_problems(mapping: Mapping, levels: list[str], name: str) -> list[InputError]:
    station = mapping.station
    place = Place(name, None, "station")
    if isinstance(station, tuple) and len(station) > len(levels):
        return [InputError(f"more columns than levels ({', '.join(levels)})", place)]
    if not isinstance(station, Parts):
        return []
    if station.pattern is not None:
        groups = groups_of(station.pattern)
        if groups is None:
            return [InputError("pattern is not a regular expression", place)]
    else:
        groups = [one for one in station.levels or levels if one]
    if not groups:
        return [InputError(f"names no level; there are {', '.join(levels)}", place)]
    wrong = _unknown(groups, levels, "station", name)
    if not wrong and groups != [level for level in levels if level in groups]:
        return [InputError(f"levels go from the top down: {', '.join(levels)}", place)]
    return wrong


def groups_of(pattern: str) -> list[str] | None:
    """Named groups of a regular expression, in its order; None where it is not one."""
    try:
        fields: list[str] = list(pl.Series([""]).str.extract_groups(pattern).struct.fields)
    except PolarsError:
        return None
    return [group for group in fields if not group.isdigit()]
