"""Worker processes for the tests of reading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actas.evidence.shapes import Limits
from tests.sheets import Workers


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    made = Workers(2, Limits(), preload=("actas.project.working",))
    yield made
    made.end()
