"""The log folded: entries in, everything current out.

One pass in bounded pieces; continuing from a state gives what folding the whole gives. It knows
what each kind of entry does to the state and refuses to know rules, totals, files or signatures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

import polars as pl
from pydantic import ValidationError

from actas.count import bulk, current
from actas.count.learning import Said, learn, said
from actas.count.shapes import Release, State
from actas.election.definition import Election
from actas.election.shapes import DECISIONS, READINGS, WITHDRAWALS
from actas.errors import LogError
from actas.log.entries import (
    ClaimEntry,
    DecisionEntry,
    ElectionEntry,
    Entry,
    FileEntry,
    IncidentEntry,
    RegisterEntry,
    ReleaseEntry,
    SourceEntry,
    UnsealEntry,
    WithdrawalEntry,
    document,
    parse,
)
from actas.log.upgrading import load
from actas.mapped import Pieces

PIECE = 8192
"""Entries held as objects at a time; small, so that Python's collector has little to walk."""

_KindT = TypeVar("_KindT", bound=Entry)


def fold(entries: Iterable[bytes], state: State | None = None) -> State:
    """The state after these entries, continuing from `state` (from nothing without it).

    Args:
        entries: their bytes, in log order; older versions are read as this one says them.
        state: what the entries before these gave.

    Raises:
        LogError: an entry is malformed, or speaks of a contest or a field that no definition
            before it has; the message names its index.
    """
    folding = _Folding(state or State(size=0, election=None))
    stream = iter(entries)
    while piece := list(islice(stream, PIECE)):
        folding.take(piece)
    return folding.done()


class _Folding:
    """What one fold holds while it runs: frames by piece, and the small kinds as they come."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.size = state.size
        self.many = {kind: bulk.Batch([], []) for kind in _MANY}
        self.readings: dict[str, Pieces] = {}
        self.records = Pieces()
        self.documents = Pieces()
        self.register: list[Said] = []
        self.few: dict[str, list[tuple[int, Any]]] = {}
        self.election = state.election
        self.fields = {name: set(frame.columns) for name, frame in state.readings.items()}
        self._define(state.election)

    def take(self, piece: list[bytes]) -> None:
        """Fold one piece of the log."""
        for index, data in enumerate(piece, self.size):
            entry = load(data, index)
            batch = self.many.get(str(entry.get("kind")))
            if batch is None:
                self._take_one(data, index)
            else:
                batch.entries.append(entry)
                batch.indices.append(index)
        self._flush()
        self.size += len(piece)

    def _take_one(self, data: bytes, index: int) -> None:
        entry = parse(data, index)
        if isinstance(entry, ElectionEntry):
            self._flush()  # what came before is held to the definition before
            self.election = _definition(entry, index)
            self._define(self.election)
        elif isinstance(entry, RegisterEntry):
            self.register.append(said(entry))
        else:
            self.few.setdefault(entry.kind, []).append((index, entry))

    def _define(self, election: Election | None) -> None:
        for contest in election.contests if election else ():
            known = self.fields.setdefault(contest.id, set())
            known.update(election.fields(contest.id) if election else ())

    def _flush(self) -> None:
        """Entries of the large kinds gathered so far, to frames."""
        full = [(kind, batch) for kind, batch in self.many.items() if batch.entries]
        for kind, batch in sorted(full, key=lambda pair: pair[1].indices[0]):
            if kind == "reading":
                self._add_readings(batch)
            elif kind == "record":
                frame = bulk.records(batch)
                _refuse_unknown(frame, self.fields.keys(), "contest")
                self.records.add(frame)
            else:
                self.documents.add(bulk.documents(batch))
            self.many[kind] = bulk.Batch([], [])

    def _add_readings(self, batch: bulk.Batch) -> None:
        head, numbers = bulk.readings(batch)
        _refuse_unknown(head, self.fields.keys(), "contest")
        for (contest,), part in head.with_row_index("row").group_by("contest"):
            rows = part.sort("row")
            given = {}
            for name, column in numbers.items():
                mine = column.gather(rows["row"])
                if mine.null_count() == len(mine):
                    continue
                if name not in self.fields[str(contest)] or name in READINGS:
                    index = rows["index"].filter(mine.is_not_null())[0]
                    raise LogError(
                        f"entry {index}: values.{name}: the form of contest {contest} has no "
                        f"such field; a value must be of one of its choices or tallies"
                    )
                given[name] = mine
            frame = rows.select(list(READINGS)).with_columns(**given)
            self.readings.setdefault(str(contest), Pieces()).add(frame)

    def done(self) -> State:
        """The state after everything taken."""
        before, logged = self.state, self.records.frames()
        records, record_index = current.records(before.records, before.record_index, logged)
        return replace(
            before,
            size=self.size,
            election=self.election,
            register=learn(before.register, self.register),
            readings=self._readings(),
            documents=current.documents(before.documents, self.documents.frames()),
            withdrawals=current.appended(
                before.withdrawals, self._entries(WithdrawalEntry), WITHDRAWALS
            ),
            decisions=current.appended(before.decisions, self._entries(DecisionEntry), DECISIONS),
            records=records,
            record_index=record_index,
            replaced=current.replaced(before, logged, record_index),
            sources=before.sources
            | {one.source: _without_set(one) for one in self._each(SourceEntry)},
            sets=self._sets(),
            files=before.files
            | {one.name: (one.size, one.sha256) for one in self._each(FileEntry)},
            claims=self._claims(),
            said=self._said(),
            releases=(*before.releases, *self._releases()),
            incidents=(*before.incidents, *self._logged(IncidentEntry)),
            unsealed=(*before.unsealed, *self._logged(UnsealEntry)),
        )

    def _each(self, kind: type[_KindT]) -> list[_KindT]:
        return [entry for _, entry in self._entries(kind)]

    def _logged(self, kind: type[Entry]) -> list[tuple[int, dict[str, Any]]]:
        return [(index, document(entry)) for index, entry in self._entries(kind)]

    def _entries(self, kind: type[Entry]) -> list[tuple[int, Any]]:
        return self.few.get(kind.model_fields["kind"].default, [])

    def _readings(self) -> dict[str, pl.DataFrame]:
        before = self.state.readings
        contests = dict.fromkeys([*before, *sorted(self.readings)])
        return {
            name: current.readings(
                [*([before[name]] if name in before else []), *self._read(name)],
                self._form(name),
            )
            for name in contests
        }

    def _read(self, contest: str) -> list[pl.DataFrame]:
        return self.readings[contest].frames() if contest in self.readings else []

    def _form(self, contest: str) -> list[str]:
        election = self.election
        if election is None or all(one.id != contest for one in election.contests):
            return []
        return election.fields(contest)

    def _sets(self) -> dict[str, tuple[str, ...]]:
        sets = dict(self.state.sets)
        for one in self._each(SourceEntry):
            if one.set and one.set.digest not in sets.get(one.source, ()):
                sets[one.source] = (*sets.get(one.source, ()), one.set.digest)
        return sets

    def _claims(self) -> dict[str, tuple[int, dict[str, Any]]]:
        claims = dict(self.state.claims)
        for index, one in self._entries(ClaimEntry):
            if one.claim is None:
                claims.pop(one.id, None)
            else:
                claims[one.id] = (index, one.claim)
        return claims

    def _said(self) -> dict[str, tuple[tuple[int, dict[str, Any] | None], ...]]:
        said = dict(self.state.said)
        for index, one in self._entries(ClaimEntry):
            said[one.id] = (*said.get(one.id, ()), (index, one.claim))
        return said

    def _releases(self) -> list[Release]:
        return [
            Release(index, one.as_of, one.languages, one.actas)
            for index, one in self._entries(ReleaseEntry)
        ]


_MANY = ("reading", "record", "document")


def _definition(entry: ElectionEntry, index: int) -> Election:
    try:
        return Election.model_validate(entry.definition)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in ("definition", *first["loc"]))
        raise LogError(f"entry {index}: {path}: {first['msg']}") from None


def _refuse_unknown(frame: pl.DataFrame, known: Collection[str], column: str) -> None:
    strange = frame.filter(~pl.col(column).is_in(list(known)))
    if not strange.is_empty():
        index, name = strange.select("index", column).row(0)
        raise LogError(
            f"entry {index}: {column}: no definition before it has {name!r}; "
            f"known: {', '.join(sorted(known)) or 'none'}"
        )


def _without_set(entry: SourceEntry) -> dict[str, Any]:
    return {key: value for key, value in document(entry).items() if key != "set"}
