"""What readers set or do with a page: print it, stop what moves, lay their own colours over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page
from showcase import pages
from test_in_a_browser import CONTRAST

from tests.pages import kinds

pytestmark = [pytest.mark.untraced, pytest.mark.browser]

A4 = {"format": "A4", "margin": dict.fromkeys(("top", "right", "bottom", "left"), "10mm")}
WIDE = 718
"""Pixels of CSS between the margins of such a sheet: 190 mm."""

CUT = """() => [...document.querySelectorAll('main *')].filter(one => {
  if (one.closest('svg, .hidden')) return false;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const scrolls = style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
  return box.width && (box.right > innerWidth + 1 || box.left < -1 || scrolls);
}).map(one => one.outerHTML.slice(0, 90))"""
"""What reaches beyond the sheet, or would have to be scrolled to be read whole."""

SEEN = """() => [...document.querySelectorAll('main *')].filter(one =>
  [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
  && one.checkVisibility() && !one.closest('.hidden, .search, .pager, .switch, .jump, .letters')
).map(one => one.textContent)"""

FOLDED = "() => [...document.querySelectorAll('details *')].some(one => !one.checkVisibility())"

WAYS = """() => [...document.querySelectorAll('nav:not(.crumbs), .skip, .fresh')]
  .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 90))"""

MOVES = """() => [document.getAnimations().length,
  [...document.querySelectorAll('*')].filter(one => { const style = getComputedStyle(one);
    return style.scrollBehavior !== 'auto' || style.animationName !== 'none'
      || parseFloat(style.transitionDuration) > 0; }).map(one => one.tagName)]"""


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": WIDE, "height": 1000})
    yield page
    page.close()


@pytest.mark.parametrize("language", ["es", "ar"])
def test_every_kind_of_page_is_whole_on_paper(window: Page, show: Path, language: str) -> None:
    here = [path for path in pages() if path.endswith(".html")]
    chosen = kinds.specimens(path for path in here if kinds.language(path) == language)
    for path in (one for several in chosen.values() for one in several):
        window.emulate_media(media="screen")
        window.goto((show / path).as_uri())
        on_screen = window.evaluate(SEEN)
        # Whoever reads in the dark prints on white paper all the same.
        window.emulate_media(media="print", color_scheme="dark")
        assert window.evaluate(CUT) == [], path
        assert not set(on_screen) - set(window.evaluate(SEEN)), path
        assert not window.evaluate(FOLDED), path
        if kinds.kind(path) != "card":  # made to stand in other pages, not to be printed
            assert window.evaluate(CONTRAST) == [], path
            assert window.evaluate(WAYS) == [], path


def test_a_printed_station_brings_its_numbers_and_its_proof(window: Page, show: Path) -> None:
    window.goto((show / "en" / "a" / "2" / "20.html").as_uri())
    leaves = pypdfium2.PdfDocument(window.pdf(**A4))
    text = ""
    for leaf in leaves:
        words, width = leaf.get_textpage(), leaf.get_width()
        text += words.get_text_range()
        boxes = [words.get_charbox(at) for at in range(words.count_chars())]
        assert all(left >= 0 and right <= width for left, _, right, _ in boxes)
    # From the first station's sheet, from the proof that is folded on a screen, from no menu.
    for said in ("Old Market", "150", "Permanent link", "Record, entry"):
        assert said in text
    assert "Downloads" not in text


def test_nothing_moves_for_who_asks_for_that(window: Page, show: Path) -> None:
    window.goto((show / "es" / "index.html").as_uri())
    window.emulate_media(reduced_motion="no-preference")
    assert window.evaluate(MOVES) == [0, ["HTML"]]
    window.emulate_media(reduced_motion="reduce")
    for path in ("index", "places", "verify", "claims", "a/2/20", "maps/region", "charts"):
        window.goto((show / "es" / f"{path}.html").as_uri())
        assert window.evaluate(MOVES) == [0, []], path


def test_the_system_s_colours_leave_what_is_drawn_told_apart(window: Page, show: Path) -> None:
    window.emulate_media(forced_colors="active", color_scheme="dark")
    for path in ("index", "maps/region", "charts"):
        window.goto((show / "es" / f"{path}.html").as_uri())
        for legend in window.locator(".legend").all():
            samples = [one.screenshot() for one in legend.locator("svg:visible").all()]
            assert len(set(samples)) == len(samples), path
    paint = "(one, name) => getComputedStyle(one)[name]"
    window.goto((show / "es" / "maps" / "region.html").as_uri())
    behind = window.locator("html").evaluate(paint, "backgroundColor")
    borders = window.locator(".plate use").evaluate_all(
        "all => all.map(one => getComputedStyle(one).stroke)"
    )
    assert borders
    assert behind not in borders
    window.goto((show / "es" / "claims.html").as_uri())
    tags = window.locator(".tag")
    signs = {tags.nth(at).inner_text().partition(" ")[0] for at in range(tags.count())}
    assert {"✗", "!", "•"} <= signs  # told by a sign before the word, within a border
    assert window.locator(".tag").first.evaluate(paint, "borderTopColor") != behind
    here, other = (
        window.locator(f".main-nav a{one}").first.evaluate(paint, "borderBottomColor")
        for one in ("[aria-current]", ":not([aria-current])")
    )
    assert here != behind == other
