"""What the records hold that a claim of one contest is judged by.

Built by the caller from a count and a frame of counted sheets; knows no log and no claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from actas.claims.outcome import Sentence, say
from actas.count.shapes import Count

SHEETS: dict[str, type[pl.DataType]] = {
    "station": pl.String,
    "electors": pl.Int64,  # registered electors, or null
    "valid_votes": pl.Int64,
}
"""Schema of the counted sheets: these columns, then one Int64 column a choice. One row a counted
station, in any order."""


@dataclass(frozen=True)
class Compared:
    """Stations where two sources both give numbers: how many agree, how many differ."""

    agree: int
    differ: int


@dataclass(frozen=True)
class Evidence:
    """The records of one contest.

    Attributes:
        count: the whole election's count.
        sheets: frame SHEETS with one column a choice.
        names: choice to the name that people read (its id where it is not here).
        by_source: stations of which each source gave a sheet that counts.
        authority_stations: stations of which the electoral authority itself gave a result.
        compared: for each other source, its sheets against the authority's own results.
    """

    count: Count
    sheets: pl.DataFrame
    names: Mapping[str, str] = field(default_factory=dict)
    by_source: Mapping[str, int] = field(default_factory=dict)
    authority_stations: int = 0
    compared: Mapping[str, Compared] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[str, ...]:
        """Choices of the contest, in its order."""
        return tuple(self.count.votes)

    @property
    def complete(self) -> bool:
        """Whether every station that is expected is counted, and no elector is left."""
        missing = self.count.missing
        return missing is not None and missing.stations == 0 and missing.capacity == 0

    @property
    def capacity(self) -> int | None:
        """Votes that could still come; None where that is not known."""
        return self.count.missing.capacity if self.count.missing else None

    @property
    def unknown(self) -> Sentence:
        """Why the votes that could still come are not known."""
        if self.count.contradictory:
            return say(
                "The register has fewer electors than are on the counted sheets: it contradicts "
                "itself, and how many votes are missing cannot be said."
            )
        return say("It is not known how many votes are missing.")

    @property
    def would_decide(self) -> Sentence:
        """What is not here and would decide what the missing votes leave open."""
        if self.count.contradictory or self.count.stations_missing == 0:
            return say("A register that names every station and its electors would decide it.")
        return say("The sheets of the stations not counted would decide it.")

    def name(self, choice: str) -> str:
        """The choice as people read it."""
        return self.names.get(choice, choice)

    def proven(self, choices: Iterable[str]) -> int:
        """Votes of these choices together on the counted sheets."""
        return sum(self.count.votes.get(choice, 0) for choice in choices)

    def sheets_of(self, choice: str) -> list[int]:
        """Votes of a choice on each counted sheet, from the smallest up; nothing given is 0."""
        return self.sheets[choice].fill_null(0).sort().to_list()

    def sheets_beside(self, choice: str) -> list[int]:
        """Valid votes of all others on each counted sheet, from the smallest up."""
        others = pl.col("valid_votes").fill_null(0) - pl.col(choice).fill_null(0)
        return self.sheets.select(others.sort().alias("others"))["others"].to_list()


def evidence(
    count: Count,
    sheets: pl.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    by_source: Mapping[str, int] | None = None,
    authority_stations: int = 0,
    compared: Mapping[str, Compared] | None = None,
) -> Evidence:
    """The evidence of one contest; columns beyond SHEETS and the choices are left out.

    Raises:
        polars.exceptions.ColumnNotFoundError: a column is not there.
    """
    wanted = [*SHEETS, *count.votes]
    return Evidence(
        count=count,
        sheets=sheets.select(wanted),
        names=dict(names or {}),
        by_source=dict(by_source or {}),
        authority_stations=authority_stations,
        compared=dict(compared or {}),
    )
