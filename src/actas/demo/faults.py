"""What is wrong with the demo's sheets on purpose, and who brings which sheet.

Each planted fault says which finding must name it. Knows the codes of findings, not the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from actas.demo.country import Country, within
from actas.demo.spoil import SAYS, SINGLE, choices_differ, moved, swapped
from actas.demo.votes import GOVERNOR, PRESIDENT, Sheet

WITNESSES, OBSERVERS, AUTHORITY = "witnesses", "observers", "authority"
"""Ids of the sources; the name of each one's file too."""

LATE = "witnesses-late"
"""The same source's second file."""

Key = tuple[str, str]
"""Contest and station of a sheet."""

_MISSING_SHARE, _MISSING_IN_CAPITAL = 0.03, 0.09
_LATE_SHARE, _OBSERVED_SHARE = 0.01, 0.15


@dataclass(frozen=True)
class Planted:
    """A finding that must appear, because something was made wrong on purpose.

    Attributes:
        code: of the rule that finds it.
        stations: every station that the finding must name.
        says: what was done, by language.
    """

    code: str
    contest: str
    stations: tuple[str, ...]
    says: Mapping[str, str]


@dataclass
class Brought:
    """Tables of sheets as they are brought, by the name of their file, with what was planted."""

    tables: dict[str, dict[Key, Sheet]]
    missing: tuple[str, ...]
    planted: list[Planted] = field(default_factory=list)


def bring(country: Country, sheets: Iterable[Sheet], rng: Random) -> Brought:
    """Share the honest sheets out among those who bring them, and spoil some on purpose."""
    honest = {(sheet.contest, sheet.station): sheet for sheet in sheets}
    missing, empty = _missing(country, rng)
    there = [s.code for s in country.stations if s.code not in missing]
    late = set(rng.sample(there, round(len(there) * _LATE_SHARE)))
    observed = set(rng.sample(there, round(len(there) * _OBSERVED_SHARE)))
    published = _published(country, empty, set(there))
    brought = Brought(
        tables={
            WITNESSES: _of(honest, set(there) - late),
            LATE: _of(honest, late),
            OBSERVERS: _of(honest, observed),
            AUTHORITY: _of(honest, published),
        },
        missing=tuple(sorted(missing)),
    )
    free = [code for code in there if code not in late | observed | published]
    _spoil_single(brought, free, rng)
    _copy(brought, free, country, rng)
    alone = sorted(observed - late - published), sorted(published - late - observed)
    _disagree(brought, *alone, rng)
    _bring_twice(brought, free, rng)
    return brought


def _missing(country: Country, rng: Random) -> tuple[set[str], str]:
    """Stations of which nobody has a sheet, and the district of which nobody has any."""
    capital = country.capital.code
    by_district: dict[str, list[str]] = {}
    for station in country.stations:
        by_district.setdefault(_district(station.code), []).append(station.code)
    away = {name: s for name, s in by_district.items() if not within(name, capital)}
    empty = min(away, key=lambda name: (len(away[name]), name))
    inside = [s.code for s in country.stations if within(s.code, capital)]
    outside = [
        s.code
        for s in country.stations
        if not within(s.code, capital) and not within(s.code, empty)
    ]
    missing = set(away[empty])
    missing.update(rng.sample(inside, round(len(inside) * _MISSING_IN_CAPITAL)))
    missing.update(rng.sample(outside, round(len(outside) * _MISSING_SHARE)))
    return missing, empty


def _published(country: Country, empty: str, there: set[str]) -> set[str]:
    """Stations of the one district whose results the authority published by station."""
    sizes: dict[str, int] = {}
    for station in country.stations:
        name = _district(station.code)
        if name != empty and not within(name, country.capital.code):
            sizes[name] = sizes.get(name, 0) + (station.code in there)
    chosen = min(sizes, key=lambda name: (-min(sizes[name], 40), name))
    return {code for code in there if within(code, chosen)}


def _of(honest: Mapping[Key, Sheet], stations: set[str]) -> dict[Key, Sheet]:
    return {key: sheet for key, sheet in honest.items() if key[1] in stations}


def _spoil_single(brought: Brought, free: list[str], rng: Random) -> None:
    """Faults that one sheet shows on its own."""
    table = brought.tables[WITNESSES]
    for code, count, spoil in SINGLE:
        for _ in range(count):
            key = (PRESIDENT, _take(free, rng))
            table[key] = spoil(table[key])
            brought.planted.append(Planted(code, PRESIDENT, (key[1],), SAYS[code]))
    inside = [code for code in free if (GOVERNOR, code) in table]
    key = (GOVERNOR, _take(inside, rng))
    free.remove(key[1])
    table[key] = choices_differ(table[key])
    brought.planted.append(Planted("S101", GOVERNOR, (key[1],), SAYS["S101"]))


def _copy(brought: Brought, free: list[str], country: Country, rng: Random) -> None:
    """One sheet's numbers at another station of its centre, and at one far away."""
    table = brought.tables[WITNESSES]
    for code in ("D404", "D405"):
        first, second = _pair(code, table, _outside(free, country.capital.code), rng)
        free.remove(first)
        free.remove(second)
        electors = table[PRESIDENT, second].electors
        table[PRESIDENT, second] = replace(
            table[PRESIDENT, first], station=second, electors=electors
        )
        pair = tuple(sorted((first, second)))
        brought.planted.append(Planted(code, PRESIDENT, pair, SAYS[code]))


def _pair(code: str, table: Mapping[Key, Sheet], free: list[str], rng: Random) -> tuple[str, str]:
    """A sheet, and a station with electors enough to have its numbers."""
    # Among the largest sheets: on a small one equal numbers could be a coincidence.
    large = sorted(free, key=lambda code: (-table[PRESIDENT, code].valid, code))[: len(free) // 5]
    for first in rng.sample(large, len(large)):
        ballots = table[PRESIDENT, first].ballots
        for second in rng.sample(free, len(free)):
            room = table[PRESIDENT, second].electors > ballots
            if room and second != first and _copy_fits(code, first, second):
                return first, second
    raise LookupError(f"no two stations for {code}")


def _outside(stations: Iterable[str], area: str) -> list[str]:
    return [code for code in stations if not within(code, area)]


def _copy_fits(code: str, first: str, other: str) -> bool:
    if code == "D404":
        return first.rpartition("/")[0] == other.rpartition("/")[0]
    return first.partition("/")[0] != other.partition("/")[0]


def _disagree(brought: Brought, observed: list[str], published: list[str], rng: Random) -> None:
    """One station on which witnesses and observers differ, one on which the authority does."""
    for source, stations in ((OBSERVERS, observed), (AUTHORITY, published)):
        key = (PRESIDENT, _take(stations, rng))
        brought.tables[source][key] = swapped(brought.tables[source][key])
        brought.planted.append(Planted("D403", PRESIDENT, (key[1],), SAYS[f"D403 {source}"]))


def _bring_twice(brought: Brought, free: list[str], rng: Random) -> None:
    """The second file repeats one sheet as it was, and one with other numbers."""
    first, late = brought.tables[WITNESSES], brought.tables[LATE]
    same, other = (PRESIDENT, _take(free, rng)), (PRESIDENT, _take(free, rng))
    late[same] = first[same]
    late[other] = moved(first[other], 20)
    brought.planted.append(Planted("D401", PRESIDENT, (other[1],), SAYS["D401"]))


def _district(code: str) -> str:
    return "/".join(code.split("/")[:2])


def _take(stations: list[str], rng: Random) -> str:
    return stations.pop(rng.randrange(len(stations)))
