"""What the tables of the open data share: the columns of the form's fields, and their assembly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import polars as pl

from actas.election.written import text
from actas.mapped import in_pieces
from actas.release.outcome import Logged
from actas.release.tables import Column, Table, checked


def field_names(logged: Logged, contest: str) -> dict[str, str]:
    """Column of every field of the form; prefixed, so that none can be that of another thing."""
    choices = {
        choice.id: f"votes_{choice.id}" for choice in logged.election.contest(contest).choices
    }
    return choices | {tally.id: f"tally_{tally.id}" for tally in logged.election.form.tallies}


def field_columns(logged: Logged) -> list[Column]:
    """Columns of choices and tallies of all contests, each once."""
    language = logged.languages[0]
    told: dict[str, list[str]] = {}
    for contest in logged.election.contests:
        for choice in contest.choices:
            told.setdefault(f"votes_{choice.id}", []).append(text(choice.name, language))
    votes = [
        Column(name, f"Votes for {' / '.join(dict.fromkeys(names))}")
        for name, names in told.items()
    ]
    tallies = logged.election.form.tallies
    return votes + [Column(f"tally_{t.id}", text(t.name, language)) for t in tallies]


def table(
    name: str, title: str, columns: Sequence[Column], pieces: Iterable[pl.DataFrame]
) -> Table:
    """Frames one below the other, as a table of exactly these columns; each is asked for when
    those before are put aside."""
    made = (exactly(piece, columns) for piece in pieces)
    first = next(made, None)
    rows = exactly(pl.DataFrame(), columns).clear() if first is None else first
    return checked(Table(name, title, tuple(columns), in_pieces(chain([rows], made))))


def exactly(rows: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """These columns of the rows; one that they lack is not known of any."""
    lacking = [
        pl.lit(None, pl.Int64 if _is_number(one.name) else pl.String).alias(one.name)
        for one in columns
        if one.name not in rows.columns
    ]
    return rows.with_columns(lacking).select([one.name for one in columns])


def _is_number(name: str) -> bool:
    return name == "index" or name.startswith(("votes_", "tally_"))
