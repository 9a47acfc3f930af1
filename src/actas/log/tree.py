"""Proofs from tiles, each tile checked against the signed root before a hash in it is used.

It reads tiles through a function that is passed in, so a folder, an archive or a URL will do.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from actas.errors import LogError
from actas.log import merkle
from actas.log.merkle import HASH_SIZE, node_hash
from actas.log.tiles import ENTRIES, WIDTH, Tile, edge_root, layers, levels, tail, tile_path, unpack

Read = Callable[[str], bytes | None]
"""Bytes of a file below the log's prefix, or None where there is no such file."""

_KEPT = 2048


class Tree:
    """The tree of a checkpoint, read from its tiles.

    Args:
        read: gives the bytes of a tile by its path.
        size: entries in the tree.
        root: its root hash, from a checkpoint that the caller trusts.
    """

    def __init__(self, read: Read, size: int, root: bytes) -> None:
        self.size = size
        self.root = root
        self._read = read
        self._edge: list[bytes] | None = None
        self._kept: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Hashes from the entry's sibling to the root's child (RFC 9162 2.1.3.1)."""
        return merkle.inclusion_proof(index, self.size, self.subtree)

    def consistency_proof(self, old: int) -> list[bytes]:
        """Hashes that show that this tree begins with its first `old` entries."""
        return merkle.consistency_proof(old, self.size, self.subtree)

    def root_at(self, size: int) -> bytes:
        """Root that the tree had when it held its first `size` entries."""
        if not 0 <= size <= self.size:
            raise LogError(f"the log has {self.size} entries, not {size}")
        return self.subtree(0, size) if size else merkle.EMPTY_ROOT

    def subtree(self, lo: int, hi: int) -> bytes:
        """MTH(D[lo:hi]) of a range that is one subtree."""
        count = hi - lo
        if count & (count - 1):
            mid = lo + merkle.split(count)
            return node_hash(self.subtree(lo, mid), self.subtree(mid, hi))
        level, layer = divmod(count.bit_length() - 1, 8)
        index, offset = divmod(lo >> (8 * level), WIDTH)
        at = (offset >> layer) * HASH_SIZE
        return self._layers(level, index)[layer][at : at + HASH_SIZE]

    def bundle(self, index: int) -> list[bytes]:
        """The entries of one bundle, checked against the root."""
        width = min(WIDTH, self.size - index * WIDTH)
        entries = unpack(self._file(Tile(ENTRIES, index, width)))
        if len(entries) < width:
            raise LogError(f"{tile_path(ENTRIES, index, width)} is cut off")
        del entries[width:]
        sha, zero = sha256, b"\x00"
        hashes = b"".join([sha(zero + entry).digest() for entry in entries])
        if width < WIDTH:
            trusted = self.edge()[0] == hashes
        else:
            trusted = layers(hashes)[8] == self._parent(0, index)
        if not trusted:
            raise LogError(f"{tile_path(ENTRIES, index, width)} was altered")
        return entries

    def edge(self) -> list[bytes]:
        """Hashes of the partial tile at the right edge of each level, checked against the root."""
        if self._edge is None:
            tails = [tail(level, self.size) for level in levels(self.size)[1:]]
            edge = [self._hashes(tile) if tile else b"" for tile in tails]
            if edge_root(edge) != self.root:
                raise LogError("the tiles at the log's edge do not lead to its root")
            self._edge = edge
        return self._edge

    def _layers(self, level: int, index: int) -> list[bytes]:
        """A tile's hashes and the layers above them, once the tile is trusted."""
        kept = self._kept.get((level, index))
        if kept is not None:
            self._kept.move_to_end((level, index))
            return kept
        last = tail(level, self.size)
        if last and last.index == index:
            found = layers(self.edge()[level])
        else:
            found = layers(self._hashes(Tile(level, index)))
            if found[8] != self._parent(level, index):
                raise LogError(f"{tile_path(level, index)} was altered")
        self._kept[level, index] = found
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def _parent(self, level: int, index: int) -> bytes:
        """The hash that stands, one level up, for a full tile."""
        above, offset = divmod(index, WIDTH)
        at = offset * HASH_SIZE
        return self._layers(level + 1, above)[0][at : at + HASH_SIZE]

    def _hashes(self, tile: Tile) -> bytes:
        hashes = self._file(tile)[: tile.width * HASH_SIZE]
        if len(hashes) != tile.width * HASH_SIZE:
            raise LogError(f"{tile.path} is cut off")
        return hashes

    def _file(self, tile: Tile) -> bytes:
        """Bytes of a tile; of the full one where the partial one is gone."""
        data = self._read(tile.path)
        if data is None and tile.width < WIDTH:
            data = self._read(tile_path(tile.level, tile.index))
        if data is None:
            raise LogError(f"{tile.path} is missing")
        return data
