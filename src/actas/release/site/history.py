"""What came with each release, by area of the first level: the dates of feeds.

Entries of the log carry no time; each belongs to the first release that stands after it, and has
its day. Plain Python out: feeds are made in forked workers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from actas.count.shapes import Release
from actas.release.outcome import Outcome

Row = tuple[int, str, *tuple[str | None, ...]]
"""Index, what was done, station, contest, source, why, claim."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Something that changed what stands, or that readers must know of what they read before.

    Attributes:
        index: of its entry in the log.
        day: ISO date of the release that it came with.
        did: accept, quarantine, reject, withdraw (a person's decision), dropped, restored (a
            source's), incident, unseal, reworded or unsaid (a statement).
        station, contest, source: what it is about; None is all of them.
        why: as a person wrote it.
        claim: id of the statement that it is about.
    """

    index: int
    day: str
    did: str
    station: str | None
    contest: str | None
    source: str | None
    why: str | None
    claim: str | None = None

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

    def day(self, index: int) -> str | None:
        """The day of the release that an entry came with."""
        return _day(self.releases, index)


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed original that was opened: its commitment, why, and the station that it is of."""

    index: int
    day: str | None
    commitment: str
    why: str
    station: str | None


def opened(outcome: Outcome) -> list[Opened]:
    """Every opening of an original, the oldest first."""
    state = outcome.state
    if not state.unsealed:
        return []
    known = state.documents.select("commitment", "station").drop_nulls()
    of = dict(known.iter_rows())
    return [
        Opened(
            index,
            _day(state.releases, index),
            one["commitment"],
            one["why"],
            of.get(one["commitment"]),
        )
        for index, one in state.unsealed
    ]


def _day(releases: tuple[Release, ...], index: int) -> str | None:
    at = bisect_left([release.index for release in releases], index)
    return releases[at].as_of if at < len(releases) else None


def history(outcome: Outcome) -> History:
    """The history of a log that ends with a release entry."""
    state = outcome.state
    ends = [release.index for release in state.releases]
    return History(state.releases, _read(outcome, ends), tuple(_corrections(outcome)))


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


def _corrections(outcome: Outcome) -> list[Correction]:
    state = outcome.state
    rows = [
        *_decided(outcome),
        *((one.index, "unseal", one.station, None, None, one.why, None) for one in opened(outcome)),
        *(
            (index, "incident", None, None, None, one["says"], None)
            for index, one in state.incidents
        ),
        *_said_again(outcome),
    ]
    found = []
    for index, *about in sorted(rows, key=lambda row: row[0]):
        day = _day(state.releases, index)
        if day is not None:
            found.append(Correction(index, day, *about))
    return found


def _decided(outcome: Outcome) -> Iterator[Row]:
    """What people decided on sheets, and what sources took back or gave again."""
    state = outcome.state
    columns = ["index", "action", "station", "contest", "source", "why"]
    for row in state.decisions.select(columns).iter_rows():
        yield (*row, None)
    columns = ["index", "standing", "station", "contest", "source"]
    for row in state.withdrawals.select(columns).iter_rows():
        yield (*row, None, None)


def _said_again(outcome: Outcome) -> Iterator[Row]:
    """Statements that were written down again in another form, or withdrawn."""
    for name, forms in outcome.state.said.items():
        for index, form in forms[1:]:
            did = "unsaid" if form is None else "reworded"
            yield (index, did, None, None, None, None, name)
