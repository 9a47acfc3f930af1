"""The browser that looks at pages: Debian's `chromium`."""

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
    """Where it is, None where it is not installed."""
    return shutil.which("chromium")


def launched(playwright: Playwright) -> Browser:
    """It, started."""
    return playwright.chromium.launch(executable_path=program(), args=_ARGUMENTS)
