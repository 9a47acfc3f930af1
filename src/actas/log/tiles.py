"""Tiles and entry bundles of C2SP tlog-tiles: their paths, their bytes, which ones a size has.

Pure: it names files and packs bytes. It refuses to know where they are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from actas.errors import LogError
from actas.log.merkle import EMPTY_ROOT, HASH_SIZE, node_hash

WIDTH = 256
ENTRY_MAX = 0xFFFF
ENTRIES = -1
"""The level that stands for entry bundles (`tile/entries/…`)."""

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/"
    r"(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile (or, at level `ENTRIES`, one bundle): `width` hashes (or entries) of 256."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its path below the log's prefix."""
        return tile_path(self.level, self.index, self.width)


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """`tile/<L>/<N>[.p/<W>]`, with N in groups of three digits."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    name = "entries" if level == ENTRIES else str(level)
    suffix = "" if width == WIDTH else f".p/{width}"
    return f"tile/{name}/{'/'.join(reversed(groups))}{suffix}"


def parse_path(path: str) -> Tile:
    """The tile a path names.

    Raises:
        LogError: it is not the one spelling of any tile.
    """
    match = _PATH.fullmatch(path)
    if match:
        level = ENTRIES if match["level"] == "entries" else int(match["level"])
        index = int(match["index"].replace("x", "").replace("/", ""))
        tile = Tile(level, index, int(match["width"] or WIDTH))
        partial_ok = match["width"] is None or tile.width < WIDTH
        if level < 64 and partial_ok and tile.path == path:
            return tile
    raise LogError(f"{path!r} is not the path of a tile")


def layout(size: int) -> Iterator[Tile]:
    """Every tile and bundle that the checkpoint of `size` entries needs."""
    for level in levels(size):
        hashes = size >> (8 * max(level, 0))
        full, rest = divmod(hashes, WIDTH)
        yield from (Tile(level, index) for index in range(full))
        if rest:
            yield Tile(level, full, rest)


def levels(size: int) -> list[int]:
    """The levels that hold anything at `size`, bundles first."""
    if size == 0:
        return []
    return [ENTRIES, *range((size.bit_length() - 1) // 8 + 1)]


def tail(level: int, size: int) -> Tile | None:
    """The partial tile at the right edge of a level, if there is one."""
    hashes = size >> (8 * max(level, 0))
    return Tile(level, hashes // WIDTH, hashes % WIDTH) if hashes % WIDTH else None


def added(old: int, new: int) -> Iterator[Tile]:
    """Every tile that growing from `old` to `new` entries adds.

    Above the leaves all widths of the growing tile are kept, not only those that some checkpoint
    happened to end at: so the files follow from the size alone, and one that is missing shows.
    """
    for level in levels(new):
        before, after = old >> (8 * max(level, 0)), new >> (8 * max(level, 0))
        yield from (Tile(level, index) for index in range(before // WIDTH, after // WIDTH))
        last = tail(level, new)
        if last is None or before == after:
            continue
        if level <= 0:
            yield last
            continue
        start = before % WIDTH if before // WIDTH == last.index else 0
        yield from (Tile(level, last.index, width) for width in range(start + 1, last.width + 1))


def superseded(old: int, new: int) -> Iterator[Tile]:
    """Full tiles, new at `new`, that had partial ones at `old`: those may go."""
    for level in levels(old):
        before = tail(level, old)
        if before and before.index < (new >> (8 * max(level, 0))) // WIDTH:
            yield Tile(level, before.index)


def up(hashes: bytes) -> bytes:
    """The next layer of a tree: every whole pair of hashes joined, a single last one left out."""
    sha, one = sha256, b"\x01"
    return b"".join(
        [sha(one + hashes[i : i + 64]).digest() for i in range(0, len(hashes) - 63, 64)]
    )


def layers(hashes: bytes) -> list[bytes]:
    """A tile's hashes and every layer above them; the ninth layer of a full tile is its root."""
    stack = [hashes]
    while len(stack[-1]) > HASH_SIZE:
        stack.append(up(stack[-1]))
    return stack


def tile_root(hashes: bytes) -> bytes:
    """Root of a full tile: the hash that stands for it one level up."""
    while len(hashes) > HASH_SIZE:
        hashes = up(hashes)
    return hashes


def edge_root(edge: Sequence[bytes]) -> bytes:
    """Root of the tree whose right edge these hashes are (tail of level 0 first, b"" for none)."""
    acc = b""
    for hashes in edge:
        for layer in layers(hashes) if hashes else ():
            if len(layer) // HASH_SIZE % 2:
                peak = layer[-HASH_SIZE:]
                acc = node_hash(peak, acc) if acc else peak
    return acc or EMPTY_ROOT


def pack(entries: Sequence[bytes]) -> bytes:
    """A bundle: each entry after its length as a big-endian 16-bit number."""
    return b"".join([part for entry in entries for part in (len(entry).to_bytes(2), entry)])


def unpack(bundle: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        LogError: it ends in the middle of an entry.
    """
    entries = []
    at, end = 0, len(bundle)
    while at + 2 <= end:
        stop = at + 2 + (bundle[at] << 8 | bundle[at + 1])
        entries.append(bundle[at + 2 : stop])
        at = stop
    if at != end:
        raise LogError("a bundle of entries is cut off")
    return entries
