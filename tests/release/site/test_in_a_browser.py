"""The site as a reader meets it: in Chromium, without JavaScript, on a phone and on a desk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from building import PICTURES, site_of
from playwright.sync_api import Browser, Page, Request
from saying import BREAKING, badly_printed, much_printed
from test_the_map import LAND, on_map

from actas.release import renditions
from actas.release.site.checking import programs

pytestmark = [pytest.mark.untraced, pytest.mark.browser]

PAGES = (
    "index",
    "missing",
    "findings",
    "aside",
    "claims",
    "sources",
    "charts",
    "downloads",
    "verify",
    "about",
)

CONTRAST = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const f = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b);
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
  };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest('svg')) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([e.tagName, e.className, e.textContent.slice(0, 30), ratio]);
  }
  return poor;
}"""
"""Texts whose contrast with what is behind them is under 4.5 to 1 (WCAG 2.2, 1.4.3)."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {}
    made = {name: site_of(name) for name in ("plain", "two_sources", "hostile")}
    pictures = {renditions.path(name): data for name, data in PICTURES.items()}
    made |= {"pictured": site_of("pictured") | pictures}
    made |= {"said": much_printed(), "badly": badly_printed()}
    made["map"] = on_map(files={"land.geojson": LAND})
    for name, pages in made.items():
        # A release must work from a folder of any name.
        folders[name] = tmp_path_factory.mktemp("a site") / "with space"
        for path, data in (pages | programs()).items():
            file = folders[name] / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    return folders


class Reader:
    """A window, without JavaScript unless asked, that notes everything that goes wrong."""

    def __init__(
        self, browser: Browser, width: int, scheme: str = "light", *, programs: bool = False
    ) -> None:
        self.wrong: list[str] = []
        self.page = browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=programs,
        )
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", lambda request: self.wrong.append(request.url))
        self.page.on("request", self._asked)

    def at(self, place: Path) -> Page:
        self.page.goto(place.as_uri())
        return self.page

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("file://", "data:")):
            self.wrong.append(request.url)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("plain", "es"),
        *([("plain", "en")] if os.environ.get("ACTAS_ALL_THEMES") else []),
        ("two_sources", "es"),
        ("hostile", "es"),
        ("map", "en"),
        ("pictured", "es"),
    ],
)
def test_nothing_goes_wrong_and_nothing_is_wider_than_a_small_phone(browser, sites, name, language):
    files = sorted((sites[name] / language).glob("a/**/*.html"))
    files += [sites[name] / language / f"{page}.html" for page in PAGES]
    files += (sites[name] / language).glob("waiting.html")
    files += (sites[name] / language).glob("maps/*.html")
    reader = Reader(browser, 320)
    for place in files:
        wide = reader.at(place).evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, (place.relative_to(sites[name]), wide)
        assert not reader.wrong, place
    reader.page.close()


def test_text_can_be_read_in_light_and_in_dark(browser, sites):
    reader = Reader(browser, 1280)
    for stem in (*PAGES, "a/1/10"):
        page = reader.at(sites["two_sources"] / "en" / f"{stem}.html")
        assert poor_contrast(page) == [], stem
    reader.page.close()


def poor_contrast(page: Page) -> list[list[object]]:
    """Texts that can hardly be read in light or in dark."""
    poor = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        poor += [[scheme, *one] for one in page.evaluate(CONTRAST)]
    return poor


def test_light_and_dark_differ(browser, sites):
    papers = set()
    for scheme in ("light", "dark"):
        reader = Reader(browser, 800, scheme)
        page = reader.at(sites["plain"] / "es" / "index.html")
        papers.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        page.close()
    assert len(papers) == 2


def test_a_reader_gets_from_the_door_to_a_station_by_links_alone(browser, sites):
    reader = Reader(browser, 360)
    page = reader.at(sites["map"] / "index.html")
    page.get_by_role("link", name="Elección de prueba").click()
    page.get_by_role("link", name="English").click()
    page.locator("figure a").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "West"
    page.get_by_role("link", name="Centre 1", exact=True).click()
    page.get_by_text("Proof", exact=True).click()
    assert page.get_by_text("Record, entry").is_visible()
    page.get_by_role("link", name="What these hashes prove").click()
    assert "verify.html#proof" in page.url and not reader.wrong
    page.close()


def test_the_keyboard_reaches_the_areas_of_the_map(browser, sites):
    page = Reader(browser, 1280).at(sites["map"] / "en" / "index.html")
    links = page.locator("figure svg a")
    assert links.count() == 2
    links.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/a/1.html")
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_sheet_stands_beside_its_numbers_and_opens_whole(browser, sites, width):
    reader = Reader(browser, width)
    page = reader.at(sites["pictured"] / "en" / "a" / "1" / "10.html")
    station = page.locator(".station").first
    image = station.locator("img").first
    image.scroll_into_view_if_needed()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") == 320
    numbers, shown = (station.locator(one).first.bounding_box() for one in ("table", ".window"))
    beside = shown["x"] >= numbers["x"] + numbers["width"]
    assert beside == (width > 320)
    station.locator(".window a").first.click()
    assert page.url.endswith(".jpg")
    assert not reader.wrong
    page.close()


def test_what_is_said_of_pictures_can_be_read_in_light_and_in_dark(browser, sites):
    reader = Reader(browser, 1280)
    for stem in ("a/1/10", "waiting"):
        page = reader.at(sites["pictured"] / "en" / f"{stem}.html")
        assert poor_contrast(page) == [], stem
    page.close()


def test_headings_and_landmarks_tell_the_page_apart(browser, sites):
    reader = Reader(browser, 800)
    for stem in (*PAGES, "a/1/10"):
        page = reader.at(sites["plain"] / "es" / f"{stem}.html")
        assert page.locator("h1").count() == 1, stem
        assert page.locator("main").count() == page.locator("header").count() == 1, stem
        assert page.locator("html").get_attribute("lang") == "es"
        assert page.locator("table > caption").count() == page.locator("table").count(), stem
    page.close()


@pytest.mark.parametrize(("name", "language"), [("said", "en"), ("badly", "es")])
def test_data_for_machines_neither_runs_nor_breaks_the_policy(browser, sites, name, language):
    """The policy forbids every script within a page; a block of data is none, Chromium agrees."""
    reader = Reader(browser, 320, programs=True)
    folder = sites[name] / language
    files = [folder / "claims.html", folder / "downloads.html", *folder.glob("claims/*.html")]
    assert len(files) > 4
    for place in files:
        page = reader.at(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, place.name
        within = "[...document.querySelectorAll('script:not([src])')].map(one => one.type)"
        assert set(page.evaluate(within)) <= {"application/ld+json"}, place.name
        assert not reader.wrong, place.name
    if name == "badly":
        page = reader.at(folder / "claims" / "~ncon.html")
        said = page.evaluate("JSON.parse(document.querySelector('script:not([src])').textContent)")
        assert said["claimReviewed"] == BREAKING
        policy = page.locator("meta[http-equiv]").get_attribute("content")
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    reader.page.close()


def test_statements_can_be_read_in_light_and_in_dark(browser, sites):
    reader = Reader(browser, 1280)
    for stem in ("claims", "claims/bulletin", "claims/~uaudit", "claims/gone", "aside"):
        page = reader.at(sites["said"] / "en" / f"{stem}.html")
        assert poor_contrast(page) == [], stem
        assert page.locator("table > caption").count() == page.locator("table").count(), stem
    page.close()
