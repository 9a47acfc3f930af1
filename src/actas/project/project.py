"""An opened project: the log folded, and the one way to add to it.

Whatever a verb brings becomes one batch: its entries, then the records that change because of
them, appended whole or not at all. Knows no file format and no option of the command line.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from actas.checks.run import Judged, judge
from actas.count.fold import fold
from actas.count.shapes import State
from actas.election.definition import Election
from actas.election.shapes import RECORDS
from actas.errors import InputError, LogError, ProjectError
from actas.log import canonical, keys
from actas.log.policy import Policy
from actas.log.store import Log
from actas.project import drafting, folder
from actas.project.drafting import Draft
from actas.project.folder import Folder

_RECORD_KEY = ["contest", "station", "source", "reading"]


@dataclass(frozen=True)
class Batch:
    """What one act added.

    Attributes:
        before, after: entries in the log.
        records: records that were new or changed, a RECORDS frame.
        state: the log folded after it.
        judged: what the rules make of it.
    """

    before: int
    after: int
    records: pl.DataFrame
    state: State
    judged: Judged

    @property
    def empty(self) -> bool:
        """Whether nothing was added."""
        return self.before == self.after


class Project:
    """A project opened for reading, or for writing by whoever holds its keys."""

    def __init__(self, place: Folder, log: Log) -> None:
        self.folder = place
        self.log = log

    @classmethod
    def open(cls, directory: Path, *, write: bool = False) -> Project:
        """The project in `directory`; with `write`, its log is recovered and can be added to."""
        place = folder.find(directory)
        policy = keys.policy(place.keys)
        signers = keys.load(place.keys) if write else None
        return cls(place, Log.open(place.log, policy, signers))

    def again(self) -> Project:
        """The project opened anew for writing, with what was read before not read again.

        What was read stands where the log on disk begins with it, by a proof between the two
        signed heads; where it does not, the log is read afresh.
        """
        now = Project.open(self.folder.root, write=True)
        if "state" in self.__dict__ and self.state.size == self.log.size:
            with contextlib.suppress(LogError):
                now.log.check_grew_from(self.log.head)
                now.__dict__["state"] = fold(now.log.entries(self.state.size), self.state)
        return now

    @cached_property
    def state(self) -> State:
        """The log folded, as it was when this was first asked."""
        return fold(self.log.entries())

    @property
    def election(self) -> Election:
        """The logged definition."""
        if self.state.election is None:
            raise ProjectError(f"the log of {self.folder.root} names no election")
        return self.state.election

    @property
    def policy(self) -> Policy:
        """The keys and witnesses that verify the log."""
        return keys.policy(self.folder.keys)

    def public_keys(self) -> list[str]:
        """The public keys that verify the log, as C2SP vkeys."""
        return [key.vkey for key in keys.verifiers(self.folder.keys)]

    @cached_property
    def _written(self) -> Election:
        return folder.read_definition(self.folder.definition)

    def edited(self) -> Election | None:
        """The definition in the folder, as it first was, where it differs from the logged one."""
        same = self.state.election is not None and self._written == self.state.election
        return None if same else self._written

    def definition_drafts(self) -> list[Draft]:
        """Entries for a definition that people edited since it was logged."""
        edited = self.edited()
        if edited is None:
            return []
        lost = lost_ground(self.state.election, edited, self.state)
        if lost:
            raise InputError(lost)
        known = self.state.sources
        news = [drafting.election(edited)]
        for one in edited.sources:
            said = drafting.source(one)
            logged = known.get(one.id, {})
            if any(logged.get(key) != said.get(key) for key in ("name", "role", "url")):
                news.append(said)
        return news

    def commit(
        self, drafts: Iterable[Draft], *, closing: Draft | None = None, close_always: bool = False
    ) -> Batch:
        """Append the drafts and the records that follow from them, whole or not at all.

        Nothing is appended where there are no drafts and no record changes. `closing` is the
        last entry of the batch, where there is one, or in any case with `close_always`.
        """
        before = self.state
        checkpoint = self.log.head
        brought = canonical.encode_all(drafts)
        after = fold(brought, before)
        told = judged(after)
        changed = changed_records(after, told)
        lines = [*brought, *canonical.encode_all(drafting.records(changed))]
        if closing is not None and (lines or close_always):
            lines.append(canonical.encode(closing))
        if not lines:
            return Batch(before.size, before.size, changed, before, told)
        self.log.append(lines, expected=checkpoint)
        state = fold(lines[len(brought) :], after)
        self.__dict__["state"] = state
        return Batch(before.size, state.size, changed, state, told)


def judged(state: State) -> Judged:
    """Findings and records that follow from what is known."""
    if state.election is None:
        raise ProjectError("the log names no election")
    return judge(
        state.election,
        state.register,
        state.readings,
        state.withdrawals,
        state.decisions,
        state.documents,
    )


def changed_records(state: State, judged_now: Judged) -> pl.DataFrame:
    """Records that differ from those logged: new ones, and those whose state or reading changed."""
    now = judged_now.records.select(list(RECORDS))
    if now.equals(state.records):
        return now.clear()
    said = pl.struct("state", "reading", "reasons").hash().alias("said")
    keyed = [
        pl.when(pl.col("station").is_null()).then(pl.col("reading")).alias("unplaced"),
        said,
    ]
    key = ["station", "contest", "source", "unplaced"]
    logged = state.records.with_columns(keyed).select(*key, "said")
    joined = now.with_columns(keyed).join(
        logged, on=key, how="left", nulls_equal=True, suffix="_logged"
    )
    different = pl.col("said_logged").is_null() | (pl.col("said") != pl.col("said_logged"))
    changed: pl.DataFrame = joined.filter(different).select(list(RECORDS)).sort(_RECORD_KEY)
    return changed


def lost_ground(logged: Election | None, edited: Election, state: State) -> str | None:
    """What an edited definition lacks that the log stands on, in a sentence; None if nothing.

    A definition may grow; the election's id, its levels, and the contests, choices and tallies
    that have readings may not go away.

    Args:
        logged: the definition before, None before the first.
        edited: the one that would replace it.
        state: the log folded up to there.
    """
    if logged is None:
        return None
    if edited.id != logged.id:
        return f"the log is of election {logged.id!r}; it cannot become {edited.id!r}"
    has_ground = state.readings or not state.register.stations.is_empty()
    if has_ground and [x.id for x in edited.levels] != [x.id for x in logged.levels]:
        return "levels cannot change once stations are in the log"
    kept = {one.id for one in edited.contests}
    for contest, frame in state.readings.items():
        if frame.is_empty():
            continue
        lost = [contest] if contest not in kept else _lost_fields(logged, edited, contest)
        if lost:
            return f"{', '.join(lost)}: readings in the log use it, the definition must keep it"
    return None


def _lost_fields(logged: Election, edited: Election, contest: str) -> list[str]:
    now = set(edited.fields(contest))
    return [name for name in logged.fields(contest) if name not in now]
