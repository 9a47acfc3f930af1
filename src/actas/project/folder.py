"""A project folder: where its parts are, how one is made whole, and how it is opened.

Knows the folder's layout and the log's keys; it refuses to know what is done with a project.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from actas.checks import in_force
from actas.election import arithmetic, codes, packs
from actas.election.definition import SCHEMA_VERSION, Election
from actas.election.loading import parse_yaml
from actas.errors import InputError, Place, ProjectError
from actas.log import keys
from actas.log.store import Log

DEFINITION = "election.yaml"
CLAIMS = "claims.yaml"


@dataclass(frozen=True)
class Folder:
    """The parts of a project by name."""

    root: Path

    @property
    def definition(self) -> Path:
        """The definition that people edit."""
        return self.root / DEFINITION

    @property
    def claims(self) -> Path:
        """What has been said."""
        return self.root / CLAIMS

    @property
    def log(self) -> Path:
        """The public log."""
        return self.root / "log"

    @property
    def keys(self) -> Path:
        """Signing keys of the log; never published."""
        return self.root / "keys"

    @property
    def files(self) -> Path:
        """Public files that the log names and every release ships."""
        return self.root / "files"

    @property
    def evidence(self) -> Path:
        """Public renditions, sealed originals, and the private journal of what was received."""
        return self.root / "evidence"

    @property
    def release(self) -> Path:
        """Where `publish` writes when it is not told."""
        return self.root / "release"

    @property
    def published(self) -> Path:
        """What the last release was made from: private, and done without where it is lost."""
        return self.root / "cache" / "published"


def find(directory: Path) -> Folder:
    """The project in `directory`; ProjectError where there is none."""
    folder = Folder(directory)
    if not folder.definition.is_file() or not folder.log.is_dir():
        raise ProjectError(
            f"{directory} is no Actas project (it has no {DEFINITION} and log/); "
            "make one with `actas init DIR --pack NAME` or name one with --project"
        )
    return folder


def read_definition(path: Path) -> Election:
    """The definition at `path`; a newer schema is told as such."""
    return definition_from(_bytes(path), str(path))


def definition_from(content: bytes, name: str) -> Election:
    """The definition in `content`; InputError with file, line and field."""
    for line in content.splitlines()[:50]:
        head, _, value = line.partition(b":")
        if head.strip() == b"actas" and value.split(b"#")[0].strip().isdigit():
            version = int(value.split(b"#")[0])
            if version > SCHEMA_VERSION:
                raise InputError(
                    f"is of schema {version}; this Actas reads up to {SCHEMA_VERSION}: "
                    "use a newer one",
                    Place(name, field="actas"),
                )
    election = parse_yaml(content, Election, name)
    _refuse_what_cannot_run(election, name)
    return election


def create(
    directory: Path,
    contents: Mapping[str, bytes],
    origin: str | None,
    begin: Callable[[Folder], object],
) -> Folder:
    """Make a project in `directory` (absent or empty), whole or not at all.

    Args:
        directory: where; its parent must exist and be writable.
        contents: files by name, `election.yaml` among them.
        origin: name of the log; else the definition's, else one made from its id.
        begin: what is done first in it, before it stands under its name.

    Raises:
        InputError: the definition does not fit.
        ProjectError: the directory is not empty, or cannot be written.
    """
    election = definition_from(contents[DEFINITION], DEFINITION)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise ProjectError(f"{directory} is there and not empty; take another directory")
    name = origin or election.origin or f"actas.invalid/{election.id}"
    parent = directory.parent
    try:
        building = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", dir=parent))
    except OSError as error:
        raise ProjectError(f"{parent} cannot be written: {error.strerror}") from None
    try:
        _fill(Folder(building), contents, name)
        begin(Folder(building))
        if directory.exists():
            directory.rmdir()
        building.chmod(0o755)
        building.rename(directory)
    except OSError as error:
        raise ProjectError(f"{directory} could not be made: {error.strerror}") from None
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Folder(directory)


def pack_contents(pack: str) -> dict[str, bytes]:
    """Files of a pack that become a project's."""
    return packs.contents(pack)


def election_contents(definition: Path) -> dict[str, bytes]:
    """A definition of one's own, with the files beside it that it names, and claims.yaml."""
    found = {DEFINITION: _bytes(definition)}
    election = definition_from(found[DEFINITION], str(definition))
    named = {CLAIMS, "mapping.yaml"}
    named.update(one.mapping for one in election.inputs if one.mapping)
    named.update(one.file for one in election.boundaries)
    for name in sorted(named):
        beside = definition.parent / name
        if Path(name).name == name and beside.is_file():
            found[name] = _bytes(beside)
    return found


def put_file(folder: Folder, name: str, content: bytes) -> None:
    """Put a public file into `files/`, whole or not at all."""
    folder.files.mkdir(exist_ok=True)
    temporary = folder.files / f".{name}.new"
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder.files / name)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ProjectError(f"files/{name} could not be written: {error.strerror}") from None


def _refuse_what_cannot_run(election: Election, name: str) -> None:
    """Rules, expressions and areas that parse as YAML but that no sheet could be held against."""
    try:
        declared = [area.code for area in election.register_.areas]
        codes.refuse_odd_areas(declared, election, Place(field="register.areas.#.code"))
        for place, contest in enumerate(election.contests):
            voted = Place(field=f"contests.{place}.areas.#")
            codes.refuse_odd_areas(contest.areas, election, voted)
            known = arithmetic.names(election, contest.id)
            for number, rule in enumerate(election.form.rules):
                arithmetic.condition(rule.expect, known, Place(field=f"form.rules.{number}.expect"))
            for key in ("valid", "ballots"):
                expression = getattr(election.form, key)
                if expression is not None:
                    arithmetic.amount(expression, known, Place(field=f"form.{key}"))
        in_force.rules(election)
    except InputError as error:
        field = error.place.field if error.place else None
        raise InputError(error.message, Place(name, field=field)) from None


def _fill(folder: Folder, contents: Mapping[str, bytes], origin: str) -> None:
    for name, content in contents.items():
        (folder.root / name).write_bytes(content)
    signers = keys.make(folder.keys, origin)
    Log.create(folder.log, origin, signers)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", Place(str(path))) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", Place(str(path))) from None
