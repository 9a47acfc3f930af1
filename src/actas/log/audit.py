"""Check every byte of a published log: entries, tiles, root, signatures, and nothing besides.

It works on any mapping from path to bytes, so on a folder, an archive or a test's changed copy.
It says what is wrong and where; it does not decide what follows from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from actas.errors import LogError
from actas.log.checkpoint import Checkpoint, parse_checkpoint
from actas.log.folder import Folder
from actas.log.merkle import HASH_SIZE
from actas.log.policy import Policy, Verified
from actas.log.tiles import ENTRIES, WIDTH, Tile, edge_root, levels, parse_path, tile_root, unpack

CHECKPOINT = "checkpoint"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked.

    Attributes:
        check: its short name, the same for life.
        ok: whether it holds.
        says: one sentence.
    """

    check: str
    ok: bool
    says: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What checking a log gave.

    Attributes:
        checks: `checkpoint`, `signatures`, `entries`, `tiles`, `root`, `files`.
        head: the log's checkpoint, None where it cannot be read.
        cosignatures: how many witnesses of the policy cosigned it.
    """

    checks: tuple[Check, ...]
    head: Checkpoint | None
    cosignatures: int

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return all(check.ok for check in self.checks)


def audit(files: Mapping[str, bytes] | Path, policy: Policy) -> Audit:
    """Check a log completely against the keys of a policy.

    Args:
        files: its folder, or its files by path (`checkpoint`, `tile/0/000`, …).
        policy: keys of the log and of its witnesses.

    Raises:
        ProjectError: a file cannot be read at all.
    """
    if isinstance(files, Path):
        files = Folder(files)
    note = files.get(CHECKPOINT)
    if note is None:
        return Audit((Check("checkpoint", False, "the checkpoint is missing"),), None, 0)
    try:
        head = parse_checkpoint(note)[0]
    except LogError as error:
        return Audit((Check("checkpoint", False, error.message),), None, 0)
    faults = policy.faults(note)
    signed = None if faults else policy.verify(note)
    cosignatures = len(signed.witnesses) if signed else 0
    walk = _Walk(files, head.size)
    walk.run()
    checks = (
        Check(
            "checkpoint", True, f"the head of {head.origin} at {head.size} entries is well formed"
        ),
        Check("signatures", not faults, _told(faults, _signed(signed))),
        walk.told("entries", f"all {head.size} entries hash to the leaves of the tree"),
        walk.told("tiles", "every tile follows from the entries, byte by byte"),
        _root(walk, head),
        walk.told("files", "no file is missing and none is there that should not be"),
    )
    return Audit(checks, head, cosignatures)


class _Walk:
    """One pass over a log's files, bundles first, each file compared with what it must be."""

    def __init__(self, files: Mapping[str, bytes], size: int) -> None:
        self.root = b""
        self.problems: dict[str, list[str]] = {"entries": [], "tiles": [], "files": []}
        self._files = files
        self._size = size
        self._tail = b""
        self._known = {CHECKPOINT}
        self._narrow = _narrow(files)

    def run(self) -> None:
        """Go through all levels, then through the files that none of them needed."""
        edge: list[bytes] = []
        hashes: list[bytes] = []
        for level in levels(self._size)[1:]:
            if level == 0:
                hashes = self._leaves()
                edge.append(self._tail)
            else:
                edge.append(self._level(level, hashes))
                hashes = _roots(hashes)
        self.root = edge_root(edge)
        for path in self._files:
            if path not in self._known:
                self.problems["files"].append(f"{path} should not be there")

    def told(self, check: str, good: str) -> Check:
        """What one of the three lists of problems comes to."""
        return Check(check, not self.problems[check], _told(self.problems[check], good))

    def _leaves(self) -> list[bytes]:
        """Check bundles and leaf tiles; gives the roots of the full leaf tiles."""
        sha, zero = sha256, b"\x00"
        roots: list[bytes] = []
        for index in range(-(-self._size // WIDTH)):
            width = min(WIDTH, self._size - index * WIDTH)
            bundle, tile = Tile(ENTRIES, index, width), Tile(0, index, width)
            data = self._get(bundle, "entries")
            stored = self._get(tile, "tiles")
            entries = self._entries(bundle, data)
            hashes = b"".join([sha(zero + entry).digest() for entry in entries])
            if len(hashes) != width * HASH_SIZE:  # go on from the tile, so that one file is blamed
                whole = stored is not None and len(stored) == width * HASH_SIZE
                hashes = stored if whole and stored else bytes(width * HASH_SIZE)
            if stored is not None and hashes != stored:
                hashes = self._blame(bundle, hashes, tile, stored)
            if width == WIDTH:
                roots.append(tile_root(hashes))
            else:
                self._tail = hashes
                self._narrower(tile, hashes)
                self._narrower_bundles(bundle, data or b"", entries)
        return roots

    def _level(self, level: int, below: list[bytes]) -> bytes:
        """Check the tiles of one level above the leaves; gives the hashes at its edge."""
        hashes = b""
        for index in range(-(-len(below) // WIDTH)):
            hashes = b"".join(below[index * WIDTH : (index + 1) * WIDTH])
            tile = Tile(level, index, len(hashes) // HASH_SIZE)
            stored = self._get(tile, "tiles")
            if stored is not None and stored != hashes:
                self.problems["tiles"].append(f"{tile.path} was altered")
            if tile.width < WIDTH:
                self._narrower(tile, hashes)
                there = self._narrow.get((level, index), set())
                self._missing(Tile(level, index, w) for w in range(1, tile.width) if w not in there)
        return hashes if len(hashes) < WIDTH * HASH_SIZE else b""

    def _get(self, tile: Tile, check: str) -> bytes | None:
        """A file that has to be there."""
        path = tile.path
        self._known.add(path)
        data = self._files.get(path)
        if data is None:
            self._missing([tile])
            self.problems[check].append(f"{path} is missing")
        return data

    def _entries(self, bundle: Tile, data: bytes | None) -> list[bytes]:
        if data is None:
            return []
        try:
            entries = unpack(data)
        except LogError:
            entries = []
        if len(entries) != bundle.width:
            self.problems["entries"].append(f"{bundle.path} was altered: cut off or too long")
            return []
        return entries

    def _blame(self, bundle: Tile, hashes: bytes, tile: Tile, stored: bytes) -> bytes:
        """Say which of the two was altered, where the level above tells; gives the good hashes."""
        above, offset = divmod(tile.index, WIDTH)
        width = min(WIDTH, self._size // WIDTH - above * WIDTH)
        parents = self._files.get(Tile(1, above, width).path, b"") if width > 0 else b""
        parent = parents[offset * HASH_SIZE : (offset + 1) * HASH_SIZE]
        if tile.width == WIDTH and tile_root(hashes) != parent == tile_root(stored):
            self.problems["entries"].append(f"{bundle.path} was altered")
            return stored
        if tile.width == WIDTH and tile_root(hashes) == parent:
            self.problems["tiles"].append(f"{tile.path} was altered")
            return hashes
        for check in ("entries", "tiles"):
            self.problems[check].append(f"{bundle.path} and {tile.path} do not fit each other")
        return hashes

    def _narrower(self, tile: Tile, hashes: bytes) -> None:
        """Check the partial tiles kept for earlier heads: each is a beginning of this one."""
        for width in self._narrow.get((tile.level, tile.index), set()):
            older = Tile(tile.level, tile.index, width).path
            if width < tile.width:
                self._known.add(older)
                if self._files[older] != hashes[: width * HASH_SIZE]:
                    self.problems["tiles"].append(f"{older} was altered")

    def _narrower_bundles(self, bundle: Tile, data: bytes, entries: Sequence[bytes]) -> None:
        """The same for bundles; each has its leaf tile beside it, and each tile its bundle."""
        bundles = self._narrow.get((ENTRIES, bundle.index), set())
        tiles = self._narrow.get((0, bundle.index), set())
        self._missing(Tile(ENTRIES, bundle.index, width) for width in sorted(tiles - bundles))
        self._missing(Tile(0, bundle.index, width) for width in sorted(bundles - tiles))
        for width in bundles:
            older = Tile(ENTRIES, bundle.index, width).path
            if width < bundle.width:
                self._known.add(older)
                length = sum(2 + len(entry) for entry in entries[:width])
                if entries and self._files[older] != data[:length]:
                    self.problems["entries"].append(f"{older} was altered")

    def _missing(self, tiles: Iterable[Tile]) -> None:
        for tile in tiles:
            says = f"{tile.path} is missing"
            if says not in self.problems["files"]:
                self.problems["files"].append(says)


def _narrow(files: Iterable[str]) -> dict[tuple[int, int], set[int]]:
    """Widths of the partial tiles that are there, by level and index."""
    found: dict[tuple[int, int], set[int]] = {}
    for path in files:
        if ".p/" in path:
            with suppress(LogError):
                tile = parse_path(path)
                found.setdefault((tile.level, tile.index), set()).add(tile.width)
    return found


def _roots(hashes: list[bytes]) -> list[bytes]:
    """Roots of the full tiles that these hashes fill."""
    full = range(len(hashes) // WIDTH)
    return [tile_root(b"".join(hashes[n * WIDTH : (n + 1) * WIDTH])) for n in full]


def _root(walk: _Walk, head: Checkpoint) -> Check:
    ok = walk.root == head.root
    return Check(
        "root",
        ok,
        f"the entries lead to the signed root {head.root.hex()}"
        if ok
        else f"the entries lead to {walk.root.hex()}, not to the signed root {head.root.hex()}",
    )


def _signed(signed: Verified | None) -> str:
    if signed is None:
        return ""
    keys, witnesses = len(signed.logs), len(signed.witnesses)
    return f"signed by {keys} keys of the log; {witnesses} independent cosignatures"


def _told(problems: list[str], good: str) -> str:
    if not problems:
        return good
    more = len(problems) - _SHOWN
    return "; ".join(problems[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")
