"""Documents of sheets as pages show them: which picture, how it was read, what is hidden or waits.

Joins documents, readings and findings to plain Python; refuses to judge: what waits for people is
what the rules say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl

from actas.checks.sheets import documents_of
from actas.election.written import Text
from actas.release.outcome import Outcome

WAITING = "I502"
"""Code of the rule that tells which documents wait for people."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One page of what was received of a sheet.

    Attributes:
        index: of its entry in the log.
        document: SHA-256 of the rendition, None where it is not shown.
        size: width and height of the picture in pixels, where they are told.
        hidden: how many regions were burnt out of it; `private`: what the form has there.
        read: reader, and confidence in thousandths, of each reading of it.
        apart: fields on which two of these readings differ, each with the number of each reading.
        waits: why it waits for people; empty where it does not.
        again: SHA-256 of the rendition of the same sheet, photographed before.
        withheld: `form` or `person`, where it is not shown.
    """

    index: int
    station: str | None
    source: str
    document: str | None
    page: int | None
    pages: int | None
    size: tuple[int, int] | None
    hidden: int
    private: tuple[Text, ...]
    read: tuple[tuple[str, int | None], ...]
    apart: tuple[tuple[str, tuple[int | None, ...]], ...]
    waits: tuple[str, ...]
    again: str | None
    withheld: str | None


def papers(outcome: Outcome, contest: str) -> list[Paper]:
    """Documents of a contest that are shown, withheld or wait, in the order of the log."""
    mine = documents_of(outcome.election, contest, outcome.state.documents)
    mine = mine.filter(
        pl.any_horizontal(
            pl.col("document").is_not_null(),
            pl.col("withheld").is_not_null(),
            pl.col("unread").list.len() > 0,
        )
    )
    fields = outcome.election.fields(contest)
    read, waiting = _read(outcome, contest), _waiting(outcome, contest)
    private = {form.id: tuple(one.what for one in form.private) for form in outcome.election.sheets}
    return [
        Paper(
            index=row["index"],
            station=row["station"],
            source=row["source"],
            document=row["document"],
            page=row["page"],
            pages=row["pages"],
            size=(row["width"], row["height"]) if row["width"] and row["height"] else None,
            hidden=len(row["redacted"] or ()),
            private=private.get(row["sheet"], ()),
            read=tuple(one[:2] for one in read.get(row["document"], ())),
            apart=tuple(_apart(fields, [one[2:] for one in read.get(row["document"], ())])),
            waits=tuple(row["unread"] or ()) if _key(row) in waiting else (),
            again=row["again"],
            withheld=row["withheld"],
        )
        for row in mine.iter_rows(named=True)
    ]


def tally(all_papers: list[Paper]) -> dict[str, tuple[int, int]]:
    """By area and station: how many sheets are shown, how many wait; the whole under ""."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for paper in all_papers:
        parts = paper.station.split("/") if paper.station else []
        for depth in range(len(parts) + 1):
            here = counts["/".join(parts[:depth])]
            here[0] += paper.document is not None
            here[1] += bool(paper.waits)
    return {area: (shown, waiting) for area, (shown, waiting) in counts.items()}


def _apart(
    fields: Sequence[str], readings: Sequence[Sequence[int | None]]
) -> Iterator[tuple[str, tuple[int | None, ...]]]:
    """Fields of which two readings give different numbers."""
    for name, values in zip(fields, zip(*readings, strict=True), strict=False):
        if len({value for value in values if value is not None}) > 1:
            yield name, values


def _read(outcome: Outcome, contest: str) -> dict[str, list[tuple[Any, ...]]]:
    """How each document was read: reader, confidence and numbers of readings, in log order."""
    readings = outcome.state.readings.get(contest)
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    if readings is not None:
        columns = ["document", "reader", "confidence", *outcome.election.fields(contest)]
        good = readings.lazy().filter(
            pl.col("document").is_not_null(), pl.col("problems").list.len().fill_null(0) == 0
        )
        for document, *read in good.select(columns).collect().iter_rows():
            found[document].append(tuple(read))
    return found


def _waiting(outcome: Outcome, contest: str) -> set[tuple[str | None, str, str]]:
    told = outcome.findings.filter(
        (pl.col("code") == WAITING) & (pl.col("contest") == contest)
    ).select("station", "source", "numbers")
    return {
        (station, source, orjson.loads(numbers)["document"])
        for station, source, numbers in told.iter_rows()
    }


def _key(row: dict[str, str | None]) -> tuple[str | None, str | None, str]:
    return row["station"], row["source"], row["document"] or ""
