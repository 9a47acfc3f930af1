"""The shapes that rooms exchange: one documented schema for each frame, one class for one thing.

Frames are Polars. Votes are Int64 end to end. Nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Severity = Literal["error", "warning", "notice"]
RecordState = Literal["accepted", "quarantined", "rejected", "withdrawn"]

STATION_STATUS = ("regular", "abroad", "mobile", "merged", "annulled", "repeated")
"""Place of a station in the count.

`regular`, `abroad`, `mobile`, `repeated` (a vote held again, under a code of its own whose `into`
names the annulled first vote) are expected and count. `merged` (its electors vote at `into`, whose
number of electors has them already) and
`annulled` are not expected; a sheet of theirs is rejected, with its finding.
"""

STATIONS: dict[str, type[pl.DataType]] = {
    "station": pl.String,  # full path of codes, unique
    "name": pl.String,  # or null
    "electors": pl.Int64,  # registered electors, or null where not known
    "status": pl.String,  # one of STATION_STATUS
    "into": pl.String,  # station it is merged into or repeats, or null
}

AREAS: dict[str, type[pl.DataType]] = {
    "area": pl.String,  # path of codes from the top level down, unique
    "level": pl.Int64,  # 0 is the top level
    "name": pl.String,  # or null
}

READINGS: dict[str, type[pl.DataType]] = {
    "index": pl.Int64,  # of the reading's entry in the log
    "station": pl.String,  # full path, or null where it cannot be placed
    "given": pl.String,  # the code as it was written, where station is null
    "source": pl.String,
    "reader": pl.String,  # "table", "code", "print", "person A", …
    "document": pl.String,  # SHA-256 of the rendition it was read from, or null
    "arrived": pl.String,  # ISO local date and time when the sheet arrived, or null
    "problems": pl.List(pl.String),  # type: ignore[dict-item]  # what kept a row from being read
    "sheet": pl.String,  # id of the form of the sheet it was read from, or null
    "copied": pl.String,  # what tells this printed copy of a sheet from another, or null
    "confidence": pl.Int64,  # in thousandths, of its least certain number, or null
}
"""One frame a contest: these columns, then one Int64 column a field of the form
(`Election.fields(contest)`), null where the sheet does not give it. A reading with `problems`
has no numbers."""

WITHDRAWALS: dict[str, type[pl.DataType]] = {
    "index": pl.Int64,
    "station": pl.String,
    "contest": pl.String,
    "source": pl.String,
    "standing": pl.String,  # "dropped" (stays counted, with a finding) or "restored"
}

DECISIONS: dict[str, type[pl.DataType]] = {
    "index": pl.Int64,
    "station": pl.String,
    "contest": pl.String,
    "source": pl.String,
    "action": pl.String,  # accept, quarantine, reject, withdraw
    "reading": pl.Int64,  # the reading it is about, or null: whichever there is
    "why": pl.String,
}

RECORDS: dict[str, type[pl.DataType]] = {
    "station": pl.String,  # or null where it cannot be placed
    "contest": pl.String,
    "source": pl.String,
    "state": pl.String,  # accepted, quarantined, rejected, withdrawn
    "reading": pl.Int64,  # log index of the reading that stands; null where none does
    "reasons": pl.List(pl.String),  # type: ignore[dict-item]  # codes, sorted; "decision" for a person's
}
"""One row a station, contest and source; for a reading without a station, one row a reading."""

SOURCES_IN_CONFLICT = "D403"
"""Code of the one finding that a count of a single source looks past."""

FINDINGS: dict[str, type[pl.DataType]] = {
    "code": pl.String,
    "severity": pl.String,
    "station": pl.String,
    "contest": pl.String,
    "source": pl.String,  # null where the finding is about the station across sources
    "reading": pl.Int64,
    "numbers": pl.String,  # a JSON object, keys sorted
}
"""Sorted by code, station, contest, source, reading, numbers. The message is made from the code's
sentence and the numbers when it is shown, in the reader's language."""

DOCUMENTS: dict[str, type[pl.DataType]] = {
    "index": pl.Int64,
    "station": pl.String,
    "source": pl.String,
    "contest": pl.String,  # or null: the sheet is of every contest
    "address": pl.String,  # URL of the sheet where its source published it, or null
    "document": pl.String,  # SHA-256 of our public rendition, or null
    "commitment": pl.String,  # to the sealed original, or null
    "sheet": pl.String,  # id of the form that it is a sheet of, or null
    "page": pl.Int64,  # number of this page of what was received, or null
    "pages": pl.Int64,  # of how many, or null
    "width": pl.Int64,  # of the rendition in pixels, or null
    "height": pl.Int64,
    "bytes": pl.Int64,  # of the rendition's file, or null
    "redacted": pl.List(pl.List(pl.Int64)),  # type: ignore[dict-item]  # x, y, width, height
    "likeness": pl.String,  # perceptual hash of the flat sheet, 64 hexadecimal digits, or null
    "again": pl.String,  # rendition of the document of which this is the same sheet, or null
    "withheld": pl.String,  # "form", "person", or null
    "unread": pl.List(pl.String),  # type: ignore[dict-item]  # why it waits for people
}
"""Current documents, in log order. One with a rendition or a commitment is a page of its own; of
those with only an address, the last of each station, source and contest."""


@dataclass(frozen=True)
class Register:
    """Stations and areas as far as they are known.

    Attributes:
        stations: frame STATIONS, sorted by station.
        areas: frame AREAS, sorted by area; every ancestor of every station is in it.
    """

    stations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=STATIONS))
    areas: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=AREAS))
