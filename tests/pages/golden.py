"""Screenshots of each kind of page, on a phone and a desk, light and dark, to be looked at.

`python -m tests.pages.golden OUT` writes them; `--against DIR` says by how many pixels each
differs from an earlier one of that name, and writes both side by side into OUT/changed. It looks
at the showcase of the tests, in both directions of writing, or at a release (`--release DIR`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.pages import browsing, kinds

ROOT = Path(__file__).parents[2]
WIDTHS = {"phone": 360, "desk": 1280}
SCHEMES = ("light", "dark")
LANGUAGES = ("es", "en", "ar")
MOST = 6000
"""Pixels of height that a screenshot shows of a page."""

FEW, FAINT = 64, 16
"""Pixels, and steps of 255 in a colour, up to which two screenshots are the same."""


def main(arguments: list[str]) -> int:
    """Write the screenshots; with `--against`, tell what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--release", type=Path)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="actas-golden-") as name:
        site = given.release or _showcase(Path(name))
        made = shots(site, given.out, tuple(given.languages.split(",")))
    print(f"{made} screenshots in {given.out}")
    if given.against:
        for line in compared(given.against, given.out):
            print(line)
    return 0


def shots(site: Path, out: Path, languages: tuple[str, ...]) -> int:
    """Take them; how many there are. The first language in every look, the others on a phone."""
    out.mkdir(parents=True, exist_ok=True)
    paths = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    first = next(one for one in languages if any(kinds.language(path) == one for path in paths))
    made = 0
    with sync_playwright() as playwright:
        browser = browsing.launched(playwright)
        for language in (None, *languages):
            chosen = kinds.specimens(path for path in paths if kinds.language(path) == language)
            looks = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]
            for width, scheme in looks if language in {None, first} else looks[:1]:
                window = browser.new_page(
                    color_scheme=scheme,  # type: ignore[arg-type]
                    reduced_motion="reduce",
                )
                for path in dict.fromkeys(one for pages in chosen.values() for one in pages):
                    name = path.removesuffix(".html").replace("/", "-")
                    shot(window, WIDTHS[width], site / path, out / f"{name}.{width}.{scheme}.png")
                    made += 1
                window.close()
        browser.close()
    return made


def compared(before: Path, after: Path) -> Iterator[str]:
    """What differs between two folders of screenshots, and pictures of it beside each other."""
    names = {one.name for folder in (before, after) for one in folder.glob("*.png")}
    changed = 0
    shutil.rmtree(after / "changed", ignore_errors=True)
    for name in sorted(names):
        old, new = before / name, after / name
        if not old.exists() or not new.exists():
            yield f"{name}: {'new' if new.exists() else 'gone'}"
            changed += 1
            continue
        pixels = difference(old, new)
        if pixels:
            changed += 1
            _beside(old, new, after / "changed" / name)
            yield f"{name}: {pixels:,} pixels differ"
    yield f"{changed} of {len(names)} differ"


def difference(one: Path, other: Path) -> int:
    """Pixels that differ, those that only one of two pictures has included.

    0 where they are few and faint: the same edge is not always drawn with the same grey.
    """
    a, b = (np.asarray(Image.open(path).convert("RGB")).astype(int) for path in (one, other))
    high, wide = min(a.shape[0], b.shape[0]), min(a.shape[1], b.shape[1])
    strong = abs(a[:high, :wide] - b[:high, :wide]).max(axis=2)
    differ = int((strong > 0).sum())
    alike = a.shape == b.shape and differ <= FEW and strong.max() <= FAINT
    most = max(a.shape[0] * a.shape[1], b.shape[0] * b.shape[1])
    return 0 if alike else most - high * wide + differ


def shot(window: Page, width: int, page: Path, file: Path) -> None:
    """One page as wide as this, down to `MOST`."""
    window.set_viewport_size({"width": width, "height": 800})
    window.goto(page.resolve().as_uri())
    height = min(MOST, window.evaluate("document.documentElement.scrollHeight"))
    window.set_viewport_size({"width": width, "height": height})
    window.screenshot(path=file)


def _beside(old: Path, new: Path, file: Path) -> None:
    """Before, after, and where they differ in red."""
    a, b = (Image.open(path).convert("RGB") for path in (old, new))
    size = (max(a.width, b.width), max(a.height, b.height))
    wide = Image.new("RGB", (3 * size[0] + 40, size[1]), "#888888")
    sheets = []
    for at, picture in enumerate((a, b)):
        sheet = Image.new("RGB", size, "#888888")
        sheet.paste(picture)
        sheets.append(np.asarray(sheet))
        wide.paste(sheet, (at * (size[0] + 20), 0))
    differs = (sheets[0] != sheets[1]).any(axis=2)
    shown = (255 - (255 - sheets[1].astype(int)) // 4).astype(np.uint8)
    shown[differs] = (220, 0, 0)
    wide.paste(Image.fromarray(shown), (2 * (size[0] + 20), 0))
    file.parent.mkdir(parents=True, exist_ok=True)
    wide.save(file)


def _showcase(folder: Path) -> Path:
    sys.path.insert(0, str(ROOT / "tests" / "release" / "site"))
    from showcase import written

    return written(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
