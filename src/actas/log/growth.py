"""From a log's right edge and new entries to the new tiles and the new root.

Pure and quick: whole bundles are hashed at a time. Nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from actas.errors import InputError
from actas.log.merkle import HASH_SIZE
from actas.log.tiles import ENTRIES, ENTRY_MAX, WIDTH, Tile, edge_root, levels, pack, tile_root

FULL = WIDTH * HASH_SIZE


class Growth:
    """A log that grows by one batch.

    Args:
        size: entries before.
        edge: hashes of the partial tile at the right edge of each level, level 0 first.
        bundle: bytes of the partial bundle at the edge.
        entries: what comes.

    Attributes:
        size: entries after, once `tiles` has been gone through.
        root: root after, likewise.

    Raises:
        InputError: an entry is not bytes or longer than 65,535.
    """

    def __init__(
        self, size: int, edge: Sequence[bytes], bundle: bytes, entries: Sequence[bytes]
    ) -> None:
        _admit(entries)
        self.size = size
        self._edge = list(edge) or [b""]
        self._bundle = bundle
        self._entries = entries

    @property
    def root(self) -> bytes:
        """Root of the tree as it is now."""
        return edge_root(self._edge)

    def tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """Every file that the batch adds, as `tiles.added` lists them, in another order."""
        old, new = self.size, self.size + len(self._entries)
        self._edge += [b""] * (len(levels(new)) - 1 - len(self._edge))
        fresh: list[bytes] = []
        yield from self._leaves(fresh)
        for level in range(1, len(self._edge)):
            yield from self._level(level, old >> (8 * level), fresh)
        self.size = new

    def _leaves(self, roots: list[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Bundles and leaf tiles; the root of each full tile is added to `roots`."""
        hashes, bundle = self._edge[0], self._bundle
        sha, zero, entries = sha256, b"\x00", self._entries
        index, held = divmod(self.size, WIDTH)
        start = -held
        while start < len(entries):
            chunk = entries[max(start, 0) : start + WIDTH]
            bundle += pack(chunk)
            hashes += b"".join([sha(zero + entry).digest() for entry in chunk])
            width = len(hashes) // HASH_SIZE
            yield Tile(ENTRIES, index, width), bundle
            yield Tile(0, index, width), hashes
            if width == WIDTH:
                roots.append(tile_root(hashes))
                hashes = bundle = b""
            index += 1
            start += WIDTH
        self._edge[0], self._bundle = hashes, bundle

    def _level(self, level: int, before: int, fresh: list[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Tiles of one level above the leaves; `fresh` becomes the roots of its full tiles."""
        index, held = divmod(before, WIDTH)
        hashes = self._edge[level] + b"".join(fresh)
        fresh.clear()
        while len(hashes) >= FULL:
            yield Tile(level, index), hashes[:FULL]
            fresh.append(tile_root(hashes[:FULL]))
            hashes = hashes[FULL:]
            index, held = index + 1, 0
        for width in range(held + 1, len(hashes) // HASH_SIZE + 1):
            yield Tile(level, index, width), hashes[: width * HASH_SIZE]
        self._edge[level] = hashes


def _admit(entries: Sequence[bytes]) -> None:
    for number, entry in enumerate(entries):
        if type(entry) is not bytes:
            raise InputError(f"entry {number} of the batch is not bytes")
        if len(entry) > ENTRY_MAX:
            raise InputError(
                f"entry {number} of the batch has {len(entry)} bytes; a log takes up to {ENTRY_MAX}"
            )
