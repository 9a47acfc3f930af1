"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log, as the text of a note.

It reads and writes the three lines. Whether a signature under them is good is the note's part.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from actas.log.merkle import EMPTY_ROOT, HASH_SIZE
from actas.log.note import Note, NoteError, decode_base64, parse_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head: it has `size` entries and their tree has this root.

    Attributes:
        origin: the log's identity, a URL without scheme.
        size: number of entries, below 2^63.
        root: 32 bytes.
        extensions: further lines, which Actas never writes.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> bytes:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(
            f"{line}\n" for line in (self.origin, self.size, root, *self.extensions)
        ).encode()


def empty(origin: str) -> Checkpoint:
    """The head of a log without entries."""
    return Checkpoint(origin, 0, EMPTY_ROOT)


def parse_text(text: bytes) -> Checkpoint:
    """The checkpoint in a note's text.

    Raises:
        NoteError: a line is missing or written in any other way than the one allowed.
    """
    lines = text.decode().split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise NoteError("a checkpoint needs three lines: origin, size and root")
    origin, size, encoded, *extensions = lines
    root = decode_base64(encoded)
    if not _SIZE.fullmatch(size) or int(size) >= 1 << 63:
        raise NoteError(f"the size in a checkpoint is not a plain number: {size[:40]!r}")
    if root is None or len(root) != HASH_SIZE:
        raise NoteError("the root in a checkpoint is not 32 bytes in base64")
    if size == "0" and root != EMPTY_ROOT:
        raise NoteError("a checkpoint of an empty log has another root than the empty tree")
    return Checkpoint(origin, int(size), root, tuple(extensions))


def parse_checkpoint(data: bytes) -> tuple[Checkpoint, Note]:
    """A checkpoint and the note that carries it; nothing is verified yet."""
    note = parse_note(data)
    return parse_text(note.text), note
