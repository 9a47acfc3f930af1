"""What stands in a folder that was published to."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from actas.release.files import Folder
from actas.release.manifest import parse_head, parse_manifest


def whole(folder: Path) -> int:
    """Size of the release in `folder`, after checking that every file is of that release."""
    held = Folder(folder)
    head = parse_head(held.read("head.json") or b"")
    listed = parse_manifest(held.read("manifest.json") or b"")
    assert held.paths() == sorted([*listed, "manifest.json"])
    for path, file in listed.items():
        data = held.read(path) or b""
        assert (len(data), sha256(data).hexdigest()) == (file.size, file.sha256)
    return head.size
