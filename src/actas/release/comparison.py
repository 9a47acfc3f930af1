"""The files of a release held against what they should be: missing, altered and extra told apart.

It is given what each file should be, bytes or hash, and reads the files; it refuses to know how
they came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from hashlib import sha256
from typing import NamedTuple

from actas.release import packed
from actas.release.contents import Content, whole
from actas.release.files import Files
from actas.release.manifest import MANIFEST, Listed, listed, manifest
from actas.release.verified import Check

_BEFORE, _SHOWN = 6, 24
"""Bytes shown before and after the place where two files begin to differ."""


class Compared(NamedTuple):
    """One file: what it should be, and what is wrong with the one there (empty: nothing)."""

    should: Listed
    wrong: str


GONE = "is missing"


class Compare:
    """Compares each file with the one that is there; usable in workers."""

    def __init__(self, there: Files) -> None:
        self._there = there

    def __call__(self, path: str, content: Content) -> Compared:
        """What the file should be, and what is wrong with the one that is there."""
        data = whole(content)
        return Compared(listed(path, data), difference(data, self._there.read(path)))


def recomputed(there: Files, compared: Iterable[Compared], what: str) -> list[Check]:
    """The checks `files`, `missing` and `extra` for a release that was made again.

    Args:
        there: the files of the release.
        compared: every file but the manifest, in any order.
        what: how they were compared, for the sentence.
    """
    each = list(compared)
    data = manifest(file.should for file in each)
    each.append(Compare(there)(MANIFEST, data))
    return _checks(there, each, what)


def by_manifest(
    there: Files,
    listing: Mapping[str, Listed],
    exact: Mapping[str, bytes],
    expected: Iterable[str],
    known: Set[str],
    what: str,
) -> list[Check]:
    """The same checks for a release of which only a part was made again.

    Args:
        there: the files of the release.
        listing: its manifest.
        exact: what was made again, by path; every other file is compared with the manifest.
        expected: paths that must be there besides.
        known: paths that may be there.
        what: how they were compared, for the sentence.
    """
    compare = Compare(there)
    each = [compare(path, data) for path, data in exact.items()]
    each += _held(there, {path: one for path, one in listing.items() if path not in exact})
    for path in {*expected} - {*listing} - {*exact}:
        wrong = GONE if there.read(path) is None else "is not in the manifest"
        each.append(Compared(Listed(path, 0, ""), wrong))
    return _checks(there, each, what, known & {one.should.path for one in each})


def difference(should: bytes, found: bytes | None) -> str:
    """What is wrong with a file, in words; empty where nothing is."""
    if found is None:
        return GONE
    if found == should:
        return ""
    at = _first_difference(should, found)
    if at == len(found):
        return f"is cut off at byte {at:,} of {len(should):,}"
    if at == len(should):
        return f"goes on after its end at byte {at:,}"
    line = should.count(b"\n", 0, at) + 1
    start = max(0, at - _BEFORE)
    shown = [one[start : at + _SHOWN].decode("utf-8", "replace") for one in (found, should)]
    return f"differs from byte {at:,} (line {line:,}): {shown[0]!r} should be {shown[1]!r}"


def _first_difference(one: bytes, other: bytes) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _held(there: Files, listing: Mapping[str, Listed]) -> Iterator[Compared]:
    for path, should in sorted(listing.items()):
        data = there.read(path)
        wrong = ""
        if data is None:
            wrong = GONE
        elif (len(data), sha256(data).hexdigest()) != (should.size, should.sha256):
            wrong = "is not the file that the manifest names"
        yield Compared(should, wrong)


def _checks(
    there: Files, compared: list[Compared], what: str, may: Set[str] | None = None
) -> list[Check]:
    gone = sorted(one.should.path for one in compared if one.wrong == GONE)
    altered = sorted(
        (one.should.path, one.wrong) for one in compared if one.wrong not in {"", GONE}
    )
    known = {one.should.path for one in compared} if may is None else may
    known = known | {MANIFEST}
    others = (path for path in there.paths() if path not in known)
    extra = sorted([*there.strange(), *(one for one in others if not _packed(there, one, known))])
    here = len(compared) - len(gone)
    return [
        Check(
            "files",
            not altered,
            f"{len(altered):,} of {here:,} files are altered; the first: {' '.join(altered[0])}"
            if altered
            else f"{here:,} files are as they should be: {what}",
        ),
        Check("missing", not gone, _listed(gone, "missing", "no file is missing")),
        Check(
            "extra", not extra, _listed(extra, "there and belong to no release", "no other file")
        ),
    ]


def _packed(there: Files, path: str, known: Set[str]) -> bool:
    """Whether it is a file of the release, compressed for a web server, and holds just that."""
    whole = packed.whole(path)
    if whole is None or whole not in known:
        return False
    data, content = there.read(path), there.read(whole)
    return data is not None and content is not None and packed.holds(data, content)


def _listed(paths: list[str], what: str, none: str) -> str:
    if not paths:
        return none
    return f"{len(paths):,} files are {what}; the first: {paths[0]}"
