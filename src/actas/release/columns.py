"""What the tables of the open data share: the columns of the form's fields, and their assembly."""

from __future__ import annotations

import polars as pl

from actas.election.written import text
from actas.release.outcome import Outcome
from actas.release.tables import Column, Table, checked


def field_names(outcome: Outcome, contest: str) -> dict[str, str]:
    """Column of every field of the form; prefixed, so that none can be that of another thing."""
    choices = {
        choice.id: f"votes_{choice.id}" for choice in outcome.election.contest(contest).choices
    }
    return choices | {tally.id: f"tally_{tally.id}" for tally in outcome.election.form.tallies}


def field_columns(outcome: Outcome) -> list[Column]:
    """Columns of choices and tallies of all contests, each once."""
    language = outcome.languages[0]
    told: dict[str, list[str]] = {}
    for contest in outcome.election.contests:
        for choice in contest.choices:
            told.setdefault(f"votes_{choice.id}", []).append(text(choice.name, language))
    votes = [
        Column(name, f"Votes for {' / '.join(dict.fromkeys(names))}")
        for name, names in told.items()
    ]
    tallies = outcome.election.form.tallies
    return votes + [Column(f"tally_{t.id}", text(t.name, language)) for t in tallies]


def table(name: str, title: str, columns: list[Column], frames: list[pl.DataFrame]) -> Table:
    """The frames one below the other, as a table of exactly these columns."""
    numbers = {f"{c.name}" for c in columns if c.name.startswith(("votes_", "tally_"))}
    whole = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    lacking = [
        pl.lit(None, pl.Int64 if c.name in numbers | {"index"} else pl.String).alias(c.name)
        for c in columns
        if c.name not in whole.columns
    ]
    frame = whole.with_columns(lacking).select([column.name for column in columns])
    return checked(Table(name, title, tuple(columns), frame if frames else frame.clear()))
