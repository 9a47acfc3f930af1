"""The stations of one contest by the area they lie in, on disk, ready to be shown.

Joins register, sheets and findings; refuses to judge: states come from the records. Each area is
written as it is read from frames, and made plain Python by whoever asks for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

import orjson
import polars as pl

from actas.count.byarea import ByArea
from actas.election.codes import right_above
from actas.halving import alongside
from actas.release.agreement import speaking
from actas.release.names import Names
from actas.release.outcome import Outcome
from actas.release.shelf import Shelf
from actas.release.site import paths
from actas.release.site.lives import Change, Lives
from actas.release.site.papers import Paper, papers
from actas.release.site.shapes import STATES, Sheet, Station, Told

_SHOWN = ("regular", "abroad", "mobile", "repeated", "merged", "annulled")
PIECE = 2_000
"""Areas whose stations are held at a time, as they are made."""

_RANK = {state: rank for rank, state in enumerate(STATES)}

Papers = Mapping[str, Sequence[Paper]]
"""Documents of sheets by station."""


class Stations(Shelf[list[Station]]):
    """The stations that lie directly in each area, in the order of their codes.

    A station of the register without a sheet is there with the state `missing`, if this contest
    is voted on where it lies. Areas come in the order of their codes as text.

    Attributes:
        page_of: page of every station that does not stand on its area's first page.
        heard, accepted: stations that a source speaks of, and its sheets that count, by source.
        apart, shared: areas with a sheet that does not count; with a station of several sources.
        several: how many stations these are.
        aside: sheets of stations that do not count, by state.
    """

    def __init__(self, outcome: Outcome, contest: str, seen: Papers) -> None:
        self.page_of: dict[str, int] = {}
        placed = outcome.sheets[contest].select("station", "source", "state").drop_nulls("station")
        spoken = speaking(placed)
        good = pl.col("state") == "accepted"
        self.heard = _by(spoken, "source")
        self.accepted = _by(placed.filter(good), "source")
        self.apart = _areas_of(placed.filter(~good))
        self.aside = _by(placed.filter(~good), "state")
        shared = spoken.filter("several")
        self.shared, self.several = _areas_of(shared), shared["station"].n_unique()
        self._listed, self._named = sha256(), bytearray()
        super().__init__(self._written(outcome, contest, seen), partial(_read, seen))

    @property
    def listed(self) -> str:
        """SHA-256 in hex of the codes and names of all, with the areas they lie in, in order."""
        return self._listed.hexdigest()

    def parts(self, area: str) -> list[str]:
        """Last parts of the codes of the stations of an area."""
        return self.raw(area).partition(b"\n")[0].decode().split()

    def called(self, area: str) -> list[tuple[str, str | None]]:
        """The same, each with its name if that is another; no station is made for it."""
        place = self._names.place(area)
        if place is None or not self._named[place]:
            return [(part, None) for part in self.parts(area)]
        parts, here, _ = self.raw(area).split(b"\n")
        names = [one["name"] for one in orjson.loads(here)]
        known = zip(parts.decode().split(), names, strict=True)
        return [(part, None if name == part else name) for part, name in known]

    def _written(self, outcome: Outcome, contest: str, seen: Papers) -> Iterator[tuple[str, bytes]]:
        """Each area: parts of codes, stations and changes of stations, a line each."""
        told, fields = ByArea(_findings(outcome, contest)), outcome.election.fields(contest)
        lives, heard = Lives(outcome, contest), ByArea(outcome.sheets[contest])
        shown, registered = ByArea(_shown(outcome, contest, seen)), outcome.register.stations
        for first, last in shown.pieces(PIECE):
            rows, lived = shown.between(first, last), lives.between(first, last)
            for more in (
                alongside(rows, registered),
                _sheets(heard.between(first, last), fields),
                _told(told.between(first, last)),
                lived.since,
            ):
                rows = rows.join(more, on="station", how="left")
            rows = _ordered(rows)
            lines = rows.drop("area", "part", "at").write_ndjson().encode().splitlines()
            self._listed.update(rows.select("station", "name").write_ndjson().encode())
            self._paged(rows)
            codes, parts = rows["station"].to_list(), rows["part"].to_list()
            named = (pl.col("name") != pl.col("part")).any()  # null is no name
            areas = rows.group_by("area", maintain_order=True).agg(pl.len(), named)
            self._named.extend(areas["name"])
            start = 0
            for area, size in areas["area", "len"].iter_rows():
                here = slice(start, start + size)
                changes = {one: lived.changes[one] for one in codes[here] if one in lived.changes}
                listed, said = " ".join(parts[here]).encode(), b",".join(lines[here])
                yield area, b"%b\n[%b]\n%b" % (listed, said, orjson.dumps(changes))
                start += size

    def _paged(self, rows: pl.DataFrame) -> None:
        for code, at in rows.filter(pl.col("at") >= paths.STATIONS_A_PAGE)[
            "station", "at"
        ].iter_rows():
            self.page_of[code] = 1 + at // paths.STATIONS_A_PAGE


def by_station(found: Iterable[Paper]) -> dict[str, list[Paper]]:
    """Documents by the station that they are of."""
    groups: dict[str, list[Paper]] = defaultdict(list)
    for paper in found:
        if paper.station is not None:
            groups[paper.station].append(paper)
    return groups


def by_area(outcome: Outcome, contest: str) -> Stations:
    """The stations of a contest, with the documents of their sheets."""
    return Stations(outcome, contest, by_station(papers(outcome, contest)))


def unplaced(outcome: Outcome, contest: str) -> list[Sheet]:
    """Sheets of no known station: what was written on them does not say where they belong."""
    fields = outcome.election.fields(contest)
    rows = outcome.sheets[contest].filter(pl.col("station").is_null())
    return [_sheet(row, fields) for row in rows.iter_rows(named=True)]


def natural(code: str) -> list[tuple[int, int, str]]:
    """Sort key under which station 10 follows station 9."""
    return [
        (0, int(part), part) if part.isdecimal() and part.isascii() else (1, 0, part)
        for part in code.split("/")
    ]


def within(code: str, areas: Iterable[str]) -> bool:
    """Whether a station or area lies in one of `areas` (in any, where none is named)."""
    named = tuple(areas)
    return not named or any(code == area or code.startswith(f"{area}/") for area in named)


def _shown(outcome: Outcome, contest: str, seen: Iterable[str]) -> pl.DataFrame:
    """`station` of every one that is shown, sorted."""
    station = pl.col("station")
    # Merged and annulled stations are shown too, each with what became of it.
    shown = pl.col("status").is_null() | pl.col("status").is_in(_SHOWN)
    voted = outcome.election.contest(contest).areas
    if voted:
        lies = [(station == area) | station.str.starts_with(f"{area}/") for area in voted]
        shown &= pl.any_horizontal(lies)
    codes = outcome.register.stations.filter(shown).select("station")
    for more in (
        outcome.sheets[contest].select("station").drop_nulls(),
        pl.DataFrame({"station": sorted(seen)}, schema={"station": pl.String}),
    ):
        codes = codes.merge_sorted(more, "station")
    return codes["station"].rle().struct.field("value").to_frame("station")


def _sheet_of(row: dict[str, Any]) -> Sheet:
    said = ("reasons", "problems", "values")
    return Sheet(**row | {name: tuple(row[name] or ()) for name in said})


def _sheet(row: dict[str, Any], fields: Sequence[str]) -> Sheet:
    return Sheet(
        source=row["source"],
        state=row["state"],
        reasons=tuple(row["reasons"] or ()),
        record=row["record"],
        reading=row["reading"],
        stands=row["stands"],
        reader=row["reader"],
        arrived=row["arrived"],
        address=row["address"],
        given=row["given"],
        problems=tuple(row["problems"] or ()),
        valid=row["valid_votes"],
        ballots=row["ballots_cast"],
        values=tuple(row[name] for name in fields),
    )


def _findings(outcome: Outcome, contest: str) -> pl.DataFrame:
    of = pl.col("contest").is_null() | (pl.col("contest") == contest)
    found = outcome.findings.filter(of, pl.col("station").is_not_null())
    return found.select("station", "code", "severity", "source", "numbers")


def _told(found: pl.DataFrame) -> pl.DataFrame:
    """One row a station with its findings, each as `Told` has it."""
    told = pl.struct(Told.__slots__).alias("findings")
    return found.group_by("station", maintain_order=True).agg(told)


def _sheets(placed: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """One row a station with its sheets, each as `Sheet` has it."""
    renamed = pl.col("valid_votes").alias("valid"), pl.col("ballots_cast").alias("ballots")
    values = pl.concat_list(pl.col(fields).cast(pl.Int64)).alias("values")
    same = [name for name in Sheet.__slots__ if name not in {"valid", "ballots", "values"}]
    sheet = pl.struct(*same, *renamed, values).alias("sheets")
    return placed.group_by("station", maintain_order=True).agg(sheet)


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows by area, and in it by `natural` code, each with its place there."""
    station = pl.col("station")
    rows = rows.with_columns(
        area=right_above(station),
        part=station.str.extract("([^/]*)$"),
    )
    part = pl.col("part")
    digits = pl.when(part.str.contains("^[0-9]+$")).then(part.str.strip_chars_start("0"))
    # Digits without leading zeros are as numbers are: the longer is the larger, however long.
    keys = [pl.col("area"), digits.is_null(), digits.str.len_bytes(), digits, part]
    return rows.sort(keys, nulls_last=True).with_columns(at=pl.int_range(pl.len()).over("area"))


def _by(rows: pl.DataFrame, column: str) -> Counter[str]:
    return Counter(dict(rows.group_by(column).len().sort(column).iter_rows()))


def _areas_of(rows: pl.DataFrame) -> Names:
    """Areas that the rows' stations lie in, in their natural order."""
    areas = rows.select(right_above(pl.col("station"))).to_series().unique()
    return Names(sorted(areas, key=natural))


def _read(seen: Papers, data: bytes) -> list[Station]:
    _, here, changed = data.split(b"\n")
    changes = orjson.loads(changed)
    return [_station(row, seen, changes) for row in orjson.loads(here)]


def _station(row: dict[str, Any], seen: Papers, changes: Mapping[str, Any]) -> Station:
    code = row["station"]
    sheets = tuple(map(_sheet_of, row["sheets"] or ()))
    return Station(
        code,
        row["name"],
        row["electors"],
        row["status"],
        row["into"],
        min((sheet.state for sheet in sheets), key=_RANK.__getitem__, default="missing"),
        sheets,
        tuple(Told(**one) for one in row["findings"] or ()),
        tuple(seen.get(code, ())),
        row["day"],
        tuple(Change(**one) for one in changes.get(code, ())),
    )
