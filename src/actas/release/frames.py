"""The tables of the open data, each a frame with documented columns, made from the outcome.

Knows what the columns mean; it refuses to know files and formats, and computes no total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import polars as pl

from actas.checks import as_json
from actas.election.written import text
from actas.mapped import sliced
from actas.release import renditions
from actas.release.columns import field_columns, field_names, table
from actas.release.outcome import Logged, Outcome
from actas.release.stationtable import stations
from actas.release.tables import Column, Table

AREAS = 5_000
"""Areas whose counts are read from their JSON at a time."""

_AREA = (
    Column("contest", "Contest", required=True),
    Column("area", "Code: the path of codes from the top level down", required=True),
    Column("name", "Name of the area"),
)


def of_places(outcome: Outcome) -> Iterator[Table]:
    """The tables that are listed first: stations, and the areas of each level."""
    yield stations(outcome)
    for number, level in enumerate(outcome.election.areas_levels):
        yield areas(outcome, number, level.id)


def of_log(logged: Logged) -> Iterator[Table]:
    """Those that come then: what was read, what stands, and what the rules say."""
    yield readings(logged)
    if not logged.state.documents.is_empty():
        yield documents(logged)
    yield records(logged)
    yield findings(logged)


def of_all(outcome: Outcome) -> Iterator[Table]:
    """Those that are listed last."""
    yield agreement(outcome)
    yield choices(outcome)


def areas(outcome: Outcome, number: int, level: str) -> Table:
    """One row an area of a level and contest."""
    said = (
        outcome.counts[contest.id].raw(code).decode()
        for contest in outcome.election.contests
        for code in sorted(outcome.counts[contest.id])
        if code and code.count("/") == number
    )
    columns = [
        *_AREA,
        Column("stations_expected", "Stations expected, where known"),
        Column("stations_counted", "Stations counted", required=True),
        Column("stations_quarantined", "Stations kept apart until someone decides", required=True),
        Column("stations_rejected", "Stations rejected", required=True),
        Column("electors_expected", "Registered electors of the area, where known"),
        Column("electors_counted", "Registered electors of the stations counted, where known"),
        Column("valid", "Valid votes counted", required=True),
        *field_columns(outcome),
        Column("capacity", "Votes that could still come, where that is known"),
        Column("worst_lead", "The leader's lead if all of them went to the runner-up"),
    ]
    some = iter(lambda: list(islice(said, AREAS)), [])
    rows = (_area_rows(outcome, one) for one in chain([[]], some))
    return table(f"areas-{level}", f"Totals by {level}", columns, rows).keyed("contest", "area")


def readings(logged: Logged) -> Table:
    """One row a reading: everything that was ever read, whether it counts or not."""
    lines = pl.col("problems").list.join("; ").replace("", None)
    rows = (
        some.with_columns(lines, contest=pl.lit(contest.id)).rename(field_names(logged, contest.id))
        for contest in logged.election.contests
        if contest.id in logged.state.readings
        for some in sliced(logged.state.readings[contest.id])
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
        Column("problems", "What kept it from being read"),
        Column("sheet", "Form of the sheet it was read from"),
        Column("copied", "What tells this printed copy of the sheet from another"),
        Column("confidence", "In thousandths, of its least certain number"),
        *field_columns(logged),
    ]
    return table("readings", "Everything that was read", columns, rows).keyed("index")


def documents(logged: Logged) -> Table:
    """One row a document: where it is shown or published, or why it is not, and what waits."""
    boxes = pl.col("redacted").list.eval(pl.element().cast(pl.List(pl.String)).list.join(","))
    shown = pl.concat_str(
        pl.lit(renditions.FOLDER),
        pl.col("document").str.head(2),
        pl.lit("/"),
        pl.col("document"),
        pl.lit(".jpg"),
    )
    rows = (
        some.with_columns(
            pl.col("unread").list.join(" ").replace("", None),
            boxes.list.join(" ").replace("", None),
            path=shown,
        )
        for some in sliced(logged.state.documents)
    )
    columns = [
        Column("index", "Index of its entry in the log", required=True),
        Column("station", "Code of the station; empty where it is not known"),
        Column("source", "Who vouches for it", required=True),
        Column("contest", "Contest; empty where the form says which"),
        Column("sheet", "Form that it is a sheet of"),
        Column("page", "Number of this page of what was received"),
        Column("pages", "Of how many"),
        Column("address", "Where its source published it"),
        Column("document", "SHA-256 of the public rendition"),
        Column("path", "Where the rendition lies, from the release's root"),
        Column("width", "Of the rendition, in pixels"),
        Column("height", "Of the rendition, in pixels"),
        Column("bytes", "Of the rendition's file"),
        Column("redacted", "What was burnt out of it: x,y,width,height in pixels, each"),
        Column("withheld", "Why there is no public rendition: form or person"),
        Column("unread", "Why it waits for people: code, part, form, print, sums, hand"),
        Column("again", "SHA-256 of the rendition of the same sheet, photographed before"),
        Column("likeness", "Perceptual hash of the flat sheet, 256 bits"),
        Column("commitment", "Salted commitment to the sealed original"),
    ]
    return table("documents", "Every document of a sheet", columns, rows).keyed("index")


def records(logged: Logged) -> Table:
    """One row a record: the reading that stands for a station, contest and source, or why none."""
    stands = logged.state.records.with_columns(logged.state.record_index.alias("index"))
    reasons = pl.col("reasons").list.join(" ").replace("", None)
    rows = (some.with_columns(reasons) for some in sliced(stands))
    columns = [
        Column("index", "Index of its entry in the log", required=True),
        Column("contest", "Contest", required=True),
        Column("station", "Code of the station; empty where it cannot be placed"),
        Column("source", "Who vouches for it", required=True),
        Column("state", "accepted, quarantined, rejected or withdrawn", required=True),
        Column("reading", "Index in the log of the reading that stands"),
        Column("reasons", "Codes of the findings behind it, or `decision` for a person's"),
    ]
    made = table("records", "What stands for each station and source", columns, rows)
    return made.keyed("index").pointing(("reading", "readings", "index"))


def findings(logged: Logged) -> Table:
    """One row a finding, with its sentence in every language of the release."""
    rows = (_with_sentences(logged, some) for some in sliced(logged.findings))
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
            for language in logged.languages
        ],
    ]
    made = table("findings", "What the rules say", columns, rows)
    return made.pointing(("reading", "readings", "index"))


def _with_sentences(logged: Logged, found: pl.DataFrame) -> pl.DataFrame:
    """Findings with their sentence in every language."""
    told = [
        pl.Series(
            f"says_{language}",
            [one["message"] for one in as_json(logged.election, found, language)],
            dtype=pl.String,
        )
        for language in logged.languages
    ]
    return found.with_columns(told)


def agreement(outcome: Outcome) -> Table:
    """One row an area of any level and contest in which a source speaks."""
    columns = [
        *_AREA,
        Column("agree", "Stations of which two or more sources say the same", required=True),
        Column("differ", "Stations of which sources differ in a number", required=True),
        Column("alone", "Stations of which one source alone speaks", required=True),
    ]
    names = outcome.register.areas.select("area", "name")
    rows = (
        outcome.agreement[contest.id]
        .filter(pl.col("area") != "")
        .join(names, on="area", how="left", maintain_order="left")
        .with_columns(contest=pl.lit(contest.id))
        for contest in outcome.election.contests
    )
    return table("agreement", "Agreement between sources", columns, rows).keyed("contest", "area")


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
    return table("choices", "What can be voted for", columns, [frame]).keyed("contest", "choice")


def _area_rows(outcome: Outcome, counts: Sequence[str]) -> pl.DataFrame:
    """The rows of counts as JSON, as they lie on the shelf."""
    form = outcome.election.form.tallies
    choices = {choice.id for contest in outcome.election.contests for choice in contest.choices}
    numbers = {
        "stations_expected": "expected",
        "stations_counted": "counted",
        "stations_quarantined": "quarantined",
        "stations_rejected": "rejected",
        "electors_expected": "registered_expected",
        "electors_counted": "registered_counted",
        "valid": "valid",
    }
    inner = {
        "missing": {name: name for name in ("capacity", "worst_lead")},
        "votes": {f"votes_{name}": name for name in sorted(choices)},
        "tallies": {f"tally_{tally.id}": tally.id for tally in form},
    }
    texts = [column.name for column in _AREA]
    known = pl.Struct(
        dict.fromkeys(texts, pl.String)
        | dict.fromkeys(numbers.values(), pl.Int64)
        | {name: pl.Struct(dict.fromkeys(of.values(), pl.Int64)) for name, of in inner.items()}
    )
    count = pl.Series(counts, dtype=pl.String).str.json_decode(known).struct
    deep = [
        count.field(outer).struct.field(name).alias(column)
        for outer, of in inner.items()
        for column, name in of.items()
    ]
    flat = [count.field(name).alias(column) for column, name in numbers.items()]
    return pl.DataFrame([*map(count.field, texts), *flat, *deep])
