"""Files to documents and readings in the log: `actas read`, whatever happens on the way.

What is done is journalled before it is stored, stored before it is logged, and logged a batch at a
time; so a run that is cut off anywhere goes on where it was, and nothing is logged twice. Knows no
image and no code: that is the workers' part.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from actas.errors import ActasError, InputError
from actas.evidence.received import Received, Row
from actas.evidence.shapes import Limits, Refused
from actas.evidence.store import Store
from actas.log.files import locked
from actas.project import batches, custody, outcomes
from actas.project.executors import Executor, run
from actas.project.gathering import Item, gather
from actas.project.outcomes import Outcome
from actas.project.project import Project
from actas.project.working import Desk, Worked, work
from actas.reading.pages.reader import Care

SALT = 32


@dataclass(frozen=True)
class Settings:
    """How a run reads.

    Attributes:
        care: how much is done for a page.
        limits: what a document may cost.
        discard: whether originals are not kept at all.
        batch: documents logged at once, at least.
    """

    care: Care = field(default_factory=Care)
    limits: Limits = field(default_factory=Limits)
    discard: bool = False
    batch: int = 500


@dataclass(frozen=True)
class Told:
    """What came of one file.

    Attributes:
        path: as it was given.
        outcome: what the journal keeps of it.
        known: whether it was read in an earlier run.
        placed: station codes as its sheets give them, to stations of the register.
    """

    path: str
    outcome: Outcome
    known: bool = False
    placed: dict[str, str | None] = field(default_factory=dict)


@dataclass
class Report:
    """What a run did.

    Attributes:
        counts: files by what came of them, those known before among them.
        known: files that an earlier run had read.
        resumed: documents of a run that was cut off, logged by this one.
        entries: that the log gained.
        stopped: whether it was asked to stop before the end.
    """

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(outcomes.RESULTS, 0))
    known: int = 0
    resumed: int = 0
    entries: int = 0
    stopped: bool = False


def read_sheets(
    project: Project,
    inputs: Sequence[str],
    source: str,
    settings: Settings,
    executor: Callable[[], Executor],
    *,
    random: Callable[[int], bytes],
    rng: Random,
    told: Callable[[Told], None],
    tick: Callable[[int, int | None], None] = lambda done, of: None,
    elsewhere: str | None = None,
) -> Report:
    """Read files into the log.

    Args:
        project: opened for writing.
        inputs: files, folders and `s3://bucket/prefix`.
        source: id of a source that the definition declares.
        settings: how it reads.
        executor: makes where the work is done; closed here.
        random: gives that many secret bytes, for salts.
        rng: shuffles each batch, so that the order in the log says nothing.
        told: called with what came of each file, once it is in the log.
        tick: called with the number of files done, and of how many once that is known.
        elsewhere: where documents are kept from now on, where not in the project's folder.

    Raises:
        Refused: F715, originals can neither be sealed nor are to be discarded.
        InputError: an input or the source is not known.
        ProjectError: the project cannot be written to; what was done until then is resumed.
    """
    election = project.edited() or project.election
    if all(one.id != source for one in election.sources):
        known = ", ".join(one.id for one in election.sources) or "none yet"
        raise InputError(f"no source {source!r} in election.yaml (declared: {known})")
    if not election.sheets:
        raise InputError("election.yaml describes no sheets to read: add them under `sheets`")
    recipients = () if settings.discard else custody.recipients(project.folder)
    if not settings.discard and len(recipients) < 2:
        raise Refused("F715", "make two with `actas keys --new FILE FILE`, or --discard-originals")
    desk = Desk(election, settings.care, settings.limits, recipients)
    store = custody.store(project.folder, elsewhere)
    with locked(project.folder.evidence):
        journal = custody.journal(project.folder, random)
        try:
            reading = _Run(project, source, settings, journal, store, rng, told)
            return reading.all(inputs, desk.packed(), executor, random, tick)
        finally:
            journal.close()


class _Run:
    """One run: what is on its way to the log."""

    def __init__(
        self,
        project: Project,
        source: str,
        settings: Settings,
        journal: Received,
        store: Store,
        rng: Random,
        told: Callable[[Told], None],
    ) -> None:
        self.project, self.source, self.settings = project, source, settings
        self.journal, self.store, self.rng = journal, store, rng
        self.told = told
        self.report = Report()
        self.waiting: list[Told] = []
        self.undone, self.enough = 0, settings.batch

    def all(
        self,
        inputs: Sequence[str],
        packed: bytes,
        make: Callable[[], Executor],
        random: Callable[[int], bytes],
        tick: Callable[[int, int | None], None],
    ) -> Report:
        """Everything, until it is done or asked to stop."""
        before = self.project.log.size
        self._resume()
        executor = make()
        try:
            of = _counted(inputs)
            jobs = self._jobs(inputs, packed, random, executor.shares_files)
            for item, worked in run(executor, work, jobs):
                self._take(item, worked)
                tick(sum(self.report.counts.values()), of[0] if of else None)
                if self.undone >= self.enough:
                    self._log()
        except KeyboardInterrupt:
            self.report.stopped = True
            batches.recover(self.project, self.journal, self.store)
        finally:
            executor.close()
        self._log()
        self.report.entries = self.project.log.size - before
        return self.report

    def _resume(self) -> None:
        """Finish what an earlier run left."""
        self.store.tidy()
        self.report.resumed = batches.recover(self.project, self.journal, self.store)
        self.report.resumed += len(self.journal.unlogged())
        self._log()

    def _jobs(
        self, inputs: Sequence[str], packed: bytes, random: Callable[[int], bytes], shared: bool
    ) -> Iterator[tuple[Item, tuple[Any, ...]]]:
        """The files that were not read before, each with what its worker needs."""
        for found in gather(inputs):
            if not isinstance(found, Item):
                path, refused = found
                self._tell(path, _refusal(refused))
                continue
            row = self.journal.seen(self.source, self._quick(found))
            if row is not None:
                self.report.known += 1
                before = _same_bytes(row, {}) if row.again else row.outcome
                self._tell(found.path, before, known=True)
                continue
            if self._same_as_before(found):
                continue
            item = found
            if not shared and found.bucket is None:
                try:
                    item = replace(found, data=found.read(self.settings.limits.file_bytes))
                except Refused as refused:
                    self._tell(found.path, _refusal(refused))
                    continue
            yield found, (packed, item, random(SALT))

    def _same_as_before(self, item: Item) -> bool:
        """Whether a file's very bytes were received before; told, if so, and not read again."""
        digest = item.digest() if item.size <= self.settings.limits.file_bytes else None
        if digest is None:
            return False
        content = self.journal.content_key(digest)
        known = self.journal.known(self.source, content)
        if known is None:
            return False
        self.journal.add(self.source, self._quick(item), content, {})
        self._tell(item.path, _same_bytes(known, {}))
        return True

    def _take(self, item: Item, worked: Worked | Refused) -> None:
        """Note what came of a file, then keep what is to be kept of it."""
        if isinstance(worked, Refused) or worked.digest is None:
            refused = worked if isinstance(worked, Refused) else worked.refused
            self._tell(item.path, _refusal(refused))
            return
        content = self.journal.content_key(worked.digest)
        known = self.journal.known(self.source, content)
        quick = self._quick(item)
        if known is not None:
            self.journal.add(self.source, quick, content, {})
            self._tell(item.path, _same_bytes(known, worked.ms))
            return
        made = outcomes.outcome(worked, self.journal.identity_key, self._same)
        if made["result"] in (outcomes.REFUSED, outcomes.NO_SHEET):
            if made.get("refused", [""])[0] not in _PASSING:
                self.journal.add(self.source, quick, content, made, "told")
            self._tell(item.path, made)
            return
        self.journal.add(self.source, quick, content, made)
        batches.keep(worked, self.store)
        self.undone += 1
        self._tell(item.path, made)

    def _same(self, identity: str) -> list[Outcome]:
        return [row.outcome for row in self.journal.same(self.source, identity)]

    def _quick(self, item: Item) -> bytes:
        return self.journal.quick_key(f"{item.bucket or ''}/{item.key}", item.size, item.changed)

    def _tell(self, path: str, outcome: Outcome, known: bool = False) -> None:
        self.report.counts[outcome["result"]] += 1
        self.waiting.append(Told(path, outcome, known))
        if len(self.waiting) >= 10 * self.settings.batch:
            self._log()

    def _log(self) -> None:
        """Log what is done and tell of it."""
        rows = self.journal.unlogged()
        if rows:
            self.project = batches.log(self.project, self.journal, self.store, rows, self.rng)
        self.undone = 0
        # A log of many is folded for long: the more there is, the more is logged at once.
        self.enough = max(self.settings.batch, self.journal.counts()["logged"] // 10)
        written = [code for one in self.waiting for code in outcomes.written_codes(one.outcome)]
        placed = batches.placed(written, self.project)
        for one in self.waiting:
            mine = {code: placed[code] for code in outcomes.written_codes(one.outcome)}
            self.told(replace(one, placed=mine))
        self.waiting.clear()


def _counted(inputs: Sequence[str]) -> list[int]:
    """A list that holds how many files there are, as soon as they are counted beside the work."""
    found: list[int] = []

    def count() -> None:
        with suppress(ActasError):
            found.append(sum(1 for _ in gather(inputs)))

    threading.Thread(target=count, daemon=True).start()
    return found


_PASSING = frozenset({"F710", "F711", "F712"})
"""Refusals that may not come again: such a file is tried anew in the next run."""


def _refusal(refused: Refused | tuple[str, str] | None) -> Outcome:
    if isinstance(refused, Refused):
        refused = (refused.code, str(refused))
    return {"result": outcomes.REFUSED, "refused": list(refused or ("F712", ""))}


def _same_bytes(known: Row, ms: dict[str, float]) -> Outcome:
    """The outcome of a file whose very bytes were received before."""
    before = known.outcome
    if before["result"] in (outcomes.REFUSED, outcomes.NO_SHEET):
        return before
    first = next((s["document"] for s in before["sheets"] if s.get("document")), None)
    of = before.get("of") or first or before.get("commitment")
    return {"result": outcomes.DUPLICATE, "of": of, "bytes": True, "ms": ms}
