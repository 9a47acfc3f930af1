"""Shared fixtures: where the real inputs are."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real inputs that live beside the project and are not part of it."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real inputs are not here: {SHARED_DATA}")
    return SHARED_DATA
