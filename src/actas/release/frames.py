"""The tables of the open data, each a frame with documented columns, made from the outcome.

Knows what the columns mean; it refuses to know files and formats, and computes no total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from actas.count.shapes import Count
from actas.election.arithmetic import choices_sum, valid_votes
from actas.election.definition import text
from actas.release.outcome import Outcome
from actas.release.tables import Column, Table, checked

Sentence = Callable[[str, str, str], str]
"""What a finding says: code, numbers as JSON, language."""

_STATES = ["accepted", "quarantined", "rejected", "withdrawn", "missing"]


def tables(outcome: Outcome, say: Sentence) -> Iterator[Table]:
    """Every table of the open data, in the order in which they are listed."""
    yield stations(outcome)
    for number, level in enumerate(outcome.election.areas_levels):
        yield areas(outcome, number, level.id)
    yield readings(outcome)
    yield records(outcome)
    yield findings(outcome, say)
    yield choices(outcome)


def stations(outcome: Outcome) -> Table:
    """One row a station and contest. Votes are given where the station counts, so that a column
    adds up to the result; all readings are in `readings`."""
    frames = [_stations_of(outcome, contest.id) for contest in outcome.election.contests]
    levels = [
        Column(name, says)
        for level in outcome.election.areas_levels
        for name, says in (
            (f"area_{level.id}", f"Code of its area at the level {level.id}"),
            (f"name_{level.id}", "Name of that area"),
        )
    ]
    columns = [
        Column("contest", "Contest", required=True),
        Column("station", "Code: the path of codes from the top level down", required=True),
        Column("name", "Name, where the register has one"),
        *levels,
        Column("electors", "Registered electors, where known"),
        Column("status", "Its place in the count: regular, abroad, mobile, merged, annulled, …"),
        Column("state", f"The best of its sheets: {', '.join(_STATES)}", required=True),
        Column("sources", "Sources of the sheets in that state, separated by spaces"),
        Column("reasons", "Codes of the findings that keep its sheets from counting"),
        Column("valid", "Valid votes as the form defines them"),
        *_field_columns(outcome),
        Column("arrived", "When the sheet arrived (ISO local time)"),
        Column("address", "Where its source published the sheet"),
        Column("record", "Index in the log of the record"),
        Column("reading", "Index in the log of the reading that stands"),
    ]
    return _table("stations", "Every station with what is known of it", columns, frames).keyed(
        "contest", "station"
    )


def areas(outcome: Outcome, number: int, level: str) -> Table:
    """One row an area of a level and contest."""
    rows = [
        _area_row(count)
        for contest in outcome.election.contests
        for code, count in sorted(outcome.counts[contest.id].items())
        if code and code.count("/") == number
    ]
    columns = [
        Column("contest", "Contest", required=True),
        Column("area", "Code: the path of codes from the top level down", required=True),
        Column("name", "Name of the area"),
        Column("stations_expected", "Stations expected, where known"),
        Column("stations_counted", "Stations counted", required=True),
        Column("stations_quarantined", "Stations kept apart until someone decides", required=True),
        Column("stations_rejected", "Stations rejected", required=True),
        Column("electors_expected", "Registered electors of the area, where known"),
        Column("electors_counted", "Registered electors of the stations counted, where known"),
        Column("valid", "Valid votes counted", required=True),
        *_field_columns(outcome),
        Column("capacity", "Votes that could still come, where that is known"),
        Column("worst_lead", "The leader's lead if all of them went to the runner-up"),
    ]
    wanted = {column.name: pl.Int64 for column in columns}
    schema = wanted | dict.fromkeys(("contest", "area", "name"), pl.String)
    frame = pl.DataFrame(rows, schema=schema)
    return _table(f"areas-{level}", f"Totals by {level}", columns, [frame]).keyed("contest", "area")


def readings(outcome: Outcome) -> Table:
    """One row a reading: everything that was ever read, whether it counts or not."""
    frames = []
    for contest in outcome.election.contests:
        read = outcome.state.readings.get(contest.id)
        if read is not None:
            fields = _field_names(outcome, contest.id)
            lines = pl.col("problems").list.join("; ").replace("", None)
            frames.append(
                read.with_columns(lines, contest=pl.lit(contest.id)).rename(fields).sort("index")
            )
    columns = [
        Column("index", "Index of its entry in the log", required=True),
        Column("contest", "Contest", required=True),
        Column("station", "Code of the station; empty where it cannot be placed"),
        Column("given", "The code as it was written, where it cannot be placed"),
        Column("source", "Who vouches for it", required=True),
        Column("reader", "Who or what read it", required=True),
        Column("document", "SHA-256 of the public rendition it was read from"),
        Column("arrived", "When the sheet arrived (ISO local time)"),
        Column("problems", "What kept the row from being read"),
        *_field_columns(outcome),
    ]
    return _table("readings", "Everything that was read", columns, frames).keyed("index")


def records(outcome: Outcome) -> Table:
    """One row a record: the reading that stands for a station, contest and source, or why none."""
    frame = outcome.state.records.with_columns(
        outcome.state.record_index.alias("index"),
        pl.col("reasons").list.join(" ").replace("", None),
    )
    columns = [
        Column("index", "Index of its entry in the log", required=True),
        Column("contest", "Contest", required=True),
        Column("station", "Code of the station; empty where it cannot be placed"),
        Column("source", "Who vouches for it", required=True),
        Column("state", "accepted, quarantined, rejected or withdrawn", required=True),
        Column("reading", "Index in the log of the reading that stands"),
        Column("reasons", "Codes of the findings behind it, or `decision` for a person's"),
    ]
    made = _table("records", "What stands for each station and source", columns, [frame])
    return made.keyed("index").pointing(("reading", "readings", "index"))


def findings(outcome: Outcome, say: Sentence) -> Table:
    """One row a finding, with its sentence in every language of the release."""
    found = outcome.findings
    told = [
        pl.Series(
            f"says_{language}",
            [
                say(code, numbers, language)
                for code, numbers in found.select("code", "numbers").iter_rows()
            ],
            dtype=pl.String,
        )
        for language in outcome.languages
    ]
    columns = [
        Column("code", "Code of the rule", required=True),
        Column("severity", "error, warning or notice", required=True),
        Column("station", "Code of the station; empty where it cannot be placed"),
        Column("contest", "Contest"),
        Column("source", "Source; empty where it is about the station across sources"),
        Column("reading", "Index in the log of the reading"),
        Column("numbers", "The numbers of the sentence, a JSON object"),
        *[
            Column(f"says_{language}", f"The sentence ({language})")
            for language in outcome.languages
        ],
    ]
    made = _table("findings", "What the rules say", columns, [found.with_columns(told)])
    return made.pointing(("reading", "readings", "index"))


def choices(outcome: Outcome) -> Table:
    """What the columns `votes_…` stand for."""
    rows = [
        {
            "contest": contest.id,
            "choice": choice.id,
            "column": f"votes_{choice.id}",
            "parties": "; ".join(choice.parties) or None,
        }
        | {f"name_{language}": text(choice.name, language) for language in outcome.languages}
        for contest in outcome.election.contests
        for choice in contest.choices
    ]
    columns = [
        Column("contest", "Contest", required=True),
        Column("choice", "Id of the choice", required=True),
        Column("column", "Column of its votes in the other tables", required=True),
        *[Column(f"name_{language}", f"Name ({language})") for language in outcome.languages],
        Column("parties", "Parties that put it up"),
    ]
    frame = pl.DataFrame(rows, schema={column.name: pl.String for column in columns})
    return _table("choices", "What can be voted for", columns, [frame]).keyed("contest", "choice")


def _stations_of(outcome: Outcome, contest: str) -> pl.DataFrame:
    election, fields = outcome.election, outcome.election.fields(contest)
    sheets = outcome.sheets[contest].filter(pl.col("station").is_not_null())
    rank = pl.col("state").replace_strict(_STATES, range(len(_STATES)), return_dtype=pl.Int64)
    best = sheets.with_columns(rank=rank).filter(
        pl.col("rank") == pl.col("rank").min().over("station")
    )
    counts = (pl.col("state") == "accepted") & pl.col("stands")
    heard = (
        best.sort("station", "source", "reading")
        .group_by("station", maintain_order=True)
        .agg(
            pl.col("state").first(),
            pl.col("source").unique(maintain_order=True).str.join(" ").alias("sources"),
            pl.col("reasons")
            .explode()
            .drop_nulls()
            .unique()
            .sort()
            .str.join(" ")
            .replace("", None),
            *[pl.col(name).filter(counts).drop_nulls().first() for name in fields],
            pl.col("arrived", "address", "record", "reading").drop_nulls().first(),
        )
    )
    joined = _universe(outcome, contest, heard).join(heard, on="station", how="left")
    joined = joined.with_columns(
        pl.col("state").fill_null("missing"), choices_sum(election, contest)
    ).with_columns(valid_votes(election, contest).alias("valid"), contest=pl.lit(contest))
    return joined.rename(_field_names(outcome, contest)).sort("station")


def _universe(outcome: Outcome, contest: str, heard: pl.DataFrame) -> pl.DataFrame:
    """Every station of the register where the contest is voted on, and every one heard of."""
    voted = outcome.election.contest(contest).areas
    known = outcome.register.stations
    if voted:
        here = [
            (pl.col("station") == a) | pl.col("station").str.starts_with(f"{a}/") for a in voted
        ]
        known = known.filter(pl.any_horizontal(here))
    beside = heard.select("station").join(known, on="station", how="anti")
    beside = beside.join(outcome.register.stations, on="station", how="left")
    found = pl.concat([known, beside.select(known.columns)])
    names = outcome.register.areas.select("area", "name")
    parts = pl.col("station").str.split("/")
    for number, level in enumerate(outcome.election.areas_levels):
        # A station outside the tree has fewer parts: its area there is its deepest one.
        depth = pl.min_horizontal(pl.lit(number + 1), parts.list.len() - 1)
        code = parts.list.head(depth).list.join("/").replace("", None)
        found = found.with_columns(code.alias(f"area_{level.id}")).join(
            names.rename({"area": f"area_{level.id}", "name": f"name_{level.id}"}),
            on=f"area_{level.id}",
            how="left",
        )
    return found


def _area_row(count: Count) -> dict[str, int | str | None]:
    missing = count.missing
    return {
        "contest": count.contest,
        "area": count.area,
        "name": count.name,
        "stations_expected": count.expected,
        "stations_counted": count.counted,
        "stations_quarantined": count.quarantined,
        "stations_rejected": count.rejected,
        "electors_expected": count.registered_expected,
        "electors_counted": count.registered_counted,
        "valid": count.valid,
        "capacity": missing.capacity if missing else None,
        "worst_lead": missing.worst_lead if missing else None,
        **{f"votes_{name}": votes for name, votes in count.votes.items()},
        **{f"tally_{name}": votes for name, votes in count.tallies.items()},
    }


def _field_names(outcome: Outcome, contest: str) -> dict[str, str]:
    choices = {
        choice.id: f"votes_{choice.id}" for choice in outcome.election.contest(contest).choices
    }
    return choices | {tally.id: f"tally_{tally.id}" for tally in outcome.election.form.tallies}


def _field_columns(outcome: Outcome) -> list[Column]:
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


def _table(name: str, title: str, columns: list[Column], frames: list[pl.DataFrame]) -> Table:
    numbers = {f"{c.name}" for c in columns if c.name.startswith(("votes_", "tally_"))}
    whole = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    lacking = [
        pl.lit(None, pl.Int64 if c.name in numbers | {"index"} else pl.String).alias(c.name)
        for c in columns
        if c.name not in whole.columns
    ]
    frame = whole.with_columns(lacking).select([column.name for column in columns])
    return checked(Table(name, title, tuple(columns), frame if frames else frame.clear()))
