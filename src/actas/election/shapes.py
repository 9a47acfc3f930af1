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
    "reader": pl.String,  # "table", "code", "ocr", "person A", …
    "document": pl.String,  # SHA-256 of the rendition it was read from, or null
    "arrived": pl.String,  # ISO local date and time when the sheet arrived, or null
    "problems": pl.List(pl.String),  # type: ignore[dict-item]  # what kept a row from being read
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
"""Sorted by code, station, contest, source, reading. The message is made from the code's sentence
and the numbers when it is shown, in the reader's language."""

DOCUMENTS: dict[str, type[pl.DataType]] = {
    "index": pl.Int64,
    "station": pl.String,
    "source": pl.String,
    "contest": pl.String,  # or null: the sheet is of every contest
    "address": pl.String,  # URL of the sheet where its source published it, or null
    "document": pl.String,  # SHA-256 of our public rendition, or null
}
"""The current document of each station, source and contest (a later entry replaces an earlier
one)."""


@dataclass(frozen=True)
class Register:
    """Stations and areas as far as they are known.

    Attributes:
        stations: frame STATIONS, sorted by station.
        areas: frame AREAS, sorted by area; every ancestor of every station is in it.
    """

    stations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=STATIONS))
    areas: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=AREAS))
