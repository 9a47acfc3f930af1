"""Sheets that stand aside: could they change who wins?

Quarantined and rejected sheets do not count. This says what is on them and what would follow if
they all counted, and if of them just those counted that hurt the leader most. Integers only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from actas.count.shapes import State
from actas.count.sheets import ASIDE, aside, sheets, sheets_aside
from actas.errors import LogError


@dataclass(frozen=True)
class Pending:
    """What the sheets in one state could do to the result.

    Attributes:
        state: `quarantined` or `rejected`.
        stations: stations (and sheets without one) that stand aside.
        without_numbers: of those, how many have no sheet with numbers.
        votes, valid: what is on them, one sheet a station: the first by source and log index.
        winner: who leads without them; None on a tie or where nothing counts.
        winner_with_all: who leads if every one counts.
        worst_lead: the leader's lead over the nearest other choice if, of these sheets, exactly
            those count that help that choice; of several sheets of a station the worst one.
        could_change: whether the leader could fail to lead: `worst_lead` is not above 0.
    """

    state: str
    stations: int
    without_numbers: int
    votes: dict[str, int]
    valid: int
    winner: str | None
    winner_with_all: str | None
    worst_lead: int
    could_change: bool

    def as_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return dict(self.__dict__)


def pending(state: State, contest: str, source: str | None = None) -> tuple[Pending, ...]:
    """One answer for the quarantined sheets and one for the rejected.

    Args:
        state: the log folded.
        contest: id.
        source: of this source alone.

    Raises:
        LogError: the log holds no election.
    """
    if state.election is None:
        raise LogError("the log holds no election yet: there is nothing to count")
    readings = state.readings.get(contest)
    counted = sheets(
        state.records, readings, state.register.stations, state.election, contest, source
    )
    names = [choice.id for choice in state.election.contest(contest).choices]
    votes = {name: int(counted[name].sum()) for name in names}
    standing = aside(state.records, contest, source)
    read = sheets_aside(state.records, readings, state.election, contest, source)
    return tuple(
        could_change(
            which,
            votes,
            standing.filter(pl.col("state") == which).height,
            read.filter(pl.col("state") == which),
        )
        for which in ASIDE
    )


def could_change(
    state: str, votes: Mapping[str, int], stations: int, read: pl.DataFrame
) -> Pending:
    """What these sheets could do to counted `votes`.

    Args:
        state: `quarantined` or `rejected`.
        votes: counted votes by choice.
        stations: how many stand aside.
        read: rows of `sheets_aside`, sorted: `unit`, the choices and `valid_votes`.
    """
    names = list(votes)
    read = read.with_columns(pl.col(*names, "valid_votes").fill_null(0))
    each = read.unique("unit", keep="first", maintain_order=True)
    on_them = {name: int(each[name].sum()) for name in names}
    worst = min(_worst_leads(votes, read), default=0)
    return Pending(
        state=state,
        stations=stations,
        without_numbers=stations - each.height,
        votes=on_them,
        valid=int(each["valid_votes"].sum()),
        winner=winner(votes),
        winner_with_all=winner({name: votes[name] + on_them[name] for name in names}),
        worst_lead=worst,
        could_change=not read.is_empty() and worst <= 0 and len(names) > 1,
    )


def winner(votes: Mapping[str, int]) -> str | None:
    """The choice with most votes; None where two have as many, or nobody has any."""
    ranked = sorted(votes, key=lambda name: -votes[name])
    if not ranked or not votes[ranked[0]]:
        return None
    tied = len(ranked) > 1 and votes[ranked[0]] == votes[ranked[1]]
    return None if tied else ranked[0]


def _worst_leads(votes: Mapping[str, int], read: pl.DataFrame) -> Iterator[int]:
    """The leader's lead over each other choice, with the sheets that choice would pick."""
    leader = max(votes, key=lambda name: votes[name])
    for name in votes:
        if name != leader:
            least = read.group_by("unit").agg((pl.col(leader) - pl.col(name)).min().alias("least"))
            yield votes[leader] - votes[name] + int(least["least"].clip(upper_bound=0).sum())
