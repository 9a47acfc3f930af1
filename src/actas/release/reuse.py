"""The last release as a source of files for the next: what need not be made again is linked.

Kept beside the project, private, is which digest each area's files were made from: a line of JSON
that says of which release, then a line for each area. A file is taken
over only where its bytes are still those of the manifest, and that manifest still the one the
digests are of: all else is made again. Nothing here is trusted by `verify`, or known to it.
"""

from __future__ import annotations

import contextlib
import os
import platform
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib import metadata
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import orjson

from actas.errors import ActasError
from actas.release.lookup import Lookup
from actas.release.manifest import MANIFEST, Head, Listed
from actas.release.names import Digests

_PROGRAMS = (".py", ".html", ".css", ".js", ".po", ".mo")
"""Endings of the files that decide what a page looks like."""

_LIBRARIES = ("babel", "jinja2", "markupsafe", "orjson", "polars")
"""What pages and twins are made with besides."""


class Last:
    """The release that stands in a folder, and what its areas were made from.

    Args:
        folder: of the release; it may be absent.
        kept: file that `keep` wrote when that release was made; None where nothing is kept.
        grew: whether the log of the next release begins with that of this size and root: digests
            name entries by their place in it.
        read: whether what was kept is wanted.
    """

    def __init__(
        self,
        folder: Path,
        kept: Path | None,
        grew: Callable[[int, bytes], bool],
        *,
        read: bool = True,
    ) -> None:
        self._folder = str(folder)
        self._grew = grew
        self._kept = kept
        self._listed: Mapping[str, Listed] = {}
        self._digests: IO[bytes] = BytesIO()
        if kept is not None and read:
            self._read(folder, kept)

    def made_from(self) -> Iterator[tuple[str, bytes]]:
        """Each area with the digest of what its files were made from, read once, as it is asked
        for; nothing where nothing can be taken over, and nothing after a line that is broken."""
        with contextlib.suppress(OSError, ValueError), self._digests as lines:
            for line in lines:
                digest, _, name = line.partition(b" ")
                yield name.removesuffix(b"\n").decode(), bytes.fromhex(digest.decode())

    def link(self, path: str, new: str) -> Listed | None:
        """Give the file of the last release another name, `new`; None where it cannot be.

        It is read first: a file that is not what the manifest says is not taken over.
        """
        there = self._listed.get(path)
        if there is None:
            return None
        old = f"{self._folder}/{path}"
        try:
            handle = os.open(old, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                data = os.read(handle, there.size + 1)
            finally:
                os.close(handle)
            if len(data) != there.size or sha256(data).hexdigest() != there.sha256:
                return None
            os.link(old, new, follow_symlinks=False)
        except OSError:  # it is gone, or this disk knows no links: it is made again
            return None
        return there

    def keep(self, manifest: str, head: Head, made_from: Digests) -> None:
        """Remember what the release with the manifest of this SHA-256 was made from."""
        if self._kept is None:
            return
        body = {
            "manifest": manifest,
            "made_with": made_with(),
            "size": head.size,
            "root": head.root,
        }
        beside = self._kept.with_name(f".{self._kept.name}.new")
        # Losing it costs time and nothing else: what cannot be written or read is done without.
        with contextlib.suppress(OSError):
            self._kept.parent.mkdir(exist_ok=True)
            beside.unlink(missing_ok=True)  # another process may be writing to it yet
            with beside.open("xb") as file:
                file.write(orjson.dumps(body) + b"\n")
                file.writelines(
                    b"%b %b\n" % (digest.hex().encode(), name.encode())
                    for name, digest in made_from.each()
                )
            beside.replace(self._kept)

    def _read(self, folder: Path, kept: Path) -> None:
        try:
            with contextlib.ExitStack() as unless_wanted:
                lines = unless_wanted.enter_context(kept.open("rb"))
                body = orjson.loads(next(lines, b""))
                listed = Lookup(folder / MANIFEST)
                if _of_this(body, listed) and self._grew(body["size"], bytes.fromhex(body["root"])):
                    self._listed, self._digests = listed, lines
                    unless_wanted.pop_all()
        except (OSError, ValueError, ActasError):
            return


def _of_this(body: Any, listed: Lookup) -> bool:
    """Whether digests are of this release and were made with what runs now."""
    return (
        isinstance(body, dict)
        and body.get("made_with") == made_with()
        and body.get("manifest") == listed.sha256
        and isinstance(body.get("size"), int)
        and isinstance(body.get("root"), str)
    )


@cache
def made_with() -> str:
    """One digest of all that makes files: this package's code, versions of libraries and Python.

    Which letters there are, and which of them are small, comes with Python.
    """
    versions = [platform.python_version(), *(metadata.version(name) for name in _LIBRARIES)]
    digest = sha256(" ".join(versions).encode())
    for name, data in sorted(_sources(resources("actas"), "")):
        digest.update(sha256(name.encode()).digest() + sha256(data).digest())
    return digest.hexdigest()


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for item in folder.iterdir():
        name = f"{prefix}{item.name}"
        if item.is_dir():
            found += _sources(item, f"{name}/")
        elif item.name.endswith(_PROGRAMS):
            found.append((name, item.read_bytes()))
    return found
