"""Every kind of page can be used by everyone: WCAG 2.2 AA, in every language, light and dark.

Spanish and Arabic on the smallest phone, where fingers have the least room; the others on a desk.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from showcase import LANGUAGES, pages

from tests.pages import axe, kinds

BOTH_SCHEMES = LANGUAGES if os.environ.get("ACTAS_ALL_THEMES") else ("es",)
"""Colours do not depend on words: one language in the dark; all of them in `make soak`."""

PHONES = ("es", "ar")
"""One language in each direction, of which every kind of page is looked at."""

SHARE = 1 if os.environ.get("ACTAS_ALL_THEMES") else 3
"""Of most languages, every third kind of page, another one in each; all in `make soak`."""

pytestmark = [
    pytest.mark.untraced,
    pytest.mark.browser,
]


def specimens(language: str | None) -> dict[str, list[str]]:
    return kinds.specimens(
        path for path in pages() if path.endswith(".html") and kinds.language(path) == language
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_is_looked_at(language: str) -> None:
    assert set(specimens(language)) | set(specimens(None)) == set(kinds.KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_has_nothing_against_any_kind_of_page(
    browser: Browser, show: Path, language: str
) -> None:
    kinds_of_page = list(specimens(language).values())
    if language not in PHONES:
        kinds_of_page = kinds_of_page[LANGUAGES.index(language) % SHARE :: SHARE]
    chosen = [path for pages in kinds_of_page for path in pages]
    if language == LANGUAGES[0]:
        chosen += ["index.html"]
    schemes = axe.SCHEMES if language in BOTH_SCHEMES else axe.SCHEMES[:1]
    with axe.window(browser, axe.PHONE if language in PHONES else axe.DESK) as page:
        assert axe.faults(page, [(show / path).as_uri() for path in chosen], schemes) == []


def test_what_is_wrong_is_found(browser: Browser, tmp_path: Path) -> None:
    """A page made badly on purpose, so that silence above says something."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        '<title>t</title><p style="color:#999">grey</p><img src="a.jpg"><a href="#"></a>'
        '<button style="padding:0;border:0;font-size:9px">a</button>'
        '<button style="padding:0;border:0;font-size:9px">b</button>'
    )
    with axe.window(browser) as page:
        found = " ".join(axe.faults(page, [bad.as_uri()]))
    for rule in ("color-contrast", "image-alt", "link-name", "html-has-lang", "target-size"):
        assert rule in found
