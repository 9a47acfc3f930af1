"""Tables taken into the log: records of a source, or the register; one batch each.

The reader gives a table, `comparing` says what of it is new; this drafts the batch and reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import polars as pl

from actas.count.shapes import State
from actas.election.codes import areas_above, refuse_folded
from actas.election.definition import Election, Source
from actas.errors import InputError, Place
from actas.project import comparing, drafting
from actas.project.project import Batch, Project
from actas.reading.importing import Table, read_table
from actas.reading.mapping import Mapping
from actas.reading.registers import read_register


@dataclass(frozen=True)
class Imported:
    """What an import did, for the person who asked for it.

    `news` counts stations of the table: `new` first given, `equal` given before with equal numbers,
    `other` given before with other numbers, `dropped` in an earlier complete set but not in this
    one, `restored` back again, `moved` with a new address of the sheet, `stations_learnt` and
    `electors_learnt` by the register. `records` counts the records that changed, by their state.
    `known` says that the same rows were imported before, so that nothing was added.
    """

    file: str
    source: str | None
    rows: int
    encoding: str | None = None
    complete: bool = False
    known: bool = False
    news: dict[str, int] = field(default_factory=dict)
    bad: int = 0
    collapsed: int = 0
    records: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    entries: int = 0
    size: int = 0

    def as_json(self) -> dict[str, Any]:
        """For `import --json`."""
        flat = {name: self.news.get(name, 0) for name in comparing.NEWS}
        rest = {key: value for key, value in self.__dict__.items() if key != "news"}
        return rest | flat | {"notes": list(self.notes)}


def import_table(
    project: Project,
    path: Path,
    source: str,
    mapping: Mapping | None = None,
    *,
    bad_rows: Literal["refuse", "quarantine"] = "refuse",
    complete: bool | None = None,
) -> Imported:
    """Import a table of records from `source`, whole or not at all.

    Args:
        project: opened for writing.
        path: CSV, TSV, XLSX or Parquet.
        source: id of a source that the definition declares.
        mapping: how columns become fields; by their names where none is given.
        bad_rows: with `quarantine`, rows that cannot be read are logged as rejected.
        complete: whether this is the source's whole set, where it differs from the mapping.

    Raises:
        InputError, Problems: the source is not declared, or the table cannot be taken.
    """
    definition = project.definition_drafts()
    election = project.edited() or project.election
    vouching = _declared(election.sources, source)
    state = project.state
    table = read_table(path, mapping, election, state.register, bad_rows=bad_rows)
    _refuse_unknown(table, state.documents)
    held = [areas_above(rows["station"])["area"] for rows in table.readings.values()]
    refuse_folded(chain(table.areas["area"], *held), state.register.areas["area"], path.name)
    whole = table.complete if complete is None else complete
    digest = drafting.digest(_public_frames(table, whole))
    news: Counter[str] = Counter()
    if digest in state.sets.get(source, ()):
        news.update(equal=sum(frame.height for frame in table.readings.values()))
        return _report(table, source, whole, project.commit(definition), news, known=True)
    given = drafting.source_set(vouching, digest, table.rows, whole)
    drafts = chain(definition, [given], _drafts(table, election, state, source, whole, news))
    return _report(table, source, whole, project.commit(drafts), news, known=False)


def _drafts(
    table: Table,
    election: Election,
    state: State,
    source: str,
    complete: bool,
    news: Counter[str],
) -> Iterator[drafting.Draft]:
    """What a table says that the log does not yet; counted into `news` on the way.

    One after the other: as objects, entries take many times what they take as text.
    """
    if table.learn:
        yield from comparing.register(state, table.areas, table.stations, source, news)
    for contest, rows in sorted(table.readings.items()):
        of = contest if len(election.contests) > 1 else None
        yield from comparing.addresses(state, of, rows, source, news)
        fields = election.fields(contest)
        given = comparing.Given(state, source, contest, fields, rows, complete)
        yield from given.drafts(news)
    yield from drafting.unread(table.bad, source, comparing.READER)


def import_register(project: Project, path: Path, mapping: Mapping | None = None) -> Imported:
    """Import a register of stations and areas; what it does not say stays as it was."""
    definition = project.definition_drafts()
    election = project.edited() or project.election
    stations, areas = read_register(path, mapping, election, project.state.register)
    refuse_folded(areas["area"], project.state.register.areas["area"], path.name)
    news: Counter[str] = Counter()
    learnt = comparing.register(project.state, areas, stations, None, news)
    batch = project.commit(chain(definition, learnt))
    return Imported(
        file=path.name,
        source=None,
        rows=stations.height,
        known=batch.empty,
        records=_by_state(batch),
        entries=batch.after - batch.before,
        size=batch.after,
        news=dict(news),
    )


def _declared(sources: tuple[Source, ...], source: str) -> Source:
    for one in sources:
        if one.id == source:
            return one
    known = ", ".join(one.id for one in sources) or "none yet"
    raise InputError(
        f"no source {source!r} in election.yaml (declared: {known}); "
        "add it under `sources` with its name and role"
    )


def _refuse_unknown(table: Table, documents: pl.DataFrame) -> None:
    """Refuse rows that were read from a document that the project does not have."""
    known = documents.select("document").drop_nulls().unique()
    for rows in table.readings.values():
        if "document" not in rows.columns:
            continue
        strange = rows.drop_nulls("document").join(known, on="document", how="anti")
        for row in strange.sort("row")["row"].head(1):
            raise InputError("no such document in the project", Place(table.name, row, "document"))


def _public_frames(table: Table, complete: bool) -> list[tuple[str, pl.DataFrame]]:
    frames = [
        (f"readings {complete} {contest}", frame) for contest, frame in table.readings.items()
    ]
    if table.learn:
        frames += [("stations", table.stations), ("areas", table.areas)]
    # Where a row stood in the file is nobody's number; an order says nothing.
    return [
        (name, frame.drop("row", strict=False)) for name, frame in [*frames, ("bad", table.bad)]
    ]


def _by_state(batch: Batch) -> dict[str, int]:
    return dict(batch.records.group_by("state").len().sort("state").iter_rows())


def _report(
    table: Table, source: str, complete: bool, batch: Batch, news: Counter[str], *, known: bool
) -> Imported:
    return Imported(
        file=table.name,
        source=source,
        rows=table.rows,
        encoding=table.encoding,
        complete=complete,
        known=known,
        bad=table.bad.height,
        collapsed=table.collapsed,
        records=_by_state(batch),
        notes=tuple(table.notes),
        entries=batch.after - batch.before,
        size=batch.after,
        news=dict(news),
    )
