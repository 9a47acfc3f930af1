"""The files that a manifest names, looked up in the manifest itself: there are too many to hold.

Held is where each of them stands. A manifest that is laid out as Actas does it, sorted, is looked
up in a copy on disk; of any other the names are held.
"""

from __future__ import annotations

import mmap
import re
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import orjson

from actas.release.manifest import Listed, parse_manifest

_BEGINNING = b'{\n  "files": {\n'
_NAME = re.compile(rb'    ("[^"\\]*+(?:\\.[^"\\]*+)*+"): \{\n')
_FILE = re.compile(
    _NAME.pattern + rb'      "size": (0|[1-9]\d{0,17}),\n'
    rb'      "sha256": "([0-9a-f]{64})"\n    \}'
)
_COMMA, _END = b",\n", b"\n  }\n}\n"

_PIECE = 1 << 20


class Lookup(Mapping[str, Listed]):
    """The files that the manifest at a path names, by path, sorted.

    Attributes:
        sha256: of the manifest, in hex.

    Raises:
        InputError: it is no manifest.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        # A copy without a name: whoever changes the manifest meanwhile changes nothing here.
        self._copy = tempfile.TemporaryFile(prefix="actas-")  # noqa: SIM115  # as long as this
        digest = sha256()
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                self._copy.write(piece)
        self._copy.flush()
        self.sha256 = digest.hexdigest()
        self._starts = array("Q")
        self._held: dict[str, Listed] = {}
        self._next = 0
        empty = not self._copy.tell()
        self._data = b"" if empty else mmap.mmap(self._copy.fileno(), 0, access=mmap.ACCESS_READ)
        if not self._is_ours():
            self._starts = array("Q")
            self._held = dict(sorted(parse_manifest(bytes(self._data)).items()))

    def __getitem__(self, path: str) -> Listed:
        if self._held:
            return self._held[path]
        # Whoever asks for many mostly asks for the one after the last.
        at = self._next
        if at >= len(self._starts) or self._at(at).path != path:
            at = bisect_left(self._starts, path, key=lambda start: self._file(start).path)
        if at == len(self._starts) or (found := self._at(at)).path != path:
            raise KeyError(path)
        self._next = at + 1
        return found

    def __iter__(self) -> Iterator[str]:
        if self._held:
            yield from self._held
        for start in self._starts:
            name = _NAME.match(self._data, start)
            assert name is not None
            yield orjson.loads(name[1])

    def __len__(self) -> int:
        return len(self._held) or len(self._starts)

    def _is_ours(self) -> bool:
        """Whether the whole manifest is as Actas lays it out; where each file stands is then
        known."""
        at, before = len(_BEGINNING), ""
        if self._data[:at] != _BEGINNING:
            return False
        while file := _FILE.match(self._data, at):
            try:
                name = orjson.loads(file[1])
            except orjson.JSONDecodeError:
                return False
            if self._starts and name <= before:
                return False
            self._starts.append(at)
            before, at = name, file.end()
            if self._data[at : at + len(_COMMA)] != _COMMA:
                break
            at += len(_COMMA)
        return bool(self._starts) and self._data[at : at + len(_END) + 1] == _END

    def _at(self, number: int) -> Listed:
        return self._file(self._starts[number])

    def _file(self, start: int) -> Listed:
        file = _FILE.match(self._data, start)
        assert file is not None
        return Listed(orjson.loads(file[1]), int(file[2]), file[3].decode())
