"""A log in a folder: read it, prove from it, append to it a batch at a time, whole or not at all.

The folder holds the public files of C2SP tlog-tiles and nothing else when no write is under way.
Opening for reading never writes. It knows nothing of what the entries mean.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from actas.errors import LogError, ProjectError
from actas.log import journal
from actas.log.checkpoint import Checkpoint, empty, parse_checkpoint
from actas.log.files import Disk, explain, locked, told
from actas.log.growth import Growth
from actas.log.journal import CHECKPOINT, JOURNAL, PENDING
from actas.log.merkle import verify_consistency
from actas.log.note import NoteError, Verifier, verify_note
from actas.log.policy import Policy, of_keys
from actas.log.proof import Proof
from actas.log.signing import Signer, sign_note
from actas.log.tiles import ENTRIES, WIDTH, pack, tail
from actas.log.tree import Tree


class Log:
    """A log at the head that was published when it was opened (or last appended to).

    Make one with `Log.create` or `Log.open`.

    Attributes:
        directory: the folder.
        head: the checkpoint this object speaks of.
        checkpoint: the same as it was published, with its signatures.
    """

    def __init__(self, directory: Path, note: bytes, signers: Sequence[Signer], disk: Disk) -> None:
        self.directory = directory
        self._signers = tuple(signers)
        self._disk = disk
        self._take(note)

    @classmethod
    def create(
        cls, directory: Path, origin: str, signers: Iterable[Signer], *, disk: Disk | None = None
    ) -> Log:
        """Make a log without entries and sign its head.

        Raises:
            ProjectError: the folder exists and is not empty, or cannot be written.
            LogError: a key does not sign under the log's origin, or there is none.
        """
        signers, disk = tuple(signers), disk or Disk()
        _fit(origin, signers)
        note = sign_note(empty(origin).text, signers)
        made = not directory.is_dir()
        try:
            with told(directory.parent):
                if made:
                    disk.mkdir(directory)
            with told(directory), locked(directory):
                if any(path.name != PENDING for path in directory.iterdir()):
                    raise ProjectError(f"{directory} is not empty: a log needs a folder of its own")
                journal.publish_first(disk, directory, note)
        except BaseException:
            if made and directory.is_dir():
                directory.rmdir()
            raise
        return cls(directory, note, signers, disk)

    @classmethod
    def open(
        cls,
        directory: Path,
        policy: Policy | Iterable[Verifier] | None = None,
        signers: Iterable[Signer] | None = None,
        *,
        disk: Disk | None = None,
    ) -> Log:
        """Open a log; for writing where `signers` are given, finishing what was left under way.

        Args:
            directory: the folder.
            policy: the keys to trust (a policy or plain log keys). Without it, and without
                signers, the head's signatures are not checked.
            signers: the log's own keys, all that signed its head.

        Raises:
            ProjectError: no log there, another process writing, a folder that cannot be written.
            LogError: the head is torn, altered or signed by other keys.
        """
        signers, disk = tuple(signers or ()), disk or Disk()
        if signers:
            with told(directory), locked(directory):
                journal.recover(disk, directory, functools.partial(_open_own, signers))
        note = _published(directory)
        if signers:
            _open_own(signers, note)
        if policy is not None:
            (policy if isinstance(policy, Policy) else of_keys(policy)).verify(note)
        return cls(directory, note, signers, disk)

    @property
    def origin(self) -> str:
        """The log's identity."""
        return self.head.origin

    @property
    def size(self) -> int:
        """How many entries it has."""
        return self.head.size

    @property
    def root(self) -> bytes:
        """Root hash, 32 bytes."""
        return self.head.root

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The entries from `start` up to `end`, each checked against the signed root.

        Raises:
            LogError: a file is missing or altered; ProjectError: it cannot be read.
        """
        end = self.size if end is None else min(end, self.size)
        for index in range(start // WIDTH, -(-end // WIDTH) if end > start else 0):
            bundle = self.tree.bundle(index)
            base = index * WIDTH
            yield from bundle[max(start - base, 0) : end - base]

    def entry(self, index: int) -> bytes:
        """One entry."""
        if not 0 <= index < self.size:
            raise LogError(f"there is no entry {index} in a log of {self.size}")
        return self.tree.bundle(index // WIDTH)[index % WIDTH]

    def prove(self, index: int) -> Proof:
        """That an entry is in the log: a proof that carries the entry and the signed head."""
        entry = self.entry(index)
        return Proof(index, tuple(self.tree.inclusion_proof(index)), self.checkpoint, entry)

    def check_grew_from(self, older: Checkpoint) -> None:
        """Check that this log begins with an older head of it.

        Raises:
            LogError: another origin, a larger size, or other entries: a fork.
        """
        if older.origin != self.origin:
            raise LogError(f"{older.origin} and {self.origin} are two logs, not one")
        if older.size > self.size:
            raise LogError(f"the log has {self.size} entries and had {older.size} before")
        proof = self.tree.consistency_proof(older.size)
        verify_consistency(older.size, self.size, proof, older.root, self.root)

    def read(self, path: str) -> bytes | None:
        """Bytes of one of the log's public files, None where there is none."""
        try:
            return (self.directory / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise explain(self.directory, error) from error

    def append(self, entries: Sequence[bytes], *, expected: Checkpoint | None = None) -> Checkpoint:
        """Append one batch and publish the new head; an empty batch changes nothing.

        Args:
            entries: the bytes of each entry, at most 65,535.
            expected: the head that the batch was made for; by default the one this object has.

        Raises:
            LogError: the log has another head by now, or it was altered.
            ProjectError: not opened for writing, no space, read-only, another process writing.
            InputError: an entry that a log does not take.
        """
        if not self._signers:
            raise ProjectError("the log was opened for reading: its keys are needed to append")
        with told(self.directory), locked(self.directory):
            open_head = functools.partial(_open_own, self._signers)
            journal.recover(self._disk, self.directory, open_head)
            note = _published(self.directory)
            self._compare(open_head(note), expected or self.head)
            self._take(note)
            if entries:
                self._take(self._grow(entries, note))
        return self.head

    def _grow(self, entries: Sequence[bytes], note: bytes) -> bytes:
        """Write a batch in the order that survives being cut off anywhere; gives the new head."""
        disk, directory, old = self._disk, self.directory, self.size
        growth = Growth(old, self.tree.edge(), self._edge_bundle(), entries)
        new = old + len(entries)
        few = journal.few(old, new)
        committed = False
        try:
            journal.begin(disk, directory, old, new)
            journal.write_tiles(disk, directory, growth.tiles(), few)
            fresh = sign_note(Checkpoint(self.origin, new, growth.root).text, self._signers)
            if _published(directory) != note:
                raise LogError(f"{directory} was changed by a process that does not keep its lock")
            journal.write_pending(disk, directory, fresh)
            committed = True
            journal.finish(disk, directory, old, new)
        except BaseException as error:
            if committed or (directory / JOURNAL).exists():
                self._settle(old, new, committed)
            if not committed or not isinstance(error, OSError):
                raise
        return fresh

    def _settle(self, old: int, new: int, committed: bool) -> None:
        """After a failure: finish what is committed, undo what is not."""
        try:
            settle = journal.finish if committed else journal.undo
            settle(self._disk, self.directory, old, new)
        except OSError as error:
            state = "finished" if committed else "undone"
            raise ProjectError(
                f"{explain(self.directory, error)} "
                f"(the write was cut off and will be {state} when the log is next opened)"
            ) from error

    def _compare(self, current: Checkpoint, expected: Checkpoint) -> None:
        if current != expected:
            raise LogError(
                f"the log has {current.size} entries by now, {expected.size} were expected: "
                "another process appended to it; read it again"
            )

    def _edge_bundle(self) -> bytes:
        last = tail(ENTRIES, self.size)
        return pack(self.tree.bundle(last.index)) if last else b""

    def _take(self, note: bytes) -> None:
        self.checkpoint = note
        self.head: Checkpoint = parse_checkpoint(note)[0]
        self.tree = Tree(self.read, self.head.size, self.head.root)


def _published(directory: Path) -> bytes:
    """The bytes of the published checkpoint."""
    path = directory / CHECKPOINT
    try:
        return path.read_bytes()
    except FileNotFoundError:
        what = "no log" if not (directory / JOURNAL).exists() else "a log without its checkpoint"
        raise ProjectError(f"there is {what} at {directory}") from None
    except OSError as error:
        raise explain(directory, error) from error


def _open_own(signers: Sequence[Signer], note: bytes) -> Checkpoint:
    """The head of a note that every one of our own keys signed."""
    checkpoint, parsed = parse_checkpoint(note)
    _fit(checkpoint.origin, signers)
    keys = {signer.verifier for signer in signers}
    if not all(any(line.is_by(key) for line in parsed.signatures) for key in keys):
        raise NoteError("the key does not match: the log is not signed by all of the given keys")
    verify_note(parsed, keys)
    return checkpoint


def _fit(origin: str, signers: Sequence[Signer]) -> None:
    if not signers:
        raise LogError("a log needs at least one signing key")
    for signer in signers:
        if signer.verifier.name != origin:
            raise LogError(f"the key of {signer.verifier.name} does not match the log {origin}")
