"""One document in a worker: its bytes to what may be published, what was sealed, what was read.

Gives a plain result whatever the document is; a refusal is a result, never an exception. Knows no
log, no register and no store: what it makes is kept by whoever asked.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
import time
from dataclasses import dataclass, field

from actas.election.definition import Election
from actas.evidence import decoding, sealing
from actas.evidence.shapes import Limits, Page, Refused, Rendition
from actas.project.gathering import Item
from actas.reading.pages.reader import Care, Looked, join, read_page
from actas.reading.pages.shapes import PageRead, SheetReading


@dataclass(frozen=True)
class Desk:
    """What a worker needs to know besides the document.

    Attributes:
        election: the definition.
        care: how much is done for a page.
        limits: what a document may cost.
        recipients: that originals are sealed to; empty where they are discarded.
    """

    election: Election
    care: Care
    limits: Limits
    recipients: tuple[str, ...]

    def packed(self) -> bytes:
        """For a worker; unpacked there once."""
        return pickle.dumps(self)


@dataclass(frozen=True)
class Sheet:
    """A page that is a sheet, or may be one.

    Attributes:
        form: id of its form; None where that is not known.
        number, of: which page of how many.
        rendition: what may be published; None where it was withheld.
        readings: one a reader that read it; those with problems too.
        given: the station's code as printed, where people must read the numbers.
        unread: why no reading of it stands.
    """

    form: str | None
    number: int
    of: int
    rendition: Rendition | None
    readings: tuple[SheetReading, ...]
    given: str | None
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Worked:
    """What came of a document.

    Attributes:
        digest: SHA-256 of its bytes, for the private journal alone; None where there were none.
        refused: code and sentence of why it is not taken.
        sheets: its pages that are sheets.
        sealed: the sealed original; None where it is not taken, no sheet, or discarded.
        ms: milliseconds by step, `all` among them.
    """

    digest: bytes | None = field(default=None, repr=False)
    refused: tuple[str, str] | None = None
    sheets: tuple[Sheet, ...] = ()
    sealed: sealing.Sealed | None = None
    ms: dict[str, float] = field(default_factory=dict)


def work(packed: bytes, item: Item, salt: bytes) -> Worked:
    """All that is done for a document apart from storing and logging it.

    Args:
        packed: a Desk.
        item: the document.
        salt: 32 random bytes for its commitment, used for no other.
    """
    begun = time.monotonic()
    desk = _unpacked(packed)
    digest = None
    try:
        data = item.read(desk.limits.file_bytes)
        digest = hashlib.sha256(data).digest()
        sheets, ms = _sheets(data, desk)
        sealed = None
        if sheets and desk.recipients:
            media = decoding.media(data)
            sealed = sealing.seal(data, salt, item.name, media, desk.recipients)
    except Refused as refused:
        return Worked(digest, (refused.code, str(refused)), ms=_all(begun, {}))
    except MemoryError:
        return Worked(digest, ("F711", str(Refused("F711"))), ms=_all(begun, {}))
    return Worked(digest, None, sheets, sealed, _all(begun, ms))


def _sheets(data: bytes, desk: Desk) -> tuple[tuple[Sheet, ...], dict[str, float]]:
    looked: list[Looked] = []
    renditions: list[Rendition | None] = []
    places: list[tuple[int, int]] = []
    ms: dict[str, float] = {}
    begun = time.monotonic()
    for page in decoding.pages(data, desk.limits):
        one = read_page(page.pixels, desk.election, desk.care, time.thread_time)
        looked.append(one)
        renditions.append(_rendition(page, one.read, desk.election))
        places.append((page.number, page.of))
        for step, spent in one.read.ms.items():
            ms[step] = ms.get(step, 0) + spent
    ms["pages"] = round(1000 * (time.monotonic() - begun), 1)
    reads = join(looked, desk.election)
    return tuple(
        Sheet(read.form, number, of, rendition, read.readings, read.given, read.unread)
        for read, rendition, (number, of) in zip(reads, renditions, places, strict=True)
        if read.form is not None or read.unread
    ), ms


def _rendition(page: Page, read: PageRead, election: Election) -> Rendition | None:
    """What may be published of a page; None where where it lies is not known well enough."""
    from actas.evidence.rendition import rendition

    if read.registration is None:
        return None
    form = next(one for one in election.sheets if one.id == read.form)
    return rendition(page.pixels, form, read.registration)


@functools.lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Desk:
    desk: Desk = pickle.loads(packed)  # noqa: S301 - packed by the process that asked
    return desk


def _all(begun: float, ms: dict[str, float]) -> dict[str, float]:
    return {**ms, "all": round(1000 * (time.monotonic() - begun), 1)}
