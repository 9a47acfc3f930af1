"""What came with each release, by area of the first level: the dates of feeds.

Entries of the log carry no time; each belongs to the first release that stands after it, and has
its day. Plain Python out: feeds are made in forked workers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

import polars as pl

from actas.count.shapes import Release
from actas.release.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Correction:
    """Something that changed what stands: a person's decision, or a source that took back.

    Attributes:
        index: of its entry in the log.
        day: ISO date of the release that it came with.
        did: accept, quarantine, reject, withdraw, dropped or restored.
        station, contest, source: what it is about; None is all of them.
        why: as a person wrote it.
    """

    index: int
    day: str
    did: str
    station: str | None
    contest: str | None
    source: str | None
    why: str | None

    @property
    def area(self) -> str:
        """Code of the area of the first level that it is about; empty where it is of none."""
        first, slash, _ = (self.station or "").partition("/")
        return first if slash else ""


@dataclass(frozen=True)
class History:
    """Releases and what came with each.

    Attributes:
        releases: the oldest first.
        read: number of readings that came with a release and area ("" is everywhere), by the
            place of the release and the code of the area.
        corrections: the oldest first.
    """

    releases: tuple[Release, ...]
    read: Counter[tuple[int, str]]
    corrections: tuple[Correction, ...]


def history(outcome: Outcome) -> History:
    """The history of a log that ends with a release entry."""
    state = outcome.state
    ends = [release.index for release in state.releases]
    return History(state.releases, _read(outcome, ends), tuple(_corrections(outcome, ends)))


def _read(outcome: Outcome, ends: list[int]) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    area = pl.col("station").fill_null("").str.extract("^([^/]+)/").fill_null("").alias("area")
    for readings in outcome.state.readings.values():
        came = pl.Series(ends, dtype=pl.Int64).search_sorted(readings["index"], side="right")
        rows = readings.select(came.alias("release"), area)
        for release, code, number in rows.group_by("release", "area").len().iter_rows():
            if code:
                found[release, code] += number
            found[release, ""] += number
    return found


def _corrections(outcome: Outcome, ends: list[int]) -> list[Correction]:
    state = outcome.state
    rows = [
        (index, did, station, contest, source, why)
        for index, did, station, contest, source, why in state.decisions.select(
            "index", "action", "station", "contest", "source", "why"
        ).iter_rows()
    ]
    rows += [
        (index, standing, station, contest, source, None)
        for index, standing, station, contest, source in state.withdrawals.select(
            "index", "standing", "station", "contest", "source"
        ).iter_rows()
    ]
    found = []
    for index, did, station, contest, source, why in sorted(rows, key=lambda row: row[0]):
        came = bisect_right(ends, index)
        if came < len(ends):
            day = state.releases[came].as_of
            found.append(Correction(index, day, did, station, contest, source, why))
    return found
