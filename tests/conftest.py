"""Shared fixtures: where the real inputs are; on CI, no test may skip; how tests are spread."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair, not a law.
settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("soak", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

LONGEST = (
    "tests/test_readme_commands.py",
    "tests/test_guide_commands.py",
    "tests/demo/test_run.py",
    "tests/test_own_election_commands.py",
    "tests/project/test_executors.py",
    "tests/release/site/test_no_one_is_shut_out.py",
    "tests/release/test_no_forgery_passes.py",
    "tests/release/site/test_in_a_browser.py",
    "tests/release/test_mirroring.py",
    "tests/release/test_publishing_whole_or_not.py",
    "tests/project/test_reading_sheets.py",
    "tests/release/test_publishing_again_makes_less.py",
    "tests/cli/test_processes.py",
    "tests/release/site/test_checking_in_a_page.py",
    "tests/release/test_verify_accepts_what_publish_writes.py",
    "tests/release/test_what_a_result_stands_on.py",
    "tests/release/site/test_every_page_is_valid.py",
    "tests/release/test_watching.py",
    "tests/release/site/test_every_link_leads_somewhere.py",
    "tests/checks/test_order_never_matters.py",
)
"""Begun first, so that none of them is left for the end while other processes are idle."""

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Tests marked untraced are not traced, nor what is set up for them: it doubles their time.

    (pytest-cov 7.1, asked to pause, resumes a second collector that its workers have below.)
    """
    if item.get_closest_marker("untraced") is None:
        return (yield)
    traces = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        threading.settrace(traces[1])
        sys.settrace(traces[0])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; `--dist loadfile` keeps the tests of a file and what they share together.

    (Groups, `--dist loadgroup` of pytest-xdist 3.8, are not seen under pytest 9.)
    """
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.nodeid.partition("::")[0], len(ranks)))
