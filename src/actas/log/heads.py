"""The last head seen of each log, so that a fork or a rewritten history is refused.

One small file a log in a folder of the person who verifies. It trusts what it is given to be
verified already; it adds only memory.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from actas.errors import LogError
from actas.log.checkpoint import Checkpoint, parse_text
from actas.log.files import told
from actas.log.merkle import ProofError, verify_consistency
from actas.log.tree import Tree


class Fork(LogError):
    """A log shows another history than the one it showed before."""


class Heads:
    """Heads remembered in a folder, which is made when the first one is remembered."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def seen(self, origin: str) -> list[Checkpoint]:
        """The heads seen of a log, smallest first; each is the beginning of the next."""
        path = self._path(origin)
        with told(self._directory):
            if not path.exists():
                return []
            texts = path.read_bytes().removesuffix(b"\n").split(b"\n\n")
            return [parse_text(text + b"\n") for text in texts]

    def remember(self, head: Checkpoint, tree: Tree, newer: Tree | None = None) -> str:
        """Hold a head against those seen before, then keep it; gives one sentence.

        Args and errors are those of `held`.
        """
        says = self.held(head, tree, newer)
        self.keep(head)
        return says

    def held(self, head: Checkpoint, tree: Tree, newer: Tree | None = None) -> str:
        """Hold a head against those seen before and keep nothing; gives one sentence.

        Args:
            head: the head, whose signatures and tiles the caller has verified.
            tree: its tree, from which it is shown that it continues the last one seen.
            newer: tree of the last head seen, where the caller has it: an older copy that was
                not seen before can then be shown to be its beginning. It is not remembered.

        Raises:
            Fork: it does not continue what was seen, or is shorter and was not seen before.
        """
        seen = self.seen(head.origin)
        if not seen:
            return f"the first head seen of {head.origin}"
        last = seen[-1]
        same = [one for one in seen if one.size == head.size]
        if any(one.root != head.root for one in same):
            raise _fork(head, same[0])
        if head.size < last.size:
            return self._older(head, last, newer, bool(same))
        try:
            proof = tree.consistency_proof(last.size)
            verify_consistency(last.size, head.size, proof, last.root, head.root)
        except ProofError:
            raise _fork(head, last) from None
        return f"continues the head of {last.size} entries seen before"

    def keep(self, head: Checkpoint) -> None:
        """Remember a head that `held` let pass; one older than the last is not added."""
        seen = self.seen(head.origin)
        if not seen or seen[-1].size < head.size:
            self._write([*seen, head])

    @staticmethod
    def _older(head: Checkpoint, last: Checkpoint, newer: Tree | None, seen: bool) -> str:
        """An older copy is good to look at, if it is the beginning of what was seen since."""
        if not seen:
            if newer is None or (newer.size, newer.root) != (last.size, last.root):
                raise Fork(
                    f"{head.origin} shows {head.size} entries here and showed {last.size} before: "
                    "an older copy, or a log cut short; compare it with the newer copy"
                )
            if newer.root_at(head.size) != head.root:
                raise _fork(head, last)
        return f"an older copy: the {last.size} entries seen since begin with it"

    def _write(self, heads: list[Checkpoint]) -> None:
        path = self._path(heads[0].origin)
        with told(self._directory):
            self._directory.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(b"\n".join(head.text for head in heads))
            fresh.replace(path)

    def _path(self, origin: str) -> Path:
        return self._directory / f"{sha256(origin.encode()).hexdigest()}.head"


def _fork(head: Checkpoint, before: Checkpoint) -> Fork:
    return Fork(
        f"FORK: {head.origin} showed another history before: the head of {before.size} entries "
        f"with root {before.root.hex()} and this one of {head.size} are not of one log"
    )
