"""Two sources held against each other, station by station, where both speak.

Says where they differ and what that does to the totals; it refuses to say who is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from actas.count.shapes import State
from actas.election.definition import Election
from actas.election.shapes import READINGS
from actas.errors import InputError, LogError

SPEAKS = ("accepted", "quarantined")
"""States of records whose reading speaks for its source, whatever others say."""


@dataclass(frozen=True)
class Comparison:
    """What two sources say of one contest.

    Attributes:
        contest, first, second: ids.
        both: stations of which both give a sheet.
        equal: of those, stations where every number that both give is the same.
        different: stations where one is not.
        not_comparable: of those, stations where there is no number that both give, or where one
            gives several that differ.
        only_first, only_second: stations of which only one speaks.
        votes_first, votes_second: votes by choice where both have one sheet that speaks.
        fields: by form field, `stations` that differ, and the sum of what the second has `more`
            and `less` there.
        rows: one row a difference: `station`, `field`, `first`, `second`; sorted by station, then
            in the form's order.
    """

    contest: str
    first: str
    second: str
    both: int
    equal: int
    different: int
    not_comparable: int
    only_first: int
    only_second: int
    votes_first: dict[str, int]
    votes_second: dict[str, int]
    fields: dict[str, dict[str, int]]
    rows: pl.DataFrame

    @property
    def effect(self) -> dict[str, int]:
        """By choice, what the total of `both` changes if the second is taken for the first."""
        return {name: self.votes_second[name] - votes for name, votes in self.votes_first.items()}

    def as_json(self) -> dict[str, Any]:
        """As a JSON object: summary, differences by field, effect, and every difference."""
        return {
            "contest": self.contest,
            "sources": [self.first, self.second],
            "stations": {
                "both": self.both,
                "equal": self.equal,
                "different": self.different,
                "not_comparable": self.not_comparable,
                "only_first": self.only_first,
                "only_second": self.only_second,
            },
            "votes": {"first": self.votes_first, "second": self.votes_second},
            "effect": self.effect,
            "fields": self.fields,
            "differences": self.rows.to_dicts(),
        }


def compare(state: State, contest: str, first: str, second: str) -> Comparison:
    """Hold two sources against each other on a contest.

    A source speaks by the reading that stands in its record, accepted or quarantined. Where it
    gives a station several times with different numbers, of which none stands, the station is
    not comparable.

    Raises:
        InputError: no such contest, or the two are the same source.
        LogError: the log holds no election.
    """
    election = state.election
    if election is None:
        raise LogError("the log holds no election yet: there is nothing to compare")
    if contest not in [one.id for one in election.contests]:
        raise InputError(f"no contest {contest!r} in this election")
    if first == second:
        raise InputError(f"{first!r} is given twice; two sources are compared with each other")
    one = _spoken(state, election, contest, first)
    other = _spoken(state, election, contest, second)
    both = one.join(other, on="station", suffix=_SECOND)
    gave = _stations(state, contest, first), _stations(state, contest, second)
    return _compared(election, contest, (first, second), gave, both)


_SECOND = "|second"
"""Suffix that no field can have."""


def _compared(
    election: Election,
    contest: str,
    sources: tuple[str, str],
    gave: tuple[set[str], set[str]],
    both: pl.DataFrame,
) -> Comparison:
    fields = election.fields(contest)
    choices = [choice.id for choice in election.contest(contest).choices]
    told = [pl.all_horizontal(pl.col(f, f + _SECOND).is_not_null()) for f in fields]
    differs = [(pl.col(f) != pl.col(f + _SECOND)).fill_null(value=False) for f in fields]
    rows = _differences(both, fields)
    different = both.filter(pl.any_horizontal(differs)).height
    shared = gave[0] & gave[1]
    in_doubt = len(shared) - both.height
    without = both.filter(~pl.any_horizontal(told)).height
    return Comparison(
        contest=contest,
        first=sources[0],
        second=sources[1],
        both=len(shared),
        equal=both.height - different - without,
        different=different,
        not_comparable=without + in_doubt,
        only_first=len(gave[0]) - len(shared),
        only_second=len(gave[1]) - len(shared),
        votes_first={name: int(both[name].sum()) for name in choices},
        votes_second={name: int(both[name + _SECOND].sum()) for name in choices},
        fields=_by_field(rows, fields),
        rows=rows,
    )


def _differences(both: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    parts = [
        both.filter(pl.col(field) != pl.col(field + _SECOND)).select(
            "station",
            pl.lit(field).alias("field"),
            pl.col(field).alias("first"),
            pl.col(field + _SECOND).alias("second"),
        )
        for field in fields
    ]
    return pl.concat(parts).sort("station", maintain_order=True)


def _by_field(rows: pl.DataFrame, fields: list[str]) -> dict[str, dict[str, int]]:
    more = pl.col("second") - pl.col("first")
    found = rows.group_by("field").agg(
        pl.len().alias("stations"),
        more.clip(lower_bound=0).sum().alias("more"),
        (-more).clip(lower_bound=0).sum().alias("less"),
    )
    by_field = {row.pop("field"): row for row in found.iter_rows(named=True)}
    return {field: by_field[field] for field in fields if field in by_field}


def _stations(state: State, contest: str, source: str) -> set[str]:
    """Stations of which a source has given a sheet."""
    return set(_standing(state, contest, source)["station"])


def _standing(state: State, contest: str, source: str) -> pl.DataFrame:
    return state.records.filter(
        pl.col("contest") == contest,
        pl.col("source") == source,
        pl.col("station").is_not_null(),
        pl.col("state").is_in(SPEAKS),
    )


def _spoken(state: State, election: Election, contest: str, source: str) -> pl.DataFrame:
    """`station` and the form's fields of what a source says; one row a station."""
    fields = election.fields(contest)
    readings = state.readings.get(contest)
    if readings is None:
        readings = pl.DataFrame(schema={**READINGS, **dict.fromkeys(fields, pl.Int64)})
    return (
        _standing(state, contest, source)
        .select("station", pl.col("reading").alias("index"))
        .join(readings.select("index", *fields), on="index")
        .drop("index")
    )
