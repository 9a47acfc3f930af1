"""Everything that is held against pages, over a whole release: `python -m tests.pages.sweep DIR`.

HTML errors, dead links, orphans, requests to other hosts, weights; then axe-core on pages taken
at random (`--axe 200 --seed 1`). It ends with 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.pages import axe, browsing, valid
from tests.pages.kinds import kind
from tests.pages.walk import Walk


def main(arguments: list[str]) -> int:
    """Print what was looked at and what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("--axe", type=int, default=200, help="pages at random for axe-core")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    wrong = 0
    walk = Walk(given.release)
    size, path = walk.heaviest
    wrong += _told(f"{len(walk.pages):,} pages; the heaviest: {size:,} bytes, {path}", walk.faults)
    kinds = {kind(page) for page in walk.pages}
    print(f"{len(kinds)} kinds of page: {', '.join(sorted(kinds))}")
    began = time.monotonic()
    found = valid.faults([given.release])
    wrong += _told(f"HTML, SVG and CSS, {time.monotonic() - began:.0f} s", found)
    chosen = random.Random(given.seed).sample(walk.pages, min(given.axe, len(walk.pages)))
    found = violations(given.release, chosen)
    wrong += _told(f"axe-core on {len(chosen)} pages, light and dark", found)
    return min(wrong, 1)


def violations(release: Path, paths: list[str]) -> list[str]:
    """What axe-core has against these pages."""
    with sync_playwright() as playwright:
        browser = browsing.launched(playwright)
        with axe.window(browser) as page:
            return axe.faults(page, [(release.resolve() / path).as_uri() for path in paths])


def _told(what: str, faults: list[str]) -> int:
    print(f"{what}: {len(faults)} faults", flush=True)
    for fault in faults[:20]:
        print(f"  {fault}")
    return len(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
