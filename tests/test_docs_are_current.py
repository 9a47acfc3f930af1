"""What the docs take from the code is what the code says now."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"

_spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
assert _spec is not None
assert _spec.loader is not None
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.mark.parametrize("path", sorted(generate.generated()))
def test_generated_file_is_current(path: str) -> None:
    written = (DOCS / path).read_text(encoding="utf-8")
    assert written == generate.generated()[path], "run `make docs`"
