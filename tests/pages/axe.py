"""Pages held against WCAG 2.2 AA by axe-core in a real browser, on a phone, in light and in dark.

axe-core comes with a Python package, so nothing is fetched. It refuses to know which pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page

_SOURCE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
_RUN = """options => axe.run(document, options).then(found => found.violations.map(
    one => [one.impact, one.id, one.nodes.map(node => [node.html, node.failureSummary])]))"""
_OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},  # axe-core leaves it to those who ask
    "iframes": False,
    "preload": False,
}
SCHEMES = ("light", "dark")
PHONE, DESK = 320, 1280
"""Widths: targets are closest on the smallest phone, and a desk shows columns that it does not."""

_COLOURS = _OPTIONS | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
"""All that a second theme can change."""


@contextmanager
def window(browser: Browser, width: int = PHONE) -> Iterator[Page]:
    """A page that axe-core is put into wherever it goes; the policy of the page itself forbids
    it, so it is the browser that is told not to mind."""
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    context.add_init_script(_SOURCE.read_text())
    try:
        yield context.new_page()
    finally:
        context.close()


def faults(page: Page, addresses: Iterable[str], schemes: Sequence[str] = SCHEMES) -> list[str]:
    """Every violation of every page in these themes, whatever its weight, told with its place."""
    found = []
    for address in addresses:
        page.goto(address)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            options = _OPTIONS if scheme == schemes[0] else _COLOURS
            for impact, rule, nodes in page.evaluate(_RUN, options):
                html, why = nodes[0]
                found.append(
                    f"{impact} {rule}, {len(nodes)} times, {scheme}: {address}\n  {html}\n  {why}"
                )
    return found
