"""The elections that ship with Actas: definition, mappings, claims, each fact with its source."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from actas.election.definition import Election
from actas.election.loading import parse_yaml
from actas.errors import InputError

DEFINITION = "election.yaml"
CLAIMS = "claims.yaml"


def names() -> list[str]:
    """Names of the packs, sorted."""
    return sorted(
        entry.name
        for entry in files(__name__).iterdir()
        if entry.is_dir() and (entry / DEFINITION).is_file()
    )


def contents(pack: str) -> dict[str, bytes]:
    """Every file of a pack by its name; InputError with the known names where there is none."""
    if pack not in names():
        raise InputError(f"no pack {pack!r}; there are: {', '.join(names())}")
    folder: Traversable = files(__name__) / pack
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda one: one.name)
        if entry.is_file() and Path(entry.name).suffix in {".yaml", ".geojson", ".md"}
    }


def definition(pack: str) -> Election:
    """The pack's definition, validated."""
    return parse_yaml(contents(pack)[DEFINITION], Election, f"{pack}/{DEFINITION}")
