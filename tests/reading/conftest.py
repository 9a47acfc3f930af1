"""A small invented election, and tables written for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actas.election.definition import Election

DEFINITION: dict[str, Any] = {
    "actas": 1,
    "id": "example",
    "name": "Example",
    "date": "2030-01-01",
    "levels": [
        {"id": "region", "name": "Region"},
        {"id": "centre", "name": "Centre"},
        {"id": "station", "name": "Station"},
    ],
    "contests": [
        {
            "id": "mayor",
            "name": "Mayor",
            "choices": [{"id": "ana", "name": "Ana"}, {"id": "luz", "name": "Luz"}],
        }
    ],
    "form": {
        "tallies": [
            {"id": "valid", "name": "Valid", "role": "valid"},
            {"id": "nulls", "name": "Null", "role": "null"},
        ]
    },
    "register": {"kind": "open"},
    "outside": [{"code": "99", "name": "Abroad"}],
}


def make_election(**changes: Any) -> Election:
    """The small election with some keys of its definition changed."""
    return Election.model_validate(DEFINITION | changes)


@pytest.fixture
def make() -> Callable[..., Election]:
    """Makes the small election with some keys changed."""
    return make_election


@pytest.fixture
def election() -> Election:
    return make_election()


@pytest.fixture
def closed() -> Election:
    return make_election(register={"kind": "closed"})


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file: text (UTF-8) or bytes."""

    def written(content: str | bytes, name: str = "results.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written
