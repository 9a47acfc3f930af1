"""Shared fixtures: where the real inputs are; and on CI, no test may skip."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair, not a law.
settings.register_profile("quick", deadline=None)
settings.register_profile("soak", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real inputs that live beside the project and are not part of it."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real inputs are not here: {SHARED_DATA}")
    return SHARED_DATA


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Where ACTAS_NO_SKIP is set, a skipped test is a failed one: its component is missing."""
    report = yield
    if os.environ.get("ACTAS_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped where no test may skip: {report.longrepr}"
    return report
