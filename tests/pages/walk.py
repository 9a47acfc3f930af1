"""A whole release walked like a reader walks it: dead links, orphans, strangers, heavy pages.

Made for releases of a hundred thousand pages: it reads each once and keeps no page. It knows
addresses and nothing of what pages say.
"""

from __future__ import annotations

import html
import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

MOST = 60_000
"""Bytes of a page."""

_LINK = re.compile(r'<(a|link|img|script|image|use)\b[^<>]*?\s(?:href|src)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_LOADS = {"link", "img", "script", "image", "use"}
_PAINT = re.compile(r'="url\(#([^)]*)\)"')
_DRAWN = re.compile(r'<use\b[^<>]*?\shref="#([^"]*)"')
_WEB = ("https://", "http://", "mailto:")


class Walk:
    """What a walk through a release found.

    Attributes:
        pages: paths of all pages.
        heaviest: bytes and path of the heaviest page.
        faults: what is wrong, one line each.
    """

    def __init__(self, release: Path) -> None:
        self.faults: list[str] = []
        self.heaviest = (0, "")
        self._files = set(_files(release))
        self.pages = sorted(path for path in self._files if path.endswith(".html"))
        self._reached = {"index.html"}
        self._ids: dict[str, set[str]] = {}
        self._anchors: dict[tuple[str, str], str] = {}
        for path in self.pages:
            self._read(path, (release / path).read_bytes())
        self._ended()

    def _read(self, path: str, data: bytes) -> None:
        self.heaviest = max(self.heaviest, (len(data), path))
        if len(data) > MOST:
            self.faults.append(f"{path}: {len(data):,} bytes")
        text = data.decode()
        ids = _ID.findall(text)
        self._ids[path] = set(ids)
        if len(ids) != len(set(ids)):
            self.faults.append(f"{path}: an id twice")
        self.faults += [f"{path}: nothing is painted with #{one}" for one in unpainted(text)]
        for tag, address in set(_LINK.findall(text)):
            self._link(path, tag, html.unescape(address))

    def _link(self, path: str, tag: str, address: str) -> None:
        if address.startswith("data:"):
            return
        if address.startswith((*_WEB, "//")):
            if tag in _LOADS:
                self.faults.append(f"{path}: asks another host for {address}")
            return
        target, _, anchor = address.partition("#")
        place = path
        if target:
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))
        if place not in self._files:
            self.faults.append(f"{path}: leads nowhere: {address}")
        elif anchor and place.endswith(".html"):
            self._anchors.setdefault((place, unquote(anchor)), path)
        if place != path:
            self._reached.add(place)

    def _ended(self) -> None:
        for (place, anchor), path in self._anchors.items():
            if anchor not in self._ids[place]:
                self.faults.append(f"{path}: no #{anchor} in {place}")
        orphans = sorted(set(self.pages) - self._reached)
        self.faults += [f"{path}: nothing leads there" for path in orphans]


def unpainted(page: str) -> list[str]:
    """Paints and shapes that a page draws with and does not have: what uses them stays blank."""
    ids = set(_ID.findall(page))
    return sorted({*_PAINT.findall(page), *_DRAWN.findall(page)} - ids)


def _files(release: Path) -> Iterator[str]:
    for folder, _, names in os.walk(release):
        below = Path(folder).relative_to(release).as_posix()
        yield from (name if below == "." else f"{below}/{name}" for name in names)
