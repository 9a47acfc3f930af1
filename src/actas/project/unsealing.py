"""A sealed original opened: that it was, and why, is logged before anyone sees it; never by whom.

Knows the store and the log. The identity that opens it is the caller's and is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from actas.errors import InputError, Place
from actas.evidence import sealing
from actas.log.upgrading import VERSION
from actas.project import custody
from actas.project.project import Project


@dataclass(frozen=True)
class Unsealed:
    """An original that was opened: its commitment and media type, and where it was written."""

    commitment: str
    media: str
    path: Path
    entries: int


def unseal(project: Project, name: str, identity: Path, why: str, out: Path) -> Unsealed:
    """Open the original of a commitment, or of the document with that rendition.

    Args:
        project: opened for writing.
        name: 64 hexadecimal digits: a commitment, or the SHA-256 of a rendition.
        identity: file with a secret key of one of the recipients.
        why: the reason, for the public.
        out: file to write it to; must not be there, nor lie in the project.

    Raises:
        InputError: no such document, no reason, the identity does not open it, or it is not what
            was committed to. Then nothing is logged and nothing is written.
    """
    if not why.strip():
        raise InputError("opening an original needs its reason: --why TEXT")
    _refuse_place(project, out)
    commitment = _commitment(project, name)
    sealed = custody.store(project.folder).sealed(commitment)
    try:
        keys = identity.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError("cannot be read as an identity file", Place(str(identity))) from None
    original = sealing.unseal(sealed, keys, commitment)
    entry = {"kind": "unseal", "v": VERSION, "commitment": commitment, "why": why.strip()}
    batch = project.commit([*project.definition_drafts(), entry])
    try:
        with out.open("xb") as file:
            file.write(original.data)
    except OSError as error:
        raise InputError(
            f"the opening is logged, but the file could not be written: {error.strerror}",
            Place(str(out)),
        ) from None
    return Unsealed(commitment, original.media, out, batch.after - batch.before)


def _refuse_place(project: Project, out: Path) -> None:
    if out.exists():
        raise InputError("is there already; name a new file", Place(str(out)))
    if not out.resolve().parent.is_dir():
        raise InputError("its folder is not there", Place(str(out)))
    if project.folder.root.resolve() in out.resolve().parents:
        raise InputError(
            "an original holds what must not be published: write it outside the project",
            Place(str(out)),
        )


def _commitment(project: Project, name: str) -> str:
    documents = project.state.documents.filter(
        (pl.col("commitment") == name) | (pl.col("document") == name)
    )
    known = documents["commitment"].drop_nulls().unique()
    if documents.is_empty():
        raise InputError(f"no document of the log has the commitment or the rendition {name}")
    if known.is_empty():
        raise InputError(f"the original of {name} was discarded: nothing of it was sealed")
    if len(known) > 1:
        raise InputError(
            f"{name} was received {len(known)} times; name one by its commitment: "
            + ", ".join(known.sort())
        )
    return str(known[0])
