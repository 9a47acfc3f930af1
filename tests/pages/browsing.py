"""The browser that looks at pages: Chromium, in the build that never had windows where it is here.

It lays out and paints as the other one, and opens a page for half the work.
"""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def program() -> str | None:
    """Where it is, None where neither build is installed."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def launched(playwright: Playwright) -> Browser:
    """It, started."""
    return playwright.chromium.launch(executable_path=program(), args=_ARGUMENTS)
