"""A folder of our own beside the project, written whole or not at all, that people then work in.

It replaces only what it wrote itself and nobody has touched since. Knows files and nothing of what
is in them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from actas.errors import InputError, Place
from actas.log.files import told

LIST = "files.json"
"""Name of the file that lists the others with their SHA-256."""


class Whole:
    """A folder that is being written."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digests: dict[str, str] = {}

    def put(self, path: str, data: bytes) -> None:
        """Write a file; its path is below the folder, parts joined by `/`."""
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._digests[path] = hashlib.sha256(data).hexdigest()

    def _close(self) -> None:
        listed = json.dumps(self._digests, indent=0, sort_keys=True)
        (self._root / LIST).write_text(listed, encoding="utf-8")


@contextmanager
def whole(directory: Path) -> Iterator[Whole]:
    """Write `directory`: what is put stands there at once when this ends well, else nothing does.

    Raises:
        InputError: the directory holds something else than what this wrote.
        ProjectError: it cannot be written.
    """
    refuse_others(directory)
    fresh = directory.with_name(f".{directory.name}.new")
    before = directory.with_name(f".{directory.name}.old")
    with told(directory.parent):
        for left in (fresh, before):
            shutil.rmtree(left, ignore_errors=True)
        fresh.mkdir()
        try:
            made = Whole(fresh)
            yield made
            made._close()
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        if directory.exists():
            directory.rename(before)
        fresh.rename(directory)
        shutil.rmtree(before, ignore_errors=True)


def refuse_others(directory: Path) -> None:
    """Refuse a directory that is anything but free, or ours and untouched.

    Raises:
        InputError: naming what is in the way.
    """
    if not directory.name or not directory.parent.is_dir():
        raise InputError("there is no such folder to write into", Place(str(directory.parent)))
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise InputError("is not a folder; name one that is free", Place(str(directory)))
    with told(directory):
        there = sorted(path for path in directory.rglob("*") if not path.is_dir())
        known = _listed(directory / LIST)
        for path in there:
            name = path.relative_to(directory).as_posix()
            if name != LIST and _digest(path) != known.get(name):
                changed = "was changed since it was written" if name in known else "is not ours"
                raise InputError(
                    f"{name} {changed}; nothing here was touched: name another folder",
                    Place(str(directory)),
                )


def _listed(path: Path) -> dict[str, str]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _digest(path: Path) -> str | None:
    return None if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()
