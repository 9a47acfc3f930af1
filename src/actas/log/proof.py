"""Proofs that travel alone (C2SP tlog-proof, `.tlog-proof`): entry, path and signed checkpoint.

A proof is enough to check, offline and years later, that an entry is in the log; it needs no
log at hand.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from actas.log.merkle import HASH_SIZE, ProofError, leaf_hash, verify_inclusion
from actas.log.note import decode_base64
from actas.log.policy import Policy, Verified

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is at `index` of the log that `checkpoint` signs.

    Attributes:
        index: position of the entry, from 0.
        hashes: from the leaf's sibling to the root's child.
        checkpoint: the signed checkpoint, as it was published.
        extra: bytes that nothing vouches for; Actas puts the entry here, where the leaf hash
            then shows whether it is the right one.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The proof as a file."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(h).decode() for h in self.hashes]
        return "\n".join([*lines, "", ""]).encode() + self.checkpoint

    def verify(self, policy: Policy, entry: bytes | None = None) -> Verified:
        """Check the checkpoint under the policy and the entry under the checkpoint.

        Args:
            policy: the keys to trust.
            entry: the entry's bytes; those carried in the proof when not given.

        Raises:
            LogError: anything does not follow.
        """
        verified = policy.verify(self.checkpoint)
        entry = self.extra if entry is None else entry
        if entry is None:
            raise ProofError("the proof does not carry its entry: give the entry too")
        head = verified.checkpoint
        verify_inclusion(leaf_hash(entry), self.index, head.size, self.hashes, head.root)
        return verified


def parse_proof(data: bytes) -> Proof:
    """Read a proof file.

    Raises:
        ProofError: it breaks a rule of the format.
    """
    head, found, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise ProofError("a proof holds only ASCII above its checkpoint") from None
    if lines.pop(0) != HEADER or not found:
        raise ProofError(f"not a proof: it does not begin with {HEADER}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "))
        if extra is None:
            raise ProofError("the extra line of a proof is not base64")
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    hashes = [decode_base64(line) for line in lines]
    if index is None or len(hashes) > 63:
        raise ProofError("a proof needs its index and at most 63 hashes")
    if not all(h is not None and len(h) == HASH_SIZE for h in hashes):
        raise ProofError("a hash of a proof is not 32 bytes in base64")
    return Proof(int(index[1]), tuple(h for h in hashes if h), checkpoint, extra)
