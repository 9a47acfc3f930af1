"""A project's beginning: definition, sources, claims and files are its log's first batch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from actas.errors import InputError, Place
from actas.project import claiming, folder
from actas.project.drafting import Draft, file_draft
from actas.project.project import Project


def start(
    directory: Path,
    *,
    pack: str | None = None,
    definition: Path | None = None,
    origin: str | None = None,
) -> Project:
    """Make a project of a pack, or of a definition of one's own; whole or not at all.

    Args:
        directory: absent or empty.
        pack: name of a pack.
        definition: path of an election.yaml.
        origin: name of the log, where it will be published.
    """
    if pack is not None:
        contents = folder.pack_contents(pack)
    elif definition is not None:
        contents = folder.election_contents(definition)
    else:
        raise InputError("a project starts from a pack or from an election.yaml")
    folder.create(directory, contents, origin, lambda place: _begin(place, contents))
    return Project.open(directory)


def _begin(place: folder.Folder, contents: Mapping[str, bytes]) -> None:
    project = Project.open(place.root, write=True)
    drafts = project.definition_drafts()
    drafts += _boundary_drafts(place, contents)
    drafts += claiming.drafts(project)
    project.commit(drafts)


def _boundary_drafts(place: folder.Folder, contents: Mapping[str, bytes]) -> list[Draft]:
    election = folder.read_definition(place.definition)
    drafts = []
    for one in election.boundaries:
        content = contents.get(one.file)
        if content is None:
            continue
        check_boundaries(content, one.file, one.property)
        folder.put_file(place, one.file, content)
        (place.root / one.file).unlink()
        drafts.append(file_draft(one.file, len(content), hashlib.sha256(content).hexdigest()))
    return drafts


def check_boundaries(content: bytes, name: str, key: str) -> list[str]:
    """Codes of the areas in a GeoJSON file (RFC 7946).

    Raises:
        InputError: it is no collection of polygons with the property `key`.
    """
    import orjson

    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg}", Place(name, error.lineno)) from None
    features = value.get("features") if isinstance(value, dict) else None
    if not isinstance(features, list) or not features:
        raise InputError("is no GeoJSON FeatureCollection with features", Place(name))
    codes = []
    for position, feature in enumerate(features, 1):
        where = Place(name, field=f"feature {position}")
        properties = feature.get("properties") if isinstance(feature, dict) else None
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or key not in properties:
            raise InputError(f"has no property {key!r}", where)
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in {"Polygon", "MultiPolygon"}:
            raise InputError(f"should be a Polygon or MultiPolygon, is {kind}", where)
        codes.append(str(properties[key]))
    return codes
