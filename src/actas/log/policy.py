"""Which keys and how many witnesses make a checkpoint trusted (C2SP tlog-policy).

Two ways of looking at a checkpoint: `verify`, as any client does, and `faults`, which lets
nothing pass that a release should not have. It knows no files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from actas.errors import InputError, Place
from actas.log.checkpoint import Checkpoint, parse_checkpoint
from actas.log.note import COSIGNATURE, ED25519, MLDSA44, Note, NoteError, Verifier, parse_vkey

FILE_NAME = "policy.txt"
"""Name of the policy file in a keys folder and in a release."""

NONE = "none"
_KINDS = {"log": (ED25519, MLDSA44), "witness": (COSIGNATURE, MLDSA44)}


@dataclass(frozen=True, slots=True)
class Verified:
    """What a checkpoint is known to be, once its signatures were checked.

    Attributes:
        checkpoint: origin, size and root.
        logs: the log's keys that signed it.
        witnesses: names of the witnesses that cosigned it, with their POSIX times.
    """

    checkpoint: Checkpoint
    logs: tuple[Verifier, ...]
    witnesses: dict[str, int]


@dataclass(frozen=True)
class Policy:
    """Keys of logs and witnesses, groups of witnesses, and the group that must have cosigned."""

    logs: tuple[Verifier, ...]
    witnesses: dict[str, Verifier] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = NONE

    def verify(self, data: bytes) -> Verified:
        """Check a signed checkpoint as C2SP asks: unknown lines are ignored.

        Raises:
            NoteError: malformed; a known key's signature fails; no log key signed it under its
                own name; too few witnesses.
        """
        checkpoint, note = parse_checkpoint(data)
        logs: dict[Verifier, int] = {}
        cosigned: dict[str, int] = {}
        for signature in note.signatures:
            for key in self.logs:
                if signature.is_by(key):
                    logs[key] = key.verify(note.text, signature.blob)
            for name, key in self.witnesses.items():
                if signature.is_by(key):
                    cosigned[name] = key.verify(note.text, signature.blob)
        mine = tuple(key for key in logs if key.name == checkpoint.origin)
        if not mine:
            raise NoteError(f"the checkpoint of {checkpoint.origin} is not signed by a known key")
        if not self._reached(self.quorum, cosigned):
            raise NoteError(
                f"the checkpoint has {len(cosigned)} cosignatures; {self.quorum} needs more"
            )
        return Verified(checkpoint, mine, cosigned)

    def faults(self, data: bytes) -> list[str]:
        """Everything about a checkpoint's signatures that a release must not have.

        Every line must be by a key of this policy and verify, none twice; every key of the log
        must have signed; the quorum must be reached.
        """
        try:
            checkpoint, note = parse_checkpoint(data)
        except NoteError as error:
            return [str(error)]
        told = []
        try:
            self.verify(data)
        except NoteError as error:
            told.append(str(error))
        told += _unknown_lines(note, [*self.logs, *self.witnesses.values()])
        for key in self.logs:
            signed = any(signature.is_by(key) for signature in note.signatures)
            if key.name == checkpoint.origin and not signed:
                told.append(f"the signature of the log's key {key.key_id.hex()} is missing")
        return told

    @property
    def text(self) -> str:
        """The policy as a file."""
        lines = [f"log {key.vkey}" for key in self.logs]
        lines += [f"witness {name} {key.vkey}" for name, key in self.witnesses.items()]
        for name, (needed, members) in self.groups.items():
            lines.append(f"group {name} {needed} {' '.join(members)}")
        return "\n".join([*lines, f"quorum {self.quorum}", ""])

    def _reached(self, name: str, cosigned: dict[str, int]) -> bool:
        if name == NONE:
            return True
        if name in self.witnesses:
            return name in cosigned
        needed, members = self.groups[name]
        return sum(self._reached(member, cosigned) for member in members) >= needed


def of_keys(keys: Iterable[Verifier]) -> Policy:
    """The policy that trusts these log keys and asks for no witness."""
    return Policy(tuple(keys))


def parse_policy(data: bytes, name: str = FILE_NAME) -> Policy:
    """Read a policy file.

    Raises:
        InputError: with the line that breaks a rule.
    """
    text = data.decode("utf-8", "surrogateescape")
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            if re.search(r"[^\t\x20-\x7e\x80-\U0010ffff]", line):
                raise InputError("only tab is allowed among control characters")
            words = re.split(r"[ \t]+", line.strip(" \t"))
            if words[0] and not words[0].startswith("#"):
                reader.read(words)
        except (InputError, NoteError) as error:
            raise InputError(error.message, Place(name, number)) from None
    if reader.quorum is None:
        raise InputError("a policy needs a quorum line; `quorum none` asks for no witness")
    return Policy(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum)


class _Reader:
    """What has been read of a policy so far: a line may only speak of what stands above it."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: dict[str, Verifier] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self._used: set[str] = set()

    def read(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(self._key("log", vkey, self.logs))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._free(name)
                self.witnesses[name] = self._key("witness", vkey, self.witnesses.values())
            case ["group", name, needed, *members] if members:
                self._free(name)
                self.groups[name] = (self._threshold(needed, members), tuple(members))
            case ["quorum", name] if self.quorum is None:
                if name != NONE:
                    self._defined(name)
                self.quorum = name
            case ["quorum", _]:
                raise InputError("a policy has exactly one quorum line")
            case _:
                raise InputError("a line begins with log, witness, group or quorum")

    @staticmethod
    def _key(role: str, vkey: str, others: Iterable[Verifier]) -> Verifier:
        key = parse_vkey(vkey)
        if key.kind not in _KINDS[role]:
            raise InputError(f"a {role} does not sign with a key of type {key.kind:#04x}")
        if key.public in {other.public for other in others}:
            raise InputError(f"the same {role} key stands twice")
        return key

    def _threshold(self, needed: str, members: list[str]) -> int:
        for member in members:
            self._defined(member)
            if member in self._used:
                raise InputError(f"{member!r} can be a member of one group only, once")
            self._used.add(member)
        if needed in ("all", "any"):
            return len(members) if needed == "all" else 1
        if not re.fullmatch(r"[1-9][0-9]{0,3}", needed) or int(needed) > len(members):
            raise InputError(f"a group needs all, any or a number from 1 to {len(members)}")
        return int(needed)

    def _free(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise InputError(f"the name {name!r} is taken")

    def _defined(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise InputError(f"{name!r} must be defined on a line above")


def _unknown_lines(note: Note, keys: list[Verifier]) -> list[str]:
    told, seen = [], set()
    for signature in note.signatures:
        key = (signature.name, signature.key_id)
        if not any(signature.is_by(known) for known in keys):
            told.append(f"a signature is by a key that the policy does not know: {signature.name}")
        if key in seen:
            told.append(f"{signature.name} signed twice with one key")
        seen.add(key)
    return told
