"""Screenshots before and after a change: which pages differ is told, and shown in a picture."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.pages import golden

pytestmark = [pytest.mark.untraced, pytest.mark.browser]

PAGES = ("claims", "verify")
"""One that has a verdict on it, and one that has none."""


def test_the_pages_that_a_change_of_style_reaches_are_told_and_shown(
    browser: Browser, show: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(show / "site", site / "site")
    shutil.copytree(show / "en", site / "en", ignore=shutil.ignore_patterns("a", "c", "places"))
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        window = browser.new_page(reduced_motion="reduce")
        for page in PAGES:
            golden.shot(window, 360, site / "en" / f"{page}.html", tmp_path / name / f"{page}.png")
        window.close()
        with (site / "site" / "style.css").open("a") as style:
            style.write(".tag { background: gold; }")
    before, after = tmp_path / "before", tmp_path / "after"
    (after / "changed").mkdir()
    (after / "changed" / "of-another-day.png").touch()
    told = list(golden.compared(before, after))
    assert told[0].startswith("claims.png: ")
    assert told[1:] == ["1 of 2 differ"]
    assert [one.name for one in (after / "changed").iterdir()] == ["claims.png"]
    high = Image.open(after / "claims.png").height
    beside = Image.open(after / "changed" / "claims.png")
    assert beside.size == (3 * 360 + 40, high)
    shown = beside.crop((2 * 380, 0, 2 * 380 + 360, high)).getcolors(1 << 20)
    red = sum(times for times, colour in shown or () if colour == (220, 0, 0))
    assert f"{red:,} pixels differ" in told[0]


def test_what_is_drawn_a_little_otherwise_is_the_same_and_what_is_new_or_gone_is_told(
    tmp_path: Path,
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()
        Image.new("RGB", (40, 40), "#ffffff").save(folder / "a.png")
        Image.new("RGB", (40, 40), "#ffffff").save(folder / "b.png")
    faint, strong = (Image.new("RGB", (40, 40), "#ffffff") for _ in range(2))
    faint.putpixel((3, 3), (250, 250, 250))
    strong.putpixel((3, 3), (0, 0, 0))
    faint.save(after / "a.png")
    strong.save(after / "b.png")
    faint.save(before / "c.png")
    faint.save(after / "d.png")
    assert list(golden.compared(before, after)) == [
        "b.png: 1 pixels differ",
        "c.png: gone",
        "d.png: new",
        "3 of 4 differ",
    ]
