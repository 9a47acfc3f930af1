"""The pictures of a release: the renditions that document entries name, each under its own hash.

Read one at a time through a function that is passed in. It refuses to know where they are kept, and
what is in them but this: a picture, and nothing with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from actas.count.shapes import State
from actas.errors import ProjectError
from actas.release.comparison import GONE, Compared
from actas.release.files import Files
from actas.release.manifest import Listed
from actas.release.verified import Check

FOLDER = "sheets/"

Renditions = Callable[[str], bytes]
"""Bytes of a rendition by its SHA-256; ProjectError where it is not there."""


def path(digest: str) -> str:
    """Where a rendition lies, from the release's root."""
    return f"{FOLDER}{digest[:2]}/{digest}.jpg"


def named(state: State) -> list[str]:
    """SHA-256 of every rendition that a current document entry names, sorted."""
    return state.documents["document"].drop_nulls().unique().sort().to_list()


def files(digests: Iterable[str], read: Renditions) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each rendition, one at a time.

    Raises:
        ProjectError: one is not there, or is not the one that the log names.
    """
    for digest in digests:
        data = read(digest)
        if sha256(data).hexdigest() != digest:
            raise ProjectError(f"{path(digest)} is not what the log names: it was changed")
        yield path(digest), data


def held(there: Files, digests: Iterable[str]) -> tuple[list[Compared], Check]:
    """How the renditions of a release hold against the log, and the check `renditions`.

    Each must be there, be of the hash that names it, and be a picture without metadata.
    """
    from actas.evidence.leaks import leaks

    compared: list[Compared] = []
    wrong: list[str] = []
    for digest in digests:
        data = there.read(path(digest))
        fault = GONE if data is None else ""
        if data is not None and sha256(data).hexdigest() != digest:
            fault = "is not of the hash that names it"
        elif data is not None:
            wrong += [f"{path(digest)} holds {one}" for one in leaks(data)[:1]]
        compared.append(Compared(Listed(path(digest), len(data or b""), digest), fault))
    bad = [f"{one.should.path} {one.wrong}" for one in compared if one.wrong] + wrong
    if bad:
        says = f"{len(bad):,} of {len(compared):,} renditions; the first: {bad[0]}"
        return compared, Check("renditions", False, says)
    says = f"renditions: {len(compared):,}, each of its hash and named by the log, no metadata"
    return compared, Check("renditions", True, says)
