"""A release mirrored to a folder: what is there already is linked, the rest copied, then exchanged.

Whoever reads the folder finds the old release or the new one, whole. It refuses to know how a
release is made.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from actas.errors import InputError, Place, ProjectError
from actas.release import packed
from actas.release.files import Folder
from actas.release.manifest import HEAD, MANIFEST, parse_head, parse_manifest
from actas.release.mirror import Mirrored, may_follow
from actas.release.publish import may_replace
from actas.release.swap import replacing


def copied(release: Path, target: Path, compress: bool = False) -> Mirrored:
    """Make `target` hold the release and nothing else, by what differs.

    Args:
        release: as `publish` wrote it.
        target: absent, empty, or a mirror of an earlier release of the same log.
        compress: write each text beside itself as `.gz` too, as web servers send it.

    Raises:
        InputError: it holds something else, or a release that this one does not follow.
        ProjectError: it could not be written; the old release stands.
    """
    target = target.resolve()
    if target == release.resolve():
        raise InputError("is the release itself; name another place", Place(str(target)))
    source, there = Folder(release), Folder(target)
    may_replace(target, parse_head(source.read(HEAD) or b"").origin)
    new, old = parse_manifest(source.read(MANIFEST) or b""), {}
    if target.is_dir() and any(target.iterdir()):
        may_follow(source, parse_head(there.read(HEAD) or b""), str(target))
        old = parse_manifest(there.read(MANIFEST) or b"")
        if source.read(MANIFEST) == there.read(MANIFEST) and compress == _compressed(there):
            return Mirrored(str(target), 0, 0, len(new) + 1, 0)
    same = {path for path in new if old.get(path) == new[path]}
    sent = [*(path for path in new if path not in same), MANIFEST]
    try:
        with replacing(target) as folder:
            for path in same:
                _linked(target / path, folder / path)
            for path in sent:
                _copied(release / path, folder / path)
            for path in [one for one, file in new.items() if packed.worth(one, file.size)]:
                if compress:
                    _packed(path, folder, target if path in same else None)
    except OSError as error:
        raise ProjectError(
            f"{target} could not be written: {error.strerror}; what was there stands"
        ) from None
    size = sum(new[path].size for path in sent if path != MANIFEST)
    return Mirrored(str(target), len(sent), size, len(same), len(old.keys() - new.keys()))


def _compressed(there: Folder) -> bool:
    """Whether the mirror has its texts compressed beside them."""
    return there.read(f"index.html{packed.ENDING}") is not None


def _packed(path: str, folder: Path, old: Path | None) -> None:
    """Write a file of `folder` compressed beside itself, or take it over from the old mirror."""
    name = path + packed.ENDING
    if old and (old / name).is_file():
        _linked(old / name, folder / name)
    else:
        (folder / name).write_bytes(packed.packed((folder / path).read_bytes()))


def _linked(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # a stick or a share that knows no links
        shutil.copyfile(old, new)


def _copied(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(old, new)
