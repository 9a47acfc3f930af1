"""`verify`: everything that is public computed again from the log, and the first difference told.

What it shows is exactly this: unchanged since, nothing removed, the numbers follow. Not that the
paper was true. It works offline, on a release (folder or tarball), a project, a bare log or a
`.tlog-proof`.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from actas import __version__
from actas.errors import ActasError, InputError, LogError, Place
from actas.log.heads import Fork, Heads
from actas.log.policy import Policy
from actas.log.proof import HEADER
from actas.release import logcheck
from actas.release.build import Told, plan, settled, told
from actas.release.comparison import Compare, by_manifest, recomputed
from actas.release.files import Files, opened
from actas.release.following import records_follow
from actas.release.kept import KeptLog, in_release, policy_from
from actas.release.manifest import HEAD, MANIFEST, parse_manifest
from actas.release.numbers import numbers_follow
from actas.release.outcome import Outcome
from actas.release.verified import Check, Verification
from actas.release.workers import aside, spread

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how many are done, of how many."""


def verify(
    path: Path,
    key: str | None = None,
    heads: Path | None = None,
    progress: Progress | None = None,
    workers: int = 2,
) -> Verification:
    """Verify what is at `path`.

    Args:
        path: a release (folder or tarball), a project folder, a log's folder or a proof file.
        key: the log's key as one line, or a file that holds it, from somewhere else than `path`.
        heads: folder where the last head seen of each log is remembered; not used when None.
        progress: told of the work.
        workers: processes that render pages.

    Raises:
        InputError: `path` is none of these, is a hostile tarball, or the key cannot be read.
    """
    trusted = policy_from(key) if key is not None else None
    if path.is_file() and path.open("rb").read(len(HEADER)) == HEADER.encode():
        return logcheck.proof(path, trusted)
    files = opened(path)
    try:
        kept, is_release = _log_of(path, files, trusted)
    except LogError as error:
        return Verification(0, "", 0, (Check("log", False, str(error)),))
    tick = progress or (lambda *_: None)
    tick("log", 0, None)
    checks, cosignatures = logcheck.checks(kept, trusted)
    if all(check.ok for check in checks if check.check != "key"):
        checks += _replayed(kept, files if is_release else None, tick, workers)
    elif is_release:
        checks.append(Check("files", False, "not recomputed, as the log itself does not hold"))
    if heads is not None and all(check.ok for check in checks):
        checks.append(_remembered(kept, heads))
    head = kept.head
    return Verification(head.size, head.root.hex(), cosignatures, tuple(checks))


def _log_of(path: Path, files: Files, trusted: Policy | None) -> tuple[KeptLog, bool]:
    """The log in what was given, and whether that is a release."""
    there = set(files.paths())
    if HEAD in there or MANIFEST in there:
        return in_release(files), True
    if "election.yaml" in there:
        return logcheck.of_project(path), False
    if "log/checkpoint" in there:
        return in_release(files), True
    if "checkpoint" in there:
        return logcheck.bare(path, files, trusted), False
    raise InputError(
        "is no release, project, log or proof (there is no head.json, election.yaml or checkpoint)",
        Place(str(path)),
    )


def _replayed(kept: KeptLog, files: Files | None, tick: Progress, workers: int) -> list[Check]:
    """What follows from the entries: the checks `entries`, `records` and those of a release."""
    tick("entries", 0, kept.head.size)
    well_formed = aside(lambda: logcheck.entries(kept), workers)
    follows = _following(kept, files, tick, workers)
    return [well_formed(), *follows]


def _following(kept: KeptLog, files: Files | None, tick: Progress, workers: int) -> list[Check]:
    try:
        read = told(kept.entries())
        tick("records", 0, None)
        if files is None:
            return logcheck.judged(read.state)
    except ActasError as error:
        return [Check("records", False, f"the entries cannot be followed: {error}")]
    try:
        found = settled(read.state)
    except ActasError as error:
        return [Check("release", False, str(error))]
    last = read.state.releases[-1]
    says = f"made as of {last.as_of} by Actas {last.actas}, at its last entry"
    checks = [records_follow(read.state.records, found.records), Check("release", True, says)]
    try:
        return checks + _files(kept, files, read, found, tick, workers)
    except ActasError as error:
        return [*checks, Check("files", False, str(error))]


def _files(
    kept: KeptLog, files: Files, read: Told, found: Outcome, tick: Progress, workers: int
) -> list[Check]:
    made_by = read.state.releases[-1].actas
    if made_by != __version__:
        listing = parse_manifest(files.read(MANIFEST) or b"")
        pages = sum(path.endswith(".html") for path in listing)
        what = (
            f"by the manifest only; {pages:,} pages were made by Actas {made_by} and this is "
            f"{__version__}, so they could not be rendered again"
        )
        return [numbers_follow(files, found), *by_manifest(files, listing, what)]
    release = plan(kept, read, found, lambda name: files.read(f"files/{name}"))
    compared, many = [], len(files.paths())
    for one in spread(release.near, release.far, Compare(files), workers):
        compared.append(one)
        if len(compared) % 500 == 0:
            tick("files", len(compared), many)
    return recomputed(files, compared, "each was made again from the log and is equal")


def _remembered(kept: KeptLog, folder: Path) -> Check:
    """The check `head`: what was seen before under the same keys; other keys are another log."""
    keys = sha256("\n".join(sorted(key.vkey for key in kept.policy.logs)).encode()).hexdigest()
    mine = folder / keys[:32]
    origin = kept.head.origin
    others = [one for one in folder.glob("*/") if one != mine and Heads(one).seen(origin)]
    try:
        says = Heads(mine).remember(kept.head, kept.tree)
    except Fork as error:
        return Check("head", False, str(error))
    if others:
        says += f"; a log named {origin} was seen under other keys too: compare the key"
    return Check("head", True, says)
