"""What a process knows of a log already, so that a release need not read and judge it again.

It stands for one signed head. Of a log with any other head it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from actas.checks.run import Judged
from actas.count.shapes import State
from actas.log.checkpoint import Checkpoint
from actas.log.tiles import WIDTH, tile_path
from actas.release.build import Told
from actas.release.kept import KeptLog


@dataclass(frozen=True)
class Known:
    """A log as whoever wrote its last entry has it.

    Attributes:
        head: where it stood; every entry was checked against its root.
        state: its entries folded.
        judged: what the rules make of them.
    """

    head: Checkpoint
    state: State
    judged: Judged

    def told(self, log: KeptLog) -> Told:
        """The log as if it had been read; it must be one that stands at this head and holds."""
        return Told(self.state, _leaves(log))


def _leaves(log: KeptLog) -> bytes:
    """Leaf hashes of all entries, from the tiles."""
    full, rest = divmod(log.head.size, WIDTH)
    tiles = [tile_path(0, index) for index in range(full)]
    tiles += [tile_path(0, full, rest)] if rest else []
    return b"".join(log.files[path] for path in tiles)
