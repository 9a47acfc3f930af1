"""Where a project keeps documents and the keys to them: store, recipients, the journal's secret.

Knows the project's folder. Identities that open originals are written outside of it, for whoever
keeps them offline.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from actas.errors import InputError, Place, ProjectError
from actas.evidence import sealing
from actas.evidence.received import SECRET, Received
from actas.evidence.store import Store
from actas.log.files import told
from actas.project.folder import Folder

RECIPIENTS = "recipients.txt"
JOURNAL = "received.sqlite"
_SECRET = "received.secret"  # noqa: S105 - the name of a file
_ELSEWHERE = "store.txt"


def store(folder: Folder, elsewhere: str | None = None) -> Store:
    """Where documents are kept: the project's `evidence/`, or the bucket that it names.

    Args:
        folder: of the project.
        elsewhere: `s3://bucket/prefix` from now on.
    """
    named = folder.evidence / _ELSEWHERE
    if elsewhere is not None:
        found = Store(elsewhere)
        with told(folder.root):
            folder.evidence.mkdir(exist_ok=True)
            _write(named, f"{elsewhere}\n", 0o644)
        return found
    if named.is_file():
        return Store(named.read_text(encoding="utf-8").strip())
    with told(folder.root):
        folder.evidence.mkdir(exist_ok=True)
    return Store(str(folder.evidence))


def renditions(folder: Folder) -> Callable[[str], bytes]:
    """Gives the rendition of a name; the store is opened when the first is asked for."""
    kept: list[Store] = []

    def read(name: str) -> bytes:
        if not kept:
            kept.append(store(folder))
        return kept[0].rendition(name)

    return read


def journal(folder: Folder, random: Callable[[int], bytes]) -> Received:
    """The private journal of what was received; made where it is not there."""
    path = folder.keys / _SECRET
    with told(folder.root):
        folder.evidence.mkdir(exist_ok=True)
        if not path.exists():
            if (folder.evidence / JOURNAL).exists():
                raise ProjectError(f"{path} is missing: without it nothing received is recognised")
            _write(path, random(SECRET).hex() + "\n", 0o600)
        text = path.read_text(encoding="utf-8").strip()
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != SECRET:
        raise ProjectError(f"{path} is damaged: it should hold {2 * SECRET} hexadecimal digits")
    return Received(folder.evidence / JOURNAL, secret)


def recipients(folder: Folder) -> tuple[str, ...]:
    """The public recipients that originals are sealed to; none where there are none yet."""
    path = folder.keys / RECIPIENTS
    if not path.exists():
        return ()
    with told(folder.keys):
        return sealing.read_recipients(path.read_text(encoding="utf-8"), str(path))


def add_recipients(folder: Folder, public: Sequence[str]) -> tuple[str, ...]:
    """Add public recipients; all that there are then. Those that are there stay as they are."""
    given = sealing.read_recipients("\n".join(public), "recipient")
    known = recipients(folder)
    every = tuple(dict.fromkeys([*known, *given]))
    if every != known:
        with told(folder.keys):
            _write(folder.keys / RECIPIENTS, "".join(f"{one}\n" for one in every), 0o644)
    return every


def make_identities(folder: Folder, paths: Sequence[Path]) -> tuple[str, ...]:
    """Write a new age identity to each path, readable by its owner only, and add its recipient.

    Raises:
        InputError: a path lies within the project, is there already, or is given twice.
    """
    root = folder.root.resolve()
    for path in paths:
        if root in path.resolve().parents:
            raise InputError(
                "an identity opens every original: keep it outside the project", Place(str(path))
            )
        if path.exists():
            raise InputError("is there already; name a new file", Place(str(path)))
    if len({path.resolve() for path in paths}) < len(paths):
        raise InputError("name a file for each identity")
    public = []
    for path in paths:
        text, recipient = sealing.make_identity()
        with told(path.parent):
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(fd, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        public.append(recipient)
    return add_recipients(folder, public)


def _write(path: Path, text: str, mode: int) -> None:
    """Put a small file in its place at once."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
