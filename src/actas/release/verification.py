"""`verify`: everything that is public computed again from the log, and the first difference told.

What it shows is exactly this: unchanged since, nothing removed, the numbers follow. Not that the
paper was true. It works offline, on a release (folder or tarball), a project, a bare log or a
`.tlog-proof`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from hashlib import sha256
from pathlib import Path

from polars.exceptions import PanicException

from actas import __version__
from actas.errors import ActasError, InputError, LogError, Place
from actas.log import keys
from actas.log.heads import Fork, Heads
from actas.log.note import Verifier
from actas.log.policy import Policy
from actas.log.proof import HEADER
from actas.release import logcheck, otherversion, renditions
from actas.release.build import Told, plan, settled, told
from actas.release.comparison import Compare, recomputed
from actas.release.contents import whole
from actas.release.dates import wrong_with_releases
from actas.release.files import Files, opened
from actas.release.following import records_follow
from actas.release.kept import KEYS, KeptLog, in_release, policy_from
from actas.release.manifest import HEAD, MANIFEST
from actas.release.outcome import Outcome
from actas.release.verified import Check, Verification
from actas.release.workers import aside, spread, worth

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how many are done, of how many."""

_FAULTS = (Exception, PanicException)
"""A stranger's log may be signed and well formed and make no sense at all: then whatever it breaks
is a check that fails, never a trace of calls."""

_RELEASE, _PROJECT, _BARE = "a release", "a project", "a log by itself"
_TELLS = {
    _RELEASE: "its files are held against its log",
    _PROJECT: "its log is verified; pages and data, wherever they are, are not",
    _BARE: "pages and data, wherever they are, are not verified",
}


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
        kept, kind = _log_of(path, files, trusted)
    except LogError as error:
        return Verification(0, "", 0, (Check("log", False, str(error)),))
    tick = progress or (lambda *_: None)
    tick("log", 0, None)
    checks = [Check("kind", True, f"{kind}: {_TELLS[kind]}")]
    try:
        made, cosignatures = logcheck.checks(kept, trusted)
    except _FAULTS as error:
        made, cosignatures = [Check("log", False, _why(error))], 0
    checks += made
    is_release = kind == _RELEASE
    workers = worth(workers, kept.head.size)
    if all(check.ok for check in checks if check.check != "key"):
        checks += _replayed(kept, files if is_release else None, tick, workers)
    elif is_release:
        checks.append(Check("files", False, "not recomputed, as the log itself does not hold"))
    if heads is not None and all(check.ok for check in checks):
        checks.append(_remembered(kept, trusted, heads))
    head = kept.head
    return Verification(head.size, head.root.hex(), cosignatures, tuple(checks))


def _log_of(path: Path, files: Files, trusted: Policy | None) -> tuple[KeptLog, str]:
    """The log in what was given, and which kind of thing that is."""
    there = set(files.paths())
    if path.is_dir() and _is_project(there):
        return logcheck.of_project(path), _PROJECT
    if {HEAD, MANIFEST, "log/checkpoint", "election.yaml"} & there:
        return in_release(files), _RELEASE
    if "checkpoint" in there:
        return logcheck.bare(path, files, trusted), _BARE
    raise InputError(
        "is no release, project, log or proof (there is no head.json, election.yaml or checkpoint)",
        Place(str(path)),
    )


def _is_project(there: Set[str]) -> bool:
    """A project holds its secret keys and no site; a release with a definition in it is none."""
    secret = any(f"{KEYS}{name}.key" in there for name in keys.NAMES.values())
    public = {HEAD, MANIFEST, "index.html", otherversion.VERIFIER, "data/datapackage.json"} & there
    site = any(path.startswith("site/") for path in there)
    return "election.yaml" in there and secret and not public and not site


def _replayed(kept: KeptLog, files: Files | None, tick: Progress, workers: int) -> list[Check]:
    """What follows from the entries: the checks `entries`, `records` and those of a release."""
    tick("entries", 0, kept.head.size)
    well_formed = aside(lambda: logcheck.entries(kept), workers)
    follows = _following(kept, files, tick, workers)
    try:
        return [well_formed(), *follows]
    except _FAULTS as error:
        return [Check("entries", False, _why(error)), *follows]


def _following(kept: KeptLog, files: Files | None, tick: Progress, workers: int) -> list[Check]:
    try:
        read = told(kept.entries())
        tick("records", 0, None)
        wrong = wrong_with_releases(read.state)
        if files is None:
            made = logcheck.judged(read.state)
            return [*made, Check("release", False, wrong)] if wrong else made
    except _FAULTS as error:
        return [Check("records", False, f"the entries cannot be followed: {_why(error)}")]
    if wrong:
        return [Check("release", False, wrong)]
    try:
        found = settled(read.state)
        records = records_follow(read.state.records, found.records)
    except _FAULTS as error:
        return [Check("release", False, _why(error))]
    last = read.state.releases[-1]
    says = f"made as of {last.as_of} by Actas {last.actas}, at its last entry"
    checks = [records, Check("release", True, says)]
    try:
        return checks + _files(kept, files, read, found, tick, workers)
    except _FAULTS as error:
        return [*checks, Check("files", False, _why(error))]


def _files(
    kept: KeptLog, files: Files, read: Told, found: Outcome, tick: Progress, workers: int
) -> list[Check]:
    last = read.state.releases[-1]
    release = plan(kept, read, found, lambda name: files.read(f"files/{name}"))
    pictures, shown = renditions.held(files, renditions.named(read.state))
    extra = [shown] if pictures else []
    if last.actas != __version__:
        made = {path: whole(data) for job in release.data for path, data in job()}
        names = [one.should.path for one in pictures]
        return [*otherversion.checks(files, made, found.languages, last.actas, names), *extra]
    compared, many = pictures, len(files.paths())
    for one in spread(release.near, release.far, Compare(files), workers):
        compared.append(one)
        if len(compared) % 500 == 0:
            tick("files", len(compared), many)
    checks = recomputed(files, compared, "each was made again from the log and is equal")
    return [*checks, *extra]


def _why(error: BaseException) -> str:
    """What went wrong, in one line."""
    if isinstance(error, ActasError):
        return str(error)
    lines = str(error).strip().splitlines() or [""]
    return f"the entries are signed but make no sense ({type(error).__name__}: {lines[0][:200]})"


def _remembered(kept: KeptLog, trusted: Policy | None, folder: Path) -> Check:
    """The check `head`: what was seen before under any one of the keys that signed it.

    One key is enough: else a key more or less would make a log anew of the same one.
    """
    head = kept.head
    try:
        mine = {_under(folder, key): key for key in _signers(kept, trusted)}
        seen = [one for one in mine if Heads(one).seen(head.origin)]
        others = [one for one in _remembering(folder, head.origin) if one not in mine]
        says = [Heads(one).held(head, kept.tree) for one in seen or mine]
        for one in mine:
            Heads(one).keep(head)
    except Fork as error:
        return Check("head", False, str(error))
    told = says[0]
    if seen and len(seen) < len(mine):
        new = ", ".join(mine[one].key_id.hex() for one in mine if one not in seen)
        told += f"; signed by a key that did not sign it before: {new}"
    if others:
        told += f"; a log named {head.origin} was seen under other keys too: compare the key"
    return Check("head", True, told)


def _signers(kept: KeptLog, trusted: Policy | None) -> list[Verifier]:
    """The keys that signed the head: those that the log carries, and those that were given."""
    signed = [*kept.policy.verify(kept.note).logs]
    if trusted is not None:
        signed += trusted.verify(kept.note).logs
    return list(dict.fromkeys(signed))


def _under(folder: Path, key: Verifier) -> Path:
    return folder / sha256(key.vkey.encode()).hexdigest()[:32]


def _remembering(folder: Path, origin: str) -> Iterator[Path]:
    return (one for one in folder.glob("*/") if Heads(one).seen(origin))
