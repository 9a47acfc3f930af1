"""A folder's files as a mapping from path to bytes, read when asked for.

Links are listed and not followed: a published folder has none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from actas.log.files import explain


class Folder(Mapping[str, bytes]):
    """The files below a folder by their path; links count as files that are not readable."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._paths = dict.fromkeys(_walk(str(directory), ""))

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        try:
            fd = os.open(f"{self._directory}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            with os.fdopen(fd, "rb", buffering=0) as file:
                return file.read()
        except OSError as error:
            raise explain(self._directory, error) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _walk(top: str, below: str) -> Iterator[str]:
    with os.scandir(f"{top}/{below}") as found:
        for item in sorted(found, key=lambda one: one.name):
            path = f"{below}{item.name}"
            if item.is_dir(follow_symlinks=False):
                yield from _walk(top, f"{path}/")
            else:
                yield path
