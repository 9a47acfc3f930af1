"""When the first content of a page is painted on a slow line: 400 kbit/s, a round trip of 400 ms.

`python benchmarks/painting.py RELEASE [TIMES]`. A release behind nginx as the docs set it up, pages
opened in Chromium (Debian) with an empty cache; its own emulation slows the line.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from actas.release.copies import copied  # noqa: E402
from tests.pages import browsing, kinds, nginx  # noqa: E402

GOAL = 2000
LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
_PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
    for (const one of list.getEntriesByName('first-contentful-paint')) done(one.startTime);
}).observe({type: 'paint', buffered: true}))"""


def main(release: Path, times: int = 3) -> None:
    """Print when each kind of page is painted first, and how many bytes it took."""
    with tempfile.TemporaryDirectory(prefix="actas-painting-") as name:
        web = Path(name) / "results"
        copied(release, web, compress=True)
        paths = sorted(path.relative_to(web).as_posix() for path in web.rglob("*.html"))
        language = next(path for path in paths if path.endswith("/index.html")).partition("/")[0]
        chosen = kinds.specimens(one for one in paths if kinds.language(one) == language)
        print("| page | first content, ms | all, kB on the line |\n| --- | --- | --- |")
        with nginx.served(web) as address, sync_playwright() as playwright:
            browser = browsing.launched(playwright)
            seen = [
                _row(browser, f"{address}/{path}", path, times)
                for path in dict.fromkeys(path for pages in chosen.values() for path in pages)
            ]
            browser.close()
    print(f"\ngoal of {GOAL:,} ms: {'met' if max(seen) <= GOAL else 'not met'}")


def _row(browser: Browser, url: str, path: str, times: int) -> float:
    took = [painted(browser, url) for _ in range(times)]
    first = statistics.median(one for one, _ in took)
    print(f"| {path} | {first:,.0f} | {took[0][1] / 1000:,.1f} |", flush=True)
    return first


def painted(browser: Browser, url: str) -> tuple[float, int]:
    """Milliseconds until the first content, and bytes that came over the line until all was there.

    In a window of a phone's size, with nothing kept from before.
    """
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    came: list[int] = []
    line.on("Network.loadingFinished", lambda told: came.append(int(told["encodedDataLength"])))
    page.goto(url, wait_until="load")
    first: float = page.evaluate(_PAINTED)
    context.close()
    return first, sum(came)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
