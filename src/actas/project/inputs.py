"""Where a project's inputs come from: a pack's public files, boundaries, the mapping in use."""

from __future__ import annotations

import hashlib
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from actas.election.definition import Boundaries, Input
from actas.election.loading import load_yaml
from actas.errors import ActasError, InputError, Place
from actas.project import folder
from actas.project.drafting import file_draft
from actas.project.importing import Imported, import_table
from actas.project.project import Project
from actas.project.starting import check_boundaries
from actas.reading.mapping import Mapping

MAPPING = "mapping.yaml"
MAX_BYTES = 2_000_000_000
TIMEOUT_SECONDS = 60
_CHUNK = 1 << 20

Tick = Callable[[str, int, int | None], None]


class NoNetworkError(ActasError):
    """An input could not be downloaded because its host could not be reached."""


def mapping(project: Project, path: Path | None, *, default: bool = False) -> Mapping | None:
    """The mapping at `path`, else (with `default`) the project's own mapping.yaml, else None."""
    if path is not None:
        return load_yaml(path, Mapping)
    own = project.folder.root / MAPPING
    return load_yaml(own, Mapping) if default and own.is_file() else None


def import_all(project: Project, tick: Tick) -> Iterator[Imported]:
    """Download, check and import every public input that the definition names, in order.

    Raises:
        InputError: the definition names none, or a file is not the one that was named.
        NoNetworkError: its host could not be reached.
    """
    named = project.election.inputs
    if not named:
        raise InputError("the definition names no public inputs; import your own files")
    with tempfile.TemporaryDirectory(prefix="actas-") as scratch:
        for one in named:
            path = Path(scratch) / one.file
            _download(one, path, tick)
            its_mapping = project.folder.root / one.mapping if one.mapping else None
            tick(f"importing {one.file}", 0, None)
            yield import_table(project, path, one.source, mapping(project, its_mapping))
            path.unlink()


def import_boundaries(project: Project, path: Path, level: str) -> Imported:
    """Take a GeoJSON file of the areas of a level; every release ships it from now on."""
    named = _boundaries(project, level)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", Place(str(path))) from None
    codes = check_boundaries(content, str(path), named.property)
    depth = [one.id for one in project.election.areas_levels].index(level)
    areas = project.state.register.areas
    known = set(areas.filter(areas["level"] == depth)["area"])
    strangers = sorted(set(codes).difference(known)) if known else []
    notes = [f"{len(strangers)} areas not in the register: {', '.join(strangers[:10])}"]
    sha256 = hashlib.sha256(content).hexdigest()
    draft = file_draft(named.file, len(content), sha256)
    drafts = project.definition_drafts()
    if project.state.files.get(named.file) != (len(content), sha256):
        drafts.append(draft)
        folder.put_file(project.folder, named.file, content)
    batch = project.commit(drafts)
    return Imported(
        file=path.name,
        source=None,
        rows=len(codes),
        known=batch.empty,
        notes=tuple(notes if strangers else ()),
        entries=batch.after - batch.before,
        size=batch.after,
    )


def _boundaries(project: Project, level: str) -> Boundaries:
    election = project.edited() or project.election
    for one in election.boundaries:
        if one.level == level:
            return one
    raise InputError(
        f"election.yaml names no boundaries of level {level!r}; add under `boundaries`: "
        "level, file, property"
    )


def _download(one: Input, path: Path, tick: Tick) -> None:
    digest = hashlib.sha256()
    try:
        with (
            urllib.request.urlopen(one.url, timeout=TIMEOUT_SECONDS) as reply,  # noqa: S310
            path.open("wb") as out,
        ):
            total = int(reply.headers.get("Content-Length") or 0) or None
            done = 0
            while chunk := reply.read(_CHUNK):
                done += len(chunk)
                if done > MAX_BYTES:
                    raise InputError(f"{one.url} is larger than {MAX_BYTES:,} bytes")
                digest.update(chunk)
                out.write(chunk)
                tick(f"downloading {one.file}", done, total)
    except urllib.error.HTTPError as error:
        raise InputError(
            f"{one.url} answered {error.code}; get {one.file} elsewhere (SHA-256 {one.sha256}) "
            f"and import it with `actas import {one.file} --source {one.source}`"
        ) from None
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise NoNetworkError(
            f"there is no network to {one.url} ({reason}); get {one.file} elsewhere "
            f"(SHA-256 {one.sha256}) and import it with "
            f"`actas import {one.file} --source {one.source}`"
        ) from None
    if digest.hexdigest() != one.sha256:
        raise InputError(
            f"{one.url} is not the file that the pack names: SHA-256 {digest.hexdigest()}, "
            f"should be {one.sha256}; nothing of it was imported"
        )
