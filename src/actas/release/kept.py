"""A log as its files are kept, in a project, a release or a tarball, with the policy to trust.

It reads through a mapping from path to bytes, so all of them are read alike; entries come checked
against the root. It refuses to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from actas.errors import InputError, LogError, Place
from actas.log import keys
from actas.log.audit import CHECKPOINT
from actas.log.checkpoint import Checkpoint, parse_checkpoint
from actas.log.folder import Folder
from actas.log.note import parse_vkey
from actas.log.policy import FILE_NAME, Policy, of_keys, parse_policy
from actas.log.proof import Proof
from actas.log.tiles import WIDTH
from actas.log.tree import Tree
from actas.release.files import Files

PREFIX = "log/"
KEYS = "keys/"


class KeptLog:
    """The log in some files.

    Args:
        files: the log's own files by path (`checkpoint`, `tile/…`).
        policy: the keys to trust.
        where: where that policy was found, for a sentence; empty where a person gave it.

    Raises:
        LogError: there is no checkpoint, or it is malformed.
    """

    def __init__(self, files: Mapping[str, bytes], policy: Policy, where: str) -> None:
        self.files = files
        self.where = where
        self.policy = policy
        note = files.get(CHECKPOINT)
        if note is None:
            raise LogError("the log has no checkpoint")
        self.note = note
        self.head: Checkpoint = parse_checkpoint(note)[0]

    @cached_property
    def tree(self) -> Tree:
        """Its tree, each tile checked when it is read."""
        return Tree(self.files.get, self.head.size, self.head.root)

    def entries(self) -> Iterator[bytes]:
        """Every entry, checked against the root."""
        for index in range(-(-self.head.size // WIDTH)):
            yield from self.tree.bundle(index)

    def entry(self, index: int) -> bytes:
        """One entry."""
        return self.tree.bundle(index // WIDTH)[index % WIDTH]

    def begins_with(self, size: int, root: bytes) -> bool:
        """Whether its first entries are those of a log of this size and root."""
        try:
            return self.tree.root_at(size) == root
        except LogError:
            return False

    def prove(self, index: int) -> Proof:
        """That an entry is in the log, with the entry and the signed head."""
        hashes = tuple(self.tree.inclusion_proof(index))
        return Proof(index, hashes, self.note, self.entry(index))


class Below(Mapping[str, bytes]):
    """The files of a release below a folder, by their path in it."""

    def __init__(self, files: Files, prefix: str = PREFIX) -> None:
        self._files = files
        self._prefix = prefix
        known = [*files.paths(), *files.strange()]
        self._names = {path.removeprefix(prefix) for path in known if path.startswith(prefix)}

    def __getitem__(self, name: str) -> bytes:
        data = self._files.read(self._prefix + name) if name in self._names else None
        if data is None:
            raise KeyError(name)
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)


def in_folder(directory: Path, policy: Policy, where: str = "in keys/ of the project") -> KeptLog:
    """The log in a project's folder."""
    return KeptLog(Folder(directory), policy, where)


def in_release(files: Files) -> KeptLog:
    """The log in a release, under the policy that it carries itself.

    Raises:
        LogError: there is none; InputError: the policy is malformed.
    """
    name = f"{KEYS}{FILE_NAME}"
    text = files.read(name)
    if text is None:
        raise LogError(f"{name} is missing: no key to check the log with")
    return KeptLog(Below(files), parse_policy(text, name), "in the release")


def policy_files(policy: Policy) -> dict[str, bytes]:
    """The policy and the public keys as a release carries them, by path."""
    found = {KEYS + FILE_NAME: policy.text.encode()}
    for key in policy.logs:
        name = f"{KEYS}{keys.NAMES[key.kind]}.vkey"
        if name in found:
            name = f"{KEYS}{keys.NAMES[key.kind]}-{key.key_id.hex()}.vkey"
        found[name] = f"{key.vkey}\n".encode()
    return found


def policy_from(given: str) -> Policy:
    """The policy that a person names: a key in one line, or a file with a key or a policy.

    Raises:
        InputError: it is neither; LogError: the key was mistyped.
    """
    path = Path(given)
    if "+" not in given or path.is_file():
        try:
            given = path.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            raise InputError(
                "should be a key (name+id+base64) or a file that holds one", Place(given)
            ) from None
        if given.startswith(("log ", "#")) or "\n" in given:
            return parse_policy(path.read_bytes(), str(path))
    return of_keys([parse_vkey(given)])
