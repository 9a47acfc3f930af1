"""The table of stations cut by area of the first level, as plain columns, for formats of others.

It adds nothing up and judges nothing: rows are those of `data/stations.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from actas.release.outcome import Outcome
from actas.release.tables import Table

EVIDENCE = ("document", "address", "record")


@dataclass(frozen=True)
class Part:
    """The stations of one area of the first level.

    Attributes:
        area: its code; empty where the election has no level above the station, and for
            stations that lie in no area.
        contests: the table of stations, and `document`, by contest.
    """

    area: str
    contests: Mapping[str, pl.DataFrame]

    def stations(self) -> dict[str, dict[str, Any]]:
        """Every station once, by code, with what does not depend on the contest."""
        found: dict[str, dict[str, Any]] = {}
        for columns in self.contests.values():
            kept = [columns[name] for name in ("name", "electors", "state", *EVIDENCE)]
            for code, name, electors, state, *held in zip(columns["station"], *kept, strict=True):
                one = found.setdefault(
                    code, {"name": name, "electors": electors, "states": set(), "evidence": []}
                )
                one["states"].add(state)
                one["evidence"].append(held)
        return found


def parts(outcome: Outcome, tables: Sequence[Table]) -> Iterator[Part]:
    """The stations by area of the first level, in the order of the codes, one area at a time.

    Args:
        outcome: of the release.
        tables: of the open data, those of stations and readings among them.
    """
    levels = outcome.election.areas_levels
    named = {table.name: table for table in tables}
    documents = _documents(named["readings"])
    top = pl.col(f"area_{levels[0].id}").fill_null("") if levels else pl.lit("")
    stations = named["stations"].lazy().with_columns(top.alias("top"))
    for area in stations.select("top").unique().collect()["top"].sort():
        rows = stations.filter(pl.col("top") == area).collect()
        rows = rows.join(documents, on="reading", how="left", maintain_order="left")
        by_contest = rows.partition_by("contest", as_dict=True)
        yield Part(
            area,
            {
                contest.id: by_contest[contest.id,]
                for contest in outcome.election.contests
                if (contest.id,) in by_contest
            },
        )


def area_names(outcome: Outcome) -> dict[str, str]:
    """Names of areas by code, where the register has them."""
    names = outcome.register.areas.select("area", "name").drop_nulls().iter_rows()
    return dict(names)


def _documents(readings: Table) -> pl.DataFrame:
    """SHA-256 of the public rendition behind each reading that has one."""
    return (
        readings.lazy().select(pl.col("index").alias("reading"), "document").drop_nulls().collect()
    )
