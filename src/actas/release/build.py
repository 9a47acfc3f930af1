"""What a release is made of: every path with its bytes, from the log and the files it names.

Pure but for reading the log that it is given: no clock, no name of a machine. Same log, same
bytes. It refuses to know where the files go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from importlib.resources import files as resources
from itertools import chain
from typing import NamedTuple

from actas.checks.run import Judged
from actas.count.fold import fold
from actas.count.shapes import Release, State
from actas.errors import LogError, ProjectError
from actas.log import mirrors, tiles
from actas.log.audit import CHECKPOINT
from actas.release import exports, renditions, site, twins
from actas.release.contents import Content, OnDisk, Unchanged
from actas.release.kept import PREFIX, KeptLog, policy_files
from actas.release.manifest import HEAD, Head, listed
from actas.release.names import Digests
from actas.release.opendata import PACKAGE, OpenData, Written, of_log, opendata
from actas.release.outcome import Outcome, logged, outcome
from actas.release.site.ballot import Ballot
from actas.release.site.checking import programs
from actas.release.site.sameness import name_of
from actas.release.site.shapes import LogFacts
from actas.release.workers import Job, beside, uncollected

Public = Callable[[str], bytes | None]
"""Bytes of a public file by its name, None where there is none."""

_ALIKE = bytes(32)
"""Digest of what never differs."""


@dataclass(frozen=True)
class Plan:
    """A release about to be made.

    Attributes:
        head: where its log stands.
        near: jobs that need Polars, for the process that holds the election.
        far: jobs for workers.
        data: those of all jobs that make anything but pages.
        made_from: digest of what the files of each area are made from, where it was asked for;
            a full tile of the log stands for itself.
        left: areas whose files are in place already and are made by no job.
        areas: gives the paths of the files of each area, of those of all files.
    """

    head: Head
    near: Sequence[Job]
    far: Sequence[Job]
    data: Sequence[Job] = ()
    made_from: Digests = field(default_factory=Digests)
    left: Collection[str] = ()
    areas: Callable[[Iterable[str]], Mapping[str, Sequence[str]]] = lambda _: {}


class Before(NamedTuple):
    """The last release, as far as its files can be taken over.

    Attributes:
        made_from: digest of what the files of each area were made from, read once; None where
            digests are wanted for neither release.
        in_place: whether those files lie already where the next release is made.
    """

    made_from: Iterable[tuple[str, bytes]] | None = None
    in_place: bool = False


@dataclass(frozen=True)
class Told:
    """A log read from end to end.

    Attributes:
        state: its entries folded.
        leaves: leaf hash of every entry, 32 bytes each.
    """

    state: State
    leaves: bytes


@uncollected()
def told(entries: Iterable[bytes]) -> Told:
    """Fold the entries and keep their leaf hashes, in one pass."""
    leaves = bytearray()
    state = fold(_hashed(entries, leaves))
    return Told(state, bytes(leaves))


@uncollected()
def settled(state: State, judged: Judged | None = None) -> Outcome:
    """What the log amounts to at its last entry, which must be a release entry.

    Args:
        state: the log folded.
        judged: what the rules make of it, where that is known.

    Raises:
        LogError: it is not.
    """
    last = _last(state)
    return outcome(state, last.as_of, last.languages, judged)


def begun(state: State, judged: Judged) -> Callable[[], list[Written]]:
    """Begin, beside the count, with the tables that need none; gives what waits for them.

    Raises:
        LogError: as `settled`.
    """
    return beside(partial(of_log, logged(state, _last(state).languages, judged)))


def _last(state: State) -> Release:
    last = state.releases[-1] if state.releases else None
    if last is None or last.index != state.size - 1:
        raise LogError("the log's last entry is no release entry: `actas publish` adds it")
    return last


@uncollected()
def plan(
    log: KeptLog,
    read: Told,
    found: Outcome,
    public: Public,
    pictures: renditions.Renditions | None = None,
    last: Callable[[], Before] = Before,
    tables: Callable[[], list[Written]] | None = None,
) -> Plan:
    """The release of a log.

    Args:
        log: with the policy that the release carries.
        read: `told(log.entries())`.
        found: `settled(read.state)`.
        public: the files that the log names.
        pictures: the renditions that it names; they are left out where there is none.
        last: gives the release before, of which the files of areas that were made from the same
            are only promised, or left out where they are in place. It is asked when the pages are
            made ready.
        tables: gives those that need no count, where they were `begun`.

    Raises:
        ProjectError: such a file is missing or is not the one that the log names.
    """
    entry, election = read.state.releases[-1], found.election
    head = Head(log.head.origin, log.head.size, log.head.root.hex(), entry.as_of, entry.actas)
    named = {name: _public_file(name, *what, public) for name, what in read.state.files.items()}
    facts = LogFacts(
        origin=head.origin,
        leaf=partial(_leaf, read.leaves),
        cosignatures=len(log.policy.verify(log.note).witnesses),
        keys=tuple(key.vkey for key in log.policy.logs),
        size=head.size,
        files=named,
        mirrors=_mirrors(named, log),
        # Of the election alone: `found` would hold every frame for as long as there are pages.
        exported=partial(exports.of_area, election),
        twin=partial(twins.twin_path, election),
    )
    made = beside(partial(opendata, found, tables))
    book = site.Book(found, facts)
    full = _full_tiles(log)
    before = last()
    areas = Digests(chain(site.made_from(book), full) if before.made_from is not None else ())
    same = areas.same(before.made_from or ())
    data = made()
    book.downloads = (*data.downloads, *exports.downloads())
    fixed: dict[str, bytes | OnDisk] = {HEAD: head.encoded(), "verify.py": standalone()}
    fixed |= programs() | data.files
    fixed |= {f"files/{name}": content for name, content in named.items()}
    left: Collection[str] = same if before.in_place else ()
    near: list[Job] = [
        fixed.items,
        partial(log_files, log, left),
        partial(_exported, found.without_rows(), head, data),
    ]
    if pictures is not None:
        near.append(partial(renditions.files, renditions.named(read.state), pictures))
    below = list(_twins(book, same, left))
    far = [*site.jobs(book, same, left), *below]
    return Plan(head, near, far, [*near, *below], areas, left, partial(_paths, book, full))


def standalone() -> bytes:
    """The verifier that needs only Python's standard library."""
    return (resources("actas.log") / "standalone.py").read_bytes()


def log_files(log: KeptLog, left: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """The log's own files as they are below `log/`, its policy and public keys below `keys/`.

    Args:
        log: it.
        left: paths of full tiles that are left out.
    """
    for name in sorted(log.files):
        # A write under way, or a stray file, is nobody's release.
        if (name == CHECKPOINT or name.startswith("tile/")) and PREFIX + name not in left:
            yield PREFIX + name, log.files[name]
    yield from policy_files(log.policy).items()


def _full_tiles(log: KeptLog) -> list[tuple[str, bytes]]:
    """Paths of full tiles below its head. What follows on them never changes them: a log that
    begins with another has them of the same bytes, so that one digest stands for all."""
    held = tiles.layout(log.head.size)
    return [(PREFIX + tile.path, _ALIKE) for tile in held if tile.width == tiles.WIDTH]


def _exported(found: Outcome, head: Head, data: OpenData) -> Iterator[tuple[str, Content]]:
    """The exports, and the package that describes them and the tables."""
    made = []
    for path, content in exports.files(found, head, [table for table, _ in data.tables]):
        yield path, content
        made.append(listed(path, content))  # by now it is made where it belongs
    yield PACKAGE, data.package(found, head, made)


def _mirrors(named: Mapping[str, bytes], log: KeptLog) -> tuple[str, ...]:
    """Addresses of the signed list of mirrors; LogError where it is not the log's."""
    data = named.get(mirrors.FILE)
    return () if data is None else mirrors.parse(data, log.head.origin, log.policy.logs)


def _paths(
    book: site.Book, full: Iterable[tuple[str, bytes]], files: Iterable[str]
) -> dict[str, list[str]]:
    """Paths of the files of every area: its pages in every language, and its twin; full tiles."""
    found = site.page_paths(book, files) | {path: [path] for path, _ in full}
    for ballot in book.ballots:
        for area in filter(None, ballot.counts):
            found[name_of(ballot, area)].append(twins.twin_path(book.election, ballot.id, area))
    return found


def _twins(book: site.Book, same: Collection[str], left: Collection[str]) -> Iterator[Job]:
    for ballot in book.ballots:
        held = twins.Twins(book.election, ballot.id, ballot.counts, ballot.stations, ballot.areas)
        for chosen in site.chunks(ballot, left):
            yield partial(_twins_of, held, ballot, chosen, same, left)


def _twins_of(
    held: twins.Twins,
    ballot: Ballot,
    chosen: range,
    same: Collection[str],
    left: Collection[str],
) -> Iterator[tuple[str, Content]]:
    for area in ballot.areas.named(chosen):
        name = name_of(ballot, area)
        if area and area in ballot.counts and name not in left:
            make = partial(held.twin, area)
            yield held.path(area), Unchanged(make) if name in same else make()


def _hashed(entries: Iterable[bytes], leaves: bytearray) -> Iterator[bytes]:
    for entry in entries:
        leaves += sha256(b"\x00" + entry).digest()
        yield entry


def _leaf(leaves: bytes, index: int) -> str:
    """Leaf hash of an entry in hex."""
    return leaves[32 * index : 32 * index + 32].hex()


def _public_file(name: str, size: int, digest: str, public: Public) -> bytes:
    content = public(name)
    if content is None:
        raise ProjectError(f"files/{name}, which the log names, is missing")
    if (len(content), sha256(content).hexdigest()) != (size, digest):
        raise ProjectError(f"files/{name} is not the file that the log names: it was changed")
    return content
