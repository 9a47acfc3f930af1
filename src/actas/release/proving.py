"""`prove`: the evidence that what is said of a station is in the log, as a file that travels alone.

Knows which entry is meant; the proof itself is the log's.
"""

from __future__ import annotations

from typing import Protocol

import polars as pl

from actas.count.shapes import State
from actas.election.codes import place
from actas.errors import InputError
from actas.log.proof import Proof


class Provable(Protocol):
    """A log that can prove an entry."""

    def prove(self, index: int) -> Proof:
        """That the entry at `index` is in it."""


def prove(
    log: Provable,
    state: State,
    what: str,
    *,
    source: str | None = None,
    contest: str | None = None,
    reading: bool = False,
) -> bytes:
    """A `.tlog-proof` of the current record of a station, or of a document.

    Args:
        log: at the head that the proof is to lead to.
        state: the same log folded.
        what: code of a station (a lower code that is unique will do), or the SHA-256 of a
            document's public rendition.
        source, contest: which record, where there are several.
        reading: prove the reading that stands behind the record instead.

    Raises:
        InputError: there is no such record or document, or several.
    """
    if state.election is None:
        raise InputError("the log names no election yet: there is nothing to prove")
    if len(what) == 64 and "/" not in what and set(what) <= set("0123456789abcdef"):
        return log.prove(_document(state, what)).encode()
    station = place(what, state.register, state.election) or what
    found = state.records.with_columns(index=state.record_index).filter(
        pl.col("station") == station
    )
    for column, wanted in (("source", source), ("contest", contest)):
        if wanted is not None:
            found = found.filter(pl.col(column) == wanted)
    if found.is_empty():
        raise InputError(f"the log has no record of station {station}")
    if found.height > 1:
        known = "; ".join(
            f"--source {one} --contest {other}"
            for one, other in found.select("source", "contest").iter_rows()
        )
        raise InputError(f"station {station} has {found.height} records; say which: {known}")
    index = found["reading" if reading else "index"][0]
    if index is None:
        raise InputError(f"no single reading stands behind the record of station {station}")
    return log.prove(int(index)).encode()


def _document(state: State, digest: str) -> int:
    found = state.documents.filter(pl.col("document") == digest)
    if found.is_empty():
        raise InputError(f"the log has no document {digest}")
    return int(found["index"][0])
