"""Documents that are done taken into the log, a batch at a time, whatever was cut off before.

Between the journal, the store and the log: knows the order in which they are written, and from
what each of them holds afterwards, what is still to be done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import polars as pl

from actas.election.codes import place_all
from actas.errors import LogError
from actas.evidence.received import Received, Row
from actas.evidence.store import Store
from actas.log import canonical
from actas.project import outcomes
from actas.project.project import Project
from actas.project.working import Worked


def keep(worked: Worked, store: Store) -> None:
    """Keep a document's renditions and its sealed original."""
    for sheet in worked.sheets:
        if sheet.rendition is not None:
            store.put_rendition(sheet.rendition.data)
    if worked.sealed is not None:
        store.put_sealed(worked.sealed.commitment, worked.sealed.data)


def recover(project: Project, journal: Received, store: Store) -> int:
    """Set right what a run that was cut off left; how many it had logged and not marked.

    A batch that the log has is marked so. A document that is journalled but not kept whole is
    forgotten: it is received anew.
    """

    def entry_at(index: int) -> bytes | None:
        return project.log.entry(index) if index < project.log.size else None

    marked = journal.end_batch(entry_at)
    for row in journal.unlogged():
        if not _is_kept(row, store):
            journal.forget(row.number)
    return marked


def log(
    project: Project, journal: Received, store: Store, rows: Sequence[Row], rng: Random
) -> Project:
    """Log these documents in one batch, shuffled; the project after it.

    Raises:
        ProjectError, LogError: it could not be logged; nothing of it is.
    """
    shuffled = list(rows)
    rng.shuffle(shuffled)
    store.settle()
    journal.settle()
    try:
        return _append(project, journal, shuffled)
    except LogError:
        # Another process added to the log meanwhile: once more, from what it is now.
        return _append(Project.open(project.folder.root, write=True), journal, shuffled)


def placed(written: Iterable[str], project: Project) -> dict[str, str | None]:
    """Station codes as they are written, to the stations that they stand for."""
    asked = sorted(set(written))
    found = place_all(pl.Series(asked, dtype=pl.String), project.state.register, project.election)
    return dict(zip(asked, found, strict=True))


def _append(project: Project, journal: Received, rows: Sequence[Row]) -> Project:
    election = project.edited() or project.election
    before = project.definition_drafts()
    codes = [code for row in rows for code in outcomes.written_codes(row.outcome)]
    stations = placed(codes, project)
    drafts = [
        draft
        for row in rows
        for draft in outcomes.drafts(row.outcome, row.source, stations, election)
    ]
    if drafts:
        first = canonical.encode(drafts[0])
        position = project.log.size + len(before)
        journal.begin_batch(position, first, [row.number for row in rows])
    project.commit([*before, *drafts])
    journal.mark_logged(row.number for row in rows)
    return project


def _is_kept(row: Row, store: Store) -> bool:
    """Whether all that was to be kept of a document is in the store."""
    names = [one["document"] for one in row.outcome.get("sheets", ()) if one.get("document")]
    sealed = row.outcome.get("commitment")
    return all(store.has("rendition", name) for name in names) and (
        sealed is None or store.has("sealed", sealed)
    )
