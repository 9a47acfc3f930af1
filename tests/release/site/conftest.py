"""The elections that the site's tests look at, and the browser that looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.pages import browsing

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for the tests of one file.

    Playwright allows one at a time in a process, and its loop keeps others from running there: so
    it is closed before the tests of another file begin.
    """
    if browsing.program() is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = browsing.launched(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every kind of page in every language; not to be changed."""
    from showcase import written

    return written(tmp_path_factory.mktemp("show"))
