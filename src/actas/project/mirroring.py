"""The list of mirrors of a project: signed once, kept among its public files, named in its log."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from actas.log import keys, mirrors
from actas.log.upgrading import VERSION
from actas.project import folder
from actas.project.project import Batch, Project


def name_mirrors(project: Project, addresses: Sequence[str]) -> Batch:
    """Make these addresses the whole list of mirrors; nothing happens where they are already.

    Args:
        project: opened for writing.
        addresses: where whole copies of the release can be found.

    Raises:
        InputError: one is no address.
    """
    signers = keys.load(project.folder.keys)
    data = mirrors.signed(project.log.origin, addresses, signers)
    folder.put_file(project.folder, mirrors.FILE, data)
    stated = (len(data), sha256(data).hexdigest())
    if project.state.files.get(mirrors.FILE) == stated:
        return project.commit([])
    size, digest = stated
    entry = {"kind": "file", "v": VERSION, "name": mirrors.FILE, "size": size, "sha256": digest}
    return project.commit([entry])
